"""Going from step to step: Step, Back, Reset, Play and Pause, and the presses the browser counts."""

import time
from collections.abc import Callable

from pages.lab import press, state
from pages.lab.server import metrics
from pages.lab.session import PERIODS
from pages.lab.text import at

IN_BROWSER = "rapid"
"""The speed of Play at which the browser steps by itself."""


def settle(last: int, *, final: bool) -> None:
    """Keep t inside the run, whose last step is ``last``; if t was beyond and no more steps are to come, say so.

    No notice if new data made the run shorter and no step was asked for.
    """
    visit = state.visit()
    visit.last, asked = last, visit.session.t
    if asked > last and final:
        state.keep_within(last)
        latest = visit.latest  # which made the run shorter
        before = latest.before if latest else {}
        entered = latest is not None and latest.pinned is None and "data" in before and "t" not in before
        before.setdefault("t", asked)
        if not entered or visit.session.t > last:  # locked: t stays beyond the end
            state.notice(f"t = {asked} is past the end: the last step of this run, {at(last)}, is shown instead.")


def go_to(t: int) -> None:
    """Move to a step; beyond the last, or before the start, say why nothing moves."""
    last, before = state.visit().last, state.session().t
    if not state.change(t=min(max(t, -1), last)):
        return
    if state.session().t != before:
        metrics.STEPS.add()
    if t > last:
        state.notice(
            f"{at(last)} is the last step: the run ends here. Press Back or Reset, or choose a longer sequence or run."
        )
    if t < -1:
        state.notice("t = −1 is the moment before the first step. Press Step to begin.")


def step(by: int) -> None:
    """Step or Back where no browser counts the presses."""
    go_to(state.session().t + by)


def take_press(slid: Callable[[str, str], None]) -> None:
    """Take a press of Step or Back, or a move of a slider, as the browser sends it: numbered, with the t it leads to.

    So no press is lost, merged or counted twice. A slider of the sidebar that is being moved comes along by name, with
    its value, for ``slid``; a message that tells of nothing else has no t.
    """
    visit, sent = state.visit(), press.read(state.sent_by("transport", "press"))
    if sent and sent.session == visit.token and sent.number > visit.press:
        visit.press, visit.knows = sent.number, sent.knows
        visit.reach, visit.sliding = sent.reach, sent.sliding
        if sent.slid:
            state.slid(*sent.slid, slid)
        if sent.t is not None:
            state.pressed(go_to, sent.t)


def play() -> None:
    """Step automatically; from the last step, start over."""
    visit = state.visit()
    if state.refuses("t"):
        return
    if visit.session.t >= visit.last:
        state.change(t=-1)
    visit.playing, visit.ticked = True, time.monotonic()


def pause() -> None:
    """Stop stepping automatically."""
    visit = state.visit()
    if visit.playing:  # else what a reader enters next would be taken for an echo of the timer
        visit.playing, visit.ticked = False, time.monotonic()


def period() -> float | None:
    """Seconds from step to step while the server plays; None where the browser does, which the server then follows."""
    visit = state.visit()
    return PERIODS[visit.session.speed] if visit.playing and visit.session.speed != IN_BROWSER else None


def beat() -> dict[str, object] | None:
    """While the browser is to play: how many milliseconds a step takes, and a name for this playing."""
    visit = state.visit()
    if not visit.playing or visit.session.speed != IN_BROWSER:
        return None
    return {"name": visit.ticked, "period": 1000 * PERIODS[IN_BROWSER]}


def tick() -> None:
    """While playing, take a step when it is due; stop at the last."""
    visit, now, seconds = state.visit(), time.monotonic(), period()
    if seconds and now - visit.ticked >= 0.8 * seconds:
        visit.ticked = now
        step(1)
    if visit.playing and visit.session.t == visit.last:
        pause()
