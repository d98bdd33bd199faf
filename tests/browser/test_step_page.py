"""The page Step holds still: what wraps at one step and not at the next moves nothing below it."""

import pytest
from playwright.sync_api import Page

from tests.browser.seen import expect_t, open_at
from tests.browser.serving import Server

TOPS = """() => [".forward", ".st-key-by_lag .plot", ".factors", ".st-key-term .plot", ".sum-of-terms"].map(selector =>
    Math.round(document.querySelector(selector).getBoundingClientRect().y
               + document.querySelector("[data-testid=stMain]").scrollTop))"""


@pytest.mark.parametrize("settings", ["", "&K=10&lag=6&eta=0.1"])
def test_nothing_moves_from_step_to_step(page: Page, app: Server, settings: str):
    open_at(page, f"{app.url}/?t=20{settings}")
    before = page.evaluate(TOPS)
    for t in (21, 22, 23):
        page.keyboard.press("ArrowRight")
        expect_t(page, t)
        assert page.evaluate(TOPS) == before


@pytest.mark.parametrize("width", [1280, 390])
def test_a_wide_sum_scrolls_in_its_own_box_and_shows_that_it_does(page: Page, app: Server, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    open_at(page, f"{app.url}/?K=10")
    box = page.locator(".sum-of-terms .scroll")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    assert box.evaluate("box => getComputedStyle(box).backgroundAttachment") == "local, local, scroll, scroll"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
