"""The page of a reader's own data, opened for tests of what is made there by hand."""

from typing import Any

from streamlit.testing.v1 import AppTest

from pages.lab.classroom.prepared import Prepared, packed
from pages.lab.data import kept
from pages.lab.session import OPENING, data_of
from rnn_core.table import Table
from tests.pages.opening import checked, components, press, session_of
from tests.pages.records import plain

PAGE = "pages/your_data.py"
WAVE = [0.0, 0.5, 1.0, 0.5, 0.0, -0.5]
OWN = OPENING.with_(task="own", data=kept.packed(Table((tuple(WAVE),))), t=2)
BOTH = OPENING.with_(task="own", data=kept.packed(Table(((1.0, 2.0, 300.0), (4.0, 5.0, 6.0)))), target="given", t=1)


def shown(app: AppTest, name: str) -> dict:
    """What the one component of that name is given."""
    (data,) = components(app, name)
    return data


def columns_of(app: AppTest) -> tuple[tuple[float, ...], ...]:
    """The data in use."""
    return data_of(session_of(app)).columns


def view(**shown: Any) -> dict[str, str]:
    """The parameters of a prepared view."""
    return {"prepared": packed(Prepared(**shown))}


def words(app: AppTest) -> str:
    """What the page says in its own HTML outside of the charts."""
    return plain(" ".join(str(one.proto.body) for one in app.get("html") if "<style>" not in str(one.proto.body)))


def paste(app: AppTest, text: str) -> AppTest:
    checked(app.text_area(key="data text").set_value(text).run())
    return press(app, "use these numbers")


def choice_on_page(app: AppTest, name: str) -> object:
    return next(group for group in app.button_group if group.key == f"data {name}")
