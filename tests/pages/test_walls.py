"""Who may know what: the walls of the house, held by reading the source and by importing in a fresh interpreter."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from pages.lab.classroom.drawn import WITHOUT
from tests.pages.arithmetic import arithmetic
from tests.pages.house import BROWSER, CORE, LAB, PAGES, ROOT, named

DRAWN = [path for path in LAB if path.parent.name in ("charts", "plot", "text")]
"""What is made of records: it knows no Streamlit."""
NUMBERS_SHOWN = [
    *PAGES,
    *(ROOT / f"pages/lab/text/{name}.py" for name in ("formulas", "spoken", "hints", "feedback", "prediction")),
    *(path for path in LAB if path.parent.name == "charts"),
]
"""Where every number that is shown has to come from the core as it is."""
STATE = ROOT / "pages/lab/state.py"
RUNTIME = ROOT / "pages/lab/runtime.py"


def imports(path: Path) -> set[str]:
    """The modules a file imports, by their full names."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def names(source: str) -> set[str]:
    """Every name that a source looks up, imports or has as a text of its own, as in getattr(st, "session_state")."""
    nodes = list(ast.walk(ast.parse(source)))
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    imported = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    return attributes | imported | {str(node.value) for node in nodes if isinstance(node, ast.Constant)}


def packages(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


def modules(paths: list[Path]) -> list[str]:
    return [named(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in paths]


def loaded_with(paths: list[Path]) -> set[str]:
    """Which of the screen's packages a fresh interpreter has loaded after importing these files."""
    code = f"import sys, {', '.join(modules(paths))}; print(*({{'streamlit', 'plotly', 'pandas'}} & set(sys.modules)))"
    command = [sys.executable, "-W", "error", "-c", code]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


@pytest.mark.parametrize("path", CORE, ids=named)
def test_the_core_imports_numpy_and_the_standard_library(path: Path):
    assert packages(path) <= {"numpy", "rnn_core", *sys.stdlib_module_names}


def test_the_core_comes_up_without_a_screen():
    assert loaded_with(CORE) == set()


def test_charts_and_texts_come_up_without_streamlit():
    """A session, too, and the moment that a chart is made from."""
    assert loaded_with([*DRAWN, ROOT / "pages/lab/session.py", ROOT / "pages/lab/moment.py"]) == set()


@pytest.mark.parametrize("path", DRAWN, ids=named)
def test_charts_and_texts_do_not_even_name_streamlit(path: Path):
    assert "streamlit" not in packages(path)
    assert not {"pages.lab.state", "pages.lab.controls", "pages.lab.show", "pages.lab.frame"} & imports(path)


@pytest.mark.parametrize("path", [*PAGES, *LAB], ids=named)
def test_numpy_is_for_placing_alone(path: Path):
    assert "pandas" not in packages(path)
    assert "numpy" not in packages(path) or path.parent.name == "plot"


@pytest.mark.parametrize("path", [*PAGES, *LAB], ids=named)
def test_only_state_touches_session_state_and_the_address(path: Path):
    assert path == STATE or not names(path.read_text()) & {"session_state", "query_params"}
    assert path == RUNTIME or not {"streamlit.runtime", "streamlit.runtime.scriptrunner"} & imports(path)


@pytest.mark.parametrize(
    "planted",
    [
        "import streamlit as st\nst.session_state['K'] = 1\n",
        "import streamlit\nstreamlit.session_state.K = 1\n",
        "from streamlit import session_state as held\nheld.K = 1\n",
        "import streamlit as st\ngetattr(st, 'session_state').K = 1\n",
    ],
)
def test_a_planted_look_into_session_state_is_seen(planted: str):
    assert "session_state" in names(planted)


@pytest.mark.parametrize("path", NUMBERS_SHOWN, ids=named)
def test_no_number_is_computed_where_it_is_shown(path: Path):
    assert arithmetic(path.read_text()) == []


def test_nothing_but_pages_lies_directly_in_pages():
    assert [path.name for path in PAGES] == ["app.py", *sorted(path.name for path in (ROOT / "pages").glob("*.py"))]
    for path in PAGES:
        assert "frame.page(" in path.read_text(), path


def blocks(path: Path) -> set[str]:
    """The functions of a chart's file that make a block, but not those that make one without a part of it."""
    functions = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
    public = [one for one in functions if not one.name.startswith("_") and WITHOUT not in one.name]
    return {one.name for one in public if one.returns and ast.unparse(one.returns) == "Block"}


def test_every_chart_is_drawn_on_a_page():
    calls = [
        node for path in [*PAGES, *LAB] for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
    ]
    drawn = {
        argument.id
        for call in calls
        if ast.unparse(call.func) == "show.draw"
        for argument in call.args
        if isinstance(argument, ast.Name)
    }
    parts = {"network"}  # of the by-lag chart
    files = [path for path in LAB if path.parent.name == "charts" and path.stem not in {"__init__", *parts}]
    assert [path.stem for path in files if path.stem not in blocks(path)] == []
    assert set().union(*map(blocks, files)) - drawn == set()


def test_the_source_names_no_other_host():
    for path in [*PAGES, *LAB, *CORE, *BROWSER]:
        assert "http://" not in path.read_text(), path
        assert "https://" not in path.read_text(), path


def test_no_file_is_longer_than_four_hundred_lines():
    tests = sorted((ROOT / "tests").rglob("*.py"))
    long = [path for path in [*PAGES, *LAB, *CORE, *BROWSER, *tests] if len(path.read_text().splitlines()) > 400]
    assert [named(path) for path in long] == []


def test_no_line_is_longer_than_a_hundred_and_twenty_bytes():
    long = [
        f"{named(path)}:{i}"
        for path in [*PAGES, *LAB, *CORE, *BROWSER]
        for i, line in enumerate(path.read_bytes().splitlines(), start=1)
        if len(line) > 120
    ]
    assert long == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_text_of_a_page_script_is_drawn_by_itself(page: Path):
    body = ast.parse(page.read_text(encoding="utf-8")).body
    bare = [one for one in body[1:] if isinstance(one, ast.Expr) and not isinstance(one.value, ast.Call)]
    assert bare == [], "Streamlit writes such a text on the page"
