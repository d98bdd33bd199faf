"""A try brings its chart into sight, the page follows a dragged slider, and Undo takes back either as one move."""

import re

import pytest
from playwright.sync_api import Page, expect

from pages.lab.session import OPENING
from tests.browser.seen import at_rest, open_at, press, session_of
from tests.browser.serving import Server


@pytest.mark.parametrize("size", [(1280, 800), pytest.param((390, 844), marks=pytest.mark.long)])
@pytest.mark.parametrize(
    ("path", "label", "place"),
    [
        ("across_time", "Show me one that grows", "hunt"),
        pytest.param("chain", "Paths that vanish", "paths", marks=pytest.mark.long),
    ],
)
def test_a_try_shows_what_it_has_changed(
    page: Page, app: Server, path: str, label: str, place: str, size: tuple[int, int]
):
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    open_at(page, f"{app.url}/{path}")
    one = page.get_by_role("button", name=f"Try: {label}")
    one.evaluate("button => button.scrollIntoView({ block: 'center' })")
    one.click()
    # Below the line that stays in sight, and no farther down than that needs.
    page.wait_for_function(
        """place => {
            const top = document.querySelector(`.st-key-${place} .blocks`).getBoundingClientRect().top
            const { bottom } = document.querySelector(".st-key-transport").getBoundingClientRect()
            return 0 < bottom && bottom < top && top < bottom + 60 }""",
        arg=place,
    )
    expect(page.get_by_role("button", name=f"Undo: try “{label}”")).to_be_visible()
    at_rest(page)
    assert session_of(page) != OPENING


@pytest.mark.long
def test_undo_takes_back_a_try_and_says_so(page: Page, app: Server, faults: list[str]):
    open_at(page, f"{app.url}/chain?t=30")
    page.get_by_role("button", name="Try: Each Wh flips the sign").click()  # changes no run, only what is looked at
    undo = page.get_by_role("button", name="Undo: try “Each Wh flips the sign”")
    expect(undo).to_be_visible()
    undo.click()
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_disabled()
    at_rest(page)
    assert session_of(page) == OPENING.with_(t=30)
    assert faults == []


@pytest.mark.long
def test_the_page_follows_a_drag_and_undo_takes_it_back_as_one_move(page: Page, app: Server, faults: list[str]):
    open_at(page, f"{app.url}/?t=22")
    slider = page.get_by_role("slider", name="Wh")
    slider.scroll_into_view_if_needed()
    thumb = page.locator(".st-key-Wh-slider [data-testid=stSliderThumbValue]").bounding_box()
    assert thumb
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    for dx in range(3, 45, 3):
        page.mouse.move(x + dx, y)
        page.wait_for_timeout(60)
    assert "Wh=" in page.url
    page.mouse.up()
    undo = page.get_by_role("button", name=re.compile("Undo: Wh −0.9 → "))
    expect(undo).to_be_visible()
    at_rest(page)
    page.wait_for_timeout(500)
    at_rest(page)
    assert session_of(page).Wh > 0.5
    undo.click()
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_disabled()
    expect(slider).to_have_value("-0.9")
    expect(page.get_by_role("textbox", name="Wh, exactly")).to_have_value("-0.9")
    at_rest(page)
    assert session_of(page) == OPENING.with_(t=22)
    assert faults == []


def test_an_address_that_names_a_section_opens_with_it_in_sight(page: Page, app: Server):
    open_at(page, f"{app.url}/?t=21#one-term-factor-by-factor")
    title = page.get_by_role("heading", name="One term, factor by factor")
    expect(title).to_be_in_viewport()
    expect(page.get_by_text("The term has size")).to_be_in_viewport()
    press(page, "Step")
    expect(title).to_be_in_viewport()
