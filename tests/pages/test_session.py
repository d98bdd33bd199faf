from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.lab import glossary
from pages.lab.presets import PRESETS, matching
from pages.lab.session import CHOICES, OPENING, Session, experiment, from_address, options_of, to_address
from rnn_core import simulate
from rnn_core.tasks import TASKS


def a_value(name: str) -> st.SearchStrategy:
    choice = CHOICES[name]
    if choice.several:
        some = st.lists(st.sampled_from(choice.options), min_size=1, unique=True)
        return some.map(lambda chosen: "-".join(option for option in choice.options if option in chosen))
    if choice.options:
        return st.sampled_from(choice.options)
    kind = st.integers if isinstance(choice.first, int) else st.floats
    return kind(min_value=type(choice.first)(choice.low), max_value=type(choice.first)(choice.high))


sessions = st.builds(Session, **{name: a_value(name) for name in CHOICES})


def test_the_table_and_the_record_name_the_same():
    assert [field.name for field in fields(Session)] == list(CHOICES)


@given(sessions, st.booleans())
def test_an_address_reads_back_to_the_same_session(session: Session, everything: bool):
    written = to_address(session, everything=everything)
    assert from_address(written) == (session, [])
    if everything:
        assert set(written) == set(CHOICES)


def test_the_opening_state_needs_no_address():
    assert to_address(OPENING) == {}
    assert from_address({}) == (OPENING, [])


@given(st.dictionaries(st.sampled_from(list(CHOICES)), st.text(max_size=12)))
def test_whatever_stands_in_the_address_a_session_comes_out(parameters: dict[str, str]):
    session, notices = from_address(parameters)
    simulate(experiment(session))
    for name, choice in CHOICES.items():
        value = getattr(session, name)
        if choice.options:
            assert set(value.split("-")) <= set(choice.options)
        else:
            assert choice.low <= value <= choice.high
        assert type(value) is type(choice.first)
    assert len(notices) <= len(parameters)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("K", "99", 10), ("K", "0", 1), ("K", "3.5", 6), ("K", "abc", 6), ("K", "", 6), ("Wx", "1001", 1000.0), ("Wx", "nan", 0.5),
        ("Wx", "inf", 0.5), ("Wx", "1e400", 0.5), ("t", "-7", -1), ("task", "chess", "sine"), ("eta", "20", 10.0), ("lag", "10", 9), ("T", "10" * 400, 120),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_replaced_and_named(name: str, text: str, value: object):
    session, notices = from_address({name: text})
    assert getattr(session, name) == value
    assert len(notices) == 1
    assert f"{name} = " in notices[0]
    assert CHOICES[name].allowed in notices[0]


def test_unknown_names_are_ignored():
    assert from_address({"nonsense": "1", "embed": "true"}) == (OPENING, [])


@pytest.mark.parametrize("task", TASKS)
def test_every_task_makes_an_experiment(task: str):
    made = experiment(OPENING.with_(task=task, T=50))
    assert made.length == (308 if task == "sunspots" else 50)
    assert set(options_of(task)) <= set(CHOICES)


@pytest.mark.parametrize("name", PRESETS)
def test_presets_open_on_something_worth_seeing(name: str):
    preset, why = PRESETS[name]
    assert matching(preset) == name
    assert matching(preset.with_(t=20, lag=0, scale="linear")) == name
    assert matching(preset.with_(Bx=0.777)) is None
    run = simulate(experiment(preset))
    assert run.diverged_at is None
    assert 12 <= preset.t <= len(run) - 20
    assert why.endswith(".")


def test_presets_show_what_they_promise():
    def path(name: str) -> float:
        from rnn_core.analysis.reading import read_step

        preset = PRESETS[name][0]
        return abs(read_step(simulate(experiment(preset))[preset.t]).chains["Bx"].path_kept[-1])

    assert path("Vanishing") < 0.01
    assert PRESETS["Vanishing"][0].Wh > 1
    assert path("Growing") > 1
    assert path("Calm memory") > 0.1
    assert path("Saturated") < 1e-4
    learned = simulate(experiment(PRESETS["Learning sunspots"][0]))
    assert learned.loss[-100:].mean() < simulate(experiment(PRESETS["Learning sunspots"][0].with_(eta=0.0))).loss[-100:].mean()


def test_every_choice_has_a_help_text():
    assert set(glossary.CHOICES) == set(CHOICES) | {"preset"}
    assert set(glossary.TASKS) == set(TASKS)
