"""One term multiplied factor by factor: what the latest factor does to the product."""

from dataclasses import dataclass
from typing import Literal

from rnn_core.chain import Factor, Term
from rnn_core.checks import integer


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialProduct:
    """A term of which the first factors have been multiplied. All but the counts are dimensionless.

    Parameters
    ----------
    done, count : int
        How many factors have been multiplied, and how many the term has.
    factor : Factor
        The last one multiplied.
    before, value : float
        The product without that factor, 1 before the first, and with it.
    """

    done: int
    count: int
    factor: Factor
    before: float
    value: float

    @property
    def complete(self) -> bool:
        """Whether the product is the term."""
        return self.done == self.count

    @property
    def effect(self) -> Literal["starts", "ends", "none", "shrinks", "enlarges", "keeps"]:
        """What the factor does to the size of the product: a factor of 0 ends it, and no factor changes a 0."""
        size = abs(self.factor.value)
        if self.done == 1:
            return "starts"
        if size == 0:
            return "ends"
        if self.before == 0:
            return "none"
        return "shrinks" if size < 1 else "enlarges" if size > 1 else "keeps"

    @property
    def flips_sign(self) -> bool:
        """Whether a negative factor turns the sign of a product that is not 0."""
        return self.done > 1 and self.before != 0 and self.factor.value < 0


def partial_product(term: Term, done: int) -> PartialProduct:
    """Multiply the first factors of a term.

    Parameters
    ----------
    term : Term
    done : int
        From 1 on; more than the term has means all of them.

    Raises
    ------
    ValueError
        If ``done`` is below 1.
    """
    count = len(term.factors)
    done = min(integer("done", done, 1), count)
    products = (1.0, *term.partial_products)
    return PartialProduct(
        done=done, count=count, factor=term.factors[done - 1], before=products[done - 1], value=products[done]
    )
