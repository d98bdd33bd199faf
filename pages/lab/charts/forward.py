"""The forward step: four equations with this step's numbers in them."""

from pages.lab.moment import Moment
from pages.lab.plot.figure import Block
from pages.lab.text.formulas import W, equation
from pages.lab.text.notation import MINUS, number, signed


def forward(moment: Moment) -> Block:
    """net_H, out_H, Ŷ and the loss, each in symbols, in numbers, and its value; nothing before the first step."""
    if moment.step is None:
        return ""
    f, p = moment.step.forward, moment.step.params
    rows = (
        equation(
            "net_H<sub>t</sub>",
            f"X<sub>t</sub>·{W['Wx']} + out_H<sub>t{MINUS}1</sub>·{W['Wh']} + {W['Bx']}",
            f"{signed(f.X)}·{signed(p.Wx)} + {signed(f.out_H_prev)}·{signed(p.Wh)} + {signed(p.Bx)}",
            f.net_H,
        ),
        equation("out_H<sub>t</sub>", "tanh(net_H<sub>t</sub>)", f"tanh({number(f.net_H)})", f.out_H),
        equation(
            "Ŷ<sub>t</sub>",
            f"out_H<sub>t</sub>·{W['Wy']} + {W['By']}",
            f"{signed(f.out_H)}·{signed(p.Wy)} + {signed(p.By)}",
            f.Y_hat,
        ),
        equation(
            "Loss<sub>t</sub>",
            f"½·(Ŷ<sub>t</sub> {MINUS} Y<sub>t</sub>)²",
            f"½·({number(f.Y_hat)} {MINUS} {signed(f.Y)})²",
            f.loss,
        ),
    )
    return f'<div class="forward">{"".join(rows)}</div>'
