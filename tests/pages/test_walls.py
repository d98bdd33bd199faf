"""Who may know what: the walls of the house, held by reading the source and by importing in a fresh interpreter."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = sorted((ROOT / "rnn_core").rglob("*.py"))
PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]
LAB = sorted((ROOT / "pages" / "lab").rglob("*.py"))
NO_STREAMLIT = [
    *sorted((ROOT / "pages/lab/figures").glob("*.py")),
    *(
        ROOT / "pages/lab" / f"{name}.py"
        for name in ("notation", "palette", "formulas", "tables", "session", "glossary", "presets", "words")
    ),
    *sorted((ROOT / "pages/lab/sentences").glob("*.py")),
]
STATE = ROOT / "pages/lab/state.py"


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CORE, ids=named)
def test_the_core_imports_numpy_and_the_standard_library(path: Path):
    assert imports(path) <= {"numpy", "rnn_core", *sys.stdlib_module_names}


def test_the_core_comes_up_without_a_screen():
    code = "import sys, rnn_core, rnn_core.tasks, rnn_core.analysis.reading; print(*({'streamlit', 'plotly', 'pandas'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


def test_figures_formulas_and_words_come_up_without_streamlit():
    modules = [named(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in NO_STREAMLIT]
    code = f"import sys, {', '.join(modules)}; print(*({{'streamlit', 'plotly', 'pandas'}} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


@pytest.mark.parametrize("path", [*PAGES, *LAB], ids=named)
def test_no_numpy_in_the_pages(path: Path):
    assert "numpy" not in imports(path)
    assert "pandas" not in imports(path)


@pytest.mark.parametrize("path", [*PAGES, *LAB], ids=named)
def test_only_state_touches_session_state_and_the_address(path: Path):
    if path == STATE:
        return
    touched = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
    assert not touched & {"session_state", "query_params"}


ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)


@pytest.mark.parametrize(
    "path", [*PAGES, *(path for path in NO_STREAMLIT if path.parent.name == "sentences" or path.stem in ("formulas", "tables"))], ids=named
)
def test_pages_formulas_and_sentences_compute_nothing(path: Path):
    """Whole-number bookkeeping of lags, steps and places aside (lag + 1, t − lag), and text joined to text."""

    def bookkeeping(node: ast.BinOp) -> bool:
        words = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
        attributes = {name.attr for name in ast.walk(node) if isinstance(name, ast.Attribute)}
        constants = [c.value for c in ast.walk(node) if isinstance(c, ast.Constant)]
        text = any(isinstance(c, str) for c in constants) or any(isinstance(n, ast.JoinedStr) for n in ast.walk(node))
        return text or (
            (words | attributes)
            <= {
                "lag",
                "t",
                "term",
                "counted",
                "i",
                "shift",
                "len",
                "chain",
                "path_kept",
                "reading",
                "negatives",
                "s",
                "step",
                "credit",
                "done",
            }
        )

    tree = ast.parse(path.read_text())
    found = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC) and not bookkeeping(node)]
    assert [ast.unparse(node) for node in found] == []
    assert not {"math", "statistics", "operator", "itertools"} & imports(path)


def test_nothing_but_pages_lies_directly_in_pages():
    assert not list((ROOT / "pages").glob("_*.py"))
    assert {path.name for path in (ROOT / "pages").glob("*.py")} <= {"chain.py", "across_time.py", "training.py", "lessons.py"}


def test_the_source_names_no_other_host():
    for path in [*PAGES, *LAB, *CORE, *sorted((ROOT / "pages/lab/browser").iterdir())]:
        assert "http://" not in path.read_text(), path
        assert "https://" not in path.read_text(), path
