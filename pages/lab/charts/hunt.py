"""Two examples for the reader to find, which |Wh| alone does not predict."""

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.text import number, sentence, symbol
from rnn_core.analysis.gains import hunt as read_hunt

GLOSSARY = {
    "input drive": "|X·Wx + Bx|, how strongly the input pushes net_H; on this page the largest of the last ten steps"
}


def hunt(moment: Moment) -> Block:
    """What the two goals measure at this step, and whether it meets one of them."""
    claims = read_hunt(moment.run, moment.step.t)
    if claims.product is None:
        return sentence("Both examples need nine gains: go to t = 9 or later.")
    Wh, drive = symbol("Wh"), f"|X·{symbol('Wx')} + {symbol('Bx')}|"
    vanishes, grows = ("<b>found ✓</b>" if reached else "not yet" for reached in (claims.vanishes, claims.grows))
    return sentence(
        f"Here |{Wh}| is {number(claims.size)}, the product of the last nine gains is {number(claims.product)} in "
        f"magnitude, and the largest input drive {drive} is {number(claims.drive)}.<br>"
        f"Goal 1: |{Wh}| is over 1, yet that magnitude is under 1 %: {vanishes}.<br>"
        f"Goal 2: the input drive is under 0.1, and that magnitude is over 1: {grows}."
    )
