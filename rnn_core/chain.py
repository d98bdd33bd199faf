"""The gradient of one loss, itemised: one term per lag, each the product of the factors its formula names.

With e = Y_hat_t − Y_t, s_j = (1 − out_H_j)(1 + out_H_j) and the path back to lag k

    P_k = e·Wy·s_t·(Wh·s_{t−1})·…·(Wh·s_{t−k})

    ∂Loss_t/∂Wx = Σ_k P_k·X_{t−k}    ∂/∂Bx = Σ_k P_k·1    ∂/∂Wh = Σ_k P_k·out_H_{t−k−1}
    ∂Loss_t/∂Wy = e·out_H_t          ∂/∂By = e

Truncated backpropagation through time (Williams and Peng, 1990): k runs from 0 to window − 1, and a term exists if
and only if all its factors are in the queues. Products run from the left and sums from lag 0 up, so that every number
is reproducible bit for bit.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from operator import add, mul

from rnn_core import notebook
from rnn_core.cell import RECURRENT, Forward, Params, slope
from rnn_core.checks import integer, position
from rnn_core.queues import QUEUE_SLOTS, Queues


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a term: its symbol in ASCII, such as ``out_H[t-3]``, and its value."""

    symbol: str
    value: float


@dataclass(frozen=True, slots=True)
class Term:
    """The contribution of one path to a gradient.

    Parameters
    ----------
    lag : int
        k: how many steps back the path goes.
    factors : tuple of Factor
        In the order of the formula.
    """

    lag: int
    factors: tuple[Factor, ...]

    @property
    def partial_products(self) -> tuple[float, ...]:
        """The product after each factor; as many as there are factors."""
        return tuple(accumulate((factor.value for factor in self.factors), mul))

    @property
    def path(self) -> tuple[float, ...]:
        """P_0, …, P_k, the product on its way back: ∂Loss_t/∂net_H_{t−j}; none for Wy and By."""
        return self.partial_products[2:-1:2]

    @property
    def value(self) -> float:
        """The product of all factors."""
        return math.prod(factor.value for factor in self.factors)

    def _repr_html_(self) -> str:
        return notebook.term(self)


@dataclass(frozen=True, slots=True)
class Chain:
    """The gradient of one loss with respect to one weight.

    Parameters
    ----------
    parameter : str
        "Wx", "Wh", "Bx", "Wy" or "By".
    terms : tuple of Term
        Lag 0 first; never empty.
    """

    parameter: str
    terms: tuple[Term, ...]

    @property
    def running_sums(self) -> tuple[float, ...]:
        """The sum after each term, lag 0 first."""
        return tuple(accumulate((term.value for term in self.terms), add))

    @property
    def total(self) -> float:
        """The gradient."""
        return self.running_sums[-1]

    def _repr_html_(self) -> str:
        return notebook.chain(self)


def gradient_chains(params: Params, forward: Forward, queues: Queues, window: int) -> dict[str, Chain]:
    """Itemise the gradient of one loss.

    Parameters
    ----------
    params : Params
        The weights in force at this step; all factors use them.
    forward : Forward
        The forward values of this step.
    queues : Queues
        The queues after the push of this step.
    window : int
        K, 1 to 10: the lags are 0 to K − 1.

    Returns
    -------
    dict of str to Chain
        Keys "Wx" "Wh" "Bx" "Wy" "By". Wx and Bx have min(K, t + 1) terms, Wh at most 9, Wy and By one.

    Raises
    ------
    ValueError
        If the window is not an integer from 1 to 10, or the queues are still empty.
    """
    if not queues.X:
        raise ValueError("queues hold no step yet; pass the queues after the push of this step")
    return chains_from(params, forward.error, queues.out_H, queues.X, integer("window", window, 1, QUEUE_SLOTS))


def lags_counted(parameter: str, window: int) -> int:
    """Return the number of terms of Wx, Wh or Bx within a window once the queues are full.

    K, at most 10, and at most 9 for Wh: its lag-9 term would need an eleventh out_H slot.
    """
    position("parameter", parameter, RECURRENT)
    return min(window, QUEUE_SLOTS - 1 if parameter == "Wh" else QUEUE_SLOTS)


def chains_from(
    params: Params, error: float, out_H: Sequence[float], X: Sequence[float], window: int
) -> dict[str, Chain]:
    """Itemise a gradient from two newest-first sequences, which may be longer than the queues (window "all")."""
    head: tuple[Factor, ...] = (Factor("e", error), Factor("Wy", params.Wy), _slope_factor(0, out_H[0]))
    links = [head]
    for lag in range(1, min(window, len(X))):
        links.append((*links[-1], Factor("Wh", params.Wh), _slope_factor(lag, out_H[lag])))
    paths_and_sources = {
        "Wx": (links, [Factor(_slot("X", lag), value) for lag, value in enumerate(X)]),
        "Wh": (links, [Factor(_slot("out_H", lag), value) for lag, value in enumerate(out_H[1:], start=1)]),
        "Bx": (links, [Factor("1", 1.0)] * len(X)),
        "Wy": ([head[:1]], [Factor("out_H[t]", out_H[0])]),
        "By": ([head[:1]], [Factor("1", 1.0)]),
    }
    chains = {}
    for name, (paths, sources) in paths_and_sources.items():
        factors = [(*path, source) for path, source in zip(paths, sources, strict=False)]
        chains[name] = Chain(name, tuple(Term(lag, several) for lag, several in enumerate(factors)))
    return chains


def back(lag: int) -> str:
    """Return the index of a lag as the symbols have it: t, t-1, t-2, …"""
    return f"t-{lag}" if lag else "t"


@cache
def _slot(queue: str, lag: int) -> str:
    return f"{queue}[{back(lag)}]"


@cache
def _slope_symbol(lag: int) -> str:
    return f"(1-{_slot('out_H', lag)})(1+{_slot('out_H', lag)})"


def _slope_factor(lag: int, out_H: float) -> Factor:
    return Factor(_slope_symbol(lag), slope(out_H))
