"""The pages hold still: what wraps at one step and not at the next moves nothing below it. No label covers another."""

import pytest
from playwright.sync_api import Page

from tests.browser.seen import expect_t, open_at
from tests.browser.serving import Server

TOPS = """() => [".forward", ".st-key-by_lag .plot", ".factors", ".st-key-term .plot", ".sum-of-terms"].map(selector =>
    Math.round(document.querySelector(selector).getBoundingClientRect().y
               + document.querySelector("[data-testid=stMain]").scrollTop))"""
EQUATIONS = """() => [...document.querySelectorAll(".forward .eq")].map(one => {
    const { x, y } = one.getBoundingClientRect()
    return [x, y]
})"""
SECTIONS = """() => [...document.querySelectorAll("h2.section")].map(title =>
    Math.round(title.getBoundingClientRect().y + document.querySelector("[data-testid=stMain]").scrollTop))"""
COVERED = """() => {
    const labels = [...document.querySelectorAll(".st-key-by_lag .textpoint text")].map(label =>
        ({ text: label.textContent, ...label.getBoundingClientRect().toJSON() }))
    return labels.flatMap((one, i) => labels.slice(i + 1).filter(other =>
        Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 4).map(other => [one.text, other.text]))
}"""


@pytest.mark.parametrize("settings", ["", "&K=10&lag=6&eta=0.1"])
def test_nothing_moves_from_step_to_step(page: Page, app: Server, settings: str):
    open_at(page, f"{app.url}/?t=20{settings}")
    before, equations = page.evaluate(TOPS), page.evaluate(EQUATIONS)
    assert len(equations) == 4
    for t in (21, 22, 23):
        page.keyboard.press("ArrowRight")
        expect_t(page, t)
        assert page.evaluate(TOPS) == before
        assert page.evaluate(EQUATIONS) == equations


@pytest.mark.parametrize("width", [1280, 390])
def test_a_wide_sum_scrolls_in_its_own_box_and_shows_that_it_does(page: Page, app: Server, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    open_at(page, f"{app.url}/?K=10")
    box = page.locator(".sum-of-terms .scroll")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    assert box.evaluate("box => getComputedStyle(box).backgroundAttachment") == "local, local, scroll, scroll"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("settings", ["", "Wx=9", "task=square&Wx=3&Wh=2&Bx=0.5&t=23"])
def test_no_label_covers_another_however_long_their_numbers_are(page: Page, app: Server, settings: str):
    open_at(page, f"{app.url}/?{settings}")
    assert page.locator(".st-key-by_lag .textpoint text").count() > 60
    assert page.evaluate(COVERED) == []


@pytest.mark.parametrize(("path", "first"), [("chain", 19), ("across_time", 19), ("across_time", 8)])
def test_no_section_of_a_long_page_moves_from_step_to_step(page: Page, app: Server, path: str, first: int):
    page.set_viewport_size({"width": 390 if first > 9 else 1280, "height": 844})
    open_at(page, f"{app.url}/{path}?t={first}")
    before = page.evaluate(SECTIONS)
    assert len(before) == 5
    for t in (first + 1, first + 2):
        page.keyboard.press("ArrowRight")
        expect_t(page, t)
        assert page.evaluate(SECTIONS) == before
