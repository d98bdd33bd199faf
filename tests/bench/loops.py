"""The loops in plain Python that tests/bench/core.py races: a textbook's, and barer ones."""

import math
from collections import deque

from rnn_core import Params, Queues, forward_step

K = 10


def book_terms(w, X, Y, out_H_init: float) -> tuple[list, list, list]:
    """Every term of a frozen run: for each step, for each lag."""
    Wx, Wh, Bx, Wy, By = w
    out_H = [out_H_init]  # out_H_j at place j + 1
    for_Wx, for_Wh, for_Bx = [], [], []
    for t in range(len(X)):
        h = math.tanh(X[t] * Wx + out_H[t] * Wh + Bx)
        out_H.append(h)
        path = (h * Wy + By - Y[t]) * Wy * (1 - h) * (1 + h)
        terms_Wx, terms_Wh, terms_Bx = [], [], []
        for k in range(min(K, t + 1)):
            if k > 0:
                h = out_H[t - k + 1]
                path *= Wh * (1 - h) * (1 + h)
            terms_Wx.append(path * X[t - k])
            if k < K - 1:  # the queue holds ten out_H
                terms_Wh.append(path * out_H[t - k])
            terms_Bx.append(path)
        for_Wx.append(terms_Wx)
        for_Wh.append(terms_Wh)
        for_Bx.append(terms_Bx)
    return for_Wx, for_Wh, for_Bx


def bare_terms(w, X, Y, out_H_init: float) -> tuple[list, list, list]:
    """The same loop, reduced to the necessary: each slope once, the last steps in a queue."""
    Wx, Wh, Bx, Wy, By = w
    tanh, h = math.tanh, out_H_init
    behind: deque[tuple[float, float, float]] = deque(maxlen=K - 2)
    tenth = None
    for_Wx, for_Wh, for_Bx = [], [], []
    for X_t, Y_t in zip(X, Y, strict=True):
        before, h = h, tanh(X_t * Wx + h * Wh + Bx)
        slope = (1.0 - h) * (1.0 + h)
        path = (h * Wy + By - Y_t) * Wy * slope
        terms_Wx, terms_Wh, terms_Bx = [path * X_t], [path * before], [path]
        for slope_k, X_k, before_k in behind:
            path = path * Wh * slope_k
            terms_Wx.append(path * X_k)
            terms_Wh.append(path * before_k)
            terms_Bx.append(path)
        if tenth is not None:  # lag 9: the queue holds ten out_H, so Wh has no such term
            path = path * Wh * tenth[0]
            terms_Wx.append(path * tenth[1])
            terms_Bx.append(path)
        if len(behind) == K - 2:
            tenth = behind[-1]
        behind.appendleft((slope, X_t, before))
        for_Wx.append(terms_Wx)
        for_Wh.append(terms_Wh)
        for_Bx.append(terms_Bx)
    return for_Wx, for_Wh, for_Bx


def book_training(w, X, Y, out_H_init: float, eta: float, steps: int) -> list[tuple[float, ...]]:
    """out_H, loss, gradients and weights of every step."""
    Wx, Wh, Bx, Wy, By = w
    out_H: list[float] = [out_H_init]
    record: list[tuple[float, ...]] = []
    for t in range(steps):
        i = t % len(X)
        h = math.tanh(X[i] * Wx + out_H[t] * Wh + Bx)
        out_H.append(h)
        error = h * Wy + By - Y[i]
        dWx = dWh = dBx = 0.0
        path = error * Wy * (1 - h) * (1 + h)
        for k in range(min(K, t + 1)):
            if k > 0:
                h = out_H[t - k + 1]
                path *= Wh * (1 - h) * (1 + h)
            dWx += path * X[(t - k) % len(X)]
            if k < K - 1:
                dWh += path * out_H[t - k]
            dBx += path
        dWy, dBy = error * out_H[t + 1], error
        record.append((out_H[t + 1], 0.5 * error**2, dWx, dWh, dBx, dWy, dBy, Wx, Wh, Bx, Wy, By))
        Wx, Wh, Bx, Wy, By = Wx - eta * dWx, Wh - eta * dWh, Bx - eta * dBx, Wy - eta * dWy, By - eta * dBy
    return record


def book_surface(w, X, Y, out_H_init: float, across, up) -> list[list[float]]:
    """The mean loss at every point of the grid, by the core's own step."""
    surface = []
    for Wh in up:
        row = []
        for Wx in across:
            params, queues, total = Params(Wx, Wh, *w[2:]), Queues.start(out_H_init), 0.0
            for X_t, Y_t in zip(X, Y, strict=True):
                forward, queues = forward_step(params, queues, X_t, Y_t)
                total += forward.loss
            row.append(total / len(X))
        surface.append(row)
    return surface


def bare_surface(w, X, Y, out_H_init: float, across, up) -> list[list[float]]:
    """The same loop, reduced to the necessary."""
    _, _, Bx, Wy, By = w
    tanh, pairs, surface = math.tanh, list(zip(X, Y, strict=True)), []
    for Wh in up:
        row = []
        for Wx in across:
            h, squares = out_H_init, 0.0
            for X_t, Y_t in pairs:
                h = tanh(X_t * Wx + h * Wh + Bx)
                error = h * Wy + By - Y_t
                squares += error * error
            row.append(0.5 * squares / len(pairs))
        surface.append(row)
    return surface
