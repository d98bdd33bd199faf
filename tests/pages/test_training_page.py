"""The page Training without a browser: long runs in pieces, what its buttons do, and that all of it can be taken back."""

import dataclasses

import pytest

from pages.lab import session, state, training_controls, work
from pages.lab.notation import number
from pages.lab.session import LONGEST, MOST_STEPS, OPENING, Session, experiment, other_starts
from rnn_core import PARAMETERS, Experiment, Run, simulate, simulate_in_pieces
from rnn_core.analysis.windows import compare_in_pieces, fresh_start
from tests.pages.test_app import checked, components, now, open_page, press, shown

PAGE = "pages/training.py"
ECHO = OPENING.with_(task="echo", T=60, delay=2, Wh=0.5, Wy=0.5, eta=0.05, steps=150, t=149, compare="on", windows="1-3-all")


def finished(app):
    """Ask for more, as the browser does once it has drawn, for as long as there is more to come."""
    while any(button.label == "Stop" for button in app.button):
        checked(app.run())
    return app


def weights(chosen: Session) -> list[float]:
    return [getattr(chosen, name) for name in PARAMETERS]


# --- training ---


def test_train_runs_the_steps_asked_for_and_goes_to_the_last():
    app = open_page(OPENING.with_(eta=0.02), PAGE)
    checked(app.number_input(key="n 0").set_value(500).run())
    assert now(app) == OPENING.with_(eta=0.02)  # nothing runs before Train is pressed
    press(app, "train")
    chosen = OPENING.with_(eta=0.02, steps=500, t=499)
    assert now(app) == chosen
    run = simulate(experiment(chosen))
    assert len(run) == 500
    assert f"from {number(float(run.loss[:120].mean()))} to <b>{number(float(run.loss[-120:].mean()))}</b>" in shown(app)
    assert app.number_input(key="n 500").value == 500


def test_train_with_held_weights_takes_a_learning_rate_and_says_so():
    app = press(open_page(OPENING, PAGE), "train")
    assert now(app) == OPENING.with_(
        eta=training_controls.FIRST_RATE, steps=training_controls.FIRST_STEPS, t=training_controls.FIRST_STEPS - 1
    )
    assert "η is 0.05 now" in app.info[0].value
    assert app.sidebar.number_input(key="eta").value == training_controls.FIRST_RATE  # the sidebar is drawn anew


def test_reset_and_stepping_replay_the_same_run():
    chosen = OPENING.with_(eta=0.05, steps=400, t=399)
    app = open_page(chosen, PAGE)
    before = shown(app)
    press(app, "reset")
    assert now(app) == chosen.with_(t=-1)
    checked(app.slider(key="t slider").set_value(399).run())
    assert shown(app) == before


def test_a_clip_reaches_the_run():
    app = open_page(OPENING.with_(eta=0.05, steps=200, t=199), PAGE)
    checked(app.number_input(key="clip").set_value(0.01).run())
    assert now(app).clip == 0.01
    final = simulate(experiment(now(app))).weights[-1].tolist()
    assert final != simulate(experiment(OPENING.with_(eta=0.05, steps=200))).weights[-1].tolist()
    assert "each gradient clipped to ±0.01" in shown(app)
    assert all(f"= {number(weight)}" in shown(app) for weight in final)


def test_fifty_thousand_steps_arrive_with_few_points_a_line():
    app = open_page(OPENING.with_(eta=0.05, steps=MOST_STEPS, t=MOST_STEPS - 1), PAGE)
    assert f"<b>{MOST_STEPS:,} steps</b>" in shown(app)
    largest = max(len(chart["traces"]) for drawn in components(app, "blocks") for chart in drawn["blocks"] if "traces" in chart)
    assert largest < 600_000


# --- pieces ---


def test_a_long_run_is_done_in_pieces_of_a_tenth_of_a_second(monkeypatch: pytest.MonkeyPatch):
    clock, pieces = [0.0], []
    monkeypatch.setattr(work.time, "monotonic", lambda: clock[0])

    def slow(made: Experiment, piece: int):
        for run in simulate_in_pieces(made, piece):
            clock[0] += 0.03
            pieces.append(clock[0])
            yield run

    runs = slow(experiment(OPENING.with_(eta=0.1, steps=5000)), 100)
    job, reruns = work.Work("what", runs, next(runs)), 0
    while not job.complete:
        begun = clock[0]
        job.go_on()
        assert clock[0] - begun <= work.SECONDS_A_RERUN + 0.03
        reruns += 1
        assert job.long == (clock[0] - job.begun > 0.5)
    assert reruns == 13
    assert len(job.found) == 5000


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> dict:
    """A session state of our own."""
    held = {"session": OPENING.with_(eta=0.1, steps=5000, t=4999), "notices": []}
    monkeypatch.setattr(state.st, "session_state", held)
    monkeypatch.setattr(work, "SECONDS_A_RERUN", 0.0)
    return held


def begin(chosen: Session) -> work.Work[Run]:
    return state.work("run", chosen.run, lambda: simulate_in_pieces(experiment(chosen), 1000))


def test_a_stopped_run_keeps_what_is_done_and_is_that_run_from_then_on(held: dict):
    chosen = held["session"]
    assert [len(begin(chosen).found) for _ in range(2)] == [2000, 3000]  # the first piece comes with the beginning
    state.stop_training()
    assert state.session() == chosen.with_(steps=3000, t=2999)
    assert state.notices() == ["Stopped after 3,000 of 5,000 steps. What is done is kept: the run is that long now."]
    job = begin(state.session())
    assert job.complete
    plain = simulate(experiment(state.session()))
    assert job.found.experiment.length == len(job.found) == len(plain) == 3000
    assert job.found.weights.tolist() == plain.weights.tolist()
    assert job.found[2999].next_params == plain[2999].next_params


def test_work_goes_on_where_it_was_until_something_that_decides_it_changes(held: dict):
    chosen = held["session"]
    first = begin(chosen)
    assert begin(chosen.with_(t=5, weight="By", lag=1)) is first
    other = begin(chosen.with_(eta=0.2))
    assert other is not first
    assert len(other.found) == 2000
    while not other.complete:
        begin(chosen.with_(eta=0.2))
    found = other.found
    assert len(found) == 5000
    assert begin(chosen.with_(eta=0.2)).found is found


def test_what_was_stopped_can_be_gone_on_with(held: dict):
    begin(held["session"])
    state.stop("run")
    stopped = begin(held["session"])
    assert stopped.complete
    assert len(stopped.found) == 2000
    state.resume("run")
    assert not stopped.complete
    assert begin(held["session"]) is stopped
    assert len(stopped.found) == 3000
    state.forget("run")
    assert begin(held["session"]) is not stopped


def test_what_is_kept_is_made_once(held: dict):
    made = []
    for what in ("a", "a", "b", "b", "a"):
        assert state.kept("thing", what, lambda what=what: made.append(what) or what * 2) == what * 2
    assert made == ["a", "b", "a"]


# --- large changes, and back ---


def test_continue_from_here_takes_the_trained_weights_over_exactly_and_undo_brings_the_old_back():
    chosen = OPENING.with_(eta=0.05, steps=300, t=100, h0=0.25)
    app = press(open_page(chosen, PAGE), "continue")
    last = simulate(experiment(chosen))[299]
    assert weights(now(app)) == list(dataclasses.astuple(last.next_params))
    assert now(app) == chosen.with_(**dataclasses.asdict(last.next_params), h0=last.forward.out_H, t=-1)
    shown_there = [app.sidebar.number_input(key=name).value for name in PARAMETERS]
    assert shown_there == weights(now(app))
    assert session.from_address(dict(app.query_params)) == (now(app), [])
    press(app, "continue")
    press(app, "undo")
    assert weights(now(app)) == list(dataclasses.astuple(last.next_params))
    press(app, "undo")
    assert now(app) == chosen
    assert app.button(key="undo").disabled


def test_continuing_is_one_longer_run_once_the_queues_are_full_and_the_sequence_ends_with_the_run():
    """With the weights held the second run is the rest of the first; the gradients differ while its queues fill."""
    chosen = OPENING.with_(steps=240, K=3)
    whole = simulate(experiment(chosen))
    rest = simulate(experiment(chosen.with_(steps=120, h0=float(whole.out_H[119]))))
    assert rest.out_H.tolist() == whole.out_H[120:].tolist()
    assert rest.gradients[3:].tolist() == whole.gradients[123:].tolist()


def test_weights_beyond_the_limit_are_not_taken_over():
    chosen = OPENING.with_(eta=2.0, steps=300, t=0)
    app = press(open_page(chosen, PAGE), "continue")
    assert now(app) == chosen
    assert "beyond ±1,000" in app.info[0].value


def test_a_new_seed_is_another_start_and_the_same_one_again_for_the_same_seed():
    app = press(open_page(OPENING.with_(eta=0.05, steps=200), PAGE), "new seed")
    assert now(app).seed == 2
    assert weights(now(app)) == list(dataclasses.astuple(fresh_start(2)))
    press(app, "undo")
    assert now(app) == OPENING.with_(eta=0.05, steps=200)
    press(app, "new seed")
    assert weights(now(app)) == list(dataclasses.astuple(fresh_start(2)))
    press(app, "new seed")
    assert weights(now(app)) == list(dataclasses.astuple(fresh_start(3)))
    assert open_page(OPENING.with_(seed=9999), PAGE).button(key="new seed").click().run().session_state["session"].seed == 0


def test_a_run_that_diverges_is_drawn_up_to_there_and_a_tenth_of_eta_is_one_press_away():
    chosen = OPENING.with_(eta=2.0, steps=2000, t=1999)
    run = simulate(experiment(chosen))
    app = open_page(chosen, PAGE)
    assert run.diverged_at
    assert now(app).t == len(run) - 1 == run.diverged_at - 1
    assert f"<b>{len(run)} steps</b>" in shown(app)
    assert f"The run diverged: at step {run.diverged_at}" in shown(app)
    (button,) = [button for button in app.button if button.label == "Take η = 0.2"]
    checked(button.click().run())
    assert now(app).eta == 0.2
    assert "The run diverged" not in shown(app)


# --- windows compared ---


def test_windows_are_compared_when_asked_for_and_put_away_again():
    app = open_page(ECHO.with_(compare="off"), PAGE)
    assert "ended at" not in shown(app)
    finished(press(app, "compare"))
    assert now(app) == ECHO
    *_, found = compare_in_pieces(other_starts(ECHO, training_controls.STARTS), [1, 3, "all"], 150)
    for one in found.windows:
        assert f"ended at {number(one.median)} (from {number(one.losses[0])} to {number(one.losses[-1])})" in shown(app)
    assert "The target is the input of 2 steps before" in shown(app)
    press(app, "hide")
    assert now(app).compare == "off"
    assert "ended at" not in shown(app)


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


def test_chosen_windows_are_trained_and_one_stays_chosen():
    app = open_page(ECHO, PAGE)
    finished(checked(app.button_group(key="windows").set_value(["2", "10"]).run()))
    assert now(app).windows == "2-10"
    assert "<b>K = 2</b> ended" in shown(app)
    assert "<b>all lags</b> ended" not in shown(app)
    finished(checked(app.button_group(key="windows").set_value([]).run()))
    assert now(app).windows == "2-10"
    assert "At least one window" in app.info[0].value


def test_all_lags_are_compared_over_2000_steps_at_most(monkeypatch: pytest.MonkeyPatch):
    asked = []
    monkeypatch.setattr(
        training_controls, "compare_in_pieces", lambda starts, windows, steps: asked.append(steps) or compare_in_pieces(starts, [1], 1)
    )
    for windows, steps in (("1-all", 20000), ("1-10", 20000), ("all", 0)):
        open_page(ECHO.with_(windows=windows, steps=steps), PAGE)
    assert asked == [2000, 20000, 60]


# --- the surface, and long runs elsewhere ---


def test_the_same_weight_twice_in_an_address_makes_a_surface_all_the_same():
    assert OPENING.with_(across="By", up="By").plane == ("By", "Wh")
    assert OPENING.with_(across="Wh").plane == ("Wh", "Wx")
    app = open_page(OPENING.with_(across="Wh", up="Wh"), PAGE)
    assert app.button_group(key="up").value == "Wx"
    checked(app.button_group(key="up").set_value("By").run())
    assert now(app).plane == ("Wh", "By")


def test_a_long_run_is_too_long_for_pairs_and_its_pass_opens_alone():
    chosen = OPENING.with_(eta=0.05, steps=LONGEST + 500, t=1234)
    app = open_page(chosen, "pages/across_time.py")
    assert f"This run has {LONGEST + 500:,} steps" in shown(app)
    press(app, "this pass")
    whole = simulate(experiment(chosen))
    first = 1234 // 120 * 120
    assert weights(now(app)) == whole.weights[first].tolist()
    assert (now(app).h0, now(app).t, now(app).steps) == (whole.out_H[first - 1], 1234 - first, 0)
    alone = simulate(experiment(now(app)))
    assert alone.loss[0] == whole.loss[first]
    assert "row of t = 34" in shown(app)
    checked(app.switch_page(PAGE).run())
    press(app, "undo")
    assert now(app) == chosen


def test_a_step_of_a_long_run_is_told_on_the_main_page():
    chosen = OPENING.with_(eta=0.05, steps=30_000, t=29_000)
    app = open_page(chosen)
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
