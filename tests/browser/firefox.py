"""A Firefox to look at a page with, driven over its own Marionette protocol: Playwright drives only a Firefox it built.

Each message is its length, a colon, and JSON: a command is [0, number, name, parameters], an answer [1, number, error,
value]. The commands are those of WebDriver.
"""

import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.serving import free_port

WINDOW = ("--width=1280", "--height=900")
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}
PATIENCE = 60.0
"""Seconds."""


@dataclass
class Firefox:
    """One window."""

    connection: socket.socket
    number: int = 0

    def command(self, name: str, **parameters: object) -> Any:
        """Give one command of WebDriver, and wait for its answer."""
        self.number += 1
        message = json.dumps([0, self.number, f"WebDriver:{name}", parameters]).encode()
        self.connection.sendall(b"%d:%s" % (len(message), message))
        _, _, error, value = self.hear()
        assert error is None, error
        return value.get("value") if isinstance(value, dict) else value

    def hear(self) -> Any:
        """The next message."""
        length = b""
        while not length.endswith(b":"):
            length += self.connection.recv(1) or self._gone()
        rest = int(length[:-1])
        parts = []
        while rest:
            parts.append(self.connection.recv(rest) or self._gone())
            rest -= len(parts[-1])
        return json.loads(b"".join(parts))

    def _gone(self) -> bytes:
        raise ConnectionError("Firefox has closed the connection")

    def run(self, script: str) -> Any:
        """The value of an expression of JavaScript."""
        return self.command("ExecuteScript", script=f"return {script}", args=[], sandbox=None)

    def wait_for(self, script: str) -> None:
        """Wait until an expression is true."""
        until = time.monotonic() + PATIENCE
        while not self.run(script):
            assert time.monotonic() < until, f"still not true: {script}"
            time.sleep(0.1)

    def press(self, key: str) -> None:
        """Press a key and let it go."""
        strokes = [{"type": kind, "value": key} for kind in ("keyDown", "keyUp")]
        self.command("PerformActions", actions=[{"type": "key", "id": "keyboard", "actions": strokes}])

    def click(self, selector: str) -> None:
        """Click in the middle of an element."""
        found = self.command("FindElement", using="css selector", value=selector)
        move = {"type": "pointerMove", "x": 0, "y": 0, "origin": found}
        presses = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self.command("PerformActions", actions=[{"type": "pointer", "id": "mouse", "actions": [move, *presses]}])


@contextmanager
def firefox() -> Iterator[Firefox]:
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    if path is None:
        raise RuntimeError("no Firefox found; tests/run installs it")
    port = free_port()
    with tempfile.TemporaryDirectory() as profile:
        lines = {**PREFERENCES, "marionette.port": port}.items()
        text = "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in lines)
        (Path(profile) / "user.js").write_text(text)
        process = subprocess.Popen(
            [path, "--headless", "--marionette", "--no-remote", "--profile", profile, *WINDOW],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            with _connected(port) as connection:
                window = Firefox(connection)
                window.hear()  # its greeting
                window.command("NewSession")
                yield window
        finally:
            process.terminate()
            process.wait(20)


def _connected(port: int) -> socket.socket:
    for _ in range(300):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("Firefox did not start")
