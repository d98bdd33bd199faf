"""A phone, a page enlarged four times, paper, and what a reader has asked of every page."""

import pytest
from playwright.sync_api import Page, expect

from pages.lab.plot.palette import COLOURS
from tests.browser.seen import at_rest, open_at, reach
from tests.browser.serving import Server
from tests.browser.test_axe import ALL_DRAWN, HEIGHT, OPEN_ALL
from tests.browser.test_looks import ON_EACH_PAGE, WITH_CHARTS

SMALL = """() => [...document.querySelectorAll("body *")].filter(one => {
    const own = [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim())
    if (!own || one.matches("tspan") || one.closest("sub, sup, style, script, noscript, .unseen")) return false
    const { width, height } = one.getBoundingClientRect()
    return width && height && one.checkVisibility({ opacityProperty: true, visibilityProperty: true })
        && parseFloat(getComputedStyle(one).fontSize) < 14
}).map(one => `${one.tagName} ${one.className} ${one.textContent}`)"""
BESIDE = """() => [...document.querySelectorAll("[data-testid=stMain] *")].filter(one =>
    one.matches("p, button, .eq, .factor, .reads, label, h2, h3, summary, table") && one.offsetParent
    && !one.closest(".scroll, .unseen")).filter(one => {
        const { left, right } = one.getBoundingClientRect()
        return right > innerWidth + 1 || left < -1
    }).map(one => one.textContent)"""
RIGHT_ENDS = """() => [...document.querySelectorAll(".blocks .seen")].filter(plot => plot.offsetParent).map(
    plot => plot.querySelector(".main-svg")?.getBoundingClientRect().right ?? null)"""


@ON_EACH_PAGE
def test_no_text_is_small_on_a_phone(page: Page, app: Server, path: str):
    page.set_viewport_size({"width": 390, "height": 2000})
    open_at(page, f"{app.url}/{path}?K=10")
    page.evaluate(OPEN_ALL)
    page.set_viewport_size({"width": 390, "height": page.evaluate(HEIGHT)})
    page.wait_for_function(ALL_DRAWN)
    assert page.evaluate(SMALL) == []


@ON_EACH_PAGE
def test_a_page_enlarged_four_times_can_be_used(page: Page, app: Server, path: str):
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(f"{app.url}/{path}")
    page.locator(".transport[data-t]").wait_for(state="attached")
    at_rest(page)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
    assert page.evaluate(BESIDE) == []
    main.evaluate("main => main.scrollTo(0, 1500)")
    step = page.get_by_role("button", name="Step").first
    expect(step).not_to_be_in_viewport()  # nothing sticks: the whole screen is for what is read
    step.focus()
    expect(step).to_be_in_viewport()


@WITH_CHARTS
def test_a_page_is_printed_whole(page: Page, app: Server, path: str):
    page.set_viewport_size({"width": 1280, "height": 2000})
    open_at(page, f"{app.url}/{path}")
    before = page.evaluate(RIGHT_ENDS)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    for now, then in zip(page.evaluate(RIGHT_ENDS), before, strict=True):
        assert then is None or now == pytest.approx(then, abs=1)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1050})  # A4, less a centimetre on each side
    charts = page.evaluate(RIGHT_ENDS)
    assert len(charts) >= (1 if path in ("lessons", "your_data") else 3)
    assert all(right is not None and right <= 719 for right in charts), charts
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.locator(".st-key-step button")).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_the_page_heeds_what_a_reader_has_asked_for(lab: Page, app: Server):
    reach(lab, f"{app.url}/?t=21")
    sentence, muted = lab.locator(".about").first, COLOURS["muted"][0]
    expect(sentence).to_have_css("color", rgb(muted))
    lab.emulate_media(contrast="more", reduced_motion="reduce")
    expect(sentence).to_have_css("color", rgb(COLOURS["ink"][0]))
    moving = """() => [...document.querySelectorAll(".stApp *")].filter(one =>
        getComputedStyle(one).transitionDuration.split(", ").some(time => parseFloat(time) > 0.001)).length"""
    assert lab.evaluate(moving) == 0
    lab.emulate_media(contrast="null", reduced_motion="null")


def rgb(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"
