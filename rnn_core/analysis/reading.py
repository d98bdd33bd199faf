"""The quantities that describe one step: what is shown beside a chain and in the sentences about it.

The local gain g_j = Wh·s_j is the factor between two lags: g_{t−k} = P_k / P_{k−1}. A gradient vanishes where the
product of local gains goes to 0. Everything but lags and indices is dimensionless.
"""

from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from math import isfinite
from operator import add, mul

from rnn_core.cell import RECURRENT, slope
from rnn_core.chain import Chain, Term, gradient_chains
from rnn_core.queues import QUEUE_SLOTS
from rnn_core.record import Step

VANISHED = 0.01
"""A product of local gains below 1 % counts as vanished."""


@dataclass(frozen=True, slots=True)
class ChainReading:
    """One chain in a few numbers.

    Parameters
    ----------
    magnitude, size : float
        Σ|term| and |Σ term|.
    shares : tuple of float
        |term| / Σ|term|, one per term; zeros if every term is 0.
    largest : tuple of int
        The lag with the largest |term|; several in a tie, none if every term is 0.
    cancelled : float
        1 − |total| / Σ|term|, 0 to 1: how much of the terms cancels.
    gain_products : tuple of float
        P_k / P_0, the product of the local gains up to lag k, one per term; the first is 1.
    vanished_at : int or None
        The first lag at which |P_k / P_0| is below 1 %.
    """

    magnitude: float
    size: float
    shares: tuple[float, ...]
    largest: tuple[int, ...]
    cancelled: float
    gain_products: tuple[float, ...]
    vanished_at: int | None

    @property
    def last_product(self) -> float:
        """|P_k / P_0| at the last lag of the chain."""
        return abs(self.gain_products[-1])

    @property
    def grows(self) -> bool:
        """Whether |P_k / P_0| exceeds 1 at the last lag."""
        return self.last_product > 1.0


def read_chain(chain: Chain, gains: tuple[float, ...]) -> ChainReading:
    """Read one chain of Wx, Wh or Bx.

    Parameters
    ----------
    chain : Chain
    gains : tuple of float
        The local gains of the same step, as in ``StepReading``.
    """
    values = [abs(term.value) for term in chain.terms]
    size, magnitude, largest = abs(chain.total), reduce(add, values), max(values)
    products = tuple(accumulate((1.0, *gains[: len(values) - 1]), mul))
    return ChainReading(
        magnitude=magnitude,
        size=size,
        shares=tuple(value / magnitude if magnitude else 0.0 for value in values),
        largest=tuple(lag for lag, value in enumerate(values) if value == largest and value > 0),
        cancelled=max(0.0, 1.0 - size / magnitude) if magnitude else 0.0,
        gain_products=products,
        vanished_at=next((lag for lag, product in enumerate(products) if abs(product) < VANISHED), None),
    )


def relative_terms(chain: Chain) -> tuple[float, ...]:
    """Return every term divided by the magnitude of the lag-0 term; empty if that is 0."""
    unit = abs(chain.terms[0].value)
    return tuple(term.value / unit for term in chain.terms) if unit else ()


def in_units_of(chain: Chain, other: Chain) -> tuple[float, ...]:
    """Return the terms of another chain, scaled so that the lag-0 terms of both have the same magnitude.

    Empty if one of the two is 0, or if a number would overflow.
    """
    unit, own = abs(other.terms[0].value), abs(chain.terms[0].value)
    if not unit or not own:
        return ()
    scaled = tuple(term.value / unit * own for term in other.terms)
    return scaled if all(map(isfinite, scaled)) else ()


def farthest_and_nearest(chain: Chain) -> tuple[int, int]:
    """Return the lags of the terms of the largest and of the smallest magnitude; the newest of equals."""
    sizes = [abs(term.value) for term in chain.terms]
    return sizes.index(max(sizes)), sizes.index(min(sizes))


@dataclass(frozen=True, slots=True)
class TermReading:
    """How each factor affects one product.

    Parameters
    ----------
    smallest, largest : tuple of int
        Indices of the factors of the smallest and of the largest magnitude, not counting the error e.
    smallest_size : float
        The smallest magnitude.
    negatives : int
        How many factors are negative.
    zeros : tuple of int
        Indices of the factors that are 0.
    remaining : float
        |value| / |e|: the fraction of the error that remains; 0 if e is 0.
    """

    smallest: tuple[int, ...]
    largest: tuple[int, ...]
    smallest_size: float
    negatives: int
    zeros: tuple[int, ...]
    remaining: float


def read_term(term: Term) -> TermReading:
    """Read one term factor by factor."""
    values = [factor.value for factor in term.factors]
    sizes = [abs(value) for value in values]
    low, high = min(sizes[1:]), max(sizes[1:])
    return TermReading(
        smallest=tuple(i for i, size in enumerate(sizes) if i and size == low),
        largest=tuple(i for i, size in enumerate(sizes) if i and size == high),
        smallest_size=low,
        negatives=sum(value < 0 for value in values),
        zeros=tuple(i for i, value in enumerate(values) if value == 0),
        remaining=abs(term.value) / sizes[0] if sizes[0] else 0.0,
    )


@dataclass(frozen=True, slots=True)
class StepReading:
    """The quantities that a page shows beside a step.

    Parameters
    ----------
    step : Step
    slopes : tuple of float
        s_t, s_{t−1}, …: the slope of tanh at every step in the queues.
    gains : tuple of float
        g_{t−1}, g_{t−2}, …: the factors from lag 0 to lag 1, from lag 1 to lag 2, and so on.
    all_lags : dict of str to Chain
        The chains of all lags in the queues, whatever the window; their first terms are those of the step.
    chains : dict of str to ChainReading
        Readings of the step's own chains of Wx, Wh and Bx.
    """

    step: Step
    slopes: tuple[float, ...]
    gains: tuple[float, ...]
    all_lags: dict[str, Chain]
    chains: dict[str, ChainReading]

    def term(self, parameter: str, lag: int) -> Term | None:
        """Return one term, within the window or beyond it; None if it does not exist."""
        terms = self.all_lags[parameter].terms
        return terms[lag] if lag < len(terms) else None


def read_step(step: Step) -> StepReading:
    """Read one step."""
    slopes = tuple(slope(out_H) for out_H in step.queues.out_H[: len(step.queues.X)])
    gains = tuple(step.params.Wh * s for s in slopes[1:])
    all_lags = gradient_chains(step.params, step.forward, step.queues, QUEUE_SLOTS)
    for name, chain in all_lags.items():  # the terms of both are kept once
        counted = step.chains[name].terms[: len(chain.terms)]
        all_lags[name] = Chain(name, counted + chain.terms[len(counted) :])
    return StepReading(
        step=step,
        slopes=slopes,
        gains=gains,
        all_lags=all_lags,
        chains={name: read_chain(step.chains[name], gains) for name in RECURRENT},
    )
