"""The chain and Across time as a person uses them: every section shows the core's numbers, and picks lead on."""

import json
import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from pages.lab.plot.palette import COLOURS
from pages.lab.session import LOOKING_BACK, OPENING, Session, experiment, to_address
from pages.lab.text.notation import digits, number
from rnn_core import simulate
from rnn_core.analysis.gains import run_gains
from rnn_core.analysis.map import hidden_map
from rnn_core.analysis.proof import gradient_checks
from rnn_core.analysis.reach import sweep
from rnn_core.analysis.reading import read_step
from rnn_core.analysis.slope import loss_along
from rnn_core.analysis.truncation import truncation
from rnn_core.itemise import contributions
from tests.browser.seen import at_rest, expect_t, open_at, press, session_of
from tests.browser.serving import Server
from tests.pages import opening


def open_page(page: Page, app: Server, name: str, session: Session = OPENING) -> None:
    open_at(page, f"{app.url}/{name}?{urlencode(to_address(session))}")


def chart(page: Page, place: str, i: int = 0) -> Locator:
    """A chart, scrolled to and drawn."""
    found = page.locator(f".st-key-{place} .seen").nth(i)
    found.scroll_into_view_if_needed()
    drawn = page.locator(f".st-key-{place} .seen").nth(i)
    expect(drawn.locator(".main-svg").first).to_be_visible()
    return drawn


def traces(page: Page, place: str, i: int = 0) -> dict[str, dict]:
    lists = "plot => JSON.stringify(plot.data, (_, value) => ArrayBuffer.isView(value) ? Array.from(value) : value)"
    found = json.loads(chart(page, place, i).evaluate(lists))
    return {trace["name"]: trace for trace in found}


def click_at(page: Page, place: str, x: object, y: object, i: int = 0, axes: str = "") -> None:
    """Click where a chart draws the point (x, y) of its axes."""
    chart(page, place, i)
    point = (
        page.locator(f".st-key-{place} .seen")
        .nth(i)
        .evaluate(
            """(plot, [x, y, axes]) => {
            const box = plot.getBoundingClientRect(), layout = plot._fullLayout
            const xaxis = layout["xaxis" + axes], yaxis = layout["yaxis" + axes]
            return [box.x + xaxis._offset + xaxis.d2p(x), box.y + yaxis._offset + yaxis.d2p(y)]
        }""",
            [x, y, axes],
        )
    )
    page.mouse.move(*point)
    page.mouse.click(*point)


def text(page: Page, place: str) -> str:
    return page.locator(f".st-key-{place}").inner_text()


def plain(labels: list[str]) -> list[str]:
    return [re.sub(r"<[^>]+>", "", label.replace("<br>", " ")) for label in labels]


@pytest.mark.long
def test_press_through_the_factors_of_a_term(page: Page, app: Server, faults: list[str]):
    open_page(page, app, "chain", OPENING.with_(factor=1))
    term = read_step(simulate(experiment(OPENING))[OPENING.t]).term("Wh", 2)
    assert term is not None
    for done in range(1, len(term.factors) + 1):
        if done > 1:
            press(page, "Next factor")
            expect(page).to_have_url(
                re.compile(f"factor={done}(&|$)") if done != OPENING.factor else re.compile(r"^((?!factor=).)*$")
            )
        expect(page.locator(".st-key-build .reads")).to_contain_text(f"{done} of {len(term.factors)} factors")
        assert number(term.partial_products[done - 1]) in text(page, "build")
        at_rest(page)
    shown = plain(traces(page, "build")["labels"]["text"])
    assert set(map(number, term.partial_products)) <= set(shown)
    expect(page.locator(".st-key-factors").get_by_role("status")).to_contain_text("the term is complete")
    page.get_by_role("button", name="Next factor").press("Enter")
    expect(page.get_by_role("button", name="Next factor")).to_be_focused()
    press(page, "Start at e")
    expect(page.locator(".st-key-build .reads")).to_contain_text("1 of 8 factors")
    click_at(page, "build", 4, 116)
    expect(page.locator(".st-key-build .reads")).to_contain_text("5 of 8 factors")
    page.reload()
    expect(page.locator(".st-key-build .reads")).to_contain_text("5 of 8 factors")
    assert faults == []


@pytest.mark.long
def test_the_chain_page_shows_the_numbers_of_the_core(page: Page, app: Server):
    session = OPENING.with_(weight="Wx", lag=3, K=8, eta=0.05, nudge=-0.75)
    run = simulate(experiment(session))
    step = run[session.t]
    open_page(page, app, "chain", session)
    along = loss_along(run, session.t, "Wx", -0.75)
    slope = traces(page, "slope")
    assert slope["loss"]["y"] == along.losses.tolist()
    assert slope["terms"]["x"] == [*(term.value for term in step.chains["Wx"].terms), step.chains["Wx"].total]
    for value in (along.predicted, along.actual, along.loss, along.loss_moved):
        assert number(value) in text(page, "slope")
    rows = page.locator(".st-key-proof tr").all_inner_texts()
    for name, check in gradient_checks(run, session.t).items():
        mine = [
            row
            for row in rows
            if row.startswith(f"∂L/∂{name[0]}") and row.split("\t")[0].replace("\n", "").endswith(name[1])
        ]
        assert len(mine) == 2, name
        for value in (check.chain, check.complex_step, check.central_difference, check.complex_step_error):
            assert number(value) in mine[0]
        for value in (check.chain, check.complex_step, check.replay_then, check.gap_now, check.gap_then):
            assert number(value) in mine[1]
    assert "A replay with the current weights gives" in text(page, "proof")
    falls = traces(page, "waterfall")
    assert falls["waterfall"]["y"] == [*(term.value for term in step.chains["Wx"].terms), step.chains["Wx"].total]
    assert number(read_step(step).chains["Wx"].magnitude) in text(page, "waterfall")
    # A bar of the waterfall, and a bar beside the slope, pick their lag here and on the main page.
    click_at(page, "waterfall", 5, falls["waterfall"]["base"][5] + falls["waterfall"]["y"][5] / 2)
    expect(page.get_by_role("radio", name="5", exact=True)).to_be_checked()
    press(page, "Step")
    expect_t(page, session.t + 1)
    page.get_by_role("link", name="Step", exact=True).click()
    page.locator(".st-key-by_lag .seen .main-svg").first.wait_for()
    assert session_of(page) == session.with_(t=session.t + 1, lag=5)


@pytest.mark.long
def test_a_path_and_a_piece_of_a_column_can_be_picked(page: Page, app: Server):
    open_page(page, app, "chain")
    path = traces(page, "paths")["k = 4"]
    click_at(page, "paths", path["x"][-1], path["y"][-1])
    expect(page.get_by_role("radio", name="4", exact=True)).to_be_checked()
    expect(page.locator(".st-key-paths .factors .expr").first).to_have_text("k = 4")
    open_page(page, app, "across_time", OPENING.with_(slice="column"))
    newest = traces(page, "matrix", 1)["k = 0"]
    s = OPENING.t - OPENING.lag - 3
    click_at(page, "matrix", s, newest["y"][newest["x"].index(s)] / 2, 1)
    expect_t(page, s)
    assert session_of(page) == OPENING.with_(slice="column", t=s, lag=0)


def test_the_factor_just_multiplied_in_is_scrolled_into_sight(page: Page, app: Server):
    open_page(page, app, "chain", OPENING.with_(weight="Wx", lag=9, K=10, factor=1))
    chart(page, "build")
    scrolled = "box => [box.scrollLeft, box.scrollWidth - box.clientWidth]"
    box = page.locator(".st-key-build .scroll").first
    assert box.evaluate(scrolled)[0] == 0
    press(page, "All factors")
    expect(page.locator(".st-key-build .reads")).to_contain_text("22 of 22 factors")
    page.wait_for_function("() => document.querySelector('.st-key-build .scroll').scrollLeft > 0")
    left, most = box.evaluate(scrolled)
    assert left == pytest.approx(most, abs=1)


def test_on_a_long_page_t_stays_in_sight(page: Page, app: Server):
    open_page(page, app, "chain")
    chart(page, "waterfall")
    shown = "buttons => [getComputedStyle(buttons, '::before').content, buttons.getBoundingClientRect().top]"
    for t in (OPENING.t, OPENING.t + 1):
        content, top = page.locator(".st-key-buttons").evaluate(shown)
        assert content == f'"t = {t}"'
        assert 0 <= top < 100
        press(page, "Step")
        expect_t(page, t + 1)


@pytest.mark.long
def test_the_nudge_moves_by_keyboard(page: Page, app: Server):
    open_page(page, app, "chain")
    page.get_by_role("slider", name="nudge").focus()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(40)
    expect(page).to_have_url(re.compile(r"nudge=0\.2(&|$)"))
    along = loss_along(simulate(experiment(OPENING)), OPENING.t, "Wh", session_of(page).nudge)
    expect(page.locator(".st-key-slope .forward")).to_contain_text(number(along.predicted))
    expect_t(page, OPENING.t)


@pytest.mark.long
def test_the_page_across_time_shows_the_numbers_of_the_core(page: Page, app: Server, faults: list[str]):
    session = OPENING.with_(K=3, t=44, weight="Wx", lag=4)
    run = simulate(experiment(session))
    open_page(page, app, "across_time", session)
    G = contributions(run, "Wx")
    cells = traces(page, "matrix")["counted"]["customdata"]
    assert cells[20][20] == digits(float(G[44, 44]))
    assert traces(page, "matrix", 1)["row"]["y"] == G[44, :45].tolist()
    gained = run_gains(run, 44, 4)
    assert traces(page, "gains")["g"]["y"] == gained.gains.tolist()
    assert gained.product_at_t is not None
    assert number(gained.product_at_t) in text(page, "gains")
    reach = sweep(run, 44)
    assert traces(page, "reach")["never"]["x"] == [
        Wh for Wh, lag in zip(reach.Wh, reach.lags, strict=True) if lag is None
    ]
    labels = plain(traces(page, "truncation")["labels"]["text"])
    for name in LOOKING_BACK:
        loss = truncation(run, 44, name)
        assert number(loss.full) in labels
        assert all(any(label.startswith(number(value)) for label in labels) for value in loss.sums)
    assert "the wrong sign" in text(page, "truncation")
    over = traces(page, "truncation", 1)
    assert over["window K = 3"]["y"] == run.gradients[:, 0].tolist()
    web = hidden_map(run, 44, held=True)
    drawn = traces(page, "map")
    assert drawn["map"]["y"] == web.curves[0].tolist()
    assert drawn["fixed points"]["x"] == [point.out_H for point in web.fixed]
    assert traces(page, "map", 1)["states"]["y"] == list(web.states)
    assert faults == []


@pytest.mark.long
def test_what_is_picked_across_time_moves_everything(page: Page, app: Server):
    open_page(page, app, "across_time")
    click_at(page, "matrix", 16, 22)
    expect_t(page, 22)
    expect(page.get_by_role("radio", name="6", exact=True)).to_be_checked()
    click_at(page, "matrix", 5, 24)
    expect_t(page, 24)
    expect(page.get_by_text("Lag 19 lies beyond the ten slots")).to_be_visible()
    page.get_by_role("radio", name="column", exact=True).click()
    expect(page.locator(".st-key-matrix .reads").nth(1)).to_contain_text("Column j = 15")
    page.get_by_role("radio", name="diagonal", exact=True).click()
    expect(page.locator(".st-key-matrix .reads").nth(1)).to_contain_text("lag-9")
    g = traces(page, "gains")["g"]["y"]
    click_at(page, "gains", 60, g[60])
    expect_t(page, 60)
    click_at(page, "reach", 0.5, traces(page, "reach")["reach"]["y"][70])
    expect(page).to_have_url(re.compile(r"Wh=0\.5"))
    expect(page.get_by_role("textbox", name="Wh, exactly")).to_have_value("0.5")  # the sidebar follows
    click_at(page, "truncation", 1, 70)
    expect(page).to_have_url(re.compile(r"K=2"))
    over = traces(page, "truncation", 1)
    click_at(page, "truncation", 80, over["full sum"]["y"][80], 1)
    expect_t(page, 80)
    page.get_by_role("radio", name="the run's own", exact=True).click()
    expect(page.locator(".st-key-map .reads").nth(1)).to_contain_text("The last 10 steps")
    states = traces(page, "map", 1)["states"]
    click_at(page, "map", states["x"][6], states["y"][6], 1)
    expect_t(page, states["x"][6])
    at_rest(page)
    assert session_of(page) == OPENING.with_(Wh=0.5, K=2, t=states["x"][6], lag=9, slice="diagonal", inputs="own")


@pytest.mark.long
def test_two_thousand_steps_draw_and_step(page: Page, app: Server):
    session = OPENING.with_(T=2000, t=1500, view="whole")
    open_page(page, app, "across_time", session)
    drawn = traces(page, "matrix")["counted"]
    assert len(drawn["x"]) <= 150
    expect(page.locator(".st-key-matrix .reads").first).to_contain_text("Binned: each cell covers 14 × 14 pairs")
    for t in (1501, 1502):
        press(page, "Step")
        expect_t(page, t)
    row = traces(page, "matrix", 1)["row"]
    assert len(row["y"]) == 1503
    assert row["y"][1500] == float(contributions(simulate(experiment(session)), "Wh")[1502, 1500])


@pytest.mark.parametrize("name", [pytest.param("chain", marks=pytest.mark.long), "across_time"])
def test_a_step_on_these_pages_shows_before_the_server_answers(page: Page, app: Server, name: str):
    open_page(page, app, name)
    place = "waterfall" if name == "chain" else "truncation"
    chart(page, place)
    before = text(page, place)
    app.hold(True)
    try:
        press(page, "Step")  # far above, had it not come along
        assert page.locator('[data-testid="stMain"]').evaluate("main => main.scrollTop") > 800
        page.wait_for_function(
            """([place, t]) => document.querySelector(`.st-key-${place} .blocks`).dataset.t === `${t}`
                && !document.querySelector(`.st-key-${place} .covered`)""",  # transparent, but its text counts
            arg=[place, OPENING.t + 1],
        )
        early = text(page, place)
    finally:
        app.hold(False)
    expect_t(page, OPENING.t + 1)
    assert text(page, place) == early != before


@pytest.mark.long
@pytest.mark.parametrize("name", ["chain", "across_time"])
def test_a_try_opens_its_example(page: Page, app: Server, name: str):
    chosen = OPENING.with_(Wx=0.123)
    open_page(page, app, name, chosen)
    button = page.get_by_role("button", name="Try: ").last
    button.scroll_into_view_if_needed()
    label = button.inner_text().removeprefix("Try: ")
    button.click()
    expect(page).not_to_have_url(re.compile(r"Wx=0\.123"))
    example = opening.session_of(opening.press(opening.open_page(chosen, f"pages/{name}.py"), f"try {label}"))
    expect_t(page, example.t)
    at_rest(page)
    assert session_of(page) == example


@pytest.mark.long
def test_the_matrix_follows_the_dark_theme(page: Page, app: Server):
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    open_page(page, app, "across_time")
    scale = traces(page, "matrix")["counted"]["colorscale"]
    assert [colour for _, colour in scale] == [COLOURS[meaning][1] for meaning in ("negative", "paper", "positive")]
