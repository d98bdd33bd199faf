"""Data of one's own for the tests: some that an address carries, and some that is too long for it."""

import random

from pages.lab.data.kept import packed
from pages.lab.packed import LONGEST_PACKED
from pages.lab.session import CHOICES, OPENING
from rnn_core.table import MOST, Table

_draw = random.Random(5)
SHORT = Table(((0.0, 190.0, 55.5, 11.0, 23.0, 4.25),))
TWO = Table(((1.0, 2.0, 3.0, 4.0), (0.5, -0.5, 0.25, 0.0)))
LONG = Table((tuple(_draw.random() for _ in range(MOST)), tuple(_draw.gauss(0, 90) for _ in range(MOST))))
_first = (packed(Table((LONG.columns[0][:rows],))) for rows in range(800, 0, -1))
OWN = OPENING.with_(task="own", data=packed(SHORT), t=3)
OWN_FULL = OWN.with_(data=next(data for data in _first if len(data) <= LONGEST_PACKED))
"""With as much data as an address carries."""
OWN_TWO = OPENING.with_(task="own", data=packed(TWO), target="given", t=2)
OWN_LONG = OPENING.with_(task="own", data=packed(LONG), target="given")
assert CHOICES["data"].fits(OWN.data)
assert len(OWN_FULL.data) > LONGEST_PACKED - 20
assert not CHOICES["data"].fits(OWN_LONG.data)
