"""What the buttons of training do: train, go on after the last step, start elsewhere, compare windows, stop."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import partial
from typing import TypeVar

import streamlit as st

from pages.lab import controls, state
from pages.lab.charts.data_summary import LARGE, large
from pages.lab.jobs import Job, advance
from pages.lab.moment import Moment
from pages.lab.session import CHOICES, MOST_STEPS, OPENING, WEIGHT_LIMIT, other_starts
from pages.lab.text.diverging import diverging
from rnn_core import PARAMETERS, Params, Run
from rnn_core.analysis.gains import hunt
from rnn_core.analysis.windows import Comparison, Window, compare_in_pieces, fresh_start
from rnn_core.experiment import FULL_WINDOW_STEPS

Result = TypeVar("Result")
FIRST_STEPS, FIRST_RATE = 2000, 0.05
"""Number of steps and learning rate if nothing was chosen."""
STARTS = 5
"""How many starts are trained with each window."""
BEYOND = f"A weight is beyond ±{WEIGHT_LIMIT:,.0f}; a run cannot start from there."


def steps(moment: Moment) -> None:
    """Buttons to train, to continue after the last step, and to start elsewhere."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="training-steps"):
        controls.field(replace(CHOICES["n"], low=1), _steps_asked_for(), width=168)
        controls.field(CHOICES["clip"], moment.session.clip, width=168)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="training-acts"):
        controls.button("Train", _train, type="primary", of=("steps",))
        controls.button(
            "Continue after the last step", _continue, moment.run, key="continue", disabled=not len(moment.run),
            of=("steps", *PARAMETERS, "h0", "t"),
        )  # fmt: skip
        controls.button("New seed", _new_seed, of=("seed",))
        if scalable() and not diverging(moment.run):  # which is said with the same button
            controls.button("Scale the data", partial(state.change, scaled="on"), key="scale to train", of=("task",))
            st.html(f'<p class="about">{LARGE}</p>')


def scalable() -> bool:
    """Whether scaling would make the data much smaller, and a prepared view neither locks that nor hides how large."""
    view = state.prepared()
    return large(state.session()) and not view.keeps("task") and not view.mutes_sequence


def _steps_asked_for() -> int:
    """The number of steps to train: what was typed and not trained yet, else the length of the run."""
    return state.session().n or state.session().steps or FIRST_STEPS


def _learn(act: str, steps: int, **choices: object) -> None:
    """Choose a number of steps and, if the weights are frozen, a learning rate."""
    rate = state.session().eta
    if not rate and state.refused(eta=FIRST_RATE):
        return
    state.change(act, steps=steps, eta=rate or FIRST_RATE, **choices)
    if state.session().eta != rate:
        state.notice(f"With η = 0 no weight would change, so η is now {FIRST_RATE}.")


def _train() -> None:
    steps = _steps_asked_for()
    _learn("Train", steps, **state.free(t=steps - 1, n=0))


def stop_training() -> None:
    """End a long run at the steps done so far, unless it is finished or a setting that came with the press ends it."""
    job = state.visit().jobs["run"]
    if job.inputs != state.session().recipe or job.complete:
        return
    done, asked = len(job.result), job.result.experiment.length
    if not state.change(steps=done, **state.free(n=0, t=min(state.session().t, done - 1))):
        return
    state.notice(f"Stopped after {done:,} of {asked:,} steps. The run keeps these {done:,} steps.")
    job.inputs, job.complete = state.session().recipe, True
    job.result = replace(job.result, experiment=replace(job.result.experiment, steps=done))


def _within_limit(weights: Params) -> bool:
    return all(abs(weight) <= WEIGHT_LIMIT for weight in weights)


def _continue(run: Run) -> None:
    weights = run.params_after(len(run) - 1)
    if _within_limit(weights):
        if state.change("Continue", **asdict(weights), h0=float(run.out_H[-1]), t=-1):
            state.notice(
                "The weights after the last step are now the start weights, and the last out_H is the start state. "
                "The sequence begins again."
            )
    else:
        state.notice(BEYOND)


def this_pass(moment: Moment) -> None:
    """A button that opens the pass through the sequence in which t lies, as a run of its own."""
    start = moment.run[moment.current_pass[0]]
    choices = {
        **asdict(start.params),
        "h0": start.forward.out_H_prev,
        "steps": 0,
        "n": 0,
        "t": max(moment.t - start.t, 0),
    }
    alone = partial(state.change, "Open this pass alone", **choices)
    beyond = not _within_limit(start.params)
    controls.button("Open this pass alone", alone, key="this pass", disabled=beyond, type="primary", of=tuple(choices))


def found(moment: Moment) -> str:
    """The examples on the page Across time found so far, those of the present step included."""
    if moment.t >= 0:
        seen = [hunt(moment.run, t) for t in state.to_search(moment.session)]
        state.visit().found = moment.session.finding(
            vanishes=any(step.vanishes for step in seen), grows=any(step.grows for step in seen)
        )
    return state.visit().found or moment.session.found


def _new_seed() -> None:
    seed = (state.session().seed + 1) % int(CHOICES["seed"].high + 1)
    state.change("New seed", seed=seed, h0=OPENING.h0, **asdict(fresh_start(seed)))
    if state.session().seed != seed:
        return
    state.notice(
        f"Seed {seed}: new start weights, the start state 0, and a new sequence if the task draws one at random."
    )


def carry_on(name: str, inputs: object, pieces: Callable[[], Iterator[Result]]) -> Job[Result]:
    """Do one more piece of the visitor's job of that name, and count it as long work."""
    with state.visit().turns.working():
        return advance(state.visit().jobs, name, inputs, pieces)


def comparison(moment: Moment) -> Comparison | None:
    """Choose the windows to compare, and train them; the comparison so far, or None unless it is asked for."""
    session = moment.session
    with st.container(horizontal=True, vertical_alignment="bottom", key="comparison"):
        controls.pills("windows")
        if session.compare == "off":
            controls.button("Compare", _compare, type="primary", of=("compare",))
            state.visit().jobs.pop("comparison", None)
            return None
        controls.button("Hide", partial(state.change, compare="off"), of=("compare",))
    windows: list[Window] = [int(name) if name != "all" else "all" for name in session.windows.split("-")]
    steps = min(moment.run.experiment.length, FULL_WINDOW_STEPS if "all" in windows else MOST_STEPS)
    job = carry_on(
        "comparison",
        (session.recipe.with_(K=OPENING.K), session.windows),  # the windows compared take the place of K
        lambda: compare_in_pieces(other_starts(session, STARTS), windows, steps),
    )
    if not job.result.complete:
        if job.complete:
            st.caption(f"Stopped after {job.result.done:,} of {job.result.total:,} steps; later starts are missing.")
            controls.button("Resume", job.resume)
        else:
            controls.progress("Comparing", job.result.done, job.result.total, job.stop)
    return job.result


def _compare() -> None:
    _learn("Compare", state.session().steps or FIRST_STEPS, compare="on")
