"""A teacher's notes: goals, what students often believe, and two plans. Each line has a link that opens its state."""

import re
from html import escape
from pathlib import PurePath
from urllib.parse import urlencode

from pages.lab.session import OPENING, Session, to_address
from pages.lab.text.presets import PRESETS

VANISHING, GROWING, SATURATED = (PRESETS[name][0] for name in ("Vanishing", "Growing", "Saturated"))
VANISHED = VANISHING.with_(lag=6)
START = OPENING.with_(t=-1)
FIRST = OPENING.with_(t=0)
FIRST_TERM = OPENING.with_(lag=0)
BIAS = OPENING.with_(weight="Bx", lag=1)
LONGER = OPENING.with_(K=9, t=18, weight="Wx", lag=8)
WRONG_WAY = OPENING.with_(K=3, t=44, weight="Wx", lag=0)
NO_INPUT = OPENING.with_(task="impulse", t=4, weight="Wx", lag=1)
SAME_WEIGHT = OPENING.with_(lag=5)
LEARNING = OPENING.with_(eta=0.1, lag=5)
CANCELLING = OPENING.with_(K=10, t=44, weight="Wx", lag=0)
TRAINED = OPENING.with_(eta=0.05, steps=2000, t=1999)
TERM, SUM, UPDATE = "One term, factor by factor", "The sum, term by term", "The output weights, and the update"
BY_LAG, CANCELLATION, WINDOWS = "By lag", "Cancellation", "What a short window costs"
CHAIN, ACROSS_TIME, TRAINING = "pages/chain.py", "pages/across_time.py", "pages/training.py"


def address(session: Session, page: str = "app.py") -> str:
    """Where a page opens a state, as seen from another page."""
    path = "./" if page == "app.py" else PurePath(page).stem
    return f"{path}?{urlencode({'t': str(session.t)} | to_address(session))}"


def _opens(label: str, session: Session, page: str = "app.py", under: str = "") -> str:
    """A link to a state; of a long page, to what stands under a title."""
    place = "-".join(re.findall("[a-z0-9]+", f"#{under}".lower()))  # as arrival.js reads it
    return f'<a href="{escape(address(session, page))}{f"#{place}" if place else ""}">{label}</a>'


GOALS = (
    f"{_opens('say what one step does', START)}: one X goes in, one Ŷ comes out, and both queues shift by one slot;",
    f"{_opens('write a term as a product', OPENING, under=TERM)}: e, Wy, a slope, then one Wh and one slope for each "
    "step back, and last the source. The term of lag 2 has eight factors;",
    f"{_opens('explain why the gradient of Wh is a sum', SAME_WEIGHT, under=SUM)}: the same Wh is used at every step, "
    "and each use adds one term;",
    f"{_opens('tell from the gains', GROWING, under=BY_LAG)} whether a gradient vanishes or grows: the product of the "
    "gains decides, not Wh alone;",
    f"{_opens('say what a window leaves out', WRONG_WAY, ACROSS_TIME, WINDOWS)}, and that a truncated sum can have "
    "the wrong sign;",
    f"{_opens('say what a step of learning changes', LEARNING, under=UPDATE)}: every weight once, by its whole sum.",
)
"""What students can do after the lesson."""

MISCONCEPTIONS = (
    (
        "If |Wh| is over 1, the gradient explodes.",
        f"{_opens('Here Wh is 1.5', VANISHED, under=BY_LAG)}, and at lag 6 less than 1&nbsp;% of the product is left. "
        "A gain is Wh times a slope, and most of these slopes are small.",
    ),
    (
        "A bias has no past.",
        f"{_opens('Here Bx has six terms', BIAS)}. That of lag 1, −0.872, is almost as large as that of lag 0, "
        "0.990. Its source is 1 at every step, but the path back to each step is the same as for Wh.",
    ),
    (
        "A longer window is always better.",
        f"{_opens('Here K = 1 has the sign of the full sum', LONGER, ACROSS_TIME, WINDOWS)}, and K = 9 has the "
        "wrong one. Where terms alternate in sign, the window may end before the term that would cancel its last one.",
    ),
    (
        "If X is 0, Wx has no gradient.",
        f"{_opens('Here X is 0', NO_INPUT)}, but one step earlier it was 1. The term of lag 1 alone makes ∂L/∂Wx = "
        "0.447. Every other term is 0.",
    ),
    (
        "Each timestep has its own weight.",
        f"{_opens('The term of lag 5', SAME_WEIGHT, under=TERM)} contains the same Wh five times. Drag Wh in the "
        "sidebar: all five change together.",
    ),
    (
        "The gradient of an early step is added to the weight of that step.",
        f"{_opens('Here η is 0.1', LEARNING, under=UPDATE)}. The table has one line for Wh: the sum of all "
        "six terms moves the one Wh, from −0.849 to −0.840. The earlier steps stay as they were recorded.",
    ),
    (
        "A small gradient means small terms.",
        f"{_opens('Here more than 99&nbsp;% of the total magnitude cancels', CANCELLING, CHAIN, CANCELLATION)}. "
        "The largest term is 0.441, and the sum is −0.00776.",
    ),
    (
        "A small gradient means that the prediction is good.",
        f"{_opens('Here the error is 2.00', SATURATED)}, and ∂L/∂Wx, ∂L/∂Wh and ∂L/∂Bx are all under "
        "0.001: the unit is saturated, and its slope is almost 0.",
    ),
)
"""What students often believe, and what to show them."""

TEN_MINUTES = (
    (
        "0–2",
        f"Open {_opens('the moment before the first step', START)} and press <b>Step</b> four times. Ask where the "
        "first X is now: in the fourth slot of its queue, at lag 3.",
    ),
    (
        "2–5",
        f"Open {_opens('the term of lag 2', OPENING, under=TERM)}. Read its eight factors aloud with the class and say "
        "for each which slot or weight it comes from. Their product is 0.0804.",
    ),
    (
        "5–8",
        f"Ask for hands: does a gradient vanish if Wh is 1.5? Open {_opens('Wh = 1.5', VANISHING, under=BY_LAG)}: it "
        f"does. Then open {_opens('Wh = 2', GROWING, under=BY_LAG)}: at lag 9 the product of the gains is 1.98.",
    ),
    (
        "8–10",
        f"A question to take home: {_opens('how can nine terms be worse than one?', LONGER, ACROSS_TIME, WINDOWS)}",
    ),
)
FORTY_FIVE_MINUTES = (
    (
        "0–5",
        f"One step forward. Open {_opens('the moment before the first step', START)} and let the class predict the "
        f"first out_H: X is 0, so net_H is Bx. {_opens('The answer', FIRST)}: tanh(0.1) = 0.0997.",
    ),
    (
        "5–12",
        f"The first term. Open {_opens('lag 0 of Wh', FIRST_TERM, under=TERM)}. Everyone multiplies 0.689 · 1.50 · "
        "0.957 · (−0.144) and finds the bar: −0.143. Press <b>Step</b> and do it once more with new numbers.",
    ),
    (
        "12–20",
        f"One weight, many uses. Open {_opens('lag 5', SAME_WEIGHT, under=TERM)}; count how often Wh appears. Then "
        "each row of the class works out one lag, and all add up: −0.170.",
    ),
    (
        "20–28",
        f"What the gains do. Open {_opens('a gradient that vanishes', VANISHING, under=BY_LAG)}, "
        f"{_opens('one that grows', GROWING, under=BY_LAG)}, and {_opens('a saturated unit', SATURATED)}. Each time "
        "ask first which lag contributes most, then look.",
    ),
    (
        "28–35",
        f"What the window cuts. Open {_opens('K = 3 at t = 44', WRONG_WAY, ACROSS_TIME, WINDOWS)}: the truncated sum "
        "has the wrong sign. Let the class find another step at which it has.",
    ),
    (
        "35–42",
        f"Learning. Open {_opens('η = 0.1', LEARNING, under=UPDATE)} and follow one line of the update. Then open "
        f"{_opens('2,000 steps of training', TRAINED, TRAINING)}: the mean loss of the last pass is less than half "
        "of that of the first.",
    ),
    (
        "42–45",
        "Each pair takes one of the sentences above, says whether it is true, and opens the state that decides.",
    ),
)
