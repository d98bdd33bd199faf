"""Which blocks the pages draw, read from the scripts of the pages, so that there is no list to keep."""

import ast
import pkgutil
from functools import cache
from importlib import import_module
from inspect import get_annotations, isfunction
from pathlib import Path

from pages.lab import charts
from pages.lab.plot import Block

_ROOT = Path(__file__).parents[2]
SCRIPTS = ("app.py", *(f"pages/{path.name}" for path in sorted((_ROOT / "pages").glob("*.py"))))
"""The scripts of the pages, by their paths."""


@cache
def pages_of_blocks() -> dict[str, tuple[str, ...]]:
    """Each block that a page draws, by the name of its function, with the scripts that draw it."""
    makers, found = _makers(), dict[str, tuple[str, ...]]()
    for script in SCRIPTS:
        for name in _names_drawn((_ROOT / script).read_text(encoding="utf-8")):
            if name in makers and script not in found.get(name, ()):
                found[name] = (*found.get(name, ()), script)
    return found


def _makers() -> set[str]:
    """The functions of the charts' modules that make a block."""
    modules = [import_module(f"{charts.__name__}.{module.name}") for module in pkgutil.iter_modules(charts.__path__)]
    functions = [one for module in modules for one in vars(module).values() if isfunction(one)]
    return {one.__name__ for one in functions if get_annotations(one).get("return") == Block}


def _names_drawn(source: str) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    drawing = [call for call in calls if ast.unparse(call.func) == "show.draw"]
    return [one.id for call in drawing for one in call.args if isinstance(one, ast.Name)]
