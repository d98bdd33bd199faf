"""One step as a script of NumPy or of PyTorch that prints the numbers on the screen, from the two queues alone.

Numbers are written with all their digits. The NumPy script does every operation in the order in which the core does it,
so that its numbers are the same to the last bit.
"""

import textwrap
from collections.abc import Iterable

from rnn_core import PARAMETERS, Experiment, Step

WIDTH = 118
"""The longest line of numbers, in characters."""
_NUMPY = '''\
"""Step t = {t}: one step forward, every term of the gradient of its loss, and the update."""
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
    terms = [p * x for p, x in zip(path, source)]
    total = np.cumsum(terms)[-1]  # added from lag 0 up
    print(f"dLoss/d{{name}} = {{total}}, next {{name}} = {{w - eta * {used}}}, terms:", *terms)
'''
_TORCH = '''\
"""Step t = {t} by autograd: one copy of each weight per lag, so that each entry of its .grad is one term."""
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
    total = w.grad.cumsum(0)[-1]  # added from lag 0 up
    print(f"dLoss/d{{name}} = {{total}}, next {{name}} = {{w[0] - eta * {used}}}, terms:", *w.grad.tolist())
'''


def numpy_script(step: Step, experiment: Experiment) -> str:
    """A step as a script of NumPy: the chain rule in at most 30 lines."""
    X = _listed("X = np.array([", step.queues.X, "])")
    out_H = _listed("out_H = np.array([", step.queues.out_H[1:], "])")
    return _filled(_NUMPY, step, experiment, X=X, out_H=out_H, clipped="np.clip(total, -{0!r}, {0!r})")


def torch_script(step: Step, experiment: Experiment) -> str:
    """A step as a script of PyTorch, which takes the gradient apart by itself."""
    X = _listed("X = torch.tensor([", step.queues.X, "])")
    out_H = _listed("out_H = torch.tensor([", step.queues.out_H, "])")
    return _filled(_TORCH, step, experiment, X=X, out_H=out_H, clipped="total.clamp(-{0!r}, {0!r})")


def _filled(script: str, step: Step, experiment: Experiment, *, clipped: str, **queues: str) -> str:
    return script.format(
        t=step.t,
        weights=_listed("Wx, Wh, Bx, Wy, By = weights = (", step.params, ")"),
        **{name: repr(weight) for name, weight in zip(PARAMETERS, step.params, strict=True)},
        K=experiment.window,
        eta=repr(experiment.learning_rate),
        Y=repr(step.forward.Y),
        used="total" if experiment.clip is None else clipped.format(experiment.clip),
        **queues,
    )


def _listed(start: str, values: Iterable[float], end: str) -> str:
    """The line or lines that hold some numbers, with all digits."""
    return textwrap.fill(f"{start}{', '.join(map(repr, values))}{end}", WIDTH, subsequent_indent=" " * len(start))
