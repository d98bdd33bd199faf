"""Whatever a browser sends: forged reports of components, widgets' values, addresses, messages of Streamlit's own.

tests/long does the same with more cases; tests/server/test_hostile.py sends such things to a real server.
"""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from pages.lab import controls, press, state, transport
from pages.lab.choice import LONGEST_TEXT, as_code
from pages.lab.lessons import guide
from pages.lab.server import gate
from pages.lab.session import CHOICES, OPENING, SCREEN_ORDER, Session, from_address, to_address
from pages.lab.state import RECORD
from pages.lab.takeaway import state_file
from pages.lab.text.presets import PRESETS
from pages.lab.visit import MOST_PRESSES, Visit
from rnn_core.table import LONGEST
from tests.core.replay import examples

HTML = "<img src=x onerror=alert(1)>"
MARKDOWN = ["[x](javascript:alert(1))", "![x](y)", "$\\LaTeX$", ":red[x]", ":material/home:", "`a`\n\n# b", "\u202eabc"]
WILD = [math.nan, math.inf, -math.inf, 1e308, -0.0, 0.5, 2**63, 10**400, -2, True, "7", "1e999", None, [3], {"3": 3}]
HEADS = ["X", "out_H", "cell", "t", "K", "factor", "Wh along", *SCREEN_ORDER]
numbers = st.sampled_from(WILD)
texts = st.sampled_from([HTML, *MARKDOWN, "\ud800", "\x00", "9" * 5000, "__class__"]) | st.text(max_size=8)
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | numbers | texts,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(texts, inside, max_size=4),
    max_leaves=8,
)
points = st.builds(
    lambda head, rest: [head, *rest],
    st.sampled_from(HEADS),
    st.lists(numbers | st.integers(-2, 50_000) | anything, min_size=1),
)
fields = st.sampled_from(["session", "number", "t", "knows", "reach", "slid", "sliding"])
near = st.dictionaries(fields, anything | st.integers(-9, 130) | st.lists(st.sampled_from([*CHOICES, "1", "x"])))


def allowed(session: Session) -> bool:
    """Whether every choice has a value that it may have."""
    return from_address(to_address(session, everything=True)) == (session, [])


def visit_with(widgets: dict) -> Visit:
    """A fresh visit in the middle of a run."""
    visit = widgets[RECORD] = Visit(OPENING, [], token="mine", last=119)
    return visit


@pytest.fixture(scope="module")
def held() -> Any:
    """Session state for many cases, as the fixture ``widgets`` makes it for one."""
    with pytest.MonkeyPatch.context() as patch:
        holder: dict = {}
        patch.setattr(state, "st", type("Streamlit", (), {"session_state": holder, "query_params": {}}))
        yield holder


@examples(200)
@given(press_=anything | near, rightful=st.booleans())
def test_a_forged_press_leaves_a_session_that_may_be_and_little_to_remember(held: dict, press_: Any, rightful: bool):
    visit = visit_with(held)
    if isinstance(press_, dict) and rightful:
        press_ = {"session": "mine", "number": 1, "t": 7} | press_ | {"session": "mine"}
    held["transport"] = {"press": press_}
    transport.take_press(controls.slid)
    state.carry_out()
    transport.settle(119, final=True)
    assert allowed(visit.session)
    assert len(visit.knows) <= press.MOST_PLACES
    for settings, steps in visit.knows.values():
        assert isinstance(settings, str)
        assert len(steps) <= press.MOST_KNOWN
        assert all(type(step) is int for step in steps)
    assert type(visit.press) is type(visit.reach) is int
    assert abs(visit.reach) <= press.REACH
    assert all(len(notice) < 500 for notice in visit.notices)
    "".join(visit.notices).encode()  # no half of a character, which could not be sent


@examples(200)
@given(point=anything | points)
def test_a_forged_click_in_a_chart_leaves_a_session_that_may_be(held: dict, point: Any):
    visit = visit_with(held)
    controls.picked(point)
    transport.settle(119, final=True)
    assert allowed(visit.session), point


@pytest.mark.parametrize("head", HEADS)
def test_no_wild_number_in_a_click_is_taken(visit: Visit, head: str):
    visit.last = 119
    for point in [point for wild in WILD for point in ([head, wild], [head, 3, wild], [head, wild, 3])]:
        controls.picked(point)
        transport.settle(119, final=True)
        assert allowed(visit.session), point


@examples(200)
@given(name=st.sampled_from(list(CHOICES)), value=anything | texts)
def test_a_forged_value_of_a_widget_leaves_a_session_that_may_be(held: dict, name: str, value: Any):
    visit = visit_with(held)
    controls._take(CHOICES[name], value)
    controls._open_preset(value if isinstance(value, str) else None)
    assert allowed(visit.session)
    for notice in visit.notices:
        assert len(notice) < 500
        assert notice.isprintable()


@examples(200)
@given(st.dictionaries(st.sampled_from([*CHOICES, HTML, "embed"]), texts | st.text(max_size=200)))
def test_a_forged_address_leaves_a_session_that_may_be(parameters: dict[str, str]):
    session, notices = from_address(parameters)
    assert allowed(session)
    assert all(len(notice) < 500 and notice.isprintable() for notice in notices)


@pytest.mark.parametrize("name", [*CHOICES])
def test_a_long_text_is_refused_at_once(name: str):
    """The time that a pattern takes can grow with the square of the length, so a million digits must not reach it."""
    with pytest.raises(ValueError, match="is too long"):
        CHOICES[name].read("1" * 1_000_000 + "x", lambda text: pytest.fail("was read"))


@pytest.mark.parametrize("text", [HTML, *MARKDOWN])
def test_a_text_from_outside_stays_in_its_code(text: str):
    code = as_code(text)
    assert code.isprintable()
    assert (code[0], code[-1], code.count("`")) == ("`", "`", 2)


# --- a press as our own page sends it ---


def test_a_press_of_our_page_is_read_whole():
    sent = {
        "session": "mine", "number": 3, "t": -2, "knows": {"forward": ["mine 7", [20, 21, 22]]}, "reach": -8,
        "slid": ["Wh", "0.25"], "sliding": True,
    }  # fmt: skip
    expected = press.Press("mine", 3, -2, {"forward": ("mine 7", (20, 21, 22))}, -8, ("Wh", "0.25"), sliding=True)
    assert press.read(sent) == expected


@pytest.mark.parametrize(
    "wrong", [{"number": True}, {"number": "3"}, {"t": 1.5}, {"t": math.nan}, {"t": "7"}, {"session": None}]
)
def test_a_press_without_a_number_or_a_step_is_none(wrong: dict):
    assert press.read({"session": "mine", "number": 3, "t": 7}) is not None
    assert press.read({"session": "mine", "number": 3, "t": 7} | wrong) is None


@pytest.mark.parametrize(
    "knows",
    [
        {"forward": ["mine 7", [20] * (press.MOST_KNOWN + 1)]},
        {"forward": ["mine 7", [20, "21"]]},
        {"forward": ["mine 7"]},
        {"forward": "ab"},
        {f"place {i}": ["mine 7", []] for i in range(press.MOST_PLACES + 1)},
        [["forward", ["mine 7", []]]],
    ],
)
def test_of_what_the_browser_cannot_have_nothing_is_known(knows: Any):
    read = press.read({"session": "mine", "number": 3, "t": 7, "knows": knows})
    assert read is not None
    assert read.knows == {}


def test_only_so_many_presses_wait(visit: Visit):
    visit.last = 119
    for _ in range(10_000):
        state.pressed(transport.go_to, 7)
    assert len(visit.presses) == MOST_PRESSES
    state.carry_out()
    assert visit.session.t == 7


# --- the gate ---

KINDS = {
    "slider": "double_array_value", "stops": "string_array_value", "text": "string_value", "button": "trigger_value",
    "component": "json_value", "events": "json_trigger_value",
}  # fmt: skip


def rerun(*states: WidgetState) -> BackMsg:
    message = BackMsg()
    message.rerun_script.widget_states.widgets.extend(states)
    return message


def passed(*states: WidgetState) -> list[str]:
    """The names of the widgets whose states pass the gate."""
    message = rerun(*states)
    assert gate.admitted(message, KINDS.get)
    return [state.id for state in message.rerun_script.widget_states.widgets]


def of_every_kind(name: str) -> list[WidgetState]:
    """A state of each kind for one widget."""
    plain: dict[str, Any] = {
        "trigger_value": True,
        "double_value": 1.5,
        "int_value": 3,
        "string_value": "x",
        "bool_value": True,
    }
    states = [WidgetState(id=name, **{kind: value}) for kind, value in plain.items()]
    states += [WidgetState(id=name, json_value='{"press": 1}'), WidgetState(id=name, json_trigger_value='[{"a": 1}]')]
    lists = [WidgetState(id=name), WidgetState(id=name)]
    lists[0].double_array_value.data.append(1.5)
    lists[1].string_array_value.data.append("x")
    return [*states, *lists, WidgetState(id=name, bytes_value=b"x")]


@pytest.mark.parametrize("name", [*KINDS, "unknown"])
def test_a_widget_has_values_of_its_own_kind_alone(name: str):
    kinds = [state.WhichOneof("value") for state in of_every_kind(name) if passed(state)]
    assert kinds == [KINDS[one] for one in KINDS if one == name]


def test_what_is_taken_out_leaves_the_rest():
    good = [state for name in KINDS for state in of_every_kind(name) if state.WhichOneof("value") == KINDS[name]]
    bad = WidgetState(id="slider", string_value="x")
    assert passed(*good, bad, WidgetState(id="unknown", string_value="x")) == [*KINDS]
    assert passed(WidgetState(id="text")) == ["text"]  # a list in which nothing is chosen
    assert passed(WidgetState(id="slider")) == []


@pytest.mark.parametrize(
    "report",
    [
        "[", "", "3", "null", '"x"', "[1]", "9" * 5000, "[" * 100_000, '{"a":' * 2_000 + "1" + "}" * 2_000,
        '{"a":' * 9 + "1" + "}" * 9, json.dumps({"a": "x" * gate.LARGEST_REPORT}),
    ],
)  # fmt: skip
def test_a_report_that_cannot_be_read_or_is_too_large_does_not_pass(report: str):
    assert passed(WidgetState(id="component", json_value='{"a": [{"b": 1}]}')) == ["component"]
    assert passed(WidgetState(id="component", json_value=report)) == []


def test_a_long_text_is_cut_so_that_it_is_refused_in_words():
    message = rerun(WidgetState(id="text", string_value="9" * 10_000))
    assert gate.admitted(message, KINDS.get)
    (sent,) = message.rerun_script.widget_states.widgets
    with pytest.raises(ValueError, match="is too long"):
        CHOICES["K"].read(sent.string_value)
    labels = [*PRESETS, *(text for choice in CHOICES.values() for text in choice.options.values())]
    assert all(len(label) <= LONGEST_TEXT for label in labels)


@pytest.mark.parametrize("key", gate.LONG_TEXTS)
def test_the_few_that_may_send_more_have_a_bound_as_well(key: str):
    """A widget's id ends with its key; that of the events of a component, with more."""
    most, field = gate.LONG_TEXTS[key], f"$$ID-0123abcd-{key}"
    events = f"$$STREAMLIT_INTERNAL_KEY_{field}__events"
    kinds = {field: "string_value", f"{field}x": "string_value", events: "json_trigger_value"}

    def sent(state: WidgetState) -> list[WidgetState]:
        message = rerun(state)
        assert gate.admitted(message, kinds.get)
        return list(message.rerun_script.widget_states.widgets)

    assert len(sent(WidgetState(id=field, string_value="x" * most))[0].string_value) == most
    assert len(sent(WidgetState(id=field, string_value="x" * 2 * most))[0].string_value) == most + 1
    assert len(sent(WidgetState(id=f"{field}x", string_value="x" * most))[0].string_value) == LONGEST_TEXT + 1
    assert len(sent(WidgetState(id=events, json_trigger_value=json.dumps(["x" * (most - 4)])))) == 1
    assert sent(WidgetState(id=events, json_trigger_value=json.dumps(["x" * most]))) == []


@pytest.mark.parametrize(
    ("key", "most"),
    [("own file", guide.LONGEST_OWN), ("data file", LONGEST), ("settings file", state_file.LONGEST_FILE)],
)
def test_the_longest_text_of_a_file_that_the_browser_sends_passes(key: str, most: int):
    sent = json.dumps([{"event": "text", "value": "x" * (most - len('""'))}])
    message = rerun(WidgetState(id=f"$$ID-0123abcd-{key}__events", json_trigger_value=sent))
    assert gate.admitted(message, lambda _: "json_trigger_value")
    assert message.rerun_script.widget_states.widgets


@examples(100)
@given(text=texts | anything | st.text(max_size=200))
def test_a_forged_lesson_of_ones_own_is_refused_in_words(held: dict, text: Any):
    visit = visit_with(held)
    held["own file"] = {"text": text}
    guide.sent_file()
    state.carry_out()
    assert visit.study.lesson == ""
    assert bool(visit.problems) == isinstance(text, str)
    assert all(len(problem) < 500 for problem in visit.problems)
    f"{visit.problems}{visit.own}".encode()


@pytest.mark.parametrize("name", [field.name for field in BackMsg.DESCRIPTOR.fields])
def test_only_the_messages_of_our_pages_pass(name: str):
    message = BackMsg()
    if BackMsg.DESCRIPTOR.fields_by_name[name].message_type:
        getattr(message, name).SetInParent()
    else:
        setattr(message, name, True)
    assert message.WhichOneof("type") == name
    assert gate.admitted(message, KINDS.get) == (name in ("rerun_script", "stop_script", "app_heartbeat"))
    assert not gate.admitted(BackMsg(), KINDS.get)


@pytest.mark.parametrize("fragment", ["x\nA line of its own in the log", "x" * (LONGEST_TEXT + 1), "\x1b[2J", "\u202e"])
def test_no_stranger_writes_a_line_of_the_log(fragment: str):
    message = rerun()
    message.rerun_script.fragment_id = "0123abcd" * 4
    assert gate.admitted(message, KINDS.get)
    message.rerun_script.fragment_id = fragment
    assert not gate.admitted(message, KINDS.get)


@examples(200)
@given(st.binary(max_size=60), st.sampled_from([*KINDS]))
def test_no_bytes_disturb_the_gate(data: bytes, name: str):
    state = WidgetState(id=name, json_value=data.decode(errors="replace"))
    passed(state)
    assert gate._readable(data) in (True, False)
    assert not gate._readable(None)
