"""States worth opening on. Each is a whole session and one sentence that says what to look at."""

from pages.lab.session import OPENING, Session

PRESETS: dict[str, tuple[Session, str]] = {
    "Alternating signs": (
        OPENING,
        "Wh is negative, so each step back turns the sign: watch the terms pull against each other.",
    ),
    "Calm memory": (
        OPENING.with_(task="running_mean", mean_of=5, Wx=0.2, Wh=0.9, Bx=0.0, Wy=1.0, K=10, t=30, weight="Bx", lag=4),
        "All gains lie a little under 1: even lag 9 still counts.",
    ),
    "Vanishing": (
        OPENING.with_(Wx=1.0, Wh=1.5, Bx=0.0, Wy=1.0, K=10, t=30, weight="Bx", lag=5),
        "Wh is 1.5, and still the path dies: what counts is Wh times the slope, step by step.",
    ),
    "Growing": (
        OPENING.with_(Wx=1.0, Wh=2.0, Bx=0.0, Wy=1.0, K=10, t=30, weight="Bx", lag=9, scale="symlog"),
        "The same with Wh = 2: now some gains are over 1, and lag 9 outweighs lag 0.",
    ),
    "Saturated": (
        OPENING.with_(task="square", Wx=3.0, Wh=2.0, Bx=0.5, Wy=1.0, K=6, t=17, weight="Wh", lag=1),
        "The unit sits at ±1, where tanh is flat: the slope, and with it every term, is next to nothing.",
    ),
    "Learning sunspots": (
        OPENING.with_(task="sunspots", Wx=0.5, Wh=0.5, Bx=0.0, Wy=0.5, K=6, eta=0.1, t=200, weight="Wx", lag=1),
        "A real series, and η = 0.1: the weights you see were learned on the way to this step.",
    ),
}


def matching(session: Session) -> str | None:
    """The preset that a session still is, whatever is looked at and how."""
    return next((name for name, (preset, _) in PRESETS.items() if preset.recipe == session.recipe), None)
