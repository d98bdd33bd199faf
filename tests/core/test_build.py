"""What each factor does to a product, derived from the products before and after it."""

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rnn_core import Factor, Term
from rnn_core.analysis.build import partial_product

VALUES = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)


def term_of(*values: float) -> Term:
    return Term(0, tuple(Factor(f"f{i}", value) for i, value in enumerate(values)))


@settings(max_examples=200)
@given(st.lists(st.sampled_from(VALUES), min_size=2, max_size=8), st.integers(1, 10))
@example([0.0, 0.0], 2)
@example([0.5, -1.0], 2)
def test_a_partial_product(values: list[float], done: int):
    product = partial_product(term_of(*values), done)
    shown = min(done, len(values))
    before, after = math.prod(values[: shown - 1]), math.prod(values[:shown])
    assert (product.done, product.count) == (shown, len(values))
    assert product.factor == Factor(f"f{shown - 1}", values[shown - 1])
    assert (product.before, product.value) == (before, after)  # powers of two: exact
    assert product.complete == (done >= len(values))
    if shown == 1:
        effect = "starts"
    elif after == 0:
        effect = "none" if before == 0 and values[shown - 1] != 0 else "ends"
    else:
        effect = {-1: "shrinks", 0: "keeps", 1: "enlarges"}[(abs(after) > abs(before)) - (abs(after) < abs(before))]
    assert product.effect == effect
    assert product.flips_sign == (shown > 1 and before * after < 0)


@pytest.mark.parametrize("done", [0, -1])
def test_a_product_has_at_least_one_factor(done: int):
    with pytest.raises(ValueError, match=rf"^done is {done}; allowed is an integer of at least 1$"):
        partial_product(term_of(1.0, 2.0), done)
