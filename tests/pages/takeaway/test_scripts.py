"""The scripts of a step are run, and print what the core has recorded."""

import importlib.util
import json
import math
import os
import re
import subprocess
import sys

import pytest

from pages.lab.data import kept
from pages.lab.moment import Moment
from pages.lab.session import OPENING
from pages.lab.takeaway.scripts import numpy_script, torch_script
from rnn_core import PARAMETERS, Step
from rnn_core.table import Table
from tests.pages.house import ROOT
from tests.pages.records import moment_of, states

DIGITS = tuple(math.sin(n + 1) for n in range(40))
MOMENTS = {
    "the first step": moment_of(t=0, h0=0.5),
    "warm-up": moment_of(t=3, K=10),
    "frozen": moment_of(K=6, t=21),
    "K = 10, no Wh of lag 9": moment_of(K=10, t=30),
    "the first with ten slots": moment_of(K=10, t=9),
    "learning, clipped": moment_of(K=10, eta=0.05, clip=0.1, steps=300, t=250),
    "learning fast": moment_of(K=6, eta=0.5, steps=100, t=60),
    "many digits, and much to say": moment_of(
        OPENING,
        **dict(zip(PARAMETERS, DIGITS, strict=False)),
        task="own",
        data=kept.packed(Table((DIGITS,))),
        target="mean",
        scaled="on",
        eta=1 / 70,
        clip=0.1,
        K=10,
        t=30,
    ),
    "saturated": moment_of(Wx=8.0, Wh=-9.0, K=10, t=30),
    "overflow is near": moment_of(Wy=1e3, Wh=-1e3, eta=0.0, K=10, t=30),
    **{f"random {i}": moment for i, moment in enumerate(states(30, seed=13))},
}
DRIVER = """
import contextlib, io, json, sys
said = []
for script in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(script, {})
    said.append(out.getvalue())
json.dump(said, sys.stdout)
"""
TORCH_AT = ROOT / ".venv/bench"
"""Where the benchmark of the core installs PyTorch."""


def ran(scripts: list[str]) -> list[str]:
    """What scripts print, run by an interpreter that finds nothing of this project."""
    command = [sys.executable, "-W", "error::RuntimeWarning", "-c", DRIVER]
    done = subprocess.run(
        command,
        input=json.dumps(scripts),
        capture_output=True,
        text=True,
        cwd="/",
        env={**os.environ, "PYTHONPATH": f"{TORCH_AT}:{os.environ.get('PYTHONPATH', '')}"},
    )
    assert done.returncode == 0, done.stderr
    printed: list[str] = json.loads(done.stdout)
    return printed


def numbers(printed: str) -> dict[str, list[float]]:
    """The numbers that a script prints, by their names."""
    found = {name: [float(value)] for name, value in re.findall(r"([\w/]+) = ([-+.\de]+)", printed)}
    return found | {
        f"terms of {name}": list(map(float, terms.split()))
        for name, terms in re.findall(r"dLoss/d(\w+) .* terms: (.*)", printed)
    }


def recorded(step: Step) -> dict[str, list[float]]:
    forward = step.forward
    named = {"net_H": forward.net_H, "out_H": forward.out_H, "Y_hat": forward.Y_hat, "Loss": forward.loss}
    for name, chain in step.chains.items():
        named |= {f"dLoss/d{name}": chain.total, f"next {name}": getattr(step.next_params, name)}
    terms = {f"terms of {name}": [term.value for term in chain.terms] for name, chain in step.chains.items()}
    return {name.split()[-1] if name.startswith("next") else name: [value] for name, value in named.items()} | terms


def written(make) -> list[str]:
    return [make(moment) for moment in MOMENTS.values()]


def test_the_numpy_script_prints_the_step_to_the_last_bit_and_no_minus_zero():
    for (name, moment), printed in zip(MOMENTS.items(), ran(written(numpy_script)), strict=True):
        assert numbers(printed) == recorded(moment.step), name
        assert not re.search(r"-0\.0\b", printed), name


def test_the_numpy_script_is_short_and_its_lines_are_not_long():
    for (name, moment), script in zip(MOMENTS.items(), written(numpy_script), strict=True):
        lines = script.splitlines()
        assert f"Start: Wx = {moment.run.experiment.params.Wx!r}, " in script.replace("\n# ", " ")
        assert len(lines) <= 30, name
        assert max(map(len, lines)) <= 120, name


def test_both_scripts_name_the_clip_where_there_is_one():
    moments = (moment_of(eta=0.5, clip=0.3), moment_of(eta=0.5), moment_of(clip=0.3))
    for make in (numpy_script, torch_script):
        assert ["gradients clipped at ±0.3. Start" in make(moment) for moment in moments] == [True, False, False]


def test_the_comment_about_the_run_is_a_sentence_and_breaks_no_equation():
    scripts = [make(moment) for moment in MOMENTS.values() for make in (numpy_script, torch_script)]
    assert not any(re.search(r" =\n#|\n# =|length T|as it is", script) for script in scripts)
    own = moment_of(OPENING, task="own", data=kept.packed(Table((DIGITS,))), Bx=1 / 3, By=1 / 3)
    assert "target “the next X”, not scaled. Start: Wx = " in numpy_script(own)
    assert "task “predict a sine wave”, a sequence of 120 steps. Start" in torch_script(moment_of())


@pytest.mark.skipif(
    not importlib.util.find_spec("torch") and not (TORCH_AT / "torch").exists(),
    reason="PyTorch is not installed",
)
def test_autograd_finds_the_terms():
    for (name, moment), printed in zip(MOMENTS.items(), ran(written(torch_script)), strict=True):
        found, wanted = numbers(printed), recorded(moment.step)
        assert set(found) == set(wanted), name
        for what, values in wanted.items():
            assert found[what] == pytest.approx(values, rel=1e-12, abs=0.0), (name, what)


@pytest.mark.parametrize("wrong", ["s[k])]", "[2::2]", "np.cumsum(terms)[-1]"])
def test_a_script_with_an_error_is_noticed(wrong: str):
    moment: Moment = MOMENTS["learning, clipped"]
    script = numpy_script(moment)
    spoilt = {"s[k])]": "s[k] * 1.0000001)]", "[2::2]": "[1::2]", "np.cumsum(terms)[-1]": "terms[0]"}
    (printed,) = ran([script.replace(wrong, spoilt[wrong])])
    assert numbers(printed) != recorded(moment.step)
