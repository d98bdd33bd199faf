"""Of every chart in view, the next steps are drawn out of sight, and a press only swaps drawings."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from pages.lab.plot.palette import COLOURS
from tests.browser.seen import at_rest, expect_t, labels, open_at, press, reach
from tests.browser.serving import Server
from tests.browser.test_settings import touch_point

TWINS = ".st-key-by_lag .away"
HOLDS = """t => [...document.querySelectorAll(".st-key-by_lag .away")].some(twin =>
    twin.querySelector(".main-svg") && new RegExp(`t = ${t}(?![0-9])`).test(twin.textContent))"""


def prepared(page: Page, t: int, place: str = "by_lag") -> None:
    """Wait until a drawing out of sight shows step t."""
    at_rest(page)
    page.wait_for_function(HOLDS.replace("by_lag", place), arg=t)


def test_what_waits_out_of_sight_is_out_of_reach(lab: Page, app: Server):
    reach(lab, f"{app.url}/?t=20")
    prepared(lab, 21)
    twins = lab.locator(TWINS)
    for i in range(twins.count()):
        assert twins.nth(i).evaluate(
            """twin => [twin.inert, twin.ariaHidden, twin.role, twin.ariaLabel, getComputedStyle(twin).visibility]"""
        ) == [True, "true", None, None, "hidden"]
    expect(lab.locator(".st-key-by_lag .seen[role=img]")).to_have_count(1)
    lab.emulate_media(media="print")
    expect(twins.first).to_have_css("display", "none")
    lab.emulate_media(media="screen")


def test_a_press_swaps_the_drawings_in_the_same_task(lab: Page, app: Server):
    reach(lab, f"{app.url}/?t=20")
    prepared(lab, 21)
    seen = lab.evaluate("""() => {
        const place = document.querySelector(".st-key-by_lag"), reads = () => place.querySelector(".reads").textContent
        const before = [place.querySelector(".seen"), reads()]
        document.querySelector(".st-key-step button").click()
        const plot = place.querySelector(".seen")
        return {
            swapped: plot !== before[0] && before[0].matches(".covered[aria-hidden=true]"), read: reads() !== before[1],
            label: plot.ariaLabel === reads(), text: plot.textContent, inert: plot.inert, hidden: plot.ariaHidden,
        }
    }""")
    assert "t = 21" in seen.pop("text")
    assert seen == {"swapped": True, "read": True, "label": True, "inert": False, "hidden": None}
    expect_t(lab, 21)


@pytest.mark.long
def test_what_a_step_shows_is_the_same_however_it_came_on_the_screen(page: Page, app: Server):
    shown = {}
    for t in (22, 23):
        open_at(page, f"{app.url}/?t={t}")
        shown[t] = labels(page)
    open_at(page, f"{app.url}/?t=21")
    for name, t in (("Step", 22), ("Step", 23), ("Back", 22), ("Step", 23)):
        press(page, name)
        expect_t(page, t)
        assert labels(page) == shown[t]
        page.wait_for_timeout(250)


def test_a_bar_of_a_drawing_that_was_swapped_in_can_be_clicked(lab: Page, app: Server):
    reach(lab, f"{app.url}/?t=20")
    for t, lag in ((21, 4), (22, 3), (23, 5)):
        prepared(lab, t)
        press(lab, "Step")
        expect_t(lab, t)
        point = touch_point(lab, ["Wx", lag])
        lab.mouse.click(point["x"], point["y"])
        expect(lab.get_by_role("radio", name=str(lag), exact=True)).to_be_checked()


@pytest.mark.long
def test_what_was_drawn_ahead_follows_theme_and_width(page: Page, app: Server):
    open_at(page, f"{app.url}/?t=20")
    prepared(page, 21)
    page.set_viewport_size({"width": 1500, "height": 800})
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(600)
    at_rest(page)
    press(page, "Step")
    expect_t(page, 21)
    fits = "plot => Math.abs(plot.querySelector('.main-svg').getBoundingClientRect().width - plot.offsetWidth) < 2"
    page.wait_for_function(f"() => ({fits})(document.querySelector('.st-key-by_lag .seen'))")
    light, dark = COLOURS["ink"]
    page.wait_for_function(
        """([light, dark]) => { const text = JSON.stringify(document.querySelector(
            ".st-key-by_lag .seen").data); return text.includes(dark) && !text.includes(light) }""",
        arg=[light, dark],
    )
    prepared(page, 22)
    press(page, "Step")
    expect_t(page, 22)
    assert page.locator(".st-key-by_lag .seen").evaluate(fits)


ANIMATED = """() => {
    const animate = Element.prototype.animate
    window.slid = []
    Element.prototype.animate = function (frames, options) {
        if (frames[0].transform) window.slid.push(this.__data__[0].trace.name)
        return animate.call(this, frames, options)
    }
}"""
SLOTS = {"X slots", "out_H slots", "numbers of slots"}


def test_a_step_is_seen_to_push_unless_the_reader_wants_no_motion(lab: Page, app: Server):
    reach(lab, f"{app.url}/?t=21")
    lab.evaluate(ANIMATED)
    motions: list[Literal["no-preference", "reduce"]] = ["no-preference", "reduce"]
    for motion in motions:
        lab.emulate_media(reduced_motion=motion)
        prepared(lab, 22)
        lab.wait_for_timeout(300)  # nothing slides soon after another step, and the page may have come from 20
        lab.evaluate("window.slid = []")
        lab.keyboard.press("ArrowRight")
        expect_t(lab, 22)
        assert set(lab.evaluate("window.slid")) == (SLOTS if motion == "no-preference" else set())
        lab.wait_for_timeout(300)
        assert lab.locator(".st-key-by_lag g.xy > g:not([class])").count() == 0  # what dropped out is gone
        slid = lab.evaluate("window.slid.length")
        lab.keyboard.press("ArrowLeft")
        expect_t(lab, 21)
        assert lab.evaluate("window.slid.length") == slid
    lab.emulate_media(reduced_motion="null")
