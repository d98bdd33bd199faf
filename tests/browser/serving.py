"""A server of the app on a free port, and a Chromium to look at it: for the browser tests and the benchmarks."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Server:
    """One Streamlit process; it can be stopped and started again on its port. It begins with the code ``before``."""

    script: Path
    port: int
    options: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    log: int | IO[bytes] = subprocess.DEVNULL
    before: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Server":
        start = f"{self.before}\nfrom streamlit.web.cli import main\nmain()"
        command = [
            sys.executable, "-c", start, "run", str(self.script), "--server.headless=true",
            "--server.address=127.0.0.1", f"--server.port={self.port}", "--server.fileWatcherType=none", *self.options,
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command,
            cwd=self.script.parent,
            stdout=subprocess.DEVNULL,
            stderr=self.log,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **self.environment},
        )
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                    return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the server of {self.script} did not start")

    def hold(self, held: bool) -> None:
        """Freeze the process, or let it go on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP if held else signal.SIGCONT)

    def kill(self) -> None:
        """End the process at once, in the middle of whatever it does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


@contextmanager
def server(script: Path = ROOT / "app.py", *options: str, before: str = "") -> Iterator[Server]:
    running = Server(script, free_port(), options, before=before).start()
    try:
        yield running
    finally:
        running.stop()


def path_of_chromium() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise RuntimeError("no Chromium found; tests/run installs it")
    return path


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path_of_chromium(), args=CHROMIUM)
        yield browser
        browser.close()


@contextmanager
def chromium_with_a_profile() -> Iterator[BrowserContext]:
    """As on a learner's machine: with a profile on disk it keeps scripts compiled, so a page opens in two thirds."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=path_of_chromium(), args=CHROMIUM
        )
        yield context
        context.close()


def settled(page: Page) -> None:
    """Wait until the script has run and no chart is left to draw."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
