"""The README's Python is run, and what it points to is there."""

import doctest
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_example_prints_what_it_says():
    results = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert results.attempted >= 6
    assert results.failed == 0


def test_every_file_it_names_exists():
    text = (ROOT / "README.md").read_text()
    named = set(re.findall(r"`((?:rnn_core|tests|pages)/[\w./]+|app\.py|requirements\.txt)`", text)) | set(
        re.findall(r"\]\((\.github/[^)]+)\)", text)
    )
    assert len(named) > 8
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_what_a_frame_needs_is_said_in_the_same_words_to_who_runs_the_lab():
    section = (ROOT / "README.md").read_text().partition("### In a page of your own")[2].partition("\n### ")[0]
    points = re.findall(r"^- \*\*.*(?:\n  .*)*", section, re.MULTILINE)
    assert len(points) == 5
    deploy = (ROOT / "deploy/README.md").read_text()
    assert [point for point in points if point not in deploy] == []
