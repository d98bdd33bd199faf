"""What strangers ask a real server for: what is refused, what they get, and what every answer carries."""

import gzip
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPMessage
from typing import NamedTuple

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from pages.lab.server import files, headers
from tests.browser.serving import ROOT, Server, free_port
from tests.server.learner import Learner, live

SCRIPT = next(path for path in sorted(files._STREAMLIT.rglob("*.js")) if path.stat().st_size > 100_000)
STATIC = f"/{SCRIPT.relative_to(files._STREAMLIT).as_posix()}"
OPEN = ["/", "/chain", STATIC, files.address("browser", "chart.js"), "/_stcore/health", "/_stcore/host-config", "/x"]
CLOSED = [
    ("PUT", "/_stcore/upload_file/session/file"),
    ("DELETE", "/_stcore/upload_file/session/file"),
    ("OPTIONS", "/_stcore/upload_file/session/file"),
    ("POST", "/_stcore/agent/interact"),
    ("POST", "/_stcore/agent/mcp"),
    ("GET", "/_stcore/agent/openapi.json"),
    ("GET", "/_stcore/metrics"),
    ("GET", "/_unrolled/metrics"),
    ("GET", "/%5funrolled/metrics"),
    ("GET", "/_stcore/script-health-check"),
    ("GET", "/_stcore/bidi-components/blocks/x.js"),
    ("GET", "/component/x/index.html"),
    ("GET", "/media/0123.png"),
    ("GET", "/auth/login?provider=x"),
    ("GET", "/auth/logout"),
    ("GET", "/oauth2callback?code=x&state=x"),
]
UPWARDS = [
    "/../../../../etc/passwd",
    "/static/../../../../../../etc/passwd",
    "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/static/js/..%2f..%2f..%2f..%2fpages/lab/server/setup.py",
    "/static/js/..%5c..%5cindex.html",
    "/static//etc/passwd",
    "//etc/passwd",
    "/files/../pages/lab/server/setup.py",
    "/files/browser/0/..%2F..%2Fserver.py",
    "/files/browser/0/%2fetc%2fpasswd",
    "/app.py%00.js",
]
ALLOWED = "lab.example.org"


class Answer(NamedTuple):
    status: int
    headers: HTTPMessage
    content: bytes


def ask(server: Server, path: str, method: str = "GET", **sent: str) -> Answer:
    """Ask for a path as it is written: no client cleans it up."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.putrequest(method, path, skip_host="Host" in sent, skip_accept_encoding=True)
        for name, value in sent.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """As the README starts it."""
    running = Server(ROOT / "app.py", free_port()).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def named() -> Iterator[Server]:
    """As an operator can set it up: with a name, known frames, and metrics."""
    environment = {
        "STREAMLIT_SERVER_ALLOWED_HOSTS": f"{ALLOWED} *.school.example 127.0.0.1",
        "UNROLLED_FRAME_ANCESTORS": "https://school.example",
        "UNROLLED_METRICS": "1",
    }
    running = Server(ROOT / "app.py", free_port(), environment=environment).start()
    yield running
    running.stop()


def carried(answer: Answer) -> bool:
    """Whether an answer has the headers of every answer, once each, and no cookie."""
    expected = headers.all_headers()
    return all(answer.headers.get_all(name) == [value] for name, value in expected.items()) and (
        "Set-Cookie" not in answer.headers
    )


def connection_status(server: Server, name: str = "", **sent: str) -> int:
    """The status of the answer to a WebSocket's handshake, with the server called by a name; 101 if it is accepted."""

    async def shake() -> int:
        try:
            async with connect(
                f"ws://{name or f'127.0.0.1:{server.port}'}/_stcore/stream",
                host="127.0.0.1",
                port=server.port,
                subprotocols=["streamlit"],  # type: ignore[list-item]
                additional_headers=sent,
                proxy=None,
            ):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    return live(shake())


def test_what_the_lab_does_not_use_is_not_there(server: Server):
    answers = {(method, path): ask(server, path, method) for method, path in CLOSED}
    assert {asked for asked, answer in answers.items() if answer.status != 404} == set()
    assert {asked for asked, answer in answers.items() if not carried(answer)} == set()


def test_every_answer_carries_the_headers_and_sets_no_cookie(server: Server):
    for path in OPEN:
        answer = ask(server, path)
        assert answer.status == 200, path
        assert carried(answer), path
    assert carried(ask(server, "/", "POST"))
    assert carried(ask(server, STATIC, If_None_Match=ask(server, STATIC).headers["ETag"]))


@pytest.mark.parametrize("path", UPWARDS)
def test_no_path_leads_out_of_the_files_that_are_served(server: Server, path: str):
    answer = ask(server, path)
    assert answer.status in (400, 404) or answer.content in (files.page(), files._INDEX.read_bytes()), path
    assert carried(answer)


def test_a_page_of_another_site_gets_no_connection_and_reads_nothing(server: Server):
    assert connection_status(server, Origin="https://elsewhere.example") == 403
    assert connection_status(server, Origin="null") == 403
    assert connection_status(server, Origin=f"http://127.0.0.1:{server.port}") == 101
    for path in OPEN:
        assert "Access-Control-Allow-Origin" not in ask(server, path, Origin="https://elsewhere.example").headers, path


def test_streamlits_files_come_compressed_and_may_be_kept_for_good(server: Server):
    packed, plain = ask(server, STATIC, Accept_Encoding="gzip, br"), ask(server, STATIC)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content == SCRIPT.read_bytes()
    assert len(packed.content) < 0.5 * len(plain.content)
    assert "Content-Encoding" not in plain.headers
    for answer in (packed, plain):
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Vary"] == "Accept-Encoding"
    known = ask(server, STATIC, If_None_Match=packed.headers["ETag"], Accept_Encoding="gzip")
    assert (known.status, known.content) == (304, b"")
    only_headers = ask(server, STATIC, "HEAD", Accept_Encoding="gzip")
    assert (only_headers.content, only_headers.headers["ETag"]) == (b"", packed.headers["ETag"])


@pytest.mark.parametrize("path", ["/", "/chain", "/across_time", "/training"])
def test_a_page_is_asked_for_each_time_and_sent_only_if_it_has_changed(server: Server, path: str):
    page = ask(server, path, Accept_Encoding="gzip")
    assert gzip.decompress(page.content) == files.page()
    assert page.headers["Cache-Control"] == "no-cache"
    assert ask(server, path, If_None_Match=page.headers["ETag"]).status == 304


def test_only_the_names_that_are_allowed_are_answered(named: Server):
    for name in (ALLOWED, f"{ALLOWED}:8501", "a.school.example", f"127.0.0.1:{named.port}"):
        assert ask(named, "/", Host=name).status == 200, name
    for name in ("elsewhere.example", "localhost", f"{ALLOWED}.elsewhere.example", "school.example", ""):
        for path in ("/", STATIC, files.address("browser", "chart.js"), "/_unrolled/metrics"):
            assert ask(named, path, Host=name).status == 400, (name, path)
    assert connection_status(named, ALLOWED) == 101
    assert connection_status(named, "elsewhere.example", Origin="http://elsewhere.example") in (400, 403)
    assert ask(named, "/_stcore/health", Host="10.0.0.7:8501").content == b"ok"


def test_the_operator_says_who_may_frame_a_page(server: Server, named: Server):
    framed = ask(named, "/").headers["Content-Security-Policy"]
    assert "; frame-ancestors https://school.example" in framed
    assert "frame-ancestors" not in ask(server, "/").headers["Content-Security-Policy"]


def numbers(server: Server) -> dict[str, float]:
    """What the page of metrics says, by name."""
    lines = ask(server, "/_unrolled/metrics").content.decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def test_the_metrics_follow_a_learner(named: Server):
    before = numbers(named)

    async def learn() -> dict[str, float]:
        learner = await Learner(f"{named.url}/?t=5").open()
        for t in (6, 7, 8, 7):
            await learner.go_to(t)
        during = numbers(named)
        await learner.close()
        return during

    during = live(learn())
    change = {name: during[name] - before[name] for name in before}
    assert change["unrolled_sessions"] == 1
    assert change["unrolled_steps_total"] == 4
    assert change["unrolled_run_seconds_count"] == 5
    assert change['unrolled_run_seconds_bucket{le="+Inf"}'] == 5
    assert change["unrolled_run_seconds_sum"] > 0
    assert change["unrolled_errors_total"] == 0
    assert change["process_cpu_seconds_total"] > 0
    assert 50e6 < during["process_resident_memory_bytes"] < 500e6
    assert ask(named, "/_stcore/metrics").status == 404


@pytest.mark.parametrize("path", ["/static/../", "/files/%2e%2e/", "/files/..%2f"])
def test_a_proxy_that_lets_in_folders_does_not_let_in_the_metrics(named: Server, path: str):
    assert ask(named, f"{path}_unrolled/metrics").status in (400, 404)
