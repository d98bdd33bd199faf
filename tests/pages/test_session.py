"""The session: each choice declared once, and an address that reads back to the session it was written from."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.lab.choice import as_code
from pages.lab.data.kept import packed
from pages.lab.session import (
    CHOICES,
    LOOKING_BACK,
    OPENING,
    OPTIONS,
    SCREEN_ORDER,
    Session,
    differing,
    experiment,
    from_address,
    options_of,
    other_starts,
    to_address,
)
from pages.lab.text.presets import PRESETS, matching
from pages.lab.text.typed import parse_number
from rnn_core import PARAMETERS, Run, simulate
from rnn_core.analysis.reading import read_step
from rnn_core.analysis.windows import other_start
from rnn_core.cell import RECURRENT
from rnn_core.table import Table
from rnn_core.tasks import TASKS


def a_value(name: str) -> st.SearchStrategy:
    choice = CHOICES[name]
    if choice.longest:
        return st.sampled_from(["", DATA, TWO_COLUMNS])
    if choice.several:
        some = st.lists(st.sampled_from(list(choice.options)), min_size=1, unique=True)
        return some.map(lambda chosen: "-".join(option for option in choice.options if option in chosen))
    if choice.options:
        return st.sampled_from(list(choice.options))
    if choice.integer:
        return st.integers(int(choice.low), int(choice.high))
    return st.floats(choice.low, choice.high)


DATA = packed(Table(((0.5, -1.0, 2.25, 3.0),)))
TWO_COLUMNS = packed(Table(((0.5, -1.0, 2.25, 3.0), (1.0, 0.0, 1e9, -0.125))))
sessions = st.builds(Session, **{name: a_value(name) for name in CHOICES}).map(Session.with_)
READABLE = {"K": "04", "Wx": "1_0.5e-1", "t": " 7 ", "eta": "+0.5", "windows": "all-1"}
"""Odd spellings that addresses have always been allowed."""


# --- the declarations ---


def test_every_field_is_a_choice_and_its_first_value_is_allowed():
    assert [field.name for field in fields(Session)] == list(CHOICES)
    assert Session() == OPENING
    for name, choice in CHOICES.items():
        assert choice.name == name
        assert choice.label
        assert choice.help.endswith(".")
        assert choice.read(str(choice.first)) == choice.first == getattr(OPENING, name)
        assert type(choice.read(str(choice.first))) is type(choice.first)
        assert bool(choice.options or choice.longest) == isinstance(choice.first, str)
        assert choice.low <= choice.high


def test_the_names_of_the_weights_are_those_of_the_core():
    assert sorted(SCREEN_ORDER) == sorted(PARAMETERS)
    assert set(LOOKING_BACK) == set(RECURRENT)


def same(first: Run, second: Run) -> bool:
    arrays = ("X", "Y", "out_H", "loss", "weights", "gradients")
    return all(getattr(first, name).tolist() == getattr(second, name).tolist() for name in arrays)


TELLING = OPENING.with_(task="echo", eta=0.5, clip=0.05, T=60)
"""A session in which every choice of the run matters, but those of other tasks."""
OTHER = {"task": "sine", "T": 61, "delay": 4, "seed": 2, "h0": 0.3, "K": 2, "eta": 0.4, "clip": 0.01, "steps": 70}


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_decides_the_run_exactly_if_it_is_declared_to(name: str):
    choice, before = CHOICES[name], TELLING
    if name == "mean_of":
        before = TELLING.with_(task="running_mean")
    if name in ("data", "target", "scaled"):
        before = TELLING.with_(task="own", data=TWO_COLUMNS, target="given")
    other = (
        DATA
        if name == "data"
        else OTHER.get(name)
        or next(
            option
            for option in choice.options or (choice.nearest(float(getattr(before, name)) + 1), choice.low)
            if option != getattr(before, name)
        )
    )
    after = before.with_(**{name: other})
    assert (before.recipe != after.recipe) == choice.decides
    assert (not same(simulate(experiment(before)), simulate(experiment(after)))) == choice.decides


# --- the address ---


@given(sessions, st.booleans())
def test_an_address_reads_back_to_the_same_session(session: Session, everything: bool):
    written = to_address(session, everything=everything)
    assert from_address(written) == (session, [])
    if everything:
        assert set(CHOICES) - set(written) <= {"data"}


def test_the_opening_state_needs_no_address():
    assert to_address(OPENING) == {}
    assert from_address({}) == (OPENING, [])


def test_an_old_address_means_what_it_always_meant():
    """Every name and a value that is not the opening one, as the first version of the address wrote them."""
    written = (
        "task=running_mean&T=400&delay=7&mean_of=9&seed=42&Wx=-1.25&Wh=12.5&Bx=0.1234567890123&Wy=1e-05&By=-0.5"
        "&h0=0.25&K=10&eta=0.003&clip=0.5&steps=900&t=33&weight=Bx&lag=5&scale=symlog&speed=fast&factor=7&nudge=-0.35"
        "&view=whole&slice=column&inputs=own&height=log&across=By&up=Wy&windows=2-all&compare=on"
    )
    session, notices = from_address(dict(part.split("=") for part in written.split("&")))
    assert notices == []
    assert session == Session(
        task="running_mean", T=400, delay=7, mean_of=9, seed=42, Wx=-1.25, Wh=12.5, Bx=0.1234567890123, Wy=1e-5,
        By=-0.5, h0=0.25, K=10, eta=0.003, clip=0.5, steps=900, t=33, weight="Bx", lag=5, scale="symlog", speed="fast",
        factor=7, nudge=-0.35, view="whole", slice="column", inputs="own", height="log", across="By", up="Wy",
        windows="2-all", compare="on",
    )  # fmt: skip
    assert "&".join(f"{name}={value}" for name, value in to_address(session).items()) == written


def test_odd_spellings_are_read_as_ever():
    session, _ = from_address(READABLE)
    assert session == OPENING.with_(K=4, Wx=1.05, t=7, eta=0.5, windows="1-all")


@given(st.dictionaries(st.sampled_from(list(CHOICES)), st.text(max_size=12)))
def test_whatever_stands_in_the_address_a_session_comes_out(parameters: dict[str, str]):
    session, notices = from_address(parameters)
    simulate(experiment(session))
    assert session.data == ""
    for name, choice in CHOICES.items():
        value = getattr(session, name)
        if choice.longest:
            continue
        if choice.options:
            assert set(value.split("-")) <= set(choice.options)
        else:
            assert choice.low <= value <= choice.high
        assert type(value) is type(choice.first)
    assert len(notices) <= len(parameters) + (parameters.get("task") == "own")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("K", "99", 10), ("K", "0", 1), ("K", "3.5", 6), ("K", "abc", 6), ("K", "", 6), ("Wx", "1001", 1000.0),
        ("Wx", "nan", 0.5), ("Wx", "inf", 0.5), ("Wx", "1e400", 0.5), ("Wx", "1,5", 0.5), ("t", "-7", -1),
        ("task", "chess", "sine"), ("eta", "20", 10.0), ("lag", "10", 9), ("T", "10" * 400, 120),
        ("windows", "1-11", "1-3-10-all"),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_replaced_and_named(name: str, text: str, value: object):
    session, notices = from_address({name: text})
    assert getattr(session, name) == value
    assert session.with_(**{name: CHOICES[name].first}) == OPENING
    assert len(notices) == 1
    shown = f"{value:g}".replace("-", "−") if isinstance(value, int | float) else value
    assert f"{name} = {shown} is used" in notices[0]
    assert CHOICES[name].allowed in notices[0]


def test_what_is_allowed_is_said_in_words():
    assert CHOICES["K"].allowed == "an integer from 1 to 10"
    assert CHOICES["Wx"].allowed == "a number from −1000 to 1000"
    assert CHOICES["scale"].allowed == "one of linear, one, symlog, relative"
    assert CHOICES["windows"].allowed.startswith("one or more of 1, 2, 3, ")


def test_the_bounds_of_a_number_can_be_typed_as_they_are_written():
    for choice in CHOICES.values():
        if not (choice.options or choice.longest):
            low, high = choice.allowed.split(" from ")[1].split(" to ")
            assert (parse_number(low), parse_number(high)) == (choice.low, choice.high)


def test_what_was_typed_cannot_leave_its_code():
    assert as_code("1,5") == "`1,5`"
    assert as_code("`$x$` ![x](y)") == "`$x$ ![x](y)`"
    assert as_code("``") == "` `"
    assert as_code("9" * 40) == f"`{'9' * 40}`"
    assert as_code("9" * 41) == f"`{'9' * 40}…`"


def test_unknown_names_are_ignored():
    assert from_address({"nonsense": "1", "embed": "true"}) == (OPENING, [])


# --- what a session leads to ---


@pytest.mark.parametrize("task", TASKS)
def test_every_task_makes_an_experiment(task: str):
    chosen = OPENING.with_(T=50).with_(task=task)
    assert experiment(chosen).length == (308 if task == "sunspots" else 50)
    assert set(options_of(chosen)) <= OPTIONS <= set(CHOICES)
    assert set(CHOICES["task"].options) == set(TASKS)


def test_the_first_start_is_the_experiment_itself_and_the_others_differ():
    echo = OPENING.with_(task="echo", T=60, delay=2)
    first, *others = other_starts(echo, 5)
    own = experiment(echo)
    assert first.params == own.params
    assert first.X.tolist() == own.X.tolist()
    assert len({other.params for other in others}) == 4
    assert len({tuple(other.X.tolist()) for other in (first, *others)}) == 5
    sine = other_starts(OPENING, 5)
    assert len({tuple(one.X.tolist()) for one in sine}) == 1
    assert len({one.params for one in sine}) == 5
    for seed, other in enumerate(others, start=echo.seed + 1):
        assert other.params == other_start(own.params, seed)
        assert other.X.tolist() == experiment(echo.with_(seed=seed)).X.tolist()


def test_an_address_that_names_a_weight_twice_still_has_a_plane():
    assert OPENING.with_(across="By", up="By").plane == ("By", "Wh")
    assert OPENING.with_(across="Wh").plane == ("Wh", "Wx")


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
        preset = PRESETS[name][0]
        return read_step(simulate(experiment(preset))[preset.t]).chains["Bx"].last_product

    assert path("Vanishing") < 0.01
    assert PRESETS["Vanishing"][0].Wh > 1
    assert path("Growing") > 1
    assert path("Calm memory") > 0.1
    assert path("Saturated") < 1e-4
    learning = PRESETS["Learning sunspots"][0]
    learned, held = (simulate(experiment(learning.with_(eta=eta))).loss[-100:].mean() for eta in (learning.eta, 0.0))
    assert learned < held


def test_minus_zero_is_zero():
    session, notices = from_address({"Wx": "-0", "h0": "-0.0"})
    assert (str(session.Wx), str(session.h0), notices) == ("0.0", "0.0", [])


def test_only_choices_that_have_an_effect_make_two_sessions_differ():
    assert differing(OPENING, OPENING.with_(t=3, Wh=0.5, lag=4, newest="right")) == ["Wh", "t"]
    assert differing(OPENING, OPENING.with_(seed=2, clip=1.0)) == []  # a sine is not random, and nothing is learned
    random = OPENING.with_(task="running_mean", eta=0.1)
    assert differing(random, random.with_(seed=2, clip=1.0)) == ["seed", "clip"]
    assert differing(OPENING, random.with_(mean_of=7)) == ["task", "mean_of", "eta"]
