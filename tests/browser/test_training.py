"""The page Training as a person uses it: train, pick a point, compare windows, stop, resume, continue, undo."""

import dataclasses
import re

import pytest
from playwright.sync_api import Page, expect

from pages.lab.session import OPENING, experiment
from pages.lab.text.notation import number
from pages.lab.text.typed import as_typed
from rnn_core import PARAMETERS, simulate
from rnn_core.analysis.surface import surface
from tests.browser.seen import expect_t, labels, open_at, press, session_of, step_of, t_of
from tests.browser.serving import Server
from tests.browser.test_why import chart, click_at, open_page, text, traces

TRAINED = OPENING.with_(eta=0.05, steps=600, t=599)


def test_train_pick_a_point_and_find_it_on_the_main_page(page: Page, app: Server, faults: list[str]):
    open_page(page, app, "training")
    page.get_by_role("textbox", name="training steps n").fill("600")
    page.get_by_role("button", name="Train", exact=True).click()
    expect_t(page, 599)
    expect(page).to_have_url(re.compile("steps=600"))
    assert session_of(page) == TRAINED
    run = simulate(experiment(TRAINED))
    expect(page.locator(".st-key-training .sentence")).to_contain_text(f"to {number(float(run.loss[-120:].mean()))}")
    places = [(200, run.weights[200, 3], "", "2"), (431, run.loss[431], "", ""), (100, run.gradients[100, 0], "", "3")]
    for t, value, _, panel in places:
        click_on_panel(page, t, float(abs(value)) if panel == "3" else float(value), panel)
        page.wait_for_function(f"() => Math.abs(document.querySelector('.transport').dataset.t - {t}) < 8")
    picked = t_of(page)
    page.get_by_role("link", name="Step", exact=True).click()
    expect_t(page, picked)
    page.locator(".st-key-by_lag .seen .main-svg").first.wait_for()
    chosen = TRAINED.with_(t=picked)
    assert session_of(page) == chosen
    assert number(step_of(chosen).chains["Wh"].total) in labels(page)
    assert faults == []


def click_on_panel(page: Page, t: int, value: float, panel: str) -> None:
    drawn = chart(page, "training")
    point = drawn.evaluate(
        """(plot, [t, value, panel]) => {
            const box = plot.getBoundingClientRect(), { xaxis } = plot._fullLayout
            const yaxis = plot._fullLayout["yaxis" + panel]
            return [box.x + xaxis._offset + xaxis.d2p(t), box.y + yaxis._offset + yaxis.d2p(value)] }""",
        [t, value, panel],
    )
    page.mouse.move(*point)
    page.mouse.click(*point)


@pytest.mark.long
def test_the_path_on_the_surface_leads_to_its_steps_and_the_arrows_follow(page: Page, app: Server, faults: list[str]):
    open_page(page, app, "training", TRAINED)
    run = simulate(experiment(TRAINED))
    drawn = traces(page, "surface")["path"]
    place = 60
    t = drawn["customdata"][place][1]
    click_at(page, "surface", drawn["x"][place], drawn["y"][place])
    expect(page.locator(".transport")).not_to_have_attribute("data-t", "599")
    t = t_of(page)
    found = surface(run, run[t].params, "Wx", "Wh", points=3)
    expect(page.locator(".st-key-surface .sentence").first).to_contain_text(
        f"has length {number(found.lengths[0])} and the full gradient {number(found.lengths[1])}"
    )
    arrows = chart(page, "surface").evaluate(
        "plot => plot.layout.annotations.map(a => [a.ax, a.ay, a.x - a.ax, a.y - a.ay])"
    )
    for (x, y, dx, dy), gradient in zip(arrows, (found.full, found.truncated), strict=True):
        assert (x, y) == found.here
        assert dx * gradient[0] + dy * gradient[1] < 0
    assert faults == []


@pytest.mark.long
def test_a_comparison_shows_how_far_it_is_can_be_stopped_and_gone_on_with(page: Page, app: Server, faults: list[str]):
    open_page(page, app, "training", OPENING.with_(eta=0.02, steps=2000, t=0, windows="1-all"))
    press(page, "Compare")
    expect(page.get_by_text(re.compile(r"Comparing: [\d,]+ of 20,000 steps"))).to_be_visible()
    press(page, "Stop")
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    assert page.get_by_text("Comparing:").count() == 0
    seen = text(page, "compared")
    assert "median final loss" in seen
    press(page, "Resume")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    press(page, "Step")  # the page stays alive meanwhile
    expect_t(page, 1)
    expect(page.locator(".st-key-compared")).to_contain_text("all lags")
    expect(page.get_by_text("Comparing:")).to_have_count(0)
    assert session_of(page).compare == "on"
    assert faults == []


@pytest.mark.long
def test_continue_from_here_moves_the_sliders_and_undo_moves_them_back(page: Page, app: Server, faults: list[str]):
    open_page(page, app, "training", TRAINED)
    learned = dataclasses.asdict(simulate(experiment(TRAINED))[599].next_params)
    press(page, "Continue after the last step")
    expect_t(page, -1)
    for name in PARAMETERS:
        expect(page.get_by_role("textbox", name=f"{name}, exactly")).to_have_value(as_typed(learned[name]))
    taken = session_of(page)
    assert {name: getattr(taken, name) for name in PARAMETERS} == learned
    page.reload()
    expect_t(page, -1)
    assert session_of(page) == taken
    open_page(page, app, "training", TRAINED)
    press(page, "Continue after the last step")
    expect_t(page, -1)
    press(page, "Undo: Continue")
    expect_t(page, 599)
    expect(page.get_by_role("textbox", name="Wx, exactly")).to_have_value("0.5")
    assert session_of(page) == TRAINED
    assert faults == []


@pytest.mark.long
def test_a_run_that_diverges_is_a_result_and_a_tenth_of_eta_one_press_away(page: Page, app: Server, faults: list[str]):
    open_at(page, f"{app.url}/training?eta=2&steps=2000&t=1999&height=log")
    expect(page.locator(".st-key-training .sentence")).to_contain_text("The run diverged: at step 361")
    expect_t(page, 360)
    for place in ("training", "surface", "staleness"):
        chart(page, place)
    press(page, "Set η = 0.2")
    expect(page.locator(".st-key-training .sentence")).to_contain_text("2,000 steps")
    expect(page).to_have_url(re.compile(r"eta=0\.2"))
    assert faults == []
