"""Several processes of the app behind nginx with the configuration in deploy/, all on this machine."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from websockets.exceptions import ConnectionClosed

from tests.browser.serving import ROOT, Server, free_port
from tests.server.learner import Learner, LostError

NGINX = ROOT / "deploy" / "nginx"
FAILS = re.search(r"server lab:8501 resolve (.*);", (NGINX / "replicas.conf").read_text())


def configuration(folder: Path, listen: int, replicas: list[int]) -> list[str]:
    """The command that starts nginx as it is shipped, but on other ports: those stand in files of their own."""
    assert FAILS is not None
    (folder / "conf").mkdir()
    shutil.copy(NGINX / "nginx.conf", folder / "conf")
    (folder / "conf" / "listen.conf").write_text(f"listen 127.0.0.1:{listen};")
    servers = "".join(f"server 127.0.0.1:{port} {FAILS[1]};\n" for port in replicas)
    (folder / "conf" / "replicas.conf").write_text(servers)
    user = "user root;" if os.geteuid() == 0 else ""  # else its processes may not read the tests' folder
    path = str(folder / "conf" / "nginx.conf")
    return [
        shutil.which("nginx") or "/usr/sbin/nginx",
        "-e",
        "stderr",
        "-p",
        str(folder),
        "-c",
        path,
        "-g",
        f"daemon off; {user}",
    ]


def certificate(folder: Path, host: str = "lab.example") -> None:
    """Write ``fullchain.pem`` and ``privkey.pem``, signed by no one."""
    new = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={host}")
    files_of = ("-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"))
    subprocess.run(["openssl", *new, *files_of], check=True, capture_output=True)


def listening_for_https() -> str:
    """The lines of listen.conf for https, as deploy/README.md has them."""
    (lines,) = re.findall(r"^```nginx\n(listen .*?)^```", (ROOT / "deploy" / "README.md").read_text(), re.M | re.S)
    return str(lines)


@dataclass
class Cluster:
    """Processes behind one address, and behind another one for https if wanted, which is 0 otherwise."""

    port: int
    servers: list[Server]
    log: Path
    secure: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self, server: Server) -> None:
        assert server.process is not None
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        server.process = None

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Status, headers and content, as they come; ``If_None_Match`` stands for ``If-None-Match``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.putrequest("GET", path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def logged(self, path: str) -> list[list[str]]:
        """What nginx has logged about requests for a path: time, status, method, path, process, cache, seconds."""
        for _ in range(50):  # it does so after it has answered
            lines = (line.split() for line in self.log.read_text().splitlines())
            if found := [line for line in lines if len(line) == 7 and line[3] == path]:
                return found
            time.sleep(0.02)
        raise AssertionError(f"nginx has not logged {path}")

    def server_of(self, cookie: str, mark: str) -> Server:
        """The process to which a learner with this cookie is sent."""
        self.get(f"/{mark}", Cookie=cookie)
        process = self.logged(f"/{mark}")[-1][4]
        return next(one for one in self.servers if process.endswith(f":{one.port}"))


@contextmanager
def cluster(count: int, folder: Path, *, secure: int = 0, **environment: str) -> Iterator[Cluster]:
    servers = [Server(ROOT / "app.py", free_port(), environment=environment) for _ in range(count)]
    port, log = free_port(), folder / "log"
    command = configuration(folder, port, [server.port for server in servers])
    if secure:
        certificate(folder)
        listening = listening_for_https().replace("8443", f"127.0.0.1:{secure}").replace("8080", f"127.0.0.1:{port}")
        (folder / "conf" / "listen.conf").write_text(listening.replace("/certificates", str(folder)))
    with log.open("wb") as out, ThreadPoolExecutor() as together:
        nginx = subprocess.Popen(command, stdout=out, stderr=out)
        running = Cluster(port, servers, log, secure)
        try:
            list(together.map(Server.start, servers))
            yield running
        finally:
            nginx.terminate()
            nginx.wait(10)
            list(together.map(Server.stop, servers))


class Visitor(Learner):
    """A learner with a browser's cookies, who comes back when the connection is lost, and notes what is shown."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.numbers: dict[str, Any] = {}
        self.steps: list[int] = []
        self.returns = 0

    async def open(self, seconds: float = 60) -> "Visitor":
        await super().open(seconds)
        response = self.socket.response
        assert response is not None
        for cookie in response.headers.get_all("Set-Cookie"):
            self.headers["Cookie"] = cookie.partition(";")[0]
        return self

    async def walk(self, steps: int) -> None:
        """Take so many steps, each once and in order; after a loss, come back to the same t, as a browser does."""
        until = self.t + steps if self.t is not None else steps
        while self.t is not None and self.t < until:
            t = self.t
            try:
                await self.go_to(t + 1)
                self.steps.append(t + 1)
            except (LostError, ConnectionClosed):
                known = int(parse_qs(self.address)["t"][0])  # the step may have been answered in part
                await self.come_back()
                assert self.t == known in (t, t + 1), (self.t, known, t)
                self.steps += [known] * (known - t)

    async def come_back(self) -> None:
        """Open the page anew; again if that process, too, has been told to stop."""
        while True:
            self.returns += 1
            await self.close()
            try:
                await self.open()
                return
            except (LostError, ConnectionClosed):
                continue

    def _component(self, element: Any) -> None:
        super()._component(element)
        data = json.loads(element.bidi_component.bytes or b"null") or {}
        for step in data.get("steps", []) if "place" in data else []:
            if step["t"] == data["t"] and "like" not in step:
                self.numbers[data["place"]] = step["blocks"]
