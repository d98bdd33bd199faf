"""The core by itself: built as a wheel, installed where nothing else is, and used in the notebook of a course."""

import doctest
import os
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import rnn_core

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def run(*command: str | Path, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    ran = subprocess.run([*map(str, command)], cwd=cwd, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that ``pip install .`` builds, from a copy: the build leaves folders behind."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "copy"
    shutil.copytree(ROOT / "rnn_core", copy / "rnn_core", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder, copy, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_core_and_nothing_else(wheel: Path):
    with zipfile.ZipFile(wheel) as opened:
        inside = {name for name in opened.namelist() if ".dist-info/" not in name}
    shipped = [path for path in (ROOT / "rnn_core").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert inside == {str(path.relative_to(ROOT)) for path in shipped}
    assert "rnn_core/data/sunspots.csv" in inside


def test_the_example_runs_where_only_the_wheel_and_numpy_are(wheel: Path, tmp_path: Path):
    """NumPy is the tests' own, linked; pip looks for nothing else, and would fail if the wheel asked for more."""
    empty = tmp_path / "empty"
    venv.create(empty, with_pip=False, symlinks=True)
    python, (packages,) = empty / "bin" / "python", empty.glob("lib/python*/site-packages")
    assert list(packages.iterdir()) == []
    numpy = distribution("numpy")
    tops = {path.parts[0] for path in numpy.files or () if path.parts[0] not in ("..", "__pycache__")}
    for top in tops:
        (packages / top).symlink_to(Path(str(numpy.locate_file(top))))
    run(sys.executable, "-m", "pip", "--python", python, "--quiet", "install", "--no-index", wheel, cwd=tmp_path)
    installed = "from importlib.metadata import distributions; print(*sorted(one.name for one in distributions()))"
    assert run(python, "-I", "-c", installed, cwd=tmp_path).split() == ["numpy", "unrolled-core"]
    example = doctest.DocTestParser().get_examples(rnn_core.__doc__ or "")
    source = "".join(one.source for one in example) + "from rnn_core.tasks import sunspots\nprint(len(sunspots()[0]))"
    script = "import sys\nfor line in sys.argv[1].splitlines(): exec(compile(line, '<example>', 'single'))"
    printed = run(python, "-I", "-c", script, source, cwd=tmp_path)
    assert len(example) == 6
    assert printed == "".join(one.want for one in example) + "308\n"


def test_it_needs_the_numpy_that_the_app_needs():
    assert PROJECT["name"] == "unrolled-core"
    wanted = (ROOT / "requirements.txt").read_text().split()
    assert PROJECT["dependencies"] == [one for one in wanted if one.startswith("numpy")]


def executed(notebook: nbformat.NotebookNode, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> nbformat.NotebookNode:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return NotebookClient(notebook, timeout=30, resources={"metadata": {"path": str(tmp_path)}}).execute()


def test_the_notebook_runs_and_its_claims_hold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    notebook = nbformat.read(ROOT / "examples" / "one_step.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code), "stored outputs grow old"
    assert len([cell for cell in code if "assert" in cell.source]) >= 4
    assert [cell.cell_type for cell in notebook.cells] == ["markdown", "code"] * len(code), "each has a text above it"
    done = executed(notebook, monkeypatch, tmp_path)
    shown = [output for cell in done.cells for output in cell.get("outputs", [])]
    assert [output.output_type for output in shown] == ["execute_result"] * len(code)
    assert [("<table" in output.data.get("text/html", "")) for output in shown] == [True] * 4 + [False] * 2
