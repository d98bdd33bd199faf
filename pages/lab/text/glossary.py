"""What each symbol, colour and button means. A line each; the help texts of the widgets are the same lines."""

SYMBOLS: dict[str, str] = {
    "t": "the step the page shows; t = −1 is the moment before the first",
    "k": "the lag: how many steps back a term looks",
    "X": "the input, one number a step",
    "Y": "the target: what should come out",
    "Ŷ": "the prediction: what does come out",
    "net_H": "what the hidden unit adds up: X·Wx + out_H of the step before·Wh + Bx",
    "out_H": "the hidden unit's output, tanh(net_H), and its memory for the next step",
    "Loss": "half the squared error of this one step",
    "L": "short for Loss",
    "e": "the error Ŷ − Y, which is ∂Loss/∂Ŷ",
    "s": "the slope of tanh at a step, (1 − out_H)·(1 + out_H): 1 at out_H = 0, next to 0 where out_H is near ±1; on the contribution matrix the step that a term passes through",
    "m": "how many steps are replayed: as many as the chain has terms",
    "g": "the local gain Wh·s: the factor from one lag to the next. Vanishing means that the product of gains goes to 0",
    "c": "the clip: no gradient moves a weight as if it were beyond ±c",
    "L̄": "the mean loss: once through the sequence from the start state, with the weights held",
    "K": "the time window of truncated back-propagation: lags 0 to K − 1 are counted, the rest is cut",
    "η": "the learning rate: after each step every weight moves by −η times its gradient; 0 freezes the weights",
    "P": "the path from the loss back over k steps: e·Wy·s, times one gain for each step. A term is the path times its source",
    "G": "the contribution matrix: G at row t and column s is the term of the loss at t that passes through step s, lag t − s",
    "h": "short for the state out_H before a step; f is the state after it",
    "symlog": "a scale that is linear up to a threshold, written beside it, and logarithmic beyond, on both sides of 0",
    "stale": "a state in the queues that older weights made, while the chain multiplies with those of today",
    "Δ": "by how much a weight is nudged",
    "Σ": "the sum of the counted terms: the gradient",
    "∂": "partial derivative: how much the upper thing changes with the lower",
}

COLOURS: dict[str, str] = {
    "error": "vermilion: the error e; the nudge; a kept part with the wrong sign; the stale-state gap; the end of a run that diverged; the loss of always answering the mean",
    "Wy": "rose: the weight Wy, on the way from the loss into the hidden unit",
    "slope": "green: a slope of tanh, and the out_H slot it is read from; a fixed point of the map; the loss surface's own slope, turned downhill",
    "Wh": "orange: the weight Wh, the step back in time, and the gain it makes",
    "source": "blue: where the path ends: X, out_H or 1, and its slot in a queue; an orbit of states",
    "Wx": "brown: the weight Wx, where weights are lines over a run",
    "Bx": "olive: the bias Bx there, dashed",
    "By": "plum: the bias By there, dashed",
    "surface": "grey-blue: a high mean loss on the loss surface; where it is low the surface is paper",
    "positive": "teal: a positive cell of the contribution matrix, the stronger the larger",
    "negative": "brick: a negative cell; near t it also holds a minus sign",
    "picked": "violet: the picked term or step, the running sum, the tangent, the window, and the way the window leads",
    "term": "slate: a term inside the window",
    "ink": "black (white in the dark theme): totals, also as a dash over stacked pieces, and the prediction",
    "muted": "grey: the target, labels, what is not counted, and the diagonal of the map",
    "faint": "pale grey: a term beyond the window; the maps of earlier steps",
}

BUTTONS: dict[str, str] = {
    "Reset": "Back to t = −1, before the first step. The same settings give the same run again.",
    "Back": "One step back.",
    "Step": "One step forward: one number goes in, both queues shift, every term is taken anew.",
    "Play": "Step by itself until you press Pause or the sequence ends.",
    "Pause": "Stop playing.",
    "Start at e": "Only the first factor, the error.",
    "One less": "Take the last factor away again.",
    "Next factor": "Multiply by the next factor of the formula.",
    "All factors": "The whole product: the term.",
    "Copy link": "Copy an address that opens exactly what you see, every setting written out.",
    "Train": "Run so many steps from the start weights, and go to the last of them. The same settings give the same run again.",
    "Continue from here": "Take the weights after the last step over as start weights, and the last out_H as start state, all digits of them.",
    "New seed": "The next seed: other start weights between −1 and 1, and another sequence if the task draws one at random.",
    "Open this pass alone": "Of a run too long for this page, the one time through the sequence that t lies in, as a run of its own.",
    "Undo": "Everything as it was before Continue from here, New seed or Open this pass alone.",
    "Stop": "End a long run here; what is done is kept.",
    "Compare": "Train the same starts with each of the chosen windows.",
    "Hide": "Put the comparison away.",
    "Go on": "Take up a comparison that was stopped.",
    "Numbers": "Open the numbers of a chart, with all their digits, as a table.",
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
