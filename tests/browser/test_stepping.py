"""Stepping as a person does it: with the mouse, with the keyboard, fast, forward and back."""

import re

import pytest
from playwright.sync_api import Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.lab.session import OPENING
from pages.lab.text.notation import number
from tests.browser.seen import at_rest, expect_t, labels, open_at, press, reach, session_of, step_of, t_of
from tests.browser.serving import Server

STEP = "Step"


def test_it_opens_steps_and_goes_back_without_a_complaint(page: Page, app: Server, faults: list[str]):
    open_at(page, app.url)
    for place in ("forward", "by_lag", "term"):
        page.locator(f".st-key-{place}").scroll_into_view_if_needed()
        expect(page.locator(f".st-key-{place} .seen .main-svg").first).to_be_visible()
    page.locator(".st-key-by_lag").scroll_into_view_if_needed()
    for name in (STEP, "Back"):
        expect(page.get_by_role("button", name=name)).to_have_count(1)
    before, t = labels(page), t_of(page)
    untouched = page.locator('[data-testid="stSidebar"]').inner_text()
    press(page, STEP)
    expect_t(page, t + 1)
    session = session_of(page)
    assert session.t == t + 1
    step, shown = step_of(session), labels(page)
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
    assert faults == []


def test_a_step_shows_before_the_server_has_answered_and_what_it_answers_stays(lab: Page, app: Server):
    reach(lab, f"{app.url}/?t=20&eta=0.05")
    app.hold(True)
    try:
        press(lab, STEP)
        lab.wait_for_function(
            """() => [...document.querySelector('.st-key-by_lag .seen').data]
               .some(trace => [trace.text].flat().some(text => String(text).includes('t = 21')))"""
        )
        step = step_of(OPENING.with_(t=21, eta=0.05))
        early = labels(lab)
        assert number(step.chains["Wh"].total) in early
        assert number(step.forward.Y_hat) in lab.locator(".st-key-forward").inner_text()
        press(lab, STEP)  # where that leads is not known yet
    finally:
        app.hold(False)
    expect_t(lab, 22)
    assert number(step_of(OPENING.with_(t=22, eta=0.05)).chains["Wh"].total) in labels(lab)
    press(lab, "Back")
    expect_t(lab, 21)
    assert labels(lab) == early


def quick_clicks(page: Page, app: Server, gap: int, rounds: int) -> None:
    """Ten clicks a round, with a gap in milliseconds between them."""
    reach(page, f"{app.url}/?t=20&T=200")
    box = page.get_by_role("button", name=STEP).first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for done in range(1, rounds + 1):
        for _ in range(10):
            page.mouse.down()
            page.mouse.up()
            page.wait_for_timeout(gap)
        expect_t(page, 20 + 10 * done)
    page.wait_for_timeout(500)
    assert t_of(page) == 20 + 10 * rounds
    assert session_of(page).t == 20 + 10 * rounds


def test_ten_quick_clicks_are_ten_steps(lab: Page, app: Server):
    quick_clicks(lab, app, gap=60, rounds=1)


@pytest.mark.long
def test_clicks_in_the_same_instant_and_repeats_of_a_held_key_are_all_counted(page: Page, app: Server):
    open_at(page, f"{app.url}/?t=20")
    page.evaluate("for (let i = 0; i < 10; i++) document.querySelector('.st-key-step button').click()")
    expect_t(page, 30)
    page.evaluate("for (let i = 0; i < 7; i++) document.querySelector('.st-key-back button').click()")
    expect_t(page, 23)
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    expect_t(page, 33)
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect_t(page, 30)
    page.wait_for_timeout(400)
    assert t_of(page) == 30


def test_arrow_keys_in_a_field_move_the_field_alone(lab: Page, app: Server):
    reach(lab, f"{app.url}/?t=20")
    lab.get_by_role("textbox", name="Wx, exactly").focus()
    lab.keyboard.press("ArrowRight")
    lab.get_by_role("slider", name="window K").focus()
    lab.keyboard.press("ArrowRight")
    expect(lab).to_have_url(re.compile("K=7"))
    assert t_of(lab) == 20


def test_a_control_moved_right_after_step_does_not_undo_the_step(page: Page, app: Server):
    """Both travel in one message or in two; neither may count for less."""
    moved_after_step(page, app, [0, 20, 50, 100])


def moved_after_step(page: Page, app: Server, gaps: list[int]) -> None:
    open_at(page, f"{app.url}/?t=20&K=1")
    slider, t, window = page.get_by_role("slider", name="window K"), 20, 1
    for gap in gaps:
        slider.focus()
        page.evaluate("document.querySelector('.st-key-step button').click()")
        page.wait_for_timeout(gap)
        page.keyboard.press("ArrowRight")
        t, window = t + 1, window + 1
        # The address leaves out what is as in the opening state.
        expect(page).to_have_url(re.compile(rf"K={window}(&|$)" if window != OPENING.K else rf"\?t={t}$"))
        expect_t(page, t)
        page.wait_for_timeout(300)
        at_rest(page)
        assert (session_of(page).t, session_of(page).K, t_of(page)) == (t, window, t)


@pytest.mark.long
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


@pytest.mark.long
def test_both_ends_of_the_run_say_so(page: Page, app: Server):
    open_at(page, f"{app.url}/?T=40&t=38&h0=0.25")
    press(page, STEP)
    expect_t(page, 39)
    press(page, STEP)
    expect(page.get_by_text("t = 39 is the last step")).to_be_visible()
    assert t_of(page) == 39
    press(page, "Back")
    expect_t(page, 38)
    expect(page.get_by_text("is the last step")).to_have_count(0)
    press(page, "Reset")
    expect_t(page, -1)
    assert {"0.250", "start"} <= set(labels(page))
    assert labels(page).count("empty") == 19
    press(page, "Back")
    expect(page.get_by_text("t = −1 is the moment before the first step.")).to_be_visible()
    press(page, STEP)
    expect_t(page, 0)
    assert labels(page).count("empty") == 17


def test_play_steps_until_pause(lab: Page, app: Server):
    reach(lab, f"{app.url}/?T=200&t=33&speed=fast")
    press(lab, "Play")
    expect(lab.get_by_role("button", name=STEP).first).to_be_disabled()
    lab.wait_for_function("() => document.querySelector('.transport').dataset.t >= 35")
    press(lab, "Pause")
    expect(lab.get_by_role("button", name=STEP).first).to_be_enabled()
    at_rest(lab)
    stopped = t_of(lab)
    lab.wait_for_timeout(1200)
    assert t_of(lab) == stopped
    assert stopped >= 35


@pytest.mark.long
def test_play_stops_at_the_end(page: Page, app: Server):
    open_at(page, f"{app.url}/?T=40&t=37&speed=fast")
    press(page, "Play")
    expect_t(page, 39)
    expect(page.get_by_role("button", name="Play")).to_be_enabled()
    page.wait_for_timeout(700)
    assert t_of(page) == 39


def test_at_rest_nothing_moves(lab: Page, app: Server):
    reach(lab, f"{app.url}/?t=21")
    lab.wait_for_timeout(1000)
    lab.evaluate("""() => { window.changes = 0
        const all = { subtree: true, childList: true, attributes: true, characterData: true }
        new MutationObserver(() => window.changes++).observe(document, all) }""")
    lab.wait_for_timeout(1500)
    assert lab.evaluate("window.changes") == 0
