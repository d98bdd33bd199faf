"""The builder of class links: what is chosen in it is in the link, and not in force for the teacher."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from pages.lab import address as addresses
from pages.lab import pinned as pins
from pages.lab.classroom import class_link as builder
from pages.lab.classroom.draft import Draft, class_link, pack_draft, prepared, unpack_draft
from pages.lab.classroom.prepared import (
    CONTROLS,
    LONGEST_SENTENCE,
    PAGES,
    READOUTS,
    Prepared,
    block_names,
    packed,
    unpacked,
)
from pages.lab.lessons.lesson import FOLDER
from pages.lab.packed import pack, unpack
from pages.lab.server import gate
from pages.lab.session import OPENING, Session
from pages.lab.study import STUDIES, Study
from tests.core.replay import examples
from tests.pages.house import ROOT
from tests.pages.opening import checked, components, leads, open_page, press, session_of, visit_of
from tests.pages.owned import OWN_LONG
from tests.pages.test_prepared import subset, view_of

HERE = "http://lab.example:8501/lab/teaching"
CHOSEN = OPENING.with_(t=33, K=4, Wx=0.123456789)
drafts = st.builds(
    Draft,
    page=st.sampled_from(PAGES),
    lesson=st.sampled_from(["", "forward", "own"]),
    ask=st.sampled_from(list(STUDIES["ask"].options)),
    locked=subset(list(CONTROLS)[::2]),
    hidden=subset(list(CONTROLS)[1::2]),
    blocks=subset(block_names()),
    readouts=subset(READOUTS),
    pages=subset(PAGES),
    sentence=st.text(max_size=LONGEST_SENTENCE).filter(str.isprintable),
    preview=st.booleans(),
)


def opened(link: str) -> tuple[str, Session, Study, list[str]]:
    """The page that a link opens, and what a student has there."""
    parts = urlsplit(link)
    return (parts.path, *addresses.read(dict(parse_qsl(parts.query, strict_parsing=True))))


@examples(100)
@given(drafts)
def test_a_draft_is_read_as_it_was_packed(draft: Draft):
    assert unpack_draft(pack_draft(draft)) == draft


@examples(100)
@given(drafts)
def test_a_class_link_opens_what_the_draft_prepares(draft: Draft):
    mine = Study(answers="", guess="x", draft=pack_draft(draft), kept="y", own="z", pinned=pins.packed(CHOSEN))
    link = class_link(draft, CHOSEN, mine, HERE)
    path, session, study, notices = opened(link)
    assert link.startswith("http://lab.example:8501/lab/")
    assert path == ("/lab/" if draft.opens == "app" else f"/lab/{draft.opens}")
    assert draft.opens == draft.page or draft.lesson
    assert notices == []
    assert unpacked(study.prepared) == prepared(draft, CHOSEN, mine)
    assert (study.ask, study.lesson) == (draft.ask, draft.lesson)
    assert (study.draft, study.guess, study.kept) == ("", "", "")
    assert study.own == ("z" if draft.lesson == "own" else "")
    assert study.pinned == (mine.pinned if not draft.lesson or {"pinned"} & {*draft.locked, *draft.hidden} else "")
    if not draft.lesson:
        assert session == CHOSEN
    for name in {*draft.locked, *draft.hidden} & set(Session.__slots__):
        assert getattr(session, name) == getattr(CHOSEN, name)


@pytest.mark.parametrize(
    "said",
    [3, {"locked": ["x"]}, {"page": "x"}, {"page": 1}, {"ask": "x"}, {"lesson": "x" * 41}, {"lesson": 1},
     {"blocks": {}}, {"sentence": "x" * 201}, {"more": 1}],
)  # fmt: skip
def test_a_draft_that_no_builder_makes_is_refused_and_the_page_says_so(said: Any):
    with pytest.raises(ValueError, match=r"holds|names"):
        unpack_draft(pack(said))
    _, study, notices = addresses.read({"draft": pack(said)})
    assert study == Study()
    assert "The draft of a class link in the address is ignored" in notices[0]


# --- the page ---


def page() -> AppTest:
    return open_page(CHOSEN, "pages/teaching.py")


def link_of(app: AppTest) -> str:
    (shown,) = components(app, "copy")
    return str(shown["link"])


def html(app: AppTest) -> str:
    return "".join(one.proto.body for one in app.get("html"))


def test_what_is_chosen_is_in_the_link_and_locks_nothing_here():
    app = page()
    checked(app.multiselect(key="class locked").set_value(["Wh", "K"]).run())
    checked(app.multiselect(key="class hidden").set_value(["undo", "t"]).run())
    checked(app.multiselect(key="class blocks").set_value(["by_lag"]).run())
    checked(app.multiselect(key="class readouts").set_value(["numbers"]).run())
    checked(app.multiselect(key="class pages").set_value(["training"]).run())
    checked(app.selectbox(key="class page").set_value("chain").run())
    checked(app.selectbox(key="class ask").set_value("sign").run())
    checked(app.text_input(key="class sentence").set_value("Why? <b>&").run())
    assert session_of(app) == CHOSEN
    assert visit_of(app).study.prepared == ""
    path, session, study, notices = opened(link_of(app))
    assert (path, session, study.ask, notices) == ("/chain", CHOSEN, "sign", [])
    expected = view_of(CHOSEN, "Wh", "K")
    assert unpacked(study.prepared) == Prepared(
        locked=expected.locked,
        hidden={"undo": None, "t": 33},
        blocks=("by_lag",),
        readouts=("numbers",),
        pages=("training",),
        sentence="Why? <b>&",
    )
    assert not app.slider(key="Wh slider").disabled
    press(app, "step")
    checked(app.slider(key="Wh slider").set_value(0.5).run())
    later = opened(link_of(app))[2]
    assert unpacked(later.prepared).locked == {"Wh": 0.5, "K": 4}  # the values that are chosen now
    assert unpacked(later.prepared).hidden["t"] == 34


def test_the_draft_is_in_the_address_and_can_be_forgotten():
    app = page()
    checked(app.multiselect(key="class locked").set_value(["Wh"]).run())
    assert unpack_draft(app.query_params["draft"]) == Draft(locked=("Wh",))
    checked(app.switch_page("app.py").run())
    assert not app.slider(key="Wh slider").disabled
    checked(app.switch_page("pages/teaching.py").run())
    assert app.multiselect(key="class locked").value == ["Wh"]
    assert "draft" not in components(app, "transport")[0]["link"]
    press(app, "start over")
    assert app.multiselect(key="class locked").value == []
    assert "draft" not in app.query_params


def test_the_page_that_the_link_opens_stays_in_the_navigation():
    app = page()
    checked(app.multiselect(key="class pages").set_value(["chain", "training"]).run())
    checked(app.selectbox(key="class page").set_value("chain").run())
    assert app.multiselect(key="class pages").value == ["training"]
    assert unpacked(opened(link_of(app))[2].prepared).pages == ("training",)


def test_what_is_locked_cannot_be_hidden_too():
    app = page()
    checked(app.multiselect(key="class locked").set_value(["Wh"]).run())
    assert CONTROLS["Wh"] not in app.multiselect(key="class hidden").options
    assert CONTROLS["K"] in app.multiselect(key="class hidden").options


def test_the_preview_shows_the_link_in_a_frame():
    app = page()
    assert components(app, "preview") == []
    checked(app.toggle(key="class preview").set_value(True).run())
    assert components(app, "preview")[0]["link"] == f"{link_of(app)}&embed=true"


def test_the_qr_code_is_that_of_the_link_and_a_long_link_is_said_to_be_long():
    app = page()
    picture, squares = builder.qr_code(link_of(app))
    assert f'src="{picture}"' in html(app)
    assert squares < builder.FINE
    assert "squares" not in html(app)
    checked(app.multiselect(key="class hidden").set_value(list(CONTROLS)).run())
    checked(app.multiselect(key="class blocks").set_value(block_names()).run())
    link = link_of(app)
    assert f"The link has {len(link):,} characters" in html(app)
    assert builder.qr_code(link)[1] >= builder.FINE
    assert builder.qr_code(link)[0] != picture
    assert builder.qr_code("x" * 4000) == ("", 0)


@pytest.mark.parametrize(("here", "said"), [("http://localhost:8501/teaching", True), (HERE, False)])
def test_a_link_that_nobody_else_can_open_is_said_to_be_one(here: str, said: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(type(streamlit.context), "url", here)
    app = page()
    assert link_of(app).startswith(here.removesuffix("teaching"))
    assert ("on this computer only" in html(app)) == said
    assert ("on this computer only" in components(app, "transport")[0]["caution"]) == said


def test_where_data_is_too_long_for_a_class_link_the_way_to_a_file_of_it_is_shown():
    app = page()
    assert leads(app).count("take_away") == 1
    visit_of(app).session = OWN_LONG
    checked(app.run())
    assert "your own data is too long for a link" in html(app)
    assert leads(app).count("take_away") == 2


def test_a_question_that_nobody_can_reach_and_a_lesson_are_pointed_out():
    app = page()
    checked(app.selectbox(key="class ask").set_value("sign").run())
    assert "nobody can step" not in html(app)
    checked(app.multiselect(key="class locked").set_value(["t"]).run())
    assert "nobody can step" in html(app)


def test_what_still_shows_hidden_totals_is_said():
    app = page()
    checked(app.multiselect(key="class readouts").set_value(["by_lag_without_totals"]).run())
    assert "still be read from: sum of terms (Step, The chain), update (Step) and waterfall (The chain)." in html(app)
    checked(app.multiselect(key="class blocks").set_value(["sum_of_terms", "update"]).run())
    assert "still be read from: waterfall (The chain)." in html(app)
    checked(app.multiselect(key="class blocks").set_value(["sum_of_terms", "update", "waterfall"]).run())
    assert "still be read from" not in html(app)


def test_a_lesson_of_the_teachers_own_goes_into_the_link():
    text = next(FOLDER.glob("2-*.json")).read_text().replace('"The queues"', '"Mine"', 1)
    app = page()
    assert "your own: Mine" not in app.selectbox(key="class lesson").options
    visit_of(app).own = text
    checked(app.run())
    assert app.selectbox(key="class lesson").options[-1] == "your own: Mine"
    checked(app.selectbox(key="class lesson").set_value("own").run())
    path, _, study, notices = opened(link_of(app))
    assert (path, study.lesson, unpack(study.own), notices) == ("/lessons", "own", text, [])
    visit_of(app).own = ""
    assert "no longer here" in html(checked(app.run()))
    assert opened(link_of(app))[2].own == ""


def test_an_own_lesson_that_is_too_long_for_a_link_is_said_to_be():
    value = json.loads(next(FOLDER.glob("2-*.json")).read_text())
    for i, one in enumerate(value["cards"]):
        one["text"] = "".join(chr(0x4E00 + hash((i, j)) % 20_000) for j in range(600))
    app = open_page(CHOSEN, "pages/teaching.py", draft=pack_draft(Draft(lesson="own")))
    visit_of(app).own = json.dumps(value, ensure_ascii=False)
    assert "too long for a link" in html(checked(app.run()))
    assert opened(link_of(app))[2].own == ""


def test_what_becomes_of_a_question_beside_a_lesson_is_said():
    app = page()
    checked(app.selectbox(key="class lesson").set_value("forward").run())
    assert "carries none of the present settings" in html(app)
    assert "once the lesson is left" not in html(app)
    checked(app.selectbox(key="class ask").set_value("sign").run())
    assert "once the lesson is left" in html(app)
    checked(app.multiselect(key="class locked").set_value(["ask"]).run())
    assert "asked at every card." in html(app)
    assert "once the lesson is left" not in html(app)


def test_which_cards_of_a_lesson_cannot_be_done_under_what_is_locked_is_said():
    app = page()
    checked(app.selectbox(key="class lesson").set_value("many_uses").run())
    checked(app.multiselect(key="class locked").set_value(["eta"]).run())
    assert "Card 6 cannot be done then, and will say so." in html(app)
    checked(app.multiselect(key="class locked").set_value(["speed"]).run())
    assert "Every card can be done all the same." in html(app)


def test_under_a_class_link_there_is_no_builder():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.query_params["prepared"] = packed(view_of(OPENING, "Wh"))
    app.switch_page("pages/teaching.py")
    checked(app.run())
    assert components(app, "copy") == []
    assert not app.multiselect


def test_a_sentence_may_be_as_long_as_it_says_and_no_longer():
    for key, longest in (("class sentence", LONGEST_SENTENCE), ("Wh", 100)):
        message = BackMsg()
        sent = WidgetState(id=f"$$ID-0123-{key}", string_value="x" * 1000)
        message.rerun_script.widget_states.widgets.append(sent)
        assert gate.admitted(message, lambda _: "string_value")
        assert len(message.rerun_script.widget_states.widgets[0].string_value) == longest + 1
    app = page()
    checked(app.text_input(key="class sentence").set_value(" a\u202eb" + "x" * 196).run())
    assert unpack_draft(app.query_params["draft"]).sentence == "ab" + "x" * 196
