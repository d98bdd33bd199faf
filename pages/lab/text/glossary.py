"""What each symbol, colour and button means, one line each.

A chart module that brings a symbol or a colour of its own declares it in GLOSSARY or COLOURS; all of them are gathered
here.
"""

import pkgutil
from collections.abc import Mapping
from importlib import import_module

from pages.lab import charts

CHART_MODULES = [import_module(f"{charts.__name__}.{module.name}") for module in pkgutil.iter_modules(charts.__path__)]

SYMBOLS: dict[str, str] = {
    "t": "the step that the page shows; t = −1 is the moment before the first step",
    "k": "the lag: how many steps back a term looks",
    "X": "the input, one number per step",
    "Y": "the target: what should come out",
    "Ŷ": "the prediction: what comes out",
    "net_H": "the input of tanh: X·Wx + (previous out_H)·Wh + Bx",
    "out_H": "the hidden unit's output, tanh(net_H): its state, which the next step reads",
    "Loss": "half the squared error of this one step",
    "L": "short for Loss",
    "e": "the error Ŷ − Y, which is ∂Loss/∂Ŷ",
    "s": "the slope of tanh at a step, (1 − out_H)·(1 + out_H): 1 at out_H = 0, close to 0 as out_H nears ±1",
    "g": "the local gain Wh·s, the factor from one lag to the next",
    "vanished": "a gradient has vanished by lag k if the product of its first k local gains is under 1&nbsp;% in "
    "magnitude",
    "P": "what all terms of one lag share: e·Wy·s, times one gain for each step back. A term is P times its source",
    "K": "the time window of truncated backpropagation: lags 0 to K − 1 are counted, the others are not",
    "L̄": "the mean loss over the sequence, run once from the start state with the weights held",
    "G": "the contribution matrix: G at row t and column j is the term of the loss at t that passes through step j",
    "η": "the learning rate: after each step every weight moves by −η times its gradient; 0 freezes the weights",
    "c": "the clip: a gradient beyond ±c is set to ±c before the update",
    "symlog": "a scale that is linear up to the threshold stated beside it and logarithmic beyond, on both sides of 0",
    "stale": "a state in the queues that older weights produced; the chain combines it with the current weights",
    "queue": "ten slots of numbers, the newest at k = 0: each step pushes one in, and the oldest out",
    "start state": "out_H before the first step",
    "total magnitude": "the terms added up without their signs",
    "term": "what one lag contributes to a gradient: one product of factors",
    "chain": "all terms of one gradient, lag 0 first; their sum is the gradient",
    "source": "the last factor of a term: X, out_H or 1",
    "path": "the part of a term that leads from the loss back to net_H, P. On The chain, also the line of products of "
    "one term; on Training, the line of weights of a run",
    "replay": "the last m steps run again from the recorded state before them",
    "pass": "one time through the sequence",
    "run": "all steps from the start weights on: one pass or many",
    "start weights": "the weights before the first step, set in the sidebar",
    "start": "in a comparison of windows: start weights and a sequence; the median is over the starts",
    "gap": "the gradient as computed, minus the exact derivative of its window replayed with the current weights",
    "Σ": "the sum of the counted terms: the gradient",
    "≈": "equal up to rounding: three digits are shown, and the value is computed with all",
    "∂": "partial derivative: how much the upper quantity changes with the lower one",
    **{symbol: line for module in CHART_MODULES for symbol, line in getattr(module, "GLOSSARY", {}).items()},
}

_HUES: dict[str, tuple[str, ...]] = {
    "error": ("vermilion", "the error e"),
    "Wy": ("rose", "the weight Wy"),
    "slope": ("green", "a slope of tanh"),
    "Wh": ("orange", "the weight Wh, and the local gain that it makes"),
    "source": ("blue", "the source of a term, its last factor: X, out_H or 1"),
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
    "faint": ("light grey", "a term beyond the window"),
}
"""The name of each colour, and what it marks on every page."""
_USES: list[dict[str, str]] = [getattr(module, "COLOURS", {}) for module in CHART_MODULES]
COLOURS: dict[str, str] = {
    meaning: f"{hue}: {'; '.join(dict.fromkeys([*general, *(uses[meaning] for uses in _USES if meaning in uses)]))}"
    for meaning, (hue, *general) in _HUES.items()
}

CAN_DO = (
    "Step and Back go through time, one step each. The sidebar chooses a task, the weights and the window. Each chart "
    "has a sentence that reads it and, under “Numbers”, a table."
)
KEYS = (
    "Arrow keys step except where they have a use already: in a text field, a slider, a row of options, or a box that "
    "scrolls. Esc leaves a row of options, and the projector mode. No key works while you type."
)
BUTTONS: dict[str, str] = {
    "Reset": "Back to t = −1, before the first step. The same settings give the same run again.",
    "Back": "One step back.",
    "Step": "One step forward: one number goes in, both queues shift, and every term is computed anew.",
    "Play": "Steps by itself until you press Pause or the run ends.",
    "Pause": "Stops playing.",
    "Start at e": "Shows only the first factor, the error.",
    "One fewer": "Removes the latest factor.",
    "Next factor": "Multiplies the product so far by the next factor of the formula.",
    "All factors": "Shows the full product: the term.",
    "Check": "Checks the number that you have filled in. So does Enter.",
    "Hint": "Shows one more hint for the number asked for, three at most. The last one is the calculation.",
    "Copy link": "Copies an address that opens exactly what you see, with every setting written out. If the browser "
    "does not allow that, the button says “Not copied”.",
    "Start over": "Clears what has been chosen for a class link.",
    "Copy class link": "Copies the link that opens the page as it has been prepared for a class.",
    "Open in a new tab": "Opens the class link, as a student would.",
    "Lesson …": "Opens a lesson at its first card that is not done. Your settings come back when you leave it.",
    "Questions: …": "Opens a question set at its first card that is not done. Leaving gives back your settings.",
    "Previous card": "Goes back to the card before, and sets the page to its state.",
    "Next card": "Goes to the next card, and sets the page to its state, whether or not this one is done.",
    "Finish lesson": "After the last card: says what the lesson has shown, and leads to the next one.",
    "Go on to Lesson …": "Opens the next lesson. Your own settings still come back when you leave it.",
    "Go on to Questions: …": "Opens the questions, in the same way.",
    "Leave lesson": "Closes the lesson and gives back the settings from before it. What is done stays ticked.",
    "Back to the card's state": "Sets every control as the card describes it.",
    "Begin with lesson …": "Puts the text of that lesson into the empty field for your own, to be changed.",
    "Begin with the questions": "Puts the text of the question set into that field.",
    "Open this lesson": "Checks a lesson of your own and opens it, or says in which line something is wrong.",
    "Use these numbers": "Reads the numbers in the field and uses them, or names every one that cannot be read.",
    "Scale the data": "Scales each column of your own data to −1 … 1. Undo takes it back.",
    "Set η = …": "Takes a tenth of the learning rate, where a run diverges.",
    "Begin with the sequence in use": "Takes the present sequence as data of your own, to be changed.",
    "Back to your data": "Uses your own data again.",
    "Train": "Trains for the given number of steps from the start weights and goes to the last one. Repeatable. "
    "If η is 0, it becomes 0.05.",
    "Continue after the last step": "Starts a new run from the weights after the last step and the last out_H, with "
    "all their digits, whatever t is.",
    "New seed": "Takes the next seed: other start weights from −1 to 1, the start state 0, and another sequence if "
    "the task is random.",
    "Open this pass alone": "If a run is too long: opens the current pass through the sequence as a run of its own.",
    "Undo": "Takes back the latest change of the run: of its weights or other settings, by hand, by an example or a "
    "try, or by a button that starts another run.",
    "Pin A": "Pins the present settings as A. From then on the page Step draws A beside B, the present settings, at "
    "the same step, whatever you change.",
    "Swap A and B": "Makes A the present settings, and pins those that were.",
    "Unpin": "Ends the comparison of A and B; the present settings stay.",
    "Try: …": "Sets the controls to an example, and shows the chart that it is about. Undo takes it back.",
    "Stop": "Ends a long run early and keeps the steps done so far.",
    "Compare": "Trains the same starts with each of the chosen windows.",
    "Hide": "Closes the comparison.",
    "Resume": "Continues a comparison that was stopped.",
    "Projector": "Shows the page Step for a room: the equations and the bars by lag alone, in large type.",
    "Leave projector": "Shows the page again from which the projector was opened. So does the key Esc.",
    "Copy my answers": "Copies a link that holds your guesses, the numbers you filled in, and the settings: "
    "for a teacher.",
    "Read answers": "Reads the answers of a class that you have pasted.",
    "Open t = …": "Opens the step that a question was about, with its settings. Undo takes it back.",
    "Clear": "Deletes your guesses. The count starts again from 0.",
    "Save LaTeX": "Saves this step as a LaTeX document that compiles as it is.",
    "Save CSV": "Saves all terms of this step, with their factors, as a table for a spreadsheet.",
    "Save NumPy": "Saves this step as a short script that prints the numbers on the screen.",
    "Save PyTorch": "Saves this step as a script in which PyTorch finds every term by itself.",
    "Save run": "Saves all steps of the run as a table for a spreadsheet, one row each.",
    "Save HTML": "Saves the run, or some of its steps, as one file to be stepped through without a server.",
    "Save settings": "Saves everything that decides what is on the screen, as a file that can be opened again.",
    "Open the text": "Sets everything as the pasted text of a settings file says. Undo takes it back.",
    "↓": "The arrow under a chart: saves it as a picture, SVG or PNG, with its title and its key.",
    "New drawing": "Begins a sequence of your own with as many points as you say, all 0, to be drawn.",
    "Undo stroke": "Takes back the latest stroke of a drawing, as Undo does.",
    "Insert a copy below": "Puts a copy of the row under it, to be typed over.",
    "Delete this row": "Takes the row out of the data; the rows below move up.",
    "Discard these entries": "Replaces the entries that cannot be read with the numbers in use.",
    "Numbers": "Opens the numbers of a chart, with all their digits, as a table.",
}


def keys_html(keys: Mapping[str, str], said: str = KEYS) -> str:
    """The keys, each with what it presses, what else there is to say of them, and the title of what follows."""
    listed = "".join(f"<dt><kbd>{key}</kbd></dt><dd>{pressed}</dd>" for key, pressed in keys.items())
    return f'<h3>Keys</h3><p>{said}</p><dl class="keys">{listed}</dl><h3>Words and colours</h3>'


def words_html(buttons: Mapping[str, str]) -> str:
    """Every symbol and colour, and some buttons."""
    colours = {
        f'<span class="swatch" style="background:var(--{name.lower()})"></span>': text for name, text in COLOURS.items()
    }
    entries = "".join(f"<dt>{word}</dt><dd>{text}</dd>" for word, text in {**SYMBOLS, **colours, **buttons}.items())
    return f'<dl class="glossary">{entries}</dl>'
