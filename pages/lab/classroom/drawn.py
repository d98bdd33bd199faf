"""Which blocks the app draws, read from the sources, so that there is no list to keep."""

import ast
import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from inspect import get_annotations, isfunction
from pathlib import Path

from pages.lab import charts
from pages.lab.plot import Block

_ROOT = Path(__file__).parents[3]
SCRIPTS = ("app.py", *(f"pages/{path.name}" for path in sorted((_ROOT / "pages").glob("*.py"))))
"""The scripts of the pages, by their paths."""
WITHOUT = "_without_"
"""Between the name of a chart and the part that is left out, in the name of the function that leaves it out."""


@cache
def blocks() -> dict[str, tuple[str, ...]]:
    """Each block that is drawn, by the name of its function, with the pages whose scripts draw it."""
    known, found = makers(), dict[str, tuple[str, ...]]()
    shared = (str(path.relative_to(_ROOT)) for path in sorted((_ROOT / "pages" / "lab").rglob("*.py")))
    for source in (*SCRIPTS, *shared):
        for name in drawn_in((_ROOT / source).read_text(encoding="utf-8")):
            if name in known:
                pages = found.setdefault(name, ())
                found[name] = tuple(dict.fromkeys((*pages, *({source} & {*SCRIPTS}))))
    return found


def drawn_in(source: str) -> list[str]:
    """The names that a source hands to ``show.draw``."""
    return [one.id for call in _drawing(ast.parse(source)) for one in call.args if isinstance(one, ast.Name)]


@cache
def places(script: str) -> dict[str, tuple[Callable[..., Block], ...]]:
    """What makes the blocks of a page's lesson, by the keys of their places, from top to bottom."""
    functions = ast.parse((_ROOT / script).read_text(encoding="utf-8")).body
    (lesson,) = (one for one in functions if isinstance(one, ast.FunctionDef) and one.name == "lesson")
    return {
        ast.literal_eval(call.keywords[0].value): tuple(makers()[ast.unparse(one)] for one in call.args[1:])
        for call in _drawing(lesson)
    }


def _drawing(tree: ast.AST) -> list[ast.Call]:
    """The calls of ``show.draw``."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if ast.unparse(call.func) == "show.draw"]


@cache
def makers() -> dict[str, Callable[..., Block]]:
    """The functions of the charts' modules that make a block, by their names."""
    modules = [import_module(f"{charts.__name__}.{module.name}") for module in pkgutil.iter_modules(charts.__path__)]
    functions = [one for module in modules for one in vars(module).values() if isfunction(one)]
    return {one.__name__: one for one in functions if get_annotations(one).get("return") == Block}


def variants() -> dict[str, str]:
    """What makes a chart without a part, such as ``by_lag_without_totals``, and how that part is called."""
    named = ((name, *name.split(WITHOUT)) for name in makers() if WITHOUT in name)
    return {name: f"{part} of the chart {chart}".replace("_", " ") for name, chart, part in named if chart in blocks()}
