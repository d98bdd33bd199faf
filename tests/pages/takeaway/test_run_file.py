"""A run as one file: the very blocks of every step, in little room, and nothing that a prepared view hides."""

import gzip
import json
from base64 import b64decode
from dataclasses import replace
from typing import Any

import pytest

from pages.lab import blocks, pinned
from pages.lab.charts.by_lag import by_lag
from pages.lab.charts.headline import headline
from pages.lab.classroom.drawn import places
from pages.lab.classroom.prepared import Prepared
from pages.lab.moment import Moment
from pages.lab.plot.figure import as_sent
from pages.lab.server import alone, files
from pages.lab.session import OPENING, PERIODS
from pages.lab.takeaway import run_file
from pages.lab.takeaway.run_file import PART
from pages.lab.takeaway.span import Span, around
from tests.pages.opening import known
from tests.pages.records import moment_of, put_in

STEPS = places("app.py")
ORDINARY = Prepared()
LARGEST_PAGE = 5_000_000
"""In bytes."""


def text_of(moment: Moment, span: Span, view: Prepared = ORDINARY, link: str = "") -> str:
    return "".join(run_file.written(moment, view, span, link, "", number) for number in range(run_file.parts(span)))


def read(base64: str) -> Any:
    return json.loads(gzip.decompress(b64decode(base64)))


def unpacked(text: str) -> dict[str, Any]:
    """The run, and the blocks of every step by place, as a browser puts them together."""
    run = json.loads(text)
    base, parts = read(run["base"]), list(map(read, run["parts"]))
    run["texts"] = [said for part in parts for said in part["texts"]]
    run["known"] = {place: {} for place in run["places"]}
    for part in parts:
        for place in run["places"]:
            steps = [{"t": run["baseAt"], "blocks": base[place]}, *steps_of(part, place, base[place], run["baseAt"])]
            made = known({"t": steps[0]["t"], "steps": steps})["known"]
            run["known"][place] |= {step["t"]: made[step["t"]] for step in steps[1:]}
    return run


def steps_of(part: dict[str, Any], place: str, base: list[dict], base_at: int) -> list[dict[str, Any]]:
    lines = [{str(i): line for i, line in enumerate(block.get("traces", []))} for block in base]
    steps = []
    for t, blocks_there in enumerate(zip(*part["blocks"][place], strict=True), part["first"]):
        for latest, block in zip(lines, blocks_there, strict=True):
            traces = block.get("traces", {})
            for i, line in traces.items() if isinstance(traces, dict) else enumerate(traces):
                traces[i] = line if isinstance(line, str) else put_in(latest[str(i)], *line)
                latest[str(i)] = traces[i]
        like = t - 1 if t > part["first"] else base_at
        steps.append({"t": t, "like": like, "blocks": list(blocks_there)})
    return steps


def sent(moment: Moment, place: str, view: Prepared = ORDINARY) -> list[dict]:
    """The blocks of a place as a page sends them."""
    made = blocks.made(blocks.seen(STEPS[place], view), moment, hidden=view.readouts)
    return json.loads(as_sent(list(made)))


@pytest.mark.parametrize("span", [Span(-1, 24), Span(17, 28), Span(40, 40)])
def test_each_step_holds_the_blocks_that_the_page_would_show(span: Span):
    moment = moment_of(eta=0.1)
    run = unpacked(text_of(moment, span))
    for place in STEPS:
        assert list(run["known"][place]) == list(range(span.first, span.last + 1))
        for t, found in run["known"][place].items():
            assert found == sent(Moment(moment.session.with_(t=t), moment.run), place)
    assert run["texts"][0]["label"] == ("t = −1" if span.first < 0 else f"t = {span.first}")
    assert len(run["texts"]) == span.last - span.first + 1


def test_a_part_can_be_read_without_the_others():
    text = text_of(moment_of(), Span(-1, 24))
    run = json.loads(text)
    assert len(run["parts"]) == run_file.parts(Span(-1, 24)) == 3
    assert [read(part)["first"] for part in run["parts"]] == list(range(-1, 25, PART))
    alone_there = unpacked(json.dumps(run | {"parts": run["parts"][1:2]}))["known"]["by_lag"]
    assert list(alone_there) == list(range(9, 19))
    assert alone_there[15] == unpacked(text)["known"]["by_lag"][15]


def test_what_was_before_a_change_is_not_taken_along_and_what_is_pinned_is():
    moment = moment_of()
    before = replace(moment, before=moment, untouched=True)
    assert text_of(before, Span(20, 22)) == text_of(moment, Span(20, 22))
    A = pinned.beside(OPENING.with_(Wh=0.5).recipe, moment.session)
    beside = replace(moment, pinned=A)
    run = unpacked(text_of(beside, Span(20, 22)))
    assert run["known"]["by_lag"][21] == sent(beside, "by_lag") != sent(moment, "by_lag")
    assert "Beside it the charts show A: Wh = 0.5." in run["about"]


@pytest.mark.parametrize(
    ("settings", "A"),
    [
        ({}, False),
        ({"T": 400, "K": 10, "eta": 0.05, "weight": "Wh", "lag": 8}, False),
        ({"steps": 50_000, "eta": 0.1, "K": 10, "t": 49_000, "weight": "Bx", "lag": 9}, False),
        pytest.param({"T": 2000, "K": 10, "t": 1900, "weight": "Wx", "lag": 9}, True, marks=pytest.mark.long),
    ],
)
def test_a_step_takes_little_room_and_the_page_says_at_most_how_much(settings: dict[str, Any], A: bool):
    moment = moment_of(**settings)
    moment = replace(moment, pinned=pinned.beside(moment.session.with_(Wh=0.5).recipe, moment.session) if A else None)
    whole = around(moment.t, moment.last)
    span = Span(max(whole.first, whole.last - 19), whole.last)  # the end, where the lines are longest
    text, count = text_of(moment, span), span.last - span.first + 1
    base = len(json.loads(text)["base"])
    assert base < run_file.SHARED
    assert (len(text) - base) / count < run_file.A_STEP < 12_000
    assert run_file.size(span, 7) == 7 + run_file.SHARED + run_file.A_STEP * count


def test_all_that_is_the_same_for_every_run_takes_at_most_five_megabytes():
    page = alone.page()
    assert len(page) == alone.size() < LARGEST_PAGE
    assert page.decode().count(alone.RUN) == 1
    assert len(files.compressed("plotly", "plotly.min.js")) < len(page)


def test_nothing_in_the_run_ends_its_element():
    assert "<" not in text_of(moment_of(), Span(20, 22), link="http://localhost/?K=6&t=21")


def test_the_title_names_the_steps():
    assert json.loads(text_of(moment_of(), Span(5, 5)))["title"] == "Unrolled: t = 5"


def test_what_a_prepared_view_hides_is_in_no_step():
    moment = moment_of()
    view = Prepared(blocks=("by_lag", "one_weight"), readouts=("headline", "sentences", "numbers"), hidden={"Wh": -0.9})
    run = unpacked(text_of(moment, Span(19, 23), view))
    for t in range(19, 24):
        now = Moment(moment.session.with_(t=t), moment.run)
        for place in STEPS:
            assert run["known"][place][t] == sent(now, place, view)
        assert run["known"]["by_lag"][t] == [
            {"html": '<p class="sentence">Your teacher has hidden this part of the page.</p>'}
        ]
        assert run["known"]["forward"][t][0] == {"html": ""}
    assert [said["said"] for said in run["texts"]] == [f"t = {t}" for t in range(19, 24)]
    assert "Wx = 0.5" in run["about"]
    assert "Wh =" not in run["about"]
    assert "the picked term is lag 2" in run["brief"]


def test_no_step_says_what_is_chosen_and_hidden():
    view = Prepared(hidden={"task": "sine", "K": 6, "weight": "Wh", "lag": 2})
    run = unpacked(text_of(moment_of(), Span(20, 20), view))
    assert [said["where"] for said in run["texts"]] == [
        "You are at t = 20; the last step is 119. This file holds t = 20."
    ]


def test_the_places_are_those_of_the_page_step():
    assert list(STEPS) == ["forward", "by_lag", "term"]
    assert STEPS["forward"][0] is headline
    assert STEPS["by_lag"][0] is by_lag
    page = alone.page().decode()
    assert [page.index(f'<div class="st-key-{place}"><div class="blocks">') for place in STEPS] == sorted(
        page.index(f'<div class="st-key-{place}"><div class="blocks">') for place in STEPS
    )


def test_play_is_as_fast_as_on_the_page():
    run = json.loads(text_of(moment_of(), Span(20, 22)))
    assert {name: one["period"] / 1000 for name, one in run["speeds"].items()} == PERIODS
    assert run["speed"] == OPENING.speed


def test_every_script_that_another_imports_is_in_the_page():
    scripts = alone._scripts("alone.js")
    assert {"alone.js", "blocks.js", "chart.js", "transport.js", "lights.js"} <= set(scripts)
    for source in scripts.values():
        assert 'from "./' not in source
        assert set(alone._IMPORTED.findall(source.replace('from "', 'from "./'))) <= set(scripts)


@pytest.mark.parametrize(
    ("span", "label", "holds"),
    [
        (Span(-1, 119), "(last 119)", ""),
        (Span(0, 119), "(last 119)", ""),
        (Span(-1, 20), "(this file: 0–20 of 0–119)", " This file holds t = −1 to 20."),
        (Span(20, 22), "(this file: 20–22 of 0–119)", " This file holds t = 20 to 22."),
        (Span(20, 20), "(this file: 20 of 0–119)", " This file holds t = 20."),
        (Span(-1, 0), "(this file: 0 of 0–119)", " This file holds t = −1 to 0."),
    ],
)
def test_a_file_of_a_part_of_the_run_says_so_in_sight_and_spoken(span: Span, label: str, holds: str):
    moment = moment_of()
    assert span.label(moment.last) == label
    few = replace(span, last=min(span.last, 22))  # for speed, where the label alone is looked at
    if few == span:
        run = unpacked(text_of(moment, span))
        assert run["label"] == label
        assert [said["where"].partition("gradient of Wh.")[2] for said in run["texts"]] == [holds] * len(run["texts"])


def test_what_the_teacher_has_hidden_is_named_and_its_heading_is_gone():
    moment, view = moment_of(), Prepared(blocks=("by_lag", "reach"), readouts=("headline",), hidden={"K": 6, "t": 21})
    run = json.loads(text_of(moment, Span(20, 20), view))
    assert run["untitled"] == ["forward", "by_lag"]
    assert run["about"].endswith(
        " Left out is what the teacher has hidden: by lag, headline above the charts and window K."
    )
    assert json.loads(text_of(moment, Span(20, 20)))["untitled"] == []
