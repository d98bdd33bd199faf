"""One step as a script of NumPy or of PyTorch that prints the numbers on the screen, from the two queues alone.

Numbers are written with all their digits. The NumPy script does every operation in the order in which the core does it,
so that its numbers are the same to the last bit.
"""

import textwrap
from collections.abc import Iterable

from pages.lab.moment import Moment
from pages.lab.session import CHOICES, Session, options_of
from rnn_core import PARAMETERS

WIDTH = 120
"""The longest line of numbers, in characters."""
_TIED = "\N{NO-BREAK SPACE}"
"""Keeps an equation in one line."""
_NUMPY = '''\
"""Step t = {t}: one step forward, every term of the gradient of its loss, and the update."""
{run}
import math
import numpy as np

# The weights in force, time window, learning rate and target; then the queues, newest first: X[0] is X_t.
{weights}
K, eta, Y = {K}, {eta}, {Y}
{X}
{out_H}

net_H = X[0] * Wx + out_H[0] * Wh + Bx
out_H = np.append(math.tanh(net_H), out_H)  # the push: until now out_H[0] was out_H_t-1
Y_hat = out_H[0] * Wy + By
e = Y_hat - Y
print(f"net_H = {{net_H}}\\nout_H = {{out_H[0]}}\\nY_hat = {{Y_hat}}\\nLoss = {{0.5 * (e * e)}}")
s = (1 - out_H) * (1 + out_H)  # the slope of tanh at every step
factors = [e, Wy, s[0]] + [factor for k in range(1, min(K, len(X))) for factor in (Wh, s[k])]
P = np.cumprod(factors)[2::2]  # P_k, the path from the loss back to net_H at lag k
sources = X, out_H[1:], np.ones(10), out_H[:1], [1]  # no out_H lies beyond the queue: Wh has 9 terms at most
for name, w, path, source in zip(("Wx", "Wh", "Bx", "Wy", "By"), weights, (P, P, P, [e], [e]), sources):
    terms = [p * x + 0.0 for p, x in zip(path, source)]  # + 0.0 makes 0.0 of -0.0, and changes nothing else
    total = np.cumsum(terms)[-1]  # added from lag 0 up
    print(f"dLoss/d{{name}} = {{total}}, next {{name}} = {{w - eta * {used}}}, terms:", *terms)
'''
_TORCH = '''\
"""Step t = {t} by autograd: one copy of each weight per lag, so that each entry of its .grad is one term."""
{run}
import torch

torch.set_default_dtype(torch.float64)
# Time window, learning rate and target; then the queues after the push, newest first: X[0] is X_t.
K, eta, Y = {K}, {eta}, {Y}
{X}
{out_H}


def copies(weight, count=1):
    return torch.full((count,), weight, requires_grad=True)


lags = min(K, len(X))
Wx, Bx = copies({Wx}, lags), copies({Bx}, lags)
Wh = copies({Wh}, min(lags, len(out_H) - 1))  # there is no out_H beyond the queue
Wy, By = copies({Wy}), copies({By})

# From the oldest step of the window on. Older weights may have produced what is in the queue. So each out_H keeps its
# recorded value (the difference is 0) and passes on the slope that tanh has there, as truncated backpropagation does.
h = out_H[lags] if lags < len(out_H) else None
for k in reversed(range(lags)):
    net_H = X[k] * Wx[k] + (0 if h is None else h * Wh[k]) + Bx[k]
    h = out_H[k] + (1 - out_H[k]) * (1 + out_H[k]) * (net_H - net_H.detach())
Y_hat = h * Wy[0] + By[0]
loss = 0.5 * (Y_hat - Y) ** 2
print(f"net_H = {{net_H}}\\nout_H = {{torch.tanh(net_H)}}\\nY_hat = {{Y_hat}}\\nLoss = {{loss}}")

loss.backward()
for name, w in {{"Wx": Wx, "Wh": Wh, "Bx": Bx, "Wy": Wy, "By": By}}.items():
    terms = w.grad + 0.0  # + 0.0 makes 0.0 of -0.0, and changes nothing else
    total = terms.cumsum(0)[-1]  # added from lag 0 up
    print(f"dLoss/d{{name}} = {{total}}, next {{name}} = {{w[0] - eta * {used}}}, terms:", *terms.tolist())
'''


def numpy_script(moment: Moment) -> str:
    """A step as a script of NumPy: the chain rule in at most 30 lines."""
    step = moment.step
    X = _listed("X = np.array([", step.queues.X, "])")
    out_H = _listed("out_H = np.array([", step.queues.out_H[1:], "])")
    return _filled(_NUMPY, moment, X=X, out_H=out_H, clipped="np.clip(total, -{0!r}, {0!r})")


def torch_script(moment: Moment) -> str:
    """A step as a script of PyTorch, which takes the gradient apart by itself."""
    step = moment.step
    X = _listed("X = torch.tensor([", step.queues.X, "])")
    out_H = _listed("out_H = torch.tensor([", step.queues.out_H, "])")
    return _filled(_TORCH, moment, X=X, out_H=out_H, clipped="total.clamp(-{0!r}, {0!r})")


def of_task(session: Session) -> Iterable[str]:
    """The task of a run in words, and what the task depends on; data of the reader's own is not repeated."""
    for name in ("task", *options_of(session)):
        if name != "data":
            yield CHOICES[name].equation(getattr(session, name))


def _run(moment: Moment) -> str:
    """A comment that says which run it is."""
    chosen, start = moment.session, moment.run.experiment.params
    weights = ", ".join(f"{name} = {weight!r}" for name, weight in zip(PARAMETERS, start, strict=True))
    clip = f", gradients clipped at ±{chosen.clip!r}" * bool(chosen.eta and chosen.clip)
    run = f"Run: {', '.join(of_task(chosen))}{clip}. Start: {weights}, out_H = {chosen.h0!r}."
    whole = run.replace(" = ", f"{_TIED}={_TIED}")
    return textwrap.fill(whole, WIDTH, initial_indent="# ", subsequent_indent="# ").replace(_TIED, " ")


def _filled(script: str, moment: Moment, *, clipped: str, **queues: str) -> str:
    step, experiment = moment.step, moment.run.experiment
    return script.format(
        t=step.t,
        run=_run(moment),
        weights=_listed("Wx, Wh, Bx, Wy, By = weights = (", step.params, ")"),
        **{name: repr(weight) for name, weight in zip(PARAMETERS, step.params, strict=True)},
        K=experiment.window,
        eta=repr(experiment.learning_rate),
        Y=repr(step.forward.Y + 0.0),
        used="total" if experiment.clip is None else clipped.format(experiment.clip),
        **queues,
    )


def _listed(start: str, values: Iterable[float], end: str) -> str:
    """The line or lines that hold some numbers, with all digits."""
    return textwrap.fill(
        f"{start}{', '.join(repr(value + 0.0) for value in values)}{end}", WIDTH, subsequent_indent=" " * len(start)
    )
