"""A lesson in a real browser: by keyboard alone, and on a phone; and a file that is opened on the page."""

import json
import re

from playwright.sync_api import Page, expect

from pages.lab.lessons.lesson import FOLDER, shipped
from tests.browser.seen import at_rest, expect_t, open_at, parameters
from tests.browser.serving import Server

LESSON = shipped()["first_term"]
LISTENS = "() => performance.getEntriesByType('resource').some(one => one.name.includes('cards.js') && one.responseEnd)"
"""The script that moves the focus is there."""


def enter(page: Page, button: str | re.Pattern[str]) -> None:
    """Press a button by the keyboard."""
    page.get_by_role("button", name=button).first.focus()
    page.keyboard.press("Enter")
    at_rest(page)


def expect_card(page: Page, number: int) -> None:
    expect(page.locator(".card-title")).to_have_text(LESSON.cards[number - 1].title)
    at_rest(page)


def test_a_lesson_is_taken_by_keyboard_and_goes_on_on_a_phone(page: Page, app: Server, faults: list[str]):
    open_at(page, f"{app.url}/lessons?Wh=0.7&t=33")
    page.wait_for_function(LISTENS)
    enter(page, re.compile("^Lesson 3"))
    expect_card(page, 1)
    expect(page.locator(".card-title")).to_be_focused()
    enter(page, "Next card")
    expect_card(page, 2)
    expect(page.locator(".card-title")).to_be_focused()
    act, said = page.locator(".lesson-card .act"), page.locator(".lesson-card .after [role=status]")
    expect(act).to_contain_text("Your turn")
    charts = page.locator(".blocks").first
    top = charts.evaluate("one => one.getBoundingClientRect().top")
    progress = page.locator(".st-key-factors .progress")
    for _ in range(3):
        before = progress.inner_text()
        enter(page, "Next factor")
        expect(progress).not_to_have_text(before)  # two presses that the server meets at once count as one
    expect(act).to_contain_text("Done")
    expect(said).to_contain_text("Each factor is one link")
    assert charts.evaluate("one => one.getBoundingClientRect().top") == top  # nothing moves when it is said
    enter(page, "Next card")
    expect_card(page, 3)
    for t in range(22, 26):
        page.keyboard.press("ArrowRight")
        expect_t(page, t)
    expect(act).to_contain_text("Done")
    expect(page.locator(".card-title")).to_be_focused()  # still

    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, "Next card")
    expect_card(page, 4)
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
    for part in (".card-title", ".lesson-card .look", ".lesson-card .act"):
        expect(page.locator(part)).to_be_in_viewport()
    page.goto(page.url.replace("card=4", "card=7"))
    expect_card(page, 7)
    page.wait_for_function(LISTENS)
    enter(page, "Finish lesson")
    expect(page.locator(".card-title")).to_contain_text("The end of Lesson 3")
    expect(page.locator(".card-title")).to_be_focused()
    enter(page, "Leave lesson")
    expect(page.get_by_role("button", name=re.compile("^Lesson 3"))).to_be_focused()
    address = parameters(page)
    assert (address["Wh"], address["t"], address["done"]) == ("0.7", "33", "first_term.6")
    assert faults == []


def test_a_file_of_ones_own_is_read_in_the_browser(page: Page, app: Server, faults: list[str]):
    lesson = json.loads(next(FOLDER.glob("2-*.json")).read_text())
    open_at(page, f"{app.url}/lessons")
    page.get_by_text("A lesson of your own", exact=True).click()
    field = page.locator(".file input")
    wrong = json.dumps(lesson | {"minutes": 0}, indent=2)
    field.set_input_files({"name": "mine.json", "mimeType": "application/json", "buffer": wrong.encode()})
    expect(page.locator(".problems")).to_contain_text("line 6, minutes: must be at least 1")
    right = json.dumps(lesson | {"title": "Mine"}, indent=2)
    field.set_input_files({"name": "mine.json", "mimeType": "application/json", "buffer": right.encode()})
    expect(page.locator(".place")).to_contain_text("Mine, card 1 of 7")
    at_rest(page)
    assert parameters(page)["lesson"] == "own"
    page.reload()
    expect(page.locator(".place")).to_contain_text("Mine, card 1 of 7")
    assert faults == []
