"""The page Training without a browser: what its buttons do, what can be undone, and windows compared in pieces."""

import dataclasses

import pytest

from pages.lab import acts, session, state
from pages.lab.jobs import advance
from pages.lab.session import LONGEST, MOST_STEPS, OPENING, Session, experiment, other_starts
from pages.lab.text.notation import number
from pages.lab.visit import Visit
from rnn_core import PARAMETERS, simulate, simulate_in_pieces
from rnn_core.analysis.windows import compare_in_pieces, fresh_start
from tests.pages.opening import checked, components, finished, go_to, open_page, press, session_of, shown, visit_of

PAGE = "pages/training.py"
ECHO = OPENING.with_(
    task="echo", T=60, delay=2, Wh=0.5, Wy=0.5, eta=0.05, steps=150, t=149, compare="on", windows="1-3-all"
)


def weights(chosen: Session) -> list[float]:
    return [getattr(chosen, name) for name in PARAMETERS]


# --- training ---


def test_train_runs_the_steps_asked_for_and_goes_to_the_last():
    app = open_page(OPENING.with_(eta=0.02), PAGE)
    checked(app.text_input(key="n").set_value("500").run())
    assert session_of(app) == OPENING.with_(eta=0.02, n=500)  # nothing runs before Train is pressed
    app = press(open_page(session_of(app), PAGE), "train")  # not even after a reload
    chosen = OPENING.with_(eta=0.02, steps=500, t=499)
    assert session_of(app) == chosen
    assert not app.info
    run = simulate(experiment(chosen))
    assert len(run) == 500
    assert f"from {number(float(run.loss[:120].mean()))} to <b>{number(float(run.loss[-120:].mean()))}</b>" in shown(
        app
    )
    assert app.text_input(key="n").value == "500"


def test_train_with_frozen_weights_takes_a_learning_rate_and_says_so():
    app = press(open_page(OPENING, PAGE), "train")
    assert session_of(app) == OPENING.with_(eta=acts.FIRST_RATE, steps=acts.FIRST_STEPS, t=acts.FIRST_STEPS - 1)
    assert "η is now 0.05" in app.info[0].value
    assert app.sidebar.text_input(key="eta").value == str(acts.FIRST_RATE)  # the sidebar is drawn anew


def test_the_steps_to_train_are_those_typed_or_else_those_of_the_run(visit: Visit):
    assert acts._steps_asked_for() == acts.FIRST_STEPS
    visit.session = OPENING.with_(steps=300)
    assert acts._steps_asked_for() == 300
    visit.session = OPENING.with_(steps=300, n=500)
    assert acts._steps_asked_for() == 500
    acts._train()
    assert visit.session == OPENING.with_(steps=500, t=499, eta=acts.FIRST_RATE)


@pytest.mark.parametrize("typed", ["0", "-5"])
def test_fewer_than_one_step_is_refused_until_another_number_is_typed(typed: str):
    app = open_page(OPENING.with_(eta=0.02), PAGE)
    checked(app.text_input(key="n").set_value(typed).run())
    (notice,) = app.info
    assert f"`{typed}` is out of range. It must be an integer from 1 to 50000; 1 is used instead." in notice.value
    assert app.text_input(key="n").value == "1"
    checked(app.text_input(key="n").set_value("500").run())
    assert not app.info
    assert app.text_input(key="n").value == "500"


def test_reset_and_stepping_replay_the_same_run():
    chosen = OPENING.with_(eta=0.05, steps=400, t=399)
    app = open_page(chosen, PAGE)
    before = shown(app)
    press(app, "reset")
    assert session_of(app) == chosen.with_(t=-1)
    visit_of(app).gave -= state.VALUE_ECHO  # a second later
    go_to(app, 399)
    assert shown(app) == before


def test_a_clip_reaches_the_run():
    app = open_page(OPENING.with_(eta=0.05, steps=200, t=199), PAGE)
    checked(app.text_input(key="clip").set_value("0,01").run())
    assert session_of(app).clip == 0.01
    final = simulate(experiment(session_of(app))).weights[-1].tolist()
    assert final != simulate(experiment(OPENING.with_(eta=0.05, steps=200))).weights[-1].tolist()
    assert "each gradient clipped to ±0.01" in shown(app)
    assert all(f"= {number(weight)}" in shown(app) for weight in final)


def test_fifty_thousand_steps_arrive_with_few_points_a_line():
    app = open_page(OPENING.with_(eta=0.05, steps=MOST_STEPS, t=MOST_STEPS - 1), PAGE)
    assert f"<b>{MOST_STEPS:,} steps</b>" in shown(app)
    largest = max(
        len(chart["traces"]) for drawn in components(app, "blocks") for chart in drawn["blocks"] if "traces" in chart
    )
    assert largest < 600_000


# --- a long run, stopped ---


def test_a_stopped_run_keeps_the_steps_done_and_is_that_run_from_then_on(visit: Visit, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pages.lab.jobs.SECONDS_PER_RERUN", 0.0)
    chosen = visit.session = OPENING.with_(eta=0.1, steps=5000, t=4999)

    def begin(chosen: Session):
        return advance(visit.jobs, "run", chosen.recipe, lambda: simulate_in_pieces(experiment(chosen), 1000))

    assert [len(begin(chosen).result) for _ in range(3)] == [1000, 2000, 3000]
    acts.stop_training()
    assert visit.session == chosen.with_(steps=3000, t=2999)
    assert visit.notices == ["Stopped after 3,000 of 5,000 steps. The run keeps these 3,000 steps."]
    job = begin(visit.session)
    assert job.complete
    plain = simulate(experiment(visit.session))
    assert job.result.experiment.length == len(job.result) == len(plain) == 3000
    assert job.result.weights.tolist() == plain.weights.tolist()
    assert job.result[2999].next_params == plain[2999].next_params


def test_a_run_is_stopped_neither_under_the_settings_of_another_nor_twice(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("pages.lab.jobs.SECONDS_PER_RERUN", 0.0)
    chosen = visit.session = OPENING.with_(eta=0.1, steps=5000, t=4999)
    job = advance(visit.jobs, "run", chosen.recipe, lambda: simulate_in_pieces(experiment(chosen), 1000))
    visit.session = chosen.with_(Wx=0.25)  # moved in the same message as Stop
    acts.stop_training()
    assert (visit.session, visit.notices) == (chosen.with_(Wx=0.25), [])
    assert (job.inputs, job.complete, job.result.experiment.length) == (chosen.recipe, False, 5000)
    visit.session = chosen
    acts.stop_training()
    state.change()
    acts.stop_training()
    assert (visit.session.steps, visit.notices) == (1000, [])


# --- large changes, and back ---


def test_continue_from_here_takes_the_trained_weights_over_exactly_and_undo_brings_the_old_back():
    chosen = OPENING.with_(eta=0.05, steps=300, t=100, h0=0.25)
    app = press(open_page(chosen, PAGE), "continue")
    last = simulate(experiment(chosen))[299]
    assert weights(session_of(app)) == list(dataclasses.astuple(last.next_params))
    assert session_of(app) == chosen.with_(**dataclasses.asdict(last.next_params), h0=last.forward.out_H, t=-1)
    shown_there = [float(app.sidebar.text_input(key=name).value or "") for name in PARAMETERS]
    assert shown_there == weights(session_of(app))
    assert session.from_address(dict(app.query_params)) == (session_of(app), [])
    press(app, "continue")
    press(app, "undo")
    assert weights(session_of(app)) == list(dataclasses.astuple(last.next_params))
    press(app, "undo")
    assert session_of(app) == chosen
    assert app.button(key="undo").disabled


def test_weights_beyond_the_limit_are_not_taken_over():
    chosen = OPENING.with_(eta=2.0, steps=300, t=0)
    app = press(open_page(chosen, PAGE), "continue")
    assert session_of(app) == chosen
    assert "beyond ±1,000" in app.info[0].value
    run = simulate(experiment(chosen))
    assert run.diverged_at is None
    passed = next(t for t, row in enumerate(run.weights.tolist()) if max(map(abs, row)) > 1000)
    assert f"At step {passed} a weight passed ±1,000" in app.warning[0].value


@pytest.mark.parametrize("name", PARAMETERS)
@pytest.mark.parametrize("value", [1000.5, -1000.5])
def test_one_weight_beyond_the_limit_is_enough(visit: Visit, name: str, value: float):
    frozen = experiment(OPENING)
    acts._continue(simulate(dataclasses.replace(frozen, params=dataclasses.replace(frozen.params, **{name: value}))))
    assert visit.session == OPENING
    assert visit.notices == [acts.BEYOND]


def test_a_new_seed_is_another_start_and_the_same_one_again_for_the_same_seed():
    chosen = OPENING.with_(eta=0.05, steps=200, h0=-0.7)  # a start state as Continue leaves it
    app = press(open_page(chosen, PAGE), "new seed")
    assert (session_of(app).seed, session_of(app).h0) == (2, 0.0)
    assert weights(session_of(app)) == list(dataclasses.astuple(fresh_start(2)))
    press(app, "undo")
    assert session_of(app) == chosen
    press(app, "new seed")
    assert weights(session_of(app)) == list(dataclasses.astuple(fresh_start(2)))
    press(app, "new seed")
    assert weights(session_of(app)) == list(dataclasses.astuple(fresh_start(3)))
    assert session_of(open_page(OPENING.with_(seed=9999), PAGE).button(key="new seed").click().run()).seed == 0


def test_a_run_that_diverges_is_drawn_up_to_there_and_a_tenth_of_eta_is_one_press_away():
    chosen = OPENING.with_(eta=2.0, steps=2000, t=1999)
    run = simulate(experiment(chosen))
    app = open_page(chosen, PAGE)
    assert run.diverged_at
    assert session_of(app).t == len(run) - 1 == run.diverged_at - 1
    assert f"<b>{len(run)} steps</b>" in shown(app)
    assert f"The run diverged: at step {run.diverged_at}" in shown(app)
    (button,) = [button for button in app.button if button.label == "Set η = 0.2"]
    checked(button.click().run())
    assert session_of(app).eta == 0.2
    assert "The run diverged" not in shown(app)


# --- windows compared ---


def test_windows_are_compared_when_asked_for_and_put_away_again():
    app = open_page(ECHO.with_(compare="off"), PAGE)
    assert "median final loss" not in shown(app)
    finished(press(app, "compare"))
    assert session_of(app) == ECHO
    *_, found = compare_in_pieces(other_starts(ECHO, acts.STARTS), [1, 3, "all"], 150)
    for one in found.windows:
        assert one.median is not None
        ends = f"lowest {number(one.losses[0])}, highest {number(one.losses[-1])}"
        assert f"{number(one.median)} ({ends})" in shown(app)
    assert "The target is the input 2 steps earlier" in shown(app)
    press(app, "hide")
    assert session_of(app).compare == "off"
    assert "median final loss" not in shown(app)


def test_the_first_start_is_the_experiment_itself_and_the_others_differ():
    first, *others = other_starts(ECHO, 5)
    own = experiment(ECHO)
    assert first.params == own.params
    assert first.X.tolist() == own.X.tolist()
    assert len({other.params for other in others}) == 4
    assert len({tuple(other.X.tolist()) for other in (first, *others)}) == 5
    sine = other_starts(OPENING, 5)
    assert len({tuple(one.X.tolist()) for one in sine}) == 1
    assert len({one.params for one in sine}) == 5


def test_a_changed_weight_trains_the_comparison_anew_and_hiding_it_drops_it():
    def medians() -> list[float | None]:
        return [one.median for one in visit_of(app).jobs["comparison"].result.windows]

    short = ECHO.with_(windows="1-3", steps=60, t=59)
    app = finished(open_page(short, PAGE))
    first = medians()
    finished(checked(app.text_input(key="Wx").set_value("0.25").run()))
    *_, found = compare_in_pieces(other_starts(short.with_(Wx=0.25), acts.STARTS), [1, 3], 60)
    assert medians() == [one.median for one in found.windows] != first
    press(app, "hide")
    assert "comparison" not in visit_of(app).jobs


def test_another_K_leaves_the_comparison_as_it_is():
    app = finished(open_page(ECHO.with_(windows="1-3", steps=60, t=59), PAGE))
    job = visit_of(app).jobs["comparison"]
    checked(app.slider(key="K").set_value(2).run())
    assert session_of(app).K == 2
    assert visit_of(app).jobs["comparison"] is job


def test_chosen_windows_are_trained_and_one_stays_chosen():
    app = open_page(ECHO, PAGE)
    finished(checked(app.button_group(key="windows").set_value(["10", "2"]).run()))
    assert session_of(app).windows == "2-10"
    assert "<b>K = 2</b>:" in shown(app)
    assert "<b>all lags</b>:" not in shown(app)
    finished(checked(app.button_group(key="windows").set_value([]).run()))
    assert session_of(app).windows == "2-10"
    assert "At least one window" in app.info[0].value


def test_all_lags_are_compared_over_2000_steps_at_most(monkeypatch: pytest.MonkeyPatch):
    asked = []

    def compare(starts, windows, steps):
        asked.append(steps)
        return compare_in_pieces(starts, [1], 1)

    monkeypatch.setattr("pages.lab.acts.compare_in_pieces", compare)
    for windows, steps in (("1-all", 20000), ("1-10", 20000), ("all", 0)):
        open_page(ECHO.with_(windows=windows, steps=steps), PAGE)
    assert asked == [2000, 20000, 60]


def test_without_training_steps_the_comparison_is_as_long_as_the_sequence(monkeypatch: pytest.MonkeyPatch):
    asked = []

    def compare(starts, windows, steps):
        asked.append((steps, len(starts[0].X)))
        return compare_in_pieces(starts, [1], 1)

    monkeypatch.setattr("pages.lab.acts.compare_in_pieces", compare)
    open_page(ECHO.with_(task="sunspots", windows="1-3", steps=0, t=0), PAGE)
    ((steps, length),) = asked
    assert steps == length > ECHO.T  # sunspots have a length of their own


# --- the surface, and long runs elsewhere ---


def test_the_same_weight_twice_in_an_address_makes_a_surface_all_the_same():
    assert OPENING.with_(across="By", up="By").plane == ("By", "Wh")
    assert OPENING.with_(across="Wh").plane == ("Wh", "Wx")
    app = open_page(OPENING.with_(across="Wh", up="Wh"), PAGE)
    assert app.button_group(key="up").value == "Wx"
    checked(app.button_group(key="up").set_value("By").run())
    assert session_of(app).plane == ("Wh", "By")


def test_a_long_run_is_too_long_for_pairs_and_its_pass_opens_alone():
    chosen = OPENING.with_(eta=0.05, steps=LONGEST + 500, t=1234)
    app = open_page(chosen, "pages/across_time.py")
    assert f"This run has {LONGEST + 500:,} steps" in shown(app)
    press(app, "this pass")
    whole = simulate(experiment(chosen))
    first = 1234 // 120 * 120
    assert weights(session_of(app)) == whole.weights[first].tolist()
    assert (session_of(app).h0, session_of(app).t, session_of(app).steps) == (whole.out_H[first - 1], 1234 - first, 0)
    alone = simulate(experiment(session_of(app)))
    assert alone.loss[0] == whole.loss[first]
    assert "t = 34" in shown(app)
    checked(app.switch_page(PAGE).run())
    press(app, "undo")
    assert session_of(app) == chosen


def test_a_step_of_a_long_run_is_on_the_main_page():
    chosen = OPENING.with_(eta=0.05, steps=30_000, t=29_000)
    app = finished(open_page(chosen))
    step = simulate(experiment(chosen))[29_000]
    assert f"<b>{number(step.forward.loss)}</b>" in shown(app)
    assert "steps 28,920 to 29,039 of 30,000" in shown(app)


def test_the_update_on_the_main_page_uses_the_clipped_gradient():
    chosen = OPENING.with_(eta=0.5, clip=0.1, steps=500, t=40)
    step = simulate(experiment(chosen))[40]
    text = shown(open_page(chosen))
    assert abs(step.chains["By"].total) > 0.1
    assert step.next_params.By == step.params.By - 0.5 * max(-0.1, min(0.1, step.chains["By"].total))
    assert "Each gradient is clipped to ±0.100" in text
    assert f"{number(step.params.By)} − 0.500·" + ("0.100" if step.chains["By"].total > 0 else "(−0.100)") in text
