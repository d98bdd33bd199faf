"""The longer texts: what each section is about, and states to try, each a whole session with what to look at in it."""

from dataclasses import dataclass

from pages.lab.presets import PRESETS
from pages.lab.session import OPENING, Session


@dataclass(frozen=True, slots=True)
class Try:
    """A button that sets something up.

    Parameters
    ----------
    label : str
    state : Session
    look : str
        What to look at then.
    """

    label: str
    state: Session
    look: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page.

    Parameters
    ----------
    title, about : str
        Two or three sentences in HTML.
    tries : tuple of Try
    """

    title: str
    about: str
    tries: tuple[Try, ...]


CALM, VANISHING, GROWING, SATURATED = (PRESETS[name][0] for name in ("Calm memory", "Vanishing", "Growing", "Saturated"))
ECHO = OPENING.with_(
    task="echo",
    T=400,
    delay=2,
    seed=1,
    Wx=0.5,
    Wh=0.5,
    Bx=0.1,
    Wy=0.5,
    By=0.0,
    K=3,
    eta=0.02,
    steps=2000,
    t=1999,
    windows="1-2-3-10-all",
    compare="on",
    height="log",
)
ONE_MIND = OPENING.with_(task="running_mean", Wh=0.5, eta=0.05, steps=2000, t=1000)
SMALL = OPENING.with_(Wx=0.01, Wh=1.3, Bx=0.0, Wy=1.0, K=10, t=10, weight="Bx", lag=9, scale="symlog")

SECTIONS: dict[str, Section] = {
    "build": Section(
        "Build the product",
        "A term starts at the error and takes one more factor at each station on its way back. Press <b>Next factor</b>: the number is read from a slot or "
        "a weight, and the bar of the product so far shrinks, grows or turns over. The last bar is the term.",
        (
            Try("A slope that kills", SATURATED.with_(t=23, lag=1, factor=3), "The error is large, but the third factor is a slope next to 0: nothing that follows can repair that."),
            Try("Each Wh turns the sign", OPENING.with_(lag=5, factor=1), "Press Next factor: at each Wh = −0.9 the bar turns over."),
        ),
    ),
    "paths": Section(
        "All lags side by side",
        "Here all terms of one gradient set out together; each line is the path of its partial products, from the error on the left to the term. See where they part, "
        "where one turns its sign, and which factor it is that makes one small.",
        (
            Try("Paths that die out", VANISHING, "Wh is 1.5, yet the path of lag 9 ends at less than 1 % of where that of lag 0 does."),
            Try("Paths that grow", GROWING, "With Wh = 2 the path of lag 9 ends farther from 0 than that of lag 0."),
        ),
    ),
    "slope": Section(
        "The sum is a slope",
        "The loss of this step is a function of each weight: move the weight, run the window again from the state it started from, and read the loss. "
        "The gradient is nothing but the slope of that curve at the present weight, and the slope is the sum of the bars.",
        (
            Try("A nudge too far", OPENING.with_(nudge=2.0), "The slope promises a smaller loss, and at Δ = 1 it is. At Δ = 2 it is larger than before."),
            Try(
                "A flat place",
                OPENING.with_(Wx=3.0, Wh=2.0, Bx=0.0, weight="Wx", lag=0, t=30, nudge=-2.0),
                "The unit is saturated: the loss is large, the tangent flat. The slope knows nothing of the drop further on.",
            ),
        ),
    ),
    "proof": Section(
        "The proof",
        "Three roads to the same five numbers. The chain adds up its terms; the complex step moves the weight by 10⁻¹⁰⁰·<i>i</i> and reads the derivative off the "
        "imaginary part of the replayed loss; the central difference moves it a little both ways. Only the first one knows the formula of the slope.",
        (
            Try("Let the weights change", OPENING.with_(eta=0.1), "Now the queues hold out_H that older weights made: three versions of each gradient appear."),
            Try("Push it into saturation", SATURATED.with_(Wx=9.0, Wh=6.0), "out_H is rounded to ±1 so closely that the slope has few digits left, and the roads part."),
        ),
    ),
    "cancellation": Section(
        "Cancellation",
        "Terms of different signs eat each other up. The waterfall adds them one after the other, from lag 0 on; at the right the sum of all magnitudes stands beside the magnitude of the sum. "
        "A small gradient need not mean that nothing was said: it can mean that the lags contradict each other.",
        (
            Try("Contradicting lags", OPENING.with_(t=44, K=10, weight="Wx", lag=0), "Neighbouring lags pull against each other, and most of what they say cancels."),
            Try("All of one mind", CALM.with_(weight="Bx"), "With all gains between 0 and 1 no term of Bx turns its sign: nothing cancels."),
        ),
    ),
    "matrix": Section(
        "Who learns from whom",
        "Every term of every loss of the run, at once: the cell in row t and column s is the part of the gradient of the loss at t that passes through step s. A <b>row</b> is the chain of the main page, "
        "a <b>column</b> is what later losses owe to one step, a <b>diagonal</b> is one lag. The window counts the band along the diagonal; the grey rest is what it never sees.",
        (
            Try("A long memory", CALM.with_(T=120, slice="column", view="whole", K=3, t=60, lag=2), "Wh = 0.9: each step is owed something by many later losses, and the window K = 3 misses most of it."),
            Try("Stripes", OPENING.with_(view="near", scale="symlog", slice="row", K=3), "Wh is negative, so the sign changes from lag to lag: stripes along the diagonal."),
        ),
    ),
    "gains": Section(
        "Vanish or grow",
        "From one lag to the next a path is multiplied by the local gain g = Wh·s. “|Wh| under 1 vanishes, over 1 explodes” is a rule of thumb, and false: what counts is the product of the gains. "
        "<b>Find two states</b>: one with |Wh| over 1 whose gradient vanishes all the same, and one with a small input whose gradient grows.",
        (
            Try("Show me one that vanishes", VANISHING.with_(lag=9), "Wh = 1.5, and after nine steps under 1 % is left: the slopes are too small."),
            Try("Show me one that grows", SMALL, "A small input keeps out_H near 0, where the slope is 1: the gain is Wh itself, for as long as the state stays small."),
        ),
    ),
    "reach": Section(
        "How far back for other Wh",
        "The whole run is done again for each value of Wh, with this very input. The height is the lag at which less than 1 % of the path is left for the loss at t. Press <b>Step</b> and watch how much it depends on where in the input you are.",
        (
            Try("Where the rule holds", OPENING.with_(Wx=0.0, Bx=0.0, t=110, weight="Bx"), "No input and out_H = 0, so every slope is 1: each |Wh| under 1 vanishes and no other does. It takes an input to break the rule."),
            Try("A strong input forgets", OPENING.with_(Wx=3.0, t=60, weight="Bx"), "Wx = 3 drives out_H close to ±1 at every swing, where the slope is small: hardly any Wh, however large, reaches back far."),
        ),
    ),
    "truncation": Section(
        "What a short window costs",
        "The window keeps the newest K terms and drops the rest. Beside the full sum back to the start of the run, taken from the whole record, stands what each window would keep of it, here and at every step. "
        "A kept part with the wrong sign sends the weight uphill.",
        (
            Try("The wrong way", OPENING.with_(K=3, t=44, weight="Wx"), "Compare the sign of the bar of K = 3 with that of “all”."),
            Try("Nothing to lose", VANISHING.with_(K=3, t=45), "Where gradients vanish quickly a window of 3 keeps nearly everything."),
        ),
    ),
    "cobweb": Section(
        "The map behind it",
        "While one input stays, the hidden unit is a map from the state before to the state after. Go up to the curve, across to the diagonal, and again. Where curve and diagonal meet the state stays; "
        "the slope of the curve is the local gain, so a state that settles where the slope is small forgets quickly.",
        (
            Try("Two places to stay", OPENING.with_(task="impulse", Wx=0.0, Wh=2.0, Bx=0.0, h0=0.0001, t=9, inputs="held"), "Wh = 2 and no input: two stable points, and between them one that pushes the state away."),
            Try("A cycle of two", OPENING.with_(task="impulse", Wx=0.0, Wh=-2.0, Bx=0.0, h0=0.0001, t=9, inputs="held"), "Wh = −2: the only fixed point is not stable; the state swings away from it, into a cycle of two."),
        ),
    ),
    "train": Section(
        "Train it",
        "Every step takes the gradient of its one loss, as the window has it, and moves all five weights a little against it, round and round the sequence. "
        "It is one long run: <b>Step</b>, <b>Back</b> and a click on any point move through it, on every page.",
        (
            Try("Learn the sine", OPENING.with_(eta=0.05, steps=2000, t=1999, height="log"), "The loss falls within the first pass; in the last one the prediction follows its target closely."),
            Try("Too large a step", OPENING.with_(eta=2.0, steps=2000, t=300, height="log"), "η = 2: each update overshoots by more than it mends, and the loss grows until no number holds it."),
        ),
    ),
    "surface": Section(
        "The loss surface",
        "The mean loss of the whole sequence, for every pair of two weights; the other three are held as they are at t. The path of the training run lies on it. "
        "Downhill from the present point lead two arrows: the full gradient, which is the surface's own slope, and what the window makes of it.",
        (
            Try("A window that leads astray", ECHO.with_(K=1, eta=0.05, t=1500, compare="off"), "K = 1 on an echo of delay 2: the arrow of the window and that of the full gradient point almost in opposite directions."),
            Try("A window that leads well", ONE_MIND.with_(K=10), "With the ten lags of the queues the two arrows lie on each other. Now set K to 1 and look again."),
        ),
    ),
    "windows": Section(
        "Windows compared",
        "The same five starts, trained once with each window: the start weights at the side and four others nearby, with other draws of the sequence if the task draws one. "
        "Does a longer window learn more? Not always: see what happened.",
        (
            Try("An echo", ECHO, "The target is the input of two steps before. A window of 1 or 2 never sees it."),
            Try("A sine", OPENING.with_(eta=0.02, steps=2000, t=1999, compare="on"), "A longer window is not always the better one: look at K = 1 and K = 3."),
        ),
    ),
    "stale": Section(
        "The stale state",
        "While weights change, the queue still holds out_H that older weights made. The gradient pretends they were made by those of today. The gap is what that costs: "
        "the gradient as computed, less the exact derivative of the same window run again with today's weights.",
        (
            Try("Slow enough", OPENING.with_(eta=0.001, steps=2000, t=1999), "With a small η the gap stays well below the gradient."),
            Try("Too fast to be true", OPENING.with_(eta=0.5, steps=2000, t=1999), "With a large η most of what is called a gradient here is gap."),
        ),
    ),
}  # fmt: skip
