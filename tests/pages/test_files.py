"""The files for the browser: compressed once, kept by the browser for good, and never an outdated one."""

import gzip
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.lab.server import alone, files


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=files.ROUTES))


@pytest.mark.parametrize(("folder", "name"), [("browser", "blocks.js"), ("plotly", "plotly.min.js")])
def test_a_file_comes_compressed_and_may_be_kept_for_good(client: TestClient, folder: str, name: str):
    answer = client.get(files.address(folder, name))
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    plain = client.get(files.address(folder, name), headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert answer.content == plain.content
    assert len(gzip.compress(plain.content)) < 0.4 * len(plain.content)
    assert int(answer.headers["Content-Length"]) < 0.4 * len(plain.content)


def test_a_file_that_the_browser_has_is_not_sent_again(client: TestClient):
    address = files.address("browser", "chart.js")
    mark = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


def test_a_page_from_before_the_server_was_renewed_gets_the_present_file_but_may_not_keep_it(client: TestClient):
    present = files.address("browser", "chart.js")
    version = present.split("/")[3]
    answer = client.get(present.replace(version, "0" * 16))
    assert answer.content == client.get(present).content
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "address", ["/files/browser/0/style.css", "/files/browser/0/..%2Ffiles.py", "/files/etc/0/passwd", "/files/browser"]
)
def test_nothing_else_is_served(client: TestClient, address: str):
    assert client.get(address).status_code == 404


def test_the_address_changes_with_any_file_of_the_folder(tmp_path, monkeypatch: pytest.MonkeyPatch):
    script = tmp_path / "one.js"
    monkeypatch.setitem(files._FOLDERS, "browser", {"one.js": script, "two.js": tmp_path / "two.js"})
    (tmp_path / "two.js").write_text("2")
    addresses = []
    for source in ("one", "another"):
        files._version.cache_clear()
        script.write_text(source)
        addresses.append(files.address("browser", "two.js"))
    files._version.cache_clear()
    assert addresses[0] != addresses[1]


def test_the_page_of_a_saved_run_has_an_address_after_all_modules_were_imported_again(monkeypatch: pytest.MonkeyPatch):
    before = alone.address()
    monkeypatch.delitem(files._FOLDERS, "alone")
    files._version.cache_clear()
    assert alone.address() == before


def test_a_file_that_many_ask_for_at_once_is_compressed_once(tmp_path, monkeypatch: pytest.MonkeyPatch):
    script, compressed = tmp_path / "one.js", []
    script.write_text("let x\n" * 1000)
    pack = gzip.compress

    def slowly(content: bytes, **options: int) -> bytes:
        compressed.append(len(content))
        time.sleep(0.05)
        return pack(content, **options)

    monkeypatch.setattr(gzip, "compress", slowly)
    with ThreadPoolExecutor(8) as pool:
        packed = list(pool.map(files._packed, [script] * 8))
    del files._PACKED[script]
    assert compressed == [6000]
    assert {pack(script.read_bytes(), mtime=0)} == {one.compressed for one in packed}


def test_a_file_can_be_made_of_one_that_has_to_be_compressed_first(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "_PACKED", {})
    for name in ("_FOLDERS", "_MADE"):
        monkeypatch.setattr(files, name, dict(getattr(files, name)))
    files.offer("made", "one.js", lambda: files.compressed("browser", "chart.js"))
    making = Thread(target=files.compressed, args=("made", "one.js"), daemon=True)
    making.start()
    making.join(10)
    assert not making.is_alive(), "it waits for itself"
    assert gzip.decompress(files.compressed("made", "one.js")) == files.compressed("browser", "chart.js")
