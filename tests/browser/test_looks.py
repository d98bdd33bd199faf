"""What a picky eye checks: widths, themes, what can be read without seeing the chart."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from pages.lab import frame
from pages.lab.plot.palette import COLOURS
from tests.browser.seen import expect_t, open_at, reach
from tests.browser.serving import Server
from tests.browser.test_settings import touch_point

PATHS = ["" if path == "app.py" else Path(path).stem for path in frame.PAGES]
_CASES = {path: pytest.param(path, marks=[pytest.mark.long] * bool(path)) for path in PATHS}
ON_EACH_PAGE = pytest.mark.parametrize("path", _CASES.values())
"""What every page has to do: the main page in every run, the others in tests/long/run."""
WITHOUT_CHARTS = ("teaching", "take_away")
WITH_CHARTS = pytest.mark.parametrize("path", [case for path, case in _CASES.items() if path not in WITHOUT_CHARTS])


@WITH_CHARTS
def test_every_chart_has_a_text_and_a_table_and_no_page_scrolls_sideways(page: Page, app: Server, path: str):
    open_at(page, f"{app.url}/{path}?lag=8&K=10")
    charts = page.locator(".blocks .chart").all()
    assert len(charts) >= (1 if path in ("lessons", "your_data") else 3)
    for chart in charts:
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".main-svg").first).to_be_visible()
        expect(chart.locator(".seen[role=img]")).to_have_attribute("aria-label", re.compile(r"^\S.*[.?]$"))
        chart.locator("summary").click()
        expect(chart.locator("details tr").nth(1)).to_be_visible()
        assert re.search(r"\d", chart.locator("details tr").nth(1).inner_text())
    for width, height in ((1280, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator('[data-testid="stMain"]').evaluate("main => main.scrollWidth <= main.clientWidth")
        cut = page.evaluate("""() => [...document.querySelectorAll("[data-testid=stMain] *")]
            .filter(e => e.matches("p, button, .eq, .factor, .reads"))
            .filter(e => e.offsetParent && !e.closest('.scroll') && e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.textContent)""")
        assert cut == []


@pytest.mark.parametrize("settings", [pytest.param("", marks=pytest.mark.long), "K=10&eta=0.1&t=60"])
def test_the_first_window_holds_every_row_of_terms(page: Page, app: Server, settings: str):
    page.set_viewport_size({"width": 1280, "height": 800})
    open_at(page, f"{app.url}/?{settings}")
    plot = page.locator(".st-key-by_lag .seen").bounding_box()
    assert plot
    assert plot["height"] <= 520
    assert plot["y"] + plot["height"] <= 800


@pytest.mark.parametrize(("width", "height"), [pytest.param(1440, 900, marks=pytest.mark.long), (2560, 1440)])
def test_a_larger_window_is_used(page: Page, app: Server, width: int, height: int):
    page.set_viewport_size({"width": width, "height": height})
    open_at(page, app.url)
    page.wait_for_function(
        """height => { const { bottom } = document.querySelector(".st-key-by_lag .seen").getBoundingClientRect()
                       return bottom <= height && bottom > height - 40 }""",
        arg=height,
    )
    plot = page.locator(".st-key-by_lag .seen")
    low, high = plot.evaluate("plot => plot._fullLayout.yaxis.range")
    assert (low, high) == (0, plot.evaluate("plot => plot._fullLayout.height"))  # a unit is a pixel
    page.set_viewport_size({"width": width, "height": 800})
    page.wait_for_function("() => document.querySelector('.st-key-by_lag .seen').getBoundingClientRect().height < 700")


@pytest.fixture(scope="module")
def phone(browser: Browser, app: Server) -> Iterator[Page]:
    """The main page on a phone, opened once: the scripts are read anew for it."""
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    open_at(page, app.url)
    yield page
    page.close()


def test_on_a_phone_the_by_lag_chart_stays_legible_in_its_own_box(phone: Page):
    box = phone.locator(".st-key-by_lag .scroll").first
    assert box.evaluate("box => box.scrollWidth") >= 800
    assert box.evaluate("box => box.clientWidth") < 390
    assert box.evaluate("box => box.scrollHeight === box.clientHeight")


def test_on_a_phone_the_buttons_stay_under_the_thumb(phone: Page):
    line, *inside = (
        phone.locator(f".st-key-transport{one}").bounding_box() for one in ("", " input[type=range]", " button")
    )
    for one in inside:
        assert line
        assert one
        assert line["y"] <= one["y"] + one["height"] / 2 <= line["y"] + line["height"]
        assert abs(one["y"] + one["height"] / 2 - (line["y"] + line["height"] / 2)) < 6  # one line
    phone.locator(".st-key-by_lag").scroll_into_view_if_needed()
    step = phone.get_by_role("button", name="Step").first
    box, bar = step.bounding_box(), phone.locator(".st-key-buttons").bounding_box()
    assert box
    assert bar
    assert bar["height"] <= 96
    assert box["y"] > 844 / 2
    assert bar["y"] + bar["height"] <= 844
    expect(phone.locator(".st-key-buttons kbd").first).to_be_hidden()
    step.tap()
    expect_t(phone, 22)
    # Streamlit's header lies over the first line, and is empty but for the button that opens the sidebar.
    phone.get_by_role("button", name="Copy link").tap()
    expect(phone.locator(".transport")).to_contain_text("Link copied")


def test_on_a_phone_a_swipe_over_the_bars_scrolls_and_a_tap_picks(phone: Page):
    def finger(kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch, plot = phone.context.new_cdp_session(phone), phone.locator(".st-key-by_lag .seen")
    x, y = touch_point(phone, ["Wx", 1]).values()
    plot.evaluate("plot => { window.picks = 0; plot.on('plotly_click', () => { picks += 1 }) }")
    before = phone.locator("[data-testid=stMain]").evaluate("main => main.scrollTop")
    finger("touchStart", x, y)
    for up in range(10, 160, 15):
        finger("touchMove", x, y - up)
    finger("touchEnd")
    phone.wait_for_function("top => document.querySelector('[data-testid=stMain]').scrollTop > top + 50", arg=before)
    x, y = touch_point(phone, ["Bx", 0]).values()
    finger("touchStart", x, y)
    finger("touchEnd")
    expect(phone).to_have_url(re.compile("weight=Bx&lag=0"))
    assert phone.evaluate("picks") == 1


def test_a_picture_of_too_many_cells_offers_no_table(page: Page, app: Server):
    open_at(page, f"{app.url}/across_time?view=whole")
    charts = page.locator(".st-key-matrix .chart")
    expect(charts.nth(0).locator("summary")).to_be_hidden()
    expect(charts.nth(1).locator("summary")).to_be_visible()
    page.get_by_role("radio", name="near t", exact=True).click()
    expect(charts.nth(0).locator("summary")).to_be_visible()


def test_charts_and_formulas_open_in_the_theme_and_follow_it(page: Page, app: Server):
    light, dark = COLOURS["ink"]
    themes: list[tuple[Literal["light", "dark"], str, str]] = [("dark", dark, light), ("light", light, dark)]
    for scheme, ink, other in themes:
        page.emulate_media(color_scheme=scheme)
        if scheme == "dark":
            open_at(page, app.url)
        red, green, blue = (int(ink[i : i + 2], 16) for i in (1, 3, 5))
        expect(page.locator(".sentence").first).to_have_css("color", f"rgb({red}, {green}, {blue})")
        page.wait_for_function(
            """([ink, other]) => { const text = JSON.stringify(document.querySelector(".st-key-by_lag .seen").data)
                                   return text.includes(ink) && !text.includes(other) }""",
            arg=[ink, other],
        )


def test_everything_is_explained(lab: Page, app: Server):
    reach(lab, f"{app.url}/?t=21")
    lab.get_by_text("What everything means").click()
    glossary = lab.locator(".glossary:not(.keys)")
    expect(glossary).to_be_visible()
    expect(glossary).to_contain_text("the local gain Wh·s")
