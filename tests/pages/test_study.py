"""What a reader does beside looking is part of the address; what is personal is not part of a copied link."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.lab.session import CHOICES
from pages.lab.study import STUDIES, Study, from_address, to_address
from tests.pages.house import ROOT
from tests.pages.opening import checked, press, visit_of


def a_value(name: str) -> st.SearchStrategy:
    one = STUDIES[name]
    if one.longest:
        return st.text(max_size=one.longest)
    return st.sampled_from(list(one.options)) if one.options else st.integers(int(one.low), int(one.high))


studies = st.builds(Study, **{name: a_value(name) for name in STUDIES})


def test_no_name_means_two_things_in_an_address():
    assert [field.name for field in fields(Study)] == list(STUDIES)
    assert not set(STUDIES) & set(CHOICES)


@given(studies)
def test_an_address_reads_back_to_the_same(study: Study):
    assert from_address(to_address(study)) == (study, [])


@given(studies)
def test_a_copied_link_holds_nothing_personal(study: Study):
    shared, _ = from_address(to_address(study, shared=True))
    for name, one in STUDIES.items():
        assert getattr(shared, name) == (one.first if one.personal else getattr(study, name))


def test_too_long_a_text_is_ignored_and_named():
    study, notices = from_address({"own": "x" * 8001})
    assert study == Study()
    assert len(notices) == 1
    assert "own" in notices[0]
    assert len(notices[0]) < 200


def test_a_page_reads_it_and_writes_it_back():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.query_params["lesson"], app.query_params["card"] = "sum", "3"
    checked(app.run())
    assert visit_of(app).study == Study(lesson="sum", card=3)
    press(app, "step")
    assert dict(app.query_params) == {"t": "22", "lesson": "sum", "card": "3"}
