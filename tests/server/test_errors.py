"""An error in our own code: what the log of the server says of it, and what the visitor sees."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pages.lab.server.errors import MESSAGE
from tests.browser.serving import ROOT, Server, free_port
from tests.server.learner import Learner, live

FAILS_AT = 23
LINE = re.compile(
    r"(?m)^\S+ \S+ ERROR unrolled: ZeroDivisionError in app\.py, line \d+: session (\S+), page '(.*)', address '(.*)'$"
)


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    """The app with an error planted at one step, and the log of its server."""
    for name in ("pages", "rnn_core", ".streamlit"):
        (tmp_path / name).symlink_to(ROOT / name)
    script = tmp_path / "app.py"
    begins = "def lesson(moment: Moment) -> None:\n"
    source = (ROOT / "app.py").read_text()
    assert begins in source
    script.write_text(source.replace(begins, f"{begins}    _ = 1 / (moment.t - {FAILS_AT})\n"))
    log = tmp_path / "log"
    with log.open("wb") as written:
        running = Server(script, free_port(), log=written).start()
        yield running, log
        running.stop()


async def fail(url: str) -> tuple[Learner, str]:
    """Step onto the error, and off again; returns the learner, and what was shown at the error."""
    learner = await Learner(f"{url}/?t={FAILS_AT - 1}&K=4", {"User-Agent": "a browser of our own"}).open()
    await learner.press(FAILS_AT)
    await learner.wait(learner.finished + 1)
    shown = " ".join(learner.html.values())
    await learner.go_to(FAILS_AT - 1)
    await learner.close()
    return learner, shown


def test_an_error_is_logged_with_visit_and_address_and_the_visitor_goes_on(broken: tuple[Server, Path]):
    server, log = broken
    learner, shown = live(fail(server.url))
    assert MESSAGE in shown
    assert not re.search(r"ZeroDivisionError|Traceback|\.py", shown)
    assert learner.exceptions == []
    written = log.read_text()
    assert written.count("Traceback") == 1
    (token, page, address), *more = LINE.findall(written)
    assert (token, page, more) == (learner.moment["session"], "/", [])
    assert {"K=4", f"t={FAILS_AT}"} <= set(address.split("&"))
    assert "127.0.0.1" not in written
    assert "a browser of our own" not in written


def test_an_address_cannot_write_a_line_of_its_own(broken: tuple[Server, Path]):
    server, log = broken

    async def forge() -> None:
        learner = Learner(f"{server.url}/?t={FAILS_AT}&x=%0A2026-01-01 00:00:00,000 ERROR unrolled: forged")
        await learner.open()
        await learner.close()

    live(forge())
    assert not re.search("(?m)^2026-01-01", log.read_text())
    assert len(LINE.findall(log.read_text())) == 1
