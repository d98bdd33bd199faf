"""Stepping as a person does it: with the mouse, with the keyboard, fast, forward and back."""

import re

import pytest
from pages.lab.notation import number
from playwright.sync_api import Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.lab.session import OPENING
from tests.browser.seen import at_rest, expect_t, labels, open_at, press, session_of, step_of, t_of
from tests.browser.serving import Server, server

STEP = "Step"


def test_it_opens_without_a_complaint_and_asks_no_other_host(page: Page, app: Server, faults: list[str]):
    open_at(page, app.url)
    for place in ("forward", "by_lag", "term"):
        page.locator(f".st-key-{place}").scroll_into_view_if_needed()
        expect(page.locator(f".st-key-{place} .js-plotly-plot .main-svg").first).to_be_visible()
    expect(page.get_by_role("button", name="Step")).to_have_count(1)
    expect(page.get_by_role("button", name="Back")).to_have_count(1)
    assert faults == []


def test_step_changes_what_it_should_and_back_undoes_it(page: Page, app: Server):
    open_at(page, app.url)
    before, t = labels(page), t_of(page)
    untouched = page.locator('[data-testid="stSidebar"]').inner_text()
    press(page, STEP)
    expect_t(page, t + 1)
    session = session_of(page)
    assert session.t == t + 1
    step = step_of(session)
    shown = labels(page)
    assert shown != before
    for value in (*step.queues.X, *step.queues.out_H):
        assert number(value) in shown
    for name in ("Wx", "Bx", "Wh"):
        assert number(step.chains[name].total) in shown
        assert all(number(term.value) in shown for term in step.chains[name].terms)
    assert page.locator('[data-testid="stSidebar"]').inner_text() == untouched
    press(page, "Back")
    expect_t(page, t)
    assert labels(page) == before


def test_a_step_shows_before_the_server_has_answered_and_what_it_answers_stays(page: Page):
    with server() as slow:
        open_at(page, f"{slow.url}/?t=20&eta=0.05")
        slow.hold(True)
        press(page, STEP)
        page.wait_for_function(
            "document.querySelector('.st-key-by_lag .js-plotly-plot').data.at(-2).text[0].includes('t = 21')"
        )
        step = step_of(OPENING.with_(t=21, eta=0.05))
        early = labels(page)
        assert number(step.chains["Wh"].total) in early
        assert number(step.forward.Y_hat) in page.locator(".st-key-forward").inner_text()
        press(page, STEP)  # what that leads to is not known yet
        slow.hold(False)
        expect_t(page, 22)
        assert number(step_of(OPENING.with_(t=22, eta=0.05)).chains["Wh"].total) in labels(page)
        press(page, "Back")
        expect_t(page, 21)
        assert labels(page) == early


@pytest.mark.parametrize("gap", [30, 60, 120])
def test_ten_quick_clicks_are_ten_steps(page: Page, app: Server, gap: int):
    open_at(page, f"{app.url}/?t=20&T=200")
    start, button = 20, page.get_by_role("button", name=STEP).first
    box = button.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for round_ in range(1, 4):
        for _ in range(10):
            page.mouse.down()
            page.mouse.up()
            page.wait_for_timeout(gap)
        expect_t(page, start + 10 * round_)
    page.wait_for_timeout(500)
    assert t_of(page) == start + 30
    assert session_of(page).t == start + 30


def test_clicks_in_the_same_instant_are_all_counted(page: Page, app: Server):
    open_at(page, f"{app.url}/?t=20")
    page.evaluate("for (let i = 0; i < 10; i++) document.querySelector('.st-key-step button').click()")
    expect_t(page, 30)
    page.evaluate("for (let i = 0; i < 7; i++) document.querySelector('.st-key-back button').click()")
    expect_t(page, 23)


def test_arrow_keys_step_and_a_held_key_counts_every_repeat(page: Page, app: Server):
    open_at(page, f"{app.url}/?t=20")
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    expect_t(page, 30)
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect_t(page, 27)
    page.wait_for_timeout(400)
    assert t_of(page) == 27


def test_no_message_relies_on_what_the_browser_may_have_dropped(page: Page, app: Server):
    """Streamlit's cache of messages, pressed quickly, names one that is gone; that ends the connection for good."""
    kinds = []

    def heard(socket: WebSocket) -> None:
        def frame(payload: bytes | str) -> None:
            if isinstance(payload, bytes):
                kinds.append(ForwardMsg.FromString(payload).WhichOneof("type"))

        socket.on("framereceived", frame)

    page.on("websocket", heard)
    open_at(page, f"{app.url}/?t=20")
    for key in ("ArrowRight", "ArrowLeft") * 4:
        page.keyboard.press(key)
        expect_t(page, 21 if key == "ArrowRight" else 20)
    page.remove_listener("websocket", heard)
    assert kinds.count("script_finished") > 8
    assert "ref_hash" not in kinds


def test_arrow_keys_in_a_field_move_the_field_alone(page: Page, app: Server):
    open_at(page, f"{app.url}/?t=20")
    page.get_by_label("Wx, exactly").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("slider", name="window K").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("K=7"))
    assert t_of(page) == 20


def test_the_last_step_says_so(page: Page, app: Server):
    open_at(page, f"{app.url}/?T=40&t=38")
    press(page, STEP)
    expect_t(page, 39)
    press(page, STEP)
    expect(page.get_by_text("t = 39 is the last step")).to_be_visible()
    assert t_of(page) == 39
    press(page, "Back")
    expect_t(page, 38)
    expect(page.get_by_text("is the last step")).to_have_count(0)


def test_reset_goes_before_the_first_step(page: Page, app: Server):
    open_at(page, f"{app.url}/?h0=0.25")
    press(page, "Reset")
    expect_t(page, -1)
    assert "0.250 start" in labels(page)
    assert labels(page).count("empty") == 19
    press(page, "Back")
    expect(page.get_by_text("the moment before the first step")).to_be_visible()
    press(page, STEP)
    expect_t(page, 0)
    assert labels(page).count("empty") == 17


def test_play_steps_until_pause(page: Page, app: Server):
    open_at(page, f"{app.url}/?t=20&speed=fast")
    press(page, "Play")
    expect(page.get_by_role("button", name=STEP).first).to_be_disabled()
    page.wait_for_function("document.querySelector('.transport').dataset.t >= 23")
    press(page, "Pause")
    expect(page.get_by_role("button", name=STEP).first).to_be_enabled()
    at_rest(page)
    stopped = t_of(page)
    page.wait_for_timeout(1500)
    assert t_of(page) == stopped
    assert 23 <= stopped <= 26


def test_play_stops_at_the_end(page: Page, app: Server):
    open_at(page, f"{app.url}/?T=40&t=37&speed=fast")
    press(page, "Play")
    expect_t(page, 39)
    expect(page.get_by_role("button", name="Play")).to_be_enabled()
    page.wait_for_timeout(1200)
    assert t_of(page) == 39


def test_at_rest_nothing_moves(page: Page, app: Server):
    open_at(page, app.url)
    page.wait_for_timeout(1500)
    page.evaluate("""() => { window.changes = 0
        new MutationObserver(() => window.changes++).observe(document, {subtree: true, childList: true, attributes: true, characterData: true}) }""")
    page.wait_for_timeout(2000)
    assert page.evaluate("window.changes") == 0
