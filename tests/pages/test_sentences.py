"""Every claim of every sentence, read back out of its words and derived again from the record, for some hundred states."""

import math
import re

import pytest

from pages.lab.notation import number, percent
from pages.lab.sentences import chain as chain_sentences
from pages.lab.sentences import step as sentences
from pages.lab.session import OPENING
from tests.pages.records import Shown, show, states

STATES = list(states(300, seed=7))
COUNTED = ("Wx", "Bx", "Wh")


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("shown", STATES[:100], ids=str)
def test_paths(shown: Shown):
    for name, chain in shown.reading.all_lags.items():
        counted = len(shown.step.chains[name].terms)
        said = plain(chain_sentences.paths(chain, counted))
        values = [math.prod(factor.value for factor in term.factors) for term in chain.terms]
        if max(map(abs, values)) == 0:
            assert "ends at 0" in said
        elif len(values) == 1:
            assert f"ends at {number(chain.terms[0].value)}" in said
        else:
            far, far_value, close, close_value = re.search(
                r"of lag (\d+) ends farthest from 0, at (\S+), and that of lag (\d+) nearest, at (.+?)\.(?:$| )", said
            ).groups()
            assert math.isclose(abs(values[int(far)]), max(map(abs, values)), rel_tol=1e-12)
            assert math.isclose(abs(values[int(close)]), min(map(abs, values)), rel_tol=1e-9, abs_tol=1e-300)
            assert far_value == number(chain.terms[int(far)].value)
            assert close_value == number(chain.terms[int(close)].value)
            assert ("beyond the window" in said or "Only lag 0 is counted" in said) == (counted < len(values))
