"""Pages opened without a browser: press their buttons, and read their session and what they hand to the seam."""

import json
from functools import partial
from typing import Any

from streamlit.testing.v1 import AppTest

from pages.lab import transport
from pages.lab.session import OPENING, Session, to_address
from pages.lab.state import RECORD
from pages.lab.takeaway import save
from pages.lab.visit import Visit
from tests.pages.house import PAGES, ROOT, named

SCRIPTS = [named(path) for path in PAGES]
WITH_CHARTS = [script for script in SCRIPTS if script != "pages/take_away.py"]


def open_page(chosen: Session = OPENING, script: str = "app.py", **study: str) -> AppTest:
    """A page at the address of a session, with some parameters of a study."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, value in (to_address(chosen) | study).items():
        app.query_params[name] = value
    if script != "app.py":
        app.switch_page(script)
    return checked(app.run())


def checked(app: AppTest) -> AppTest:
    """The page, which has to have run without an exception."""
    assert not app.exception, app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    """Press the button of that key; a try's is "try" and its label."""
    return checked(app.button(key=key).click().run())


def guesses_of(app: AppTest) -> Any:
    """The options of the question about the next step."""
    (group,) = (group for group in app.button_group if str(group.key).startswith("guess "))
    return group


def go_to(app: AppTest, t: int) -> AppTest:
    """Move the slider of t, which is drawn by a component of ours: report what its callback would."""
    visit_of(app).presses.append(partial(transport.go_to, t))
    return checked(app.run())


def finished(app: AppTest) -> AppTest:
    """Ask for more, as the browser does once it has drawn, for as long as there is more to come."""
    while any(button.label == "Stop" for button in app.button):
        checked(app.run())
    return app


def visit_of(app: AppTest) -> Visit:
    record: Visit = app.session_state[RECORD]
    return record


def session_of(app: AppTest) -> Session:
    return visit_of(app).session


def html(app: AppTest) -> str:
    """All that stands on the page as HTML."""
    return " ".join(str(one.proto.body) for one in app.get("html"))


def asked(app: AppTest, key: str, part: int = 0) -> dict:
    """What the browser is sent when it asks for a part of the file that a button saves."""
    visit_of(app).presses.append(partial(save._ask, key, [7, part]))
    checked(app.run())
    (sent,) = [data["sent"] for data in components(app, "save") if "sent" in data]
    return sent


def components(app: AppTest, name: str = "blocks") -> list[dict]:
    """The data of each component of that name, in the order of the page; of blocks also what it amounts to."""
    found = []

    def walk(node) -> None:
        proto: Any = getattr(node, "proto", None)
        if getattr(proto, "component_name", "") == name:
            data = json.loads(proto.bytes)
            found.append(data | known(data) if name == "blocks" else data)
        for child in getattr(node, "children", {}).values():
            walk(child)

    walk(app._tree)
    return found


def leads(app: AppTest) -> list[str]:
    """The pages to which links of ours lead, in the sidebar and beside it."""
    return [str(one.proto.page) for one in app.get("page_link")]


def shown(app: AppTest) -> str:
    """Every word and number of the page's own HTML and charts."""
    return json.dumps([drawn["blocks"] for drawn in components(app)], ensure_ascii=False)


def known(data: dict, before: dict[int, list[dict]] | None = None) -> dict:
    """The present blocks and those of the steps around, as the browser puts them together."""
    steps = dict(before or {})
    for sent in data["steps"]:
        base = steps[sent["like"]] if "like" in sent else sent["blocks"]
        steps[sent["t"]] = [_merged(new, old) for new, old in zip(sent["blocks"], base, strict=True)]
    t = data["t"]
    return {"known": steps, "blocks": steps[t], "ahead": steps.get(t + 1), "behind": steps.get(t - 1)}


def _merged(new: dict, old: dict) -> dict:
    if "html" in new:
        return new
    if "html" in old:
        return new if "traces" in new else old
    traces = new.get("traces", {})
    if isinstance(traces, dict):
        traces = [traces.get(str(i), trace) for i, trace in enumerate(old["traces"])]
    return old | new | {"traces": traces}
