"""What the operator can read: the counts themselves; that they follow a learner stands in tests/server/test_door.py."""

import pytest

from pages.lab import runtime
from pages.lab.server import metrics


def test_durations_are_counted_up_to_each_bound_that_they_do_not_exceed():
    durations = metrics.Durations()
    for seconds in (0.001, 0.005, 0.02, 0.3, 60.0):
        durations.add(seconds)
    samples = dict(durations.samples())
    at_most = [samples[f'_bucket{{le="{bound}"}}'] for bound in (0.005, 0.01, 0.025, 0.25, 0.5, 2.5, "+Inf")]
    assert at_most == [2, 2, 3, 3, 4, 4, 5]
    assert samples["_count"] == 5
    assert samples["_sum"] == pytest.approx(60.326)


def test_a_run_that_ends_in_the_middle_is_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(metrics, "RUNS", metrics.Durations())

    @metrics.timed
    def run() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        run()
    assert dict(metrics.RUNS.samples())["_count"] == 1


def test_each_family_is_described_before_its_numbers_and_left_out_without_any(monkeypatch: pytest.MonkeyPatch):
    assert runtime.sessions() is None  # there is no server in this process
    lines = metrics.text().splitlines()
    assert not any("unrolled_sessions" in line for line in lines)
    for i, line in enumerate(lines):
        if line.startswith("# HELP"):
            name = line.split()[2]
            assert lines[i + 1].startswith(f"# TYPE {name} ")
            assert lines[i + 2].startswith(name)
    assert metrics.text().endswith("\n")
