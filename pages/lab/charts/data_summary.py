"""What the sequence in use is: of a reader's own data its rows, its target, and its range or scale."""

from pages.lab.moment import Moment
from pages.lab.plot import Block
from pages.lab.session import Session, data_of
from pages.lab.text import ends, sentence, setting
from rnn_core.scaling import Scale, alike
from rnn_core.tasks import TARGETS, TITLES

GLOSSARY = {
    "scaled": "of data of your own: the smallest value of a column becomes −1 and its largest 1. The scale is kept, "
    "so a prediction can be given in the numbers of the data as well",
}
STEEP = 3.0
"""An input beyond this saturates tanh at weights of about 1: tanh(3) is 0.995."""
LARGE = (
    f"The data has numbers beyond ±{setting(STEEP)}: large inputs saturate tanh, and large targets make large "
    "updates. Scaled to −1 … 1, it is easier to learn."
)
"""What makes data that is used as it is hard to learn."""


def large(session: Session) -> bool:
    """Whether it is data that scaling would make much smaller."""
    if session.task != "own" or session.scaled == "on":
        return False
    scales = data_of(session).scales
    used = scales.values() if session.target == "given" else [scales["X"]]
    return any(scale.largest > STEEP and not scale.constant for scale in used)


def data_summary(moment: Moment) -> Block:
    """Where the sequence comes from, what its target is, and how its numbers are scaled."""
    first = data_summary_without_ranges(moment)
    return f"{first}{sentence(_ranges(moment.session))}" if moment.session.task == "own" else first


def data_summary_without_ranges(moment: Moment) -> Block:
    """The same for a view that hides the numbers of the sequence."""
    session = moment.session
    if session.task != "own":
        return sentence(f"This sequence comes with the app: <b>{TITLES[session.task]}</b>.")
    data = data_of(session)
    two = len(data.columns) > 1
    unused = " The second column is not used." if two and session.target != "given" else ""
    return sentence(
        f"<b>{data.rows:,} rows of your own.</b> {'X is the first column. ' * two}The target Y is "
        f"{_target(session)}, so a pass has {len(moment.run.experiment.X):,} steps.{_zeros(session)}{unused}"
    )


def _ranges(session: Session) -> str:
    data = data_of(session)
    told = " ".join(_told(name, scale, session) for name, scale in data.scales.items())
    used = data.columns if session.target == "given" else data.columns[:1]
    if session.scaled == "off" and any(Scale.of(column).narrow and alike(column, 3) for column in used):
        return f"{told} The page shows three digits, too few to tell these numbers apart; scaling helps."
    return told


def _target(session: Session) -> str:
    return {
        "echo": f"X, {session.delay} step{'s' * (session.delay != 1)} ago",
        "mean": f"the mean of the last {session.mean_of} inputs",
    }.get(session.target, TARGETS[session.target])


def _zeros(session: Session) -> str:
    """Which targets are no number of the data."""
    if session.target != "echo" or not session.delay:
        return ""
    steps = "the first step" if session.delay == 1 else f"the first {session.delay} steps"
    steps = "every step" if session.delay >= data_of(session).rows else steps
    middle = ", the middle of the scale" if session.scaled == "on" and not data_of(session).scales["X"].constant else ""
    return f" For {steps} there is no such X yet, and Y is 0{middle}."


def _told(name: str, scale: Scale, session: Session) -> str:
    if name == "Y" and session.target != "given":
        name = "The second column"
    low, high = ends(scale)
    far = name == "X" and scale.largest > STEEP
    saturates = f" Inputs beyond ±{setting(STEEP)} saturate tanh unless Wx is small." * far
    if scale.constant:
        cannot = ", so it cannot be scaled and stays as it is" if session.scaled == "on" else ""
        return f"{name} is {low} in every row{cannot}.{saturates}"
    if session.scaled == "on":
        if scale.idle:
            return f"{name} goes from {low} to {high} already, so scaling does not change it."
        return f"{name}: {low} … {high} becomes −1 … 1."
    return f"{name} goes from {low} to {high}.{saturates}{' Scaling prevents it.' * far}"
