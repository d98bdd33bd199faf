"""Quick stepping: Back, a held key and fast Play, from the steps that the browser has."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.seen import at_rest, expect_t, labels, open_at, press, reach, session_of, t_of
from tests.browser.serving import Server
from tests.browser.test_twin import prepared

WATCH = """() => {
    const shown = window.shown = []
    const look = () => {
        const text = document.querySelector(".st-key-by_lag .seen")?.textContent ?? ""
        const t = Number(text.match(/t = ([0-9]+)/)?.[1])
        if (t !== shown.at(-1)?.[0]) shown.push([t, performance.now()])
        requestAnimationFrame(look)
    }
    look()
}"""


def in_order(page: Page, first: int, every: bool = True) -> list[tuple[int, float]]:
    """The steps that were on the screen, each with when it came; checked to be in order, and to be every one."""
    shown: list[tuple[int, float]] = page.evaluate("window.shown")
    steps = [t for t, _ in shown]
    assert steps == (list(range(first, steps[-1] + 1)) if every else sorted(set(steps)))
    return shown


@pytest.mark.parametrize("name", ["Back", pytest.param("Step", marks=pytest.mark.long)])
def test_a_press_shows_its_step_while_the_server_is_away(lab: Page, app: Server, name: str):
    t = 20 + (1 if name == "Step" else -1)
    reach(lab, f"{app.url}/?t=20")
    prepared(lab, t)
    app.hold(True)
    try:
        press(lab, name)
        expect(lab.locator(".st-key-by_lag .seen")).to_contain_text(f"t = {t}")
    finally:
        app.hold(False)
    expect_t(lab, t)


@pytest.mark.long  # where another browser shares the cores, a step may be over before it is painted
def test_a_held_key_shows_every_step_in_order_and_ends_with_the_key(page: Page, app: Server):
    open_at(page, f"{app.url}/?t=20&T=400")
    page.evaluate(WATCH)
    for _ in range(40):
        page.keyboard.down("ArrowRight")
        page.wait_for_timeout(50)
    page.keyboard.up("ArrowRight")
    page.wait_for_timeout(400)
    shown = in_order(page, 20)
    stopped = shown[-1][0]
    assert stopped > 30
    expect_t(page, stopped)
    page.wait_for_timeout(500)
    at_rest(page)
    assert session_of(page).t == t_of(page) == stopped == in_order(page, 20)[-1][0]
    after = labels(page)
    open_at(page, page.url)
    assert labels(page) == after


@pytest.mark.long
def test_a_key_held_back_goes_back(page: Page, app: Server):
    open_at(page, f"{app.url}/?t=60&T=400")
    for _ in range(20):
        page.keyboard.down("ArrowLeft")
        page.wait_for_timeout(50)
    page.keyboard.up("ArrowLeft")
    page.wait_for_timeout(400)
    page.wait_for_function("() => window.unrolledWants == null")  # the server has answered the last press
    at_rest(page)
    t = t_of(page)
    assert t < 55
    expect_t(page, t)
    assert session_of(page).t == t


@pytest.mark.long
def test_play_at_twenty_a_second_drops_and_doubles_no_step(page: Page, app: Server):
    open_at(page, f"{app.url}/?t=22&T=40&speed=rapid")
    page.evaluate(WATCH)
    press(page, "Play")
    expect_t(page, 39)
    expect(page.get_by_role("button", name="Play")).to_be_enabled()
    assert in_order(page, 22)[-1][0] == 39
    page.wait_for_timeout(300)
    assert session_of(page).t == 39
    expect(page.get_by_text("is the last step")).to_have_count(0)


@pytest.mark.long
def test_pause_stops_fast_play_where_it_is(page: Page, app: Server):
    open_at(page, f"{app.url}/?t=20&T=400&speed=rapid")
    page.evaluate(WATCH)
    press(page, "Play")
    page.wait_for_function("() => window.shown.at(-1)[0] > 30")
    press(page, "Pause")
    expect(page.get_by_role("button", name="Play")).to_be_enabled()
    page.wait_for_timeout(300)
    page.wait_for_function("() => window.unrolledWants == null")
    at_rest(page)
    stopped = t_of(page)
    page.wait_for_timeout(500)
    assert in_order(page, 20)[-1][0] == stopped == t_of(page) == session_of(page).t


TOGETHER = """() => {
    const text = new TextDecoder("latin1"), held = []
    let answers = 0
    window.late = null // what comes after the second answer for the buttons
    const mine = go => function (event) {
        const buttons = window.hold && /-transport(?!\\w)/.test(text.decode(event.data))
        if (buttons) answers += 1
        if (!window.hold || answers === 0 || (answers === 1 && buttons)) return go.call(this, event)
        (window.late ?? held).push(() => go.call(this, event))
        if (answers < 2 || window.late) return
        window.late = []
        for (const one of held) one()
    }
    const { set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage")
    const { addEventListener } = WebSocket.prototype
    Object.defineProperty(WebSocket.prototype, "onmessage", { set(go) { set.call(this, mine(go)) } })
    WebSocket.prototype.addEventListener = function (type, go, ...more) {
        addEventListener.call(this, type, type === "message" ? mine(go) : go, ...more)
    }
}"""
"""Holds back the charts of one answer until the buttons of the next have come, as a slow network can."""


@pytest.mark.long
def test_charts_that_come_with_the_buttons_of_the_next_answer_do_not_turn_the_page_back(browser: Browser, app: Server):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.add_init_script(f"({TOGETHER})()")
    open_at(page, f"{app.url}/?t=20&T=400")
    prepared(page, 21)
    page.evaluate(WATCH)
    page.evaluate("() => { window.hold = true }")
    for name, t in (("Step", 21), ("Back", 20)):
        press(page, name)
        page.wait_for_function("t => window.shown.at(-1)[0] === t", arg=t)
    page.wait_for_function("() => window.late")
    page.wait_for_timeout(300)
    page.evaluate("() => { window.hold = false; for (const one of window.late.splice(0)) one() }")
    expect_t(page, 20)
    assert [t for t, _ in page.evaluate("window.shown")] == [20, 21, 20]
    page.close()
