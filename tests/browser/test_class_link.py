"""A class link, from the page where it is made to the page that a class sees."""

import re

from playwright.sync_api import Page, expect

from pages.lab.classroom.draft import Draft, pack_draft
from pages.lab.classroom.prepared import CONTROLS
from tests.browser.seen import at_rest, expect_t, open_at, parameters
from tests.browser.serving import Server
from tests.browser.test_settings import touch_point


def test_what_a_teacher_locks_and_hides_a_class_can_neither_move_nor_see(page: Page, app: Server, faults: list[str]):
    draft = pack_draft(Draft(locked=("lag",), blocks=("sequence",)))
    open_at(page, f"{app.url}/teaching?t=30&draft={draft}")
    page.locator(".st-key-class-locked input").click()
    page.keyboard.type(CONTROLS["Wh"])
    page.get_by_role("option", name=CONTROLS["Wh"], exact=True).wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-class-locked")).to_contain_text(CONTROLS["Wh"])
    at_rest(page)
    expect(page.get_by_role("img", name="The class link as a QR code")).to_be_visible()
    page.get_by_text("show the page below").click()
    preview = page.frame_locator("iframe.preview")
    expect(preview.get_by_text("This view was prepared by your teacher.")).to_be_visible()
    field = page.get_by_role("textbox", name="The class link")
    expect(field).to_have_value(re.compile("prepared="))
    link = field.input_value()
    assert link.startswith(f"{app.url}/?t=30&prepared=")
    page.get_by_role("button", name="Copy class link").click()
    expect(page.locator(".st-key-class-link")).to_contain_text("Link copied")

    open_at(page, f"{link}&Wh=0.5")
    expect(page.get_by_text("This view was prepared by your teacher.")).to_be_visible()
    expect(page.get_by_text("Wh is locked in this view.")).to_be_visible()
    assert "Wh" not in parameters(page)
    assert page.locator(".st-key-forward .chart").count() == 0
    expect(page.locator(".st-key-by_lag .chart")).to_be_visible()

    slider = page.locator(".st-key-Wh-slider").get_by_role("slider")
    slider.focus()  # which a locked slider does not take
    page.keyboard.press("ArrowRight")
    expect_t(page, 31)
    box = page.locator(".st-key-Wh-slider").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 5, box["y"] + box["height"] - 8)
    expect(page.get_by_role("textbox", name="Wh, exactly")).to_be_disabled()
    page.mouse.click(*touch_point(page, ["Wx", 5]).values())
    expect(page.get_by_text("“lag k” is locked in this view.")).to_be_visible()
    expect(page.get_by_role("radio", name="Wx", exact=True)).to_be_checked()
    assert parameters(page).keys() == {"t", "weight", "prepared"}
    expect(slider).to_be_disabled()
    expect(slider).to_have_value("-0.9")
    assert faults == []
