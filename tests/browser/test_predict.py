"""A guess by keyboard and by thumb: it is made, the step is taken, the answer stands beside it, and nothing jumps."""

from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages.lab.questions.answers import unpacked
from pages.lab.questions.guesses import question_at
from pages.lab.session import OPENING
from pages.lab.text.prediction import verdict
from tests.browser.seen import expect_t, open_at
from tests.browser.serving import Server
from tests.pages.records import moment_of, plain

TOPS = """() => [".st-key-predict", ".st-key-forward", ".st-key-by_lag"].map(
    place => Math.round(document.querySelector(place).getBoundingClientRect().bottom))"""


def test_a_guess_by_keyboard_is_answered_at_the_step_and_no_chart_is_built_anew(page: Page, app: Server):
    open_at(page, f"{app.url}/?ask=largest")
    page.evaluate("() => { document.querySelector('.st-key-by_lag .chart').mine = true }")
    before = page.evaluate(TOPS)
    first = page.locator(".st-key-predict").get_by_role("radio").first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.locator(".st-key-predict [aria-checked=true]")).to_have_text("1")
    page.wait_for_function("() => location.search.includes('guess=22-largest-1-')")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    expect_t(page, 22)
    question = question_at(moment_of(OPENING), 22, "largest")
    assert question
    said = plain(verdict(question, "1"))
    box = page.locator(".st-key-predict")
    expect(box.locator(".verdict")).to_have_text(said)
    expect(box.locator(".tally")).to_have_text("0 of 1 right")
    assert page.evaluate(TOPS) == before
    assert page.evaluate("document.querySelector('.st-key-by_lag .chart').mine")

    choice, main = page.get_by_role("combobox", name="predict"), page.get_by_test_id("stMain")
    choice.scroll_into_view_if_needed()
    main.evaluate("main => main.scrollTo(0, 700)")
    choice.focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(box).to_contain_text("Which sign will")
    expect(box).to_be_in_viewport(ratio=1)


@pytest.mark.long
def test_a_guess_on_a_phone_keeps_its_place_and_the_answers_can_be_copied(
    page: Page, context: BrowserContext, app: Server
):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 390, "height": 844})
    open_at(page, f"{app.url}/?ask=mixed&K=10")
    box = page.locator(".st-key-predict")
    height = box.evaluate("box => box.offsetHeight")
    for t in (22, 23):
        box.get_by_role("radio").nth(1).click()
        expect(box.locator("[aria-checked=true]")).to_have_count(1)
        page.locator(".st-key-step button").click()
        expect_t(page, t)
        expect(box.locator(".verdict")).to_contain_text(f"t = {t}")
        assert box.evaluate("box => box.offsetHeight") == height
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth <= main.clientWidth")
    box.get_by_role("button", name="Copy my answers").click()
    expect(box).to_contain_text("Answers copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    answers = unpacked(parse_qs(urlparse(copied).query)["answers"][0])
    assert [one.session.t for one in answers] == [22, 23]
