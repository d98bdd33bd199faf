"""The seam: every block of a step is made once, and never shown for a moment it was not made for."""

import json
from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest

from pages.lab import blocks, shared, show, state
from pages.lab.charts.build import build
from pages.lab.charts.factors import factors
from pages.lab.charts.paths import paths
from pages.lab.charts.product import product
from pages.lab.charts.waterfall import waterfall
from pages.lab.jobs import advance
from pages.lab.moment import Moment, _read
from pages.lab.plot.figure import as_sent
from pages.lab.session import OPENING, Session, experiment
from pages.lab.visit import Visit
from rnn_core import Step, simulate_in_pieces
from rnn_core.analysis.reading import StepReading, read_step
from tests.pages.opening import known
from tests.pages.records import chart


@pytest.fixture
def sent(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What is handed to the browser, call by call."""
    calls: list[dict] = []

    def hand_over(key: str, data: dict, **callbacks: object) -> None:
        """What the browser had of a place stays there while the settings are the same."""
        read = json.loads(as_sent(data))
        before = next((call for call in reversed(calls) if call["key"] == key), None)
        had = before["known"] if before and before["settings"] == read["settings"] else {}
        calls.append({"key": key, **read, **known(read, had)})

    monkeypatch.setattr(show, "_BLOCKS", hand_over)
    return calls


made: list[tuple] = []


def maker(moment: Moment) -> str:
    made.append((moment.t, moment.session.Wh, len(moment.run)))
    return f"<p>t = {moment.t}, Wh = {moment.session.Wh}, {len(moment.run)} steps</p>"


def counted(moment: Moment, done: int) -> str:
    made.append((moment.t, done))
    return f"<p>{done} done at t = {moment.t}</p>"


@pytest.fixture(autouse=True)
def nothing_made() -> None:
    made.clear()


def moment_at(visit: Visit, session: Session) -> Moment:
    """The moment as the frame makes it: the run is kept."""
    visit.session = session
    job = advance(visit.jobs, "run", session.recipe, lambda: simulate_in_pieces(experiment(session), 10_000))
    return Moment(session, job.result)


def html(blocks: list[dict]) -> str:
    return "".join(block["html"] for block in blocks)


def test_a_step_forward_makes_one_new_set_of_blocks(visit: Visit, sent: list[dict]):
    for t in (21, 22, 23, 24):
        show.draw(moment_at(visit, OPENING.with_(t=t)), maker)
    assert [t for t, *_ in made] == [21, 22, 20, 23, 24, 25]
    assert [html(call["blocks"]) for call in sent] == [
        f"<p>t = {t}, Wh = -0.9, 120 steps</p>" for t in (21, 22, 23, 24)
    ]
    assert all(before["ahead"] == after["blocks"] for before, after in pairwise(sent))
    assert {call["key"] for call in sent} == {"maker"}


def test_the_same_step_again_makes_nothing(visit: Visit, sent: list[dict]):
    for _ in range(3):
        show.draw(moment_at(visit, OPENING), maker)
    assert len(made) == 3
    assert sent[0] == sent[1] == sent[2]


@pytest.mark.parametrize("change", [{"Wh": 0.5}, {"K": 2}, {"weight": "Wx"}, {"scale": "symlog"}, {"task": "echo"}])
def test_any_changed_choice_makes_the_blocks_anew(visit: Visit, sent: list[dict], change: dict):
    show.draw(moment_at(visit, OPENING), maker)
    show.draw(moment_at(visit, OPENING.with_(**change)), maker)
    show.draw(moment_at(visit, OPENING), maker)
    assert len(made) >= 6
    assert sent[0]["settings"] != sent[1]["settings"]
    assert html(sent[1]["blocks"]) == f"<p>t = 21, Wh = {change.get('Wh', -0.9)}, 120 steps</p>"
    assert sent[2]["blocks"] == sent[0]["blocks"]


def test_what_is_shown_at_one_moment_alone_is_not_kept_by_the_browser(visit: Visit, sent: list[dict]):
    plain = moment_at(visit, OPENING)
    for moment in (plain, replace(plain, untouched=True), replace(plain, before=plain), plain):
        show.draw(moment, maker)
    first, untouched, after, again = (call["settings"] for call in sent)
    assert len({first, untouched, after}) == 3
    assert again != after


def test_the_blocks_of_a_growing_run_are_those_of_its_present_length(visit: Visit, sent: list[dict]):
    """The session is the same at every piece; the browser must not show what it knows of an earlier one either."""
    chosen = OPENING.with_(eta=0.05, steps=300, t=50)
    for run in simulate_in_pieces(experiment(chosen), 100):
        show.draw(Moment(chosen, run), maker)
    assert [html(call["blocks"]) for call in sent] == [f"<p>t = 50, Wh = -0.9, {n} steps</p>" for n in (100, 200, 300)]
    assert len({call["settings"] for call in sent}) == 3


def test_an_extra_record_reaches_the_makers_and_is_never_an_earlier_one(visit: Visit, sent: list[dict]):
    for done in (1, 1, 2):
        show.draw(moment_at(visit, OPENING), counted, extra=done)
    assert made == [(21, 1), (22, 1), (20, 1), (21, 2), (22, 2), (20, 2)]
    assert [html(call["blocks"]) for call in sent] == [f"<p>{done} done at t = 21</p>" for done in (1, 1, 2)]
    assert sent[0]["settings"] == sent[1]["settings"] != sent[2]["settings"]


def test_makers_made_on_the_spot_are_never_taken_for_earlier_ones(visit: Visit, sent: list[dict]):
    moment = moment_at(visit, OPENING)
    for word in ("one", "two"):
        show.draw(moment, lambda moment, word=word: f"<p>{word}</p>", key="words")
        show.draw(moment, partial(counted, done=7 if word == "one" else 8), key="numbers")
    assert [html(call["blocks"]) for call in sent] == [
        "<p>one</p>", "<p>7 done at t = 21</p>", "<p>two</p>", "<p>8 done at t = 21</p>",
    ]  # fmt: skip


@pytest.mark.parametrize("nameless", [lambda moment: "", partial(counted, done=1)])
def test_a_place_without_a_name_is_refused(visit: Visit, sent: list[dict], nameless):
    with pytest.raises(ValueError, match="needs a key"):
        show.draw(moment_at(visit, OPENING), nameless)


def test_two_places_with_the_same_maker_do_not_share_blocks(visit: Visit, sent: list[dict]):
    moment = moment_at(visit, OPENING)
    show.draw(moment, maker, key="here")
    show.draw(moment, maker, maker, key="there")
    assert [len(call["blocks"]) for call in sent] == [1, 2]


def test_forgotten_blocks_are_made_again_from_the_same_run(visit: Visit, sent: list[dict]):
    show.draw(moment_at(visit, OPENING), maker)
    run = visit.jobs["run"].result
    shared.forget()
    show.draw(moment_at(visit, OPENING), maker)
    assert visit.jobs["run"].result is run
    assert len(made) == 6


def pressed(visit: Visit, sent: list[dict], t: int, reach: int = 1) -> dict:
    """What is handed over once the browser has pressed and said what it has."""
    visit.reach = reach
    visit.knows = {call["key"]: (call["settings"], tuple(call["known"])) for call in sent}
    show.draw(moment_at(visit, OPENING.with_(t=t)), waterfall, build)
    state.forget_press()
    return sent[-1]


def test_of_a_step_only_what_differs_from_another_is_sent(visit: Visit, sent: list[dict]):
    show.draw(moment_at(visit, OPENING), waterfall, build)
    whole, *others = sent[0]["steps"]
    assert [(step["t"], step["like"]) for step in others] == [(22, 21), (20, 21)]
    for step in others:
        for changes, block in zip(step["blocks"], whole["blocks"], strict=True):
            assert set(changes) < set(block)
            assert isinstance(changes["traces"], dict)
            assert all(block["traces"][int(i)] != trace for i, trace in changes["traces"].items())
            assert {"key", "minWidth", "height"}.isdisjoint(changes)
    for t in (20, 22):
        shared.forget()
        show.draw(moment_at(visit, OPENING.with_(t=t)), waterfall, build)
        assert sent[-1]["blocks"] == sent[0]["known"][t]


def test_a_press_is_answered_with_the_one_step_that_the_browser_lacks(visit: Visit, sent: list[dict]):
    show.draw(moment_at(visit, OPENING), waterfall, build)
    for t in (22, 23, 24):
        answer = pressed(visit, sent, t)
        assert [(step["t"], step["like"]) for step in answer["steps"]] == [(t + 1, t)]
        assert "library" not in answer
    assert [step["t"] for step in pressed(visit, sent, 23, -1)["steps"]] == []
    for t, lacking in ((20, 19), (19, 18)):
        assert [step["t"] for step in pressed(visit, sent, t, -1)["steps"]] == [lacking]
    fresh = Visit(OPENING, [])
    for t, known_there in sent[-1]["known"].items():
        moment = moment_at(fresh, OPENING.with_(t=t))
        assert known_there == [json.loads(as_sent(blocks.made((make,), moment)[0])) for make in (waterfall, build)]


def test_what_is_the_same_at_two_steps_is_kept_once(visit: Visit, sent: list[dict]):
    show.draw(moment_at(visit, OPENING), waterfall, build)
    moments = [moment_at(visit, OPENING.with_(t=t)) for t in (21, 22)]
    here, ahead = (shared.once(blocks.made, (waterfall, build), moment, None) for moment in moments)
    pairs = []
    for one, other in zip(here, ahead, strict=True):
        pairs += list(zip(one["traces"], other["traces"], strict=False))
    same = [pair for pair in pairs if pair[0] == pair[1]]
    assert 0 < len(same) < len(pairs)
    assert all(one is other for one, other in same)


def test_a_held_key_has_several_steps_sent_and_each_once(visit: Visit, sent: list[dict]):
    show.draw(moment_at(visit, OPENING), waterfall, build)
    answers = [pressed(visit, sent, t, reach) for t, reach in ((22, 8), (25, 8), (118, 8), (117, -8))]
    steps = [[step["t"] for step in answer["steps"]] for answer in answers]
    assert steps == [[*range(23, 31)], [31, 32, 33], [118, 119, 117], [*range(116, 108, -1)]]


def test_what_the_browser_had_is_sent_again_once_settings_changed_or_no_press_says_so(visit: Visit, sent: list[dict]):
    show.draw(moment_at(visit, OPENING), waterfall, build)
    visit.knows = {call["key"]: (call["settings"], tuple(call["known"])) for call in sent}
    show.draw(moment_at(visit, OPENING.with_(Wh=0.5)), waterfall, build)
    state.forget_press()
    show.draw(moment_at(visit, OPENING.with_(Wh=0.5)), waterfall, build)
    for call in sent:
        assert [step["t"] for step in call["steps"]] == [21, 22, 20]
        assert "like" not in call["steps"][0]
        assert {"library", "partners"} <= set(call)


def test_a_chart_arrives_with_its_key_its_sentence_its_table_and_its_focus(visit: Visit, sent: list[dict]):
    moment = moment_at(visit, OPENING)
    show.draw(moment, build, paths)
    for block, made_of in zip(sent[0]["blocks"], (chart(build(moment)), chart(paths(moment))), strict=True):
        assert [json.loads(trace) for trace in block["traces"]] == json.loads(json.dumps(made_of.figure["data"]))
        assert json.loads(block["layout"]) == json.loads(json.dumps(made_of.figure["layout"]))
        assert (block["sentence"], block["key"]) == (made_of.sentence, made_of.key_html)
        assert (block["focus"], block["home"]) == (made_of.focus and list(made_of.focus), made_of.home)
        assert (block["height"], block["minWidth"]) == (made_of.figure["layout"]["height"], made_of.min_width)
        assert made_of.table is not None
        assert block["table"] == {"head": list(made_of.table.head), "rows": list(map(list, made_of.table.rows))}
        assert block["key"]
    assert sent[0]["blocks"][0]["focus"] is not None


def test_what_a_moment_lacks_is_said_once_and_every_block_keeps_its_place(visit: Visit, sent: list[dict]):
    show.draw(moment_at(visit, OPENING.with_(t=-1)), factors, product, maker, key="term")
    (call,) = sent
    (why, again, after), ahead = (block["html"] for block in call["blocks"]), call["ahead"]
    assert why == '<p class="sentence">Before the first step there is no loss, and so no gradient.</p>'
    assert (again, after) == ("", "<p>t = -1, Wh = -0.9, 120 steps</p>")
    assert ["html" in block for block in ahead] == [True, True, True]  # no lag 2 yet at t = 0
    assert "no term of lag 2 yet" in ahead[0]["html"]


def test_the_last_step_has_nothing_ahead(visit: Visit, sent: list[dict]):
    show.draw(moment_at(visit, OPENING.with_(t=119)), maker)
    assert sent[0]["ahead"] is None
    show.draw(moment_at(visit, OPENING.with_(t=118)), maker)
    assert html(sent[1]["ahead"]) == html(sent[0]["blocks"])


def test_places_with_the_same_makers_share_what_these_make(visit: Visit, sent: list[dict]):
    for t in (21, 22, 23):
        for place in ("here", "there", "elsewhere"):
            show.draw(moment_at(visit, OPENING.with_(t=t)), maker, key=place)
    assert [t for t, *_ in made] == [21, 22, 20, 23, 24]


def test_a_click_in_a_chart_is_reported_and_then_carried_out(
    visit: Visit, widgets: dict, monkeypatch: pytest.MonkeyPatch
):
    heard: dict = {}
    monkeypatch.setattr(show, "_BLOCKS", lambda key, data, on_pick_change, **_: heard.update({key: on_pick_change}))
    show.draw(moment_at(visit, OPENING), maker)
    widgets["maker"] = {"pick": ["Wx", 4]}
    heard["maker"]()
    assert visit.session == OPENING
    state.carry_out()
    assert visit.session == OPENING.with_(weight="Wx", lag=4)


def test_a_moment_is_read_once_a_step(visit: Visit, monkeypatch: pytest.MonkeyPatch):
    read = []

    def reading(step: Step) -> StepReading:
        read.append(step.t)
        return read_step(step)

    monkeypatch.setattr("pages.lab.moment.read_step", reading)
    _read.cache_clear()
    for t in (21, 22, 23):
        moment = moment_at(visit, OPENING.with_(t=t))
        ahead = moment.at(t + 1)
        for one in (moment, ahead, moment):
            assert one.reading.chains.keys() == {"Wx", "Bx", "Wh"}
    assert read == [21, 22, 23, 24]
