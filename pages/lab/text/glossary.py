"""What each symbol, colour and button means, one line each.

A chart module that brings a symbol or a colour of its own declares it in GLOSSARY or COLOURS; all of them are gathered
here.
"""

import pkgutil
from importlib import import_module

from pages.lab import charts

_CHARTS = [import_module(f"{charts.__name__}.{module.name}") for module in pkgutil.iter_modules(charts.__path__)]

SYMBOLS: dict[str, str] = {
    "t": "the step that the page shows; t = −1 is the moment before the first step",
    "k": "the lag: how many steps back a term looks",
    "X": "the input, one number per step",
    "Y": "the target: what should come out",
    "Ŷ": "the prediction: what comes out",
    "net_H": "the input of tanh: X·Wx + out_H of the step before·Wh + Bx",
    "out_H": "the hidden unit's output, tanh(net_H): its state, which the next step reads",
    "Loss": "half the squared error of this one step",
    "L": "short for Loss",
    "e": "the error Ŷ − Y, which is ∂Loss/∂Ŷ",
    "s": "the slope of tanh at a step, (1 − out_H)·(1 + out_H): 1 at out_H = 0, close to 0 where out_H is close to ±1",
    "g": "the local gain Wh·s, the factor from one lag to the next; vanishing means that their product goes to 0",
    "P": "what all terms of one lag share: e·Wy·s, times one gain for each step back. A term is P times its source",
    "K": "the time window of truncated backpropagation: lags 0 to K − 1 are counted, the others are not",
    "L̄": "the mean loss over the sequence, run once from the start state with fixed weights",
    "G": "the contribution matrix: G at row t and column j is the term of the loss at t that passes through step j",
    "η": "the learning rate: after each step every weight moves by −η times its gradient; 0 freezes the weights",
    "c": "the clip: a gradient beyond ±c is set to ±c before the update",
    "symlog": "a scale that is linear up to the threshold stated beside it and logarithmic beyond, on both sides of 0",
    "stale": "a state in the queues that older weights produced, while the chain multiplies with the current weights",
    "Σ": "the sum of the counted terms: the gradient",
    "∂": "partial derivative: how much the upper quantity changes with the lower one",
}
SYMBOLS |= {symbol: line for module in _CHARTS for symbol, line in getattr(module, "GLOSSARY", {}).items()}

_HUES: dict[str, tuple[str, ...]] = {
    "error": ("vermilion", "the error e"),
    "Wy": ("rose", "the weight Wy"),
    "slope": ("green", "a slope of tanh"),
    "Wh": ("orange", "the weight Wh, and the local gain that it makes"),
    "source": ("blue", "the source of a term: X, out_H or 1"),
    "Wx": ("brown", "the weight Wx"),
    "Bx": ("olive", "the bias Bx"),
    "By": ("plum", "the bias By"),
    "surface": ("grey-blue",),
    "positive": ("teal",),
    "negative": ("brick",),
    "picked": ("violet", "the picked term or step, the running sum, and the window"),
    "term": ("slate", "a term inside the window"),
    "ink": ("black, or white in the dark theme", "totals and the prediction"),
    "muted": ("grey", "the target, labels, and what is not counted"),
    "faint": ("pale grey", "a term beyond the window"),
}
"""The name of each colour, and what it marks on every page."""
_USES: list[dict[str, str]] = [getattr(module, "COLOURS", {}) for module in _CHARTS]
COLOURS: dict[str, str] = {
    meaning: f"{hue}: {'; '.join(dict.fromkeys([*general, *(uses[meaning] for uses in _USES if meaning in uses)]))}"
    for meaning, (hue, *general) in _HUES.items()
}

BUTTONS: dict[str, str] = {
    "Reset": "Back to t = −1, before the first step. The same settings give the same run again.",
    "Back": "One step back.",
    "Step": "One step forward: one number goes in, both queues shift, and every term is computed anew.",
    "Play": "Steps by itself until you press Pause or the run ends.",
    "Pause": "Stops playing.",
    "Start at e": "Shows only the first factor, the error.",
    "One less": "Removes the last factor again.",
    "Next factor": "Multiplies by the next factor of the formula.",
    "All factors": "Shows the full product: the term.",
    "Copy link": "Copies an address that opens exactly what you see, with every setting written out.",
    "Train": "Runs so many steps from the start weights and goes to the last. The same settings give the same run.",
    "Continue after the last step": "Starts a new run from the weights after the last step and the last out_H, all "
    "digits of them, whatever t is.",
    "New seed": "Takes the next seed: other start weights from −1 to 1, and another sequence if the task is random.",
    "Open this pass alone": "Where a run is too long: makes the present pass through the sequence its own run.",
    "Undo": "Restores what was there before Continue after the last step, New seed or Open this pass alone.",
    "Stop": "Ends a long run here and keeps what is done.",
    "Compare": "Trains the same starts with each of the chosen windows.",
    "Hide": "Closes the comparison.",
    "Go on": "Continues a comparison that was stopped.",
    "Numbers": "Opens the numbers of a chart, with all their digits, as a table.",
}

CHOICES: dict[str, str] = {
    "preset": "A state worth looking at. It sets everything below.",
    "task": "The sequence that goes in, and what should come out.",
    "T": "Length of the sequence, 40 to 2,000 steps.",
    "delay": "How many steps later the target follows the input.",
    "mean_of": "How many of the newest inputs the target averages.",
    "seed": "Which random sequence is drawn. The same seed gives the same one again.",
    "Wx": "Weight from the input into the hidden unit. Type any value up to ±1,000. While η > 0 this is where each weight starts.",
    "Wh": "Weight from the hidden unit's last output back into it. Every step back in time multiplies by it.",
    "Bx": "Bias of the hidden unit.",
    "Wy": "Weight from the hidden unit to the prediction.",
    "By": "Bias of the prediction.",
    "h0": "Start state out_H at t = −1.",
    "K": "Time window: how many lags the gradient counts, 1 to 10.",
    "eta": "Learning rate η: 0 freezes the weights, else every step moves them against their gradient.",
    "clip": "Each gradient is cut to ±c before the update; 0 for no clipping.",
    "steps": "How many training steps, 1 to 50,000. Longer than the sequence, it goes round and round with the state carried on.",
    "height": "How losses and gradients are drawn: as they are, or by their powers of ten.",
    "across": "Which weight runs from left to right.",
    "up": "Which weight runs from bottom to top.",
    "windows": "Which windows to train with, “all” for every lag back to the start (up to 2,000 steps).",
    "compare": "Whether windows are compared.",
    "t": "Go to any step. Arrow keys move it when it has the focus.",
    "speed": "How fast Play steps: every 2 s, every second, twice a second.",
    "weight": "Whose gradient to take apart. Clicking a bar or a slot picks too.",
    "lag": "Which of its terms to see factor by factor.",
    "factor": "How many factors of the term have been multiplied.",
    "nudge": "Move the picked weight by this much, for this one loss only. Nothing else changes.",
    "view": "The whole run, or 31 steps around t with every pair on its own.",
    "slice": "What to draw beside the matrix: the row of the loss at t, the column of step t − k, or the diagonal of lag k.",
    "inputs": "Let the input of this step stay, or take the inputs of the run as they were.",
    "scale": "How a number becomes a height. It never changes by itself.",
}

TASKS: dict[str, str] = {
    "sine": "predict a sine wave",
    "square": "predict a square wave",
    "echo": "echo with a delay",
    "running_mean": "running mean of noise",
    "impulse": "one impulse, later",
    "sunspots": "sunspots, 1700–2008",
}

VIEWS: dict[str, str] = {"whole": "whole run", "near": "near t"}

INPUTS: dict[str, str] = {"held": "held at X at t", "own": "the run's own"}

SPEEDS: dict[str, str] = {"slow": "every 2 s", "medium": "every 1 s", "fast": "every ½ s"}

LABELS: dict[str, str] = {
    "steps": "training steps n", "clip": "clip at ±c (0: none)", "height": "loss and gradients", "across": "across", "up": "up", "windows": "windows K",
    "T": "length T", "delay": "delay d", "mean_of": "mean of the last m", "seed": "seed", "h0": "start state", "K": "window K",
    "eta": "learning rate η", "weight": "gradient of", "lag": "lag k", "scale": "scale", "speed": "speed", "nudge": "nudge Δ of the picked weight", "view": "show", "slice": "beside it", "inputs": "input",
}  # fmt: skip
