"""What the numbers of one step say: the quantities that stand beside a chain and in the sentences that read it.

Local gain g_j = Wh·s_j is the factor between two lags: g_{t−k} = P_k / P_{k−1}. Vanishing is |product of g| → 0.
"""

from dataclasses import dataclass
from itertools import accumulate
from operator import mul

from rnn_core.cell import Params, slope
from rnn_core.chain import Chain, Term, gradient_chains
from rnn_core.queues import QUEUE_SLOTS, Queues
from rnn_core.run import Step

VANISHED = 0.01


def slopes(queues: Queues) -> tuple[float, ...]:
    """s_t, s_{t−1}, …: the slope of tanh at every step that is still in the queues."""
    return tuple(slope(out_H) for out_H in queues.out_H[: len(queues.X)])


def local_gains(params: Params, queues: Queues) -> tuple[float, ...]:
    """g_{t−1}, g_{t−2}, …: the factors that lead from lag 0 to lag 1, from lag 1 to lag 2, and so on."""
    return tuple(params.Wh * s for s in slopes(queues)[1:])


@dataclass(frozen=True, slots=True)
class ChainReading:
    """One chain in a few numbers. All but the lags are dimensionless.

    Parameters
    ----------
    magnitude, size : float
        Σ|term| and |Σ term|.
    shares : tuple of float
        |term| / Σ|term|, one per term; zeros if every term is 0.
    largest : tuple of int
        The lag whose |term| is the largest; more than one in a tie, none if every term is 0.
    cancelled : float
        1 − |total| / Σ|term|: the part of the terms that annihilated each other, 0 to 1.
    gain_products : tuple of float
        P_k / P_0 = product of the local gains, one per term, 1 first.
    vanished_at : int or None
        The first lag at which |P_k / P_0| is under 1 %.
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
        """Whether that is over 1."""
        return self.last_product > 1.0


def read_chain(chain: Chain, gains: tuple[float, ...]) -> ChainReading:
    """Read one chain of Wx, Wh or Bx.

    Parameters
    ----------
    chain : Chain
    gains : tuple of float
        ``local_gains`` of the same step.
    """
    values = [abs(term.value) for term in chain.terms]
    magnitude = _sum(values)
    largest = max(values)
    gain_products = tuple(accumulate((1.0, *gains[: len(values) - 1]), mul))
    return ChainReading(
        magnitude=magnitude,
        size=abs(chain.total),
        shares=tuple(value / magnitude if magnitude else 0.0 for value in values),
        largest=tuple(lag for lag, value in enumerate(values) if value == largest and value > 0),
        cancelled=max(0.0, 1.0 - abs(chain.total) / magnitude) if magnitude else 0.0,
        gain_products=gain_products,
        vanished_at=next((lag for lag, kept in enumerate(gain_products) if abs(kept) < VANISHED), None),
    )


def relative_terms(chain: Chain) -> tuple[float, ...]:
    """Every term divided by the magnitude of the term of lag 0; empty if that is 0."""
    unit = abs(chain.terms[0].value)
    return tuple(term.value / unit for term in chain.terms) if unit else ()


def farthest_and_nearest(chain: Chain) -> tuple[int, int]:
    """The lags whose terms lie farthest from 0 and nearest to it."""
    sizes = [abs(term.value) for term in chain.terms]
    return sizes.index(max(sizes)), sizes.index(min(sizes))


@dataclass(frozen=True, slots=True)
class TermReading:
    """Which factor did what to one product.

    Parameters
    ----------
    smallest, largest : tuple of int
        Indices of the factors, the error e aside, of the smallest and of the largest magnitude.
    negatives : int
        How many factors are below 0.
    zeros : tuple of int
        Indices of the factors that are 0.
    remaining : float
        |value| / |e|: what is left of the error; 0 if e is 0.
    smallest_size : float
        The magnitude of the smallest factor, the error e aside.
    """

    smallest: tuple[int, ...]
    largest: tuple[int, ...]
    negatives: int
    zeros: tuple[int, ...]
    remaining: float
    smallest_size: float


def read_term(term: Term) -> TermReading:
    """Read one term factor by factor."""
    values = [factor.value for factor in term.factors]
    sizes = [abs(value) for value in values]
    low, high = min(sizes[1:]), max(sizes[1:])
    return TermReading(
        smallest=tuple(i for i, size in enumerate(sizes) if i and size == low),
        largest=tuple(i for i, size in enumerate(sizes) if i and size == high),
        negatives=sum(value < 0 for value in values),
        zeros=tuple(i for i, value in enumerate(values) if value == 0),
        remaining=abs(term.value) / sizes[0] if sizes[0] else 0.0,
        smallest_size=low,
    )


@dataclass(frozen=True, slots=True)
class StepReading:
    """All that a page shows of one step beside the step itself.

    Parameters
    ----------
    slopes, gains : tuple of float
        ``slopes`` and ``local_gains`` of the step's queues.
    all_lags : dict of str to Chain
        The chains as far as the queues reach, whatever the window; their first terms are the step's own.
    relative : dict of str to tuple of float
        Those terms in units of their lag-0 term's magnitude; empty where that is 0.
    chains : dict of str to ChainReading
        Of the step's own chains of Wx, Wh and Bx.
    """

    slopes: tuple[float, ...]
    gains: tuple[float, ...]
    all_lags: dict[str, Chain]
    relative: dict[str, tuple[float, ...]]
    chains: dict[str, ChainReading]

    def term(self, parameter: str, lag: int) -> Term | None:
        """One term, also beyond the window; None where none exists."""
        terms = self.all_lags[parameter].terms
        return terms[lag] if lag < len(terms) else None


def read_step(step: Step) -> StepReading:
    """Read one step."""
    gains = local_gains(step.params, step.queues)
    all_lags = gradient_chains(step.params, step.forward, step.queues, QUEUE_SLOTS)
    return StepReading(
        slopes=slopes(step.queues),
        gains=gains,
        all_lags=all_lags,
        relative={name: relative_terms(chain) for name, chain in all_lags.items()},
        chains={name: read_chain(step.chains[name], gains) for name in ("Wx", "Wh", "Bx")},
    )


def _sum(values: list[float]) -> float:
    """From the left, as all sums here (Python's own sum compensates from 3.12 on)."""
    total = 0.0
    for value in values:
        total += value
    return total
