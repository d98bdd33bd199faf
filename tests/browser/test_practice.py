"""A number is filled in by keyboard, on a laptop and on a phone: it is judged, the focus stays, a step asks anew."""

import pytest
from playwright.sync_api import Page, expect

from pages.lab.charts.faded import blanks_of
from pages.lab.session import OPENING
from pages.lab.text import number
from tests.browser.seen import expect_t, open_at, press
from tests.browser.serving import Server
from tests.browser.test_axe import AXE
from tests.pages.records import moment_of

CHOSEN = OPENING.with_(t=23, lag=3)
FAULTS = """async () => (await axe.run(document.querySelector(".st-key-practice"))).violations.map(({ id }) => id)"""
IN_SIGHT = """() => {
    const [inner, outer] = [".factors > .asked", ".factors:has(> .asked)"].map(
        one => document.querySelector(one).getBoundingClientRect())
    return outer.left <= inner.left && inner.right <= outer.right && outer.right <= innerWidth }"""


def test_numbers_are_filled_in_by_keyboard(page: Page, app: Server, faults: list[str]):
    first, second = blanks_of(moment_of(CHOSEN), "2")
    open_at(page, f"{app.url}/chain?t=23&lag=3&blanks=2")
    field, said = page.locator(".st-key-fill-in input"), page.locator(".feedback")
    field.click()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(said).to_have_text("Not yet: the magnitude is smaller than that.")
    expect(field).to_be_focused()
    field.press("ControlOrMeta+a")
    page.keyboard.type("1-0.144²")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Right")
    expect(page.locator(".asked-for")).to_contain_text(f"{second.question.capitalize()} of 10")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    expect(page.locator(".factor.asked .num")).to_have_text("?")
    expect(page.locator(".factor.slope .num", has_text=number(first.right.value)).first).to_be_visible()
    assert faults == []


@pytest.mark.long
def test_on_a_phone_the_number_asked_for_is_in_sight_and_one_half_typed_is_not_carried_along(
    page: Page, app: Server, faults: list[str]
):
    page.set_viewport_size({"width": 390, "height": 844})
    open_at(page, f"{app.url}/chain?t=23&lag=3&blanks=2")
    field, said = page.locator(".st-key-fill-in input"), page.locator(".feedback")
    field.scroll_into_view_if_needed()
    assert page.evaluate(IN_SIGHT)
    page.evaluate(AXE)
    assert page.evaluate(FAULTS) == []
    field.fill("1-0.144²")
    field.press("Enter")
    expect(said).to_contain_text("Right")
    field.fill("half a number")
    press(page, "Step")
    expect_t(page, 24)
    expect(field).to_have_value("")
    expect(said).to_have_text("")
    assert page.locator(".factor .num", has_text="?").count() == 2
    assert faults == []
