"""The numerical core of Unrolled: a one-unit RNN and every term of its gradient. Knows NumPy and no screen.

Read in this order: cell, queues, chain, experiment, run; reading and itemise look at what those made. Everything is dimensionless.
"""

from rnn_core.cell import PARAMETERS, Forward, Params, forward_step, slope
from rnn_core.chain import Chain, Factor, Term, gradient_chains
from rnn_core.experiment import Experiment
from rnn_core.queues import QUEUE_SLOTS, Queues
from rnn_core.run import Run, Step, simulate, simulate_in_pieces

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
