"""Examples worth opening. Each is a session and one sentence that says what to look at."""

from pages.lab.session import OPENING, Session

PRESETS: dict[str, tuple[Session, str]] = {
    "Alternating signs": (
        OPENING.with_(weight="Bx"),
        "Wh is negative, so each gain flips the sign; the terms of Bx alternate, and most of their magnitude cancels.",
    ),
    "Calm memory": (
        OPENING.with_(task="running_mean", mean_of=5, Wx=0.2, Wh=0.9, Bx=0.0, Wy=1.0, K=10, t=30, weight="Bx", lag=4),
        "All gains are a little under 1, so even the term of lag 9 is still substantial.",
    ),
    "Vanishing": (
        OPENING.with_(Wx=1.0, Wh=1.5, Bx=0.0, Wy=1.0, K=10, t=30, weight="Bx", lag=5),
        "Wh is 1.5, yet the gradient vanishes: what matters is the product of Wh times the slope over all steps.",
    ),
    "Growing": (
        OPENING.with_(Wx=1.0, Wh=2.0, Bx=0.0, Wy=1.0, K=10, t=30, weight="Bx", lag=9, scale="symlog"),
        "As in “Vanishing”, but Wh = 2: more gains are over 1, and the term of lag 9 is larger than that of lag 0.",
    ),
    "Saturated": (
        OPENING.with_(task="square", Wx=3.0, Wh=2.0, Bx=0.5, Wy=1.0, K=6, t=17, weight="Wh", lag=1),
        "The unit is saturated: out_H is close to ±1, where tanh is flat, so the slope and every term are close to 0.",
    ),
    "Learning sunspots": (
        OPENING.with_(task="sunspots", Wx=0.5, Wh=0.5, Bx=0.0, Wy=0.5, K=6, eta=0.1, t=200, weight="Wx", lag=1),
        "A real data series, with η = 0.1: every step before t has moved each weight, from its start to “now”.",
    ),
}


def matching(session: Session) -> str | None:
    """The name of the preset with the settings of this session, whatever the session looks at."""
    return next((name for name, (preset, _) in PRESETS.items() if preset.recipe == session.recipe), None)
