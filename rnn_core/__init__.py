"""The numerical core of Unrolled: a one-unit RNN and every term of its gradient. It needs NumPy and knows no screen.

Read in this order: queues, cell, chain, experiment, record, run; then itemise and analysis, which read what a run
recorded. Everything is dimensionless.
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
