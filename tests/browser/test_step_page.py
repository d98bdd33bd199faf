"""The pages hold still: what wraps at one step and not at the next moves nothing below it. No label covers another."""

from dataclasses import replace
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from pages.lab.charts.by_lag import by_lag
from pages.lab.charts.network import BOTTOM
from pages.lab.session import OPENING
from tests.browser.seen import expect_t, open_at, press, reach
from tests.browser.serving import Server
from tests.pages.records import address_of, chart, moment_of, states

TOPS = """() => [".forward", ".st-key-by_lag .seen", ".factors", ".st-key-term .seen", ".sum-of-terms"].map(selector =>
    Math.round(document.querySelector(selector).getBoundingClientRect().y
               + document.querySelector("[data-testid=stMain]").scrollTop))"""
EQUATIONS = """() => [...document.querySelectorAll(".forward .eq")].map(one => {
    const { x, y } = one.getBoundingClientRect()
    return [x, y]
})"""
SECTIONS = """() => [...document.querySelectorAll("h2.section")].map(title =>
    Math.round(title.getBoundingClientRect().y + document.querySelector("[data-testid=stMain]").scrollTop))"""
# What a label of the by-lag chart touches: another label, the running sum, or a bar of the rows.
TOUCHED = """async (figures) => {
    const plot = document.createElement("div")
    document.querySelector(".st-key-by_lag").append(plot)
    const found = []
    for (const [address, width, { data, layout }] of figures) {
        await Plotly.newPlot(plot, data, { ...layout, width, autosize: false }, { staticPlot: true })
        const { x, y } = plot.getBoundingClientRect(), { xaxis, yaxis } = plot._fullLayout
        const across = column => x + xaxis._offset + xaxis.d2p(column)
        const down = height => y + yaxis._offset + yaxis.d2p(height)
        const named = name => data.find(trace => trace.name === name)
        const labels = [...plot.querySelectorAll(".textpoint text")].map(text => {
            const { left, right, top, bottom } = text.getBoundingClientRect()
            // The line of a text is higher than its letters.
            return { what: text.textContent, left, right, top: top + 3, bottom: bottom - 3 }
        })
        const boxes = named("boxes")
        const bars = boxes.x.flatMap((column, i) => boxes.base[i] < BOTTOM && boxes.y[i] && boxes.width[i] < 1 ? [{
            what: "bar", left: across(column - boxes.width[i] / 2), right: across(column + boxes.width[i] / 2),
            top: Math.min(down(boxes.base[i]), down(boxes.base[i] + boxes.y[i])),
            bottom: Math.max(down(boxes.base[i]), down(boxes.base[i] + boxes.y[i])),
        }] : [])
        const sum = named("running sum") ?? { x: [], y: [] }
        const lines = sum.x.slice(1).flatMap((end, i) => sum.y[i] == null || sum.y[i + 1] == null ? [] : [{
            what: "running sum",
            left: Math.min(across(sum.x[i]), across(end)), right: Math.max(across(sum.x[i]), across(end)),
            top: Math.min(down(sum.y[i]), down(sum.y[i + 1])), bottom: Math.max(down(sum.y[i]), down(sum.y[i + 1])),
        }])
        const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0
        labels.forEach((label, i) => {
            for (const other of [...labels.slice(i + 1), ...bars, ...lines]) {
                if (meet(label, other)) found.push([address, width, label.what, other.what])
            }
        })
    }
    Plotly.purge(plot)
    plot.remove()
    return found
}"""


@pytest.mark.parametrize("settings", [pytest.param("", marks=pytest.mark.long), "&K=10&lag=6&eta=0.1"])
def test_nothing_moves_from_step_to_step(lab: Page, app: Server, settings: str):
    reach(lab, f"{app.url}/?t=20{settings}")
    before, equations = lab.evaluate(TOPS), lab.evaluate(EQUATIONS)
    assert len(equations) == 4
    for t in (21, 22, 23):
        lab.keyboard.press("ArrowRight")
        expect_t(lab, t)
        assert lab.evaluate(TOPS) == before
        assert lab.evaluate(EQUATIONS) == equations


def test_nothing_moves_when_the_introduction_goes(page: Page, app: Server):
    open_at(page, app.url)
    before = page.evaluate(TOPS)
    expect(page.locator(".st-key-forward .sentence")).to_contain_text("A recurrent network")
    press(page, "Step")
    expect_t(page, OPENING.t + 1)
    expect(page.locator(".st-key-forward .sentence")).not_to_contain_text("A recurrent network")
    assert page.evaluate(TOPS) == before


@pytest.mark.long
def test_nothing_moves_when_the_script_of_the_switches_comes_late(browser: Browser, app: Server):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    held: list[Route] = []
    page.route("**/ButtonGroup*.js", lambda route: held.append(route))
    page.goto(app.url)
    page.locator(".st-key-by_lag .seen .main-svg").first.wait_for(timeout=60_000)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.wait_for_function("[...document.querySelectorAll('.blocks')].every(blocks => blocks.dataset.t === '21')")
    expect(page.get_by_test_id("stSkeleton")).not_to_have_count(0)
    before = page.evaluate(TOPS)
    for route in held:
        route.continue_()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    after = page.evaluate(TOPS)
    page.close()
    assert after == before


def test_a_wide_sum_scrolls_in_its_own_box_and_shows_that_it_does(lab: Page, app: Server):
    reach(lab, f"{app.url}/?t=21&K=10")
    box = lab.locator(".sum-of-terms .scroll")
    for width in (1280, 390):
        lab.set_viewport_size({"width": width, "height": 800})
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        assert box.evaluate("box => getComputedStyle(box).backgroundAttachment") == "local, local, scroll, scroll"
        assert lab.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("count", [12, pytest.param(500, marks=pytest.mark.long)])
def test_no_number_touches_another_or_a_bar_or_the_running_sum(lab: Page, app: Server, count: int):
    reach(lab, f"{app.url}/?t=21")
    corners: list[dict[str, object]] = [
        {},
        {"Wx": 9.0},
        {"task": "square", "Wx": 3.0, "Wh": 2.0, "Bx": 0.5, "t": 23},
        {"Wh": 1e-3},
        {"Wy": 1e-9},
    ]
    moments = [*(moment_of(**corner) for corner in corners), *states(count, seed=7)]
    # Frames of the bars before a change, of whatever sign and size.
    framed = [replace(now, before=old) for old, now in pairwise(moments) if min(old.t, now.t) >= 0]
    moments += framed[:: 1 if count > 12 else 2]
    figures = [
        (address_of(moment), width, chart(by_lag(moment)).figure)
        for i, moment in enumerate(moments)
        for width in ((800, 932) if i < 30 else (800,))
    ]
    assert lab.evaluate(TOUCHED.replace("BOTTOM", str(BOTTOM)), figures) == []


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("chain", 19),
        pytest.param("across_time", 19, marks=pytest.mark.long),
        pytest.param("across_time", 8, marks=pytest.mark.long),
    ],
)
def test_no_section_of_a_long_page_moves_from_step_to_step(page: Page, app: Server, path: str, first: int):
    page.set_viewport_size({"width": 390 if first > 9 else 1280, "height": 844})
    open_at(page, f"{app.url}/{path}?t={first}")
    before = page.evaluate(SECTIONS)
    assert len(before) >= 5
    for t in (first + 1, first + 2):
        page.keyboard.press("ArrowRight")
        expect_t(page, t)
        assert page.evaluate(SECTIONS) == before
