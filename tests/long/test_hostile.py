"""Hostile input at full size: fifty times as many forged values, a thousand attacks on a real server.

python -m pytest tests/long/test_hostile.py
"""

import os
from importlib import import_module

os.environ.setdefault("EXAMPLES", "50")  # before the tests are imported
os.environ.setdefault("CASES", "1000")

places = ("pages.test_hostile", "pages.data.test_forged", "server.test_hostile")
*forged, strangers = (vars(import_module(f"tests.{place}")) for place in places)
for its in forged:
    globals().update({name: one for name, one in its.items() if hasattr(one, "is_hypothesis_test") or name == "held"})
globals().update({name: one for name, one in strangers.items() if name.startswith("test_") or name in ("app", "log")})
