"""The title of each chart as a picture, which stands alone: the quantity and the weight that it shows."""

from pages.lab.session import LOOKING_BACK, Session

_TITLES = {
    "build": "The term of ∂L/∂{weight} of lag {lag}, built up factor by factor",
    "by_lag": "The terms of the gradients by lag",
    "curves": "Loss, weights and gradients of the run",
    "gains": "Local gains g, and their product back to lag {lag}",
    "map": "The map from one out_H to the next",
    "matrix": "Terms of ∂L/∂{looking_back} by loss and step",
    "matrix_slice": "Terms of ∂L/∂{looking_back}: one {slice} of the matrix",
    "on_tanh": "net_H and out_H on the curve of tanh",
    "orbit": "The orbit of out_H",
    "passes": "Target Y and prediction Ŷ: the first pass and the last",
    "paths": "The terms of ∂L/∂{weight}, factor by factor",
    "product": "The term of ∂L/∂{weight} of lag {lag}, factor by factor",
    "projected": "The terms of the gradients by lag",
    "queues": "The queues of X and out_H",
    "reach": "How far back the gradient reaches, by Wh",
    "sequence": "Input X, target Y and prediction Ŷ",
    "slope": "The loss over {weight}, and its slope ∂L/∂{weight}",
    "staleness": "The stale-state gap of ∂L/∂{looking_back}",
    "surface": "Mean loss over {across} and {up}",
    "truncation": "∂L/∂Wx, ∂L/∂Bx and ∂L/∂Wh by window K",
    "truncation_run": "∂L/∂{looking_back} of the window, and in full, over the run",
    "waterfall": "The terms of ∂L/∂{weight}, added up",
    "windows": "Loss and final weights by window K",
    "windows_paths": "Training paths by window K, over {across} and {up}",
}


def title_of(chart: str, session: Session) -> str:
    """The title of a chart, by the name of what makes it, as plain text."""
    across, up = session.plane
    return _TITLES.get(chart, chart.replace("_", " ").capitalize()).format(
        weight=session.weight,
        looking_back=session.weight if session.weight in LOOKING_BACK else "Wh",
        lag=session.lag,
        slice=session.slice,
        across=across,
        up=up,
    )
