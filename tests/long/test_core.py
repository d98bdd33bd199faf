"""The property tests of tests/core with fifty times as many examples, from random seeds.

python -m pytest tests/long/test_core.py
"""

import os
from importlib import import_module
from pathlib import Path

os.environ.setdefault("EXAMPLES", "50")  # before the tests are imported

for path in sorted(Path(__file__).parents[1].glob("core/test_*.py")):
    for name, test in vars(import_module(f"tests.core.{path.stem}")).items():
        if getattr(test, "is_hypothesis_test", False):
            globals()[f"{name}_of_{path.stem}"] = test
