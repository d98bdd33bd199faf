"""The numerical core of Unrolled: a one-unit RNN and every term of its gradient. It needs NumPy and knows no screen.

Read in this order: queues, cell, chain, experiment, record, run; then itemise and analysis, which read what a run
recorded. Everything is dimensionless.

The gradient of the loss at step 21 with respect to Wh, term by term:

>>> from rnn_core import Experiment, Params, simulate
>>> from rnn_core.tasks import sine
>>> run = simulate(Experiment(Params(Wx=0.5, Wh=-0.9, Bx=0.1, Wy=1.5, By=0.0), *sine(30), window=3))
>>> chain = run[21].chains["Wh"]
>>> [(term.lag, round(term.value, 4)) for term in chain.terms], round(chain.total, 4)
([(0, -0.1427), (1, 0.026), (2, 0.0804)], -0.0362)
>>> [(factor.symbol, round(factor.value, 3)) for factor in chain.terms[0].factors]
[('e', 0.689), ('Wy', 1.5), ('(1-out_H[t])(1+out_H[t])', 0.957), ('out_H[t-1]', -0.144)]

A notebook shows ``run``, ``run[21]``, ``chain`` and ``chain.terms[0]`` as tables with bars.
"""

from rnn_core.cell import PARAMETERS, Forward, Params, forward_step, slope
from rnn_core.chain import Chain, Factor, Term, gradient_chains
from rnn_core.experiment import Experiment
from rnn_core.queues import QUEUE_SLOTS, Queues
from rnn_core.record import Run, Step
from rnn_core.run import simulate, simulate_in_pieces

__all__ = [
    "PARAMETERS",
    "QUEUE_SLOTS",
    "Chain",
    "Experiment",
    "Factor",
    "Forward",
    "Params",
    "Queues",
    "Run",
    "Step",
    "Term",
    "forward_step",
    "gradient_chains",
    "simulate",
    "simulate_in_pieces",
    "slope",
]
