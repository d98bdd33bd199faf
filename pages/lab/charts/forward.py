"""The forward step: four equations with this step's numbers in them."""

from collections.abc import Sequence

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.text import MINUS, W, equation, named, number, signed
from rnn_core import PARAMETERS

EQUATIONS = (
    ("net_H<sub>t</sub>", f"X<sub>t</sub>·{W['Wx']} + out_H<sub>t{MINUS}1</sub>·{W['Wh']} + {W['Bx']}"),
    ("out_H<sub>t</sub>", "tanh(net_H<sub>t</sub>)"),
    ("Ŷ<sub>t</sub>", f"out_H<sub>t</sub>·{W['Wy']} + {W['By']}"),
    ("Loss<sub>t</sub>", f"½·(Ŷ<sub>t</sub> {MINUS} Y<sub>t</sub>)²"),
)


def forward(moment: Moment) -> Block:
    """net_H, out_H, Ŷ and the loss in symbols and, from the first step on, in numbers."""
    numbers: Sequence[tuple[str, float | None, bool]] = in_numbers(moment) if moment.t >= 0 else [("", None, False)] * 4
    rows = (
        equation(*sides, right, value, exact=exact)
        for sides, (right, value, exact) in zip(EQUATIONS, numbers, strict=True)
    )
    return f'<div class="forward">{"".join(rows)}</div>'


def in_numbers(moment: Moment) -> list[tuple[str, float, bool]]:
    """The right side of each equation in numbers, its value, and whether that is exact: all but the bias is 0."""
    f, p = moment.step.forward, moment.step.params
    X, before, out_H = named("X[t]", signed(f.X)), named("out_H[t-1]", signed(f.out_H_prev)), signed(f.out_H)
    Wx, Wh, Bx, Wy, By = (named(name, signed(value)) for name, value in zip(PARAMETERS, p, strict=True))
    return [
        (f"{X}·{Wx} + {before}·{Wh} + {Bx}", f.net_H, 0 in (f.X, p.Wx) and 0 in (f.out_H_prev, p.Wh)),
        (f"tanh({number(f.net_H)})", f.out_H, False),
        (f"{named('out_H[t]', out_H)}·{Wy} + {By}", f.Y_hat, 0 in (f.out_H, p.Wy)),
        (f"½·({named('Y_hat[t]', number(f.Y_hat))} {MINUS} {signed(f.Y)})²", f.loss, False),
    ]
