"""The lab in a course page: another site, over https, with nginx in between, and what a browser keeps from a frame."""

import json
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, FrameLocator, Page, TimeoutError, expect

from tests.browser.seen import AWAY
from tests.browser.serving import CHROMIUM, ROOT, free_port, path_of_chromium
from tests.server.replicas import Cluster, cluster

(FRAME,) = re.findall(r"^```html\n(<iframe .*?)^```", (ROOT / "deploy" / "README.md").read_text(), re.M | re.S)
ADDRESS = "https://lab.example/?embed=true&K=4&t=22"
SITES = [*CHROMIUM, "--host-resolver-rules=MAP *.example 127.0.0.1", "--ignore-certificate-errors"]
BLOCKED = {
    "third-party cookies": {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}},
    "all cookies": {"profile": {"default_content_setting_values": {"cookies": 2}}},
}


class Answers(BaseHTTPRequestHandler):
    """A site of courses: one page, which a test writes, whatever the host's name; and one that sets cookies."""

    text = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path == "/cookies":
            self.send_header("Set-Cookie", "plain=1; Path=/; SameSite=None; Secure")
            self.send_header("Set-Cookie", "partitioned=1; Path=/; SameSite=None; Secure; Partitioned")
        self.end_headers()
        self.wfile.write(self.text.encode() if self.path == "/" else b"cookies")

    def log_message(self, format: str, *values: object) -> None:
        pass


@dataclass
class Course:
    """A lab of two processes behind nginx, and beside it a course of another site, which alone may frame the lab."""

    lab: Cluster
    port: int
    browser: Browser
    profiles: Path
    opened: list[BrowserContext] = field(default_factory=list)

    def framed(self, path: str = "/?embed=true&K=4&t=22", sandbox: str | None = None) -> str:
        """The frame that deploy/README.md recommends, for this lab, and with other rules if given."""
        frame = FRAME.replace(ADDRESS, f"https://lab.example:{self.lab.secure}{path}")
        return frame if sandbox is None else re.sub(r'sandbox="[^"]*"', sandbox and f'sandbox="{sandbox}"', frame)

    def visit(
        self, frame: str, blocked: str = "third-party cookies", host: str = "course.example", *options: str
    ) -> Page:
        """The page of the course with a frame in it, in a browser without a past."""
        profile = self.profiles / str(len(self.opened))
        (profile / "Default").mkdir(parents=True)
        (profile / "Default" / "Preferences").write_text(json.dumps(BLOCKED[blocked]))
        context = self.browser.browser_type.launch_persistent_context(
            profile, executable_path=path_of_chromium(), args=[*SITES, *options], ignore_https_errors=True
        )
        self.opened.append(context)
        Answers.text = f"<!doctype html><title>A course</title><textarea></textarea>{frame}"
        (page,) = context.pages
        page.goto(f"https://{host}:{self.port}/")
        return page


@contextmanager
def https(port: int, certificate: Path) -> Iterator[None]:
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(certificate / "fullchain.pem", certificate / "privkey.pem")
    with ThreadingHTTPServer(("127.0.0.1", port), Answers) as serving:
        serving.socket = secured.wrap_socket(serving.socket, server_side=True)
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield
        serving.shutdown()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, int]]:
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    may_frame = f"'self' https://course.example:{port}"
    with (
        cluster(2, folder, secure=free_port(), UNROLLED_FRAME_ANCESTORS=may_frame) as lab,
        https(port, folder),
    ):
        yield lab, port


@pytest.fixture
def course(running: tuple[Cluster, int], browser: Browser, tmp_path: Path) -> Iterator[Course]:
    made = Course(*running, browser, tmp_path)
    yield made
    for context in made.opened:
        context.close()


def lab_in(page: Page) -> tuple[FrameLocator, Frame]:
    return page.frame_locator("iframe"), page.frames[1]


def expect_t(lab: FrameLocator, t: int) -> None:
    expect(lab.locator(f'.transport[data-t="{t}"]')).to_be_visible()


@pytest.mark.parametrize("blocked", BLOCKED)
def test_a_learner_steps_follows_links_copies_opens_and_saves(course: Course, blocked: str):
    page = course.visit(course.framed(), blocked)
    lab, frame = lab_in(page)
    expect_t(lab, 22)
    lab.locator(".st-key-step button").click()
    expect_t(lab, 23)
    lab.get_by_role("button", name="Copy link").click()
    expect(lab.get_by_role("button", name="Link copied")).to_be_visible()
    page.locator("textarea").click()
    page.keyboard.press("Control+V")
    copied = page.locator("textarea").input_value()
    assert re.match(rf"https://lab\.example:{course.lab.secure}/\?.*t=23", copied)
    lab.get_by_test_id("stExpandSidebarButton").click()
    lab.get_by_test_id("stSidebar").get_by_role("link", name="Lessons").click()
    expect(lab.get_by_role("heading", name="Lessons", exact=True).first).to_be_visible()
    lab.get_by_text("A lesson of your own", exact=True).click()
    lesson = json.loads(next((ROOT / "pages/lab/lessons").glob("2-*.json")).read_text()) | {"title": "Mine"}
    text = json.dumps(lesson).encode()
    lab.locator(".file input").set_input_files({"name": "mine.json", "mimeType": "application/json", "buffer": text})
    expect(lab.locator(".place")).to_contain_text("Mine, card 1 of 7")
    assert re.search(r"embed=true.*lesson=own", frame.url)
    lab.get_by_test_id("stSidebar").get_by_role("link", name="Your data").click()
    lab.locator(".file input").set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": b"1\n4\n2\n3\n"})
    expect(lab.get_by_label("Type or paste numbers")).to_have_value("X\n1\n4\n2\n3\n")
    assert re.search(r"embed=true.*task=own", frame.url)
    lab.get_by_test_id("stSidebar").get_by_role("link", name="Take away").click()
    run = saved(page)
    assert run is not None
    assert [line[:10] for line in run.splitlines()[1:]] == ["0,1.0,4.0,", "1,4.0,2.0,", "2,2.0,3.0,"]


def saved(page: Page) -> str | None:
    """The file of the run that the page Take away saves; None if the browser does not let it."""
    button = page.frame_locator("iframe").get_by_role("button", name="Save run")
    try:
        with page.expect_download(timeout=5000) as download:
            button.click()
    except TimeoutError:
        return None
    return Path(download.value.path()).read_text()


@pytest.mark.parametrize(
    ("sandbox", "opens", "saves"),
    [
        ("", True, True),
        ("allow-scripts allow-same-origin", True, False),
        ("allow-scripts allow-same-origin allow-downloads", True, True),
        ("allow-scripts allow-downloads", False, False),
        ("allow-same-origin allow-downloads", False, False),
    ],
)
def test_what_a_sandbox_has_to_allow(course: Course, sandbox: str, opens: bool, saves: bool):
    page = course.visit(course.framed("/take_away?embed=true&t=22", sandbox))
    lab, _ = lab_in(page)
    if opens:
        expect_t(lab, 22)
        assert (saved(page) is not None) == saves
    else:
        page.wait_for_timeout(4000)  # twice as long as it takes to open
        expect(lab.locator(".transport")).to_have_count(0)


@pytest.mark.parametrize(
    ("popups", "opens"),
    [("", False), ("allow-popups", False), ("allow-popups allow-popups-to-escape-sandbox", True)],
)
def test_what_a_sandbox_has_to_allow_for_a_new_tab(course: Course, popups: str, opens: bool):
    """In a tab that inherits the sandbox, the lab's Cross-Origin-Opener-Policy keeps the page from opening."""
    page = course.visit(course.framed("/teaching?embed=true", f"allow-scripts allow-same-origin {popups}"))
    lab, _ = lab_in(page)
    link = lab.get_by_role("link", name="Open in a new tab")
    expect(link).to_be_visible()
    link.click()
    page.wait_for_timeout(3000)
    there = [tab for tab in page.context.pages if tab.locator(".transport").count()]
    assert bool(there) == opens


def test_only_the_sites_that_the_operator_names_may_frame_it(course: Course):
    page = course.visit(course.framed(), host="other.example")
    expect(page.locator("iframe")).to_be_visible()
    page.wait_for_timeout(1000)
    assert page.frames[1].url == "chrome-error://chromewebdata/"


def test_from_a_page_of_the_internet_a_lab_in_a_private_network_is_shown_to_those_who_allow_it(course: Course):
    """To Chromium the course is such a page here; the lab, on this machine, is not."""
    on_the_internet = f"--ip-address-space-overrides=127.0.0.1:{course.port}=public"
    page = course.visit(course.framed(), "third-party cookies", "course.example", on_the_internet)
    page.wait_for_timeout(1000)
    assert page.frames[1].url == "chrome-error://chromewebdata/"
    page.context.grant_permissions(["local-network-access"])
    page.reload()
    expect_t(lab_in(page)[0], 22)


def test_a_class_link_is_shown_in_a_frame_within_the_frame(course: Course):
    """The lab itself is among the sites that may frame it."""
    page = course.visit(course.framed("/teaching?embed=true"))
    lab, _ = lab_in(page)
    lab.get_by_text("show the page below").click()
    expect_t(lab.frame_locator("iframe.preview"), 21)


def test_a_browser_that_blocks_third_party_cookies_keeps_the_one_that_is_partitioned(course: Course):
    page = course.visit(f'<iframe src="https://lab.example:{course.port}/cookies"></iframe>')
    kept = [cookie["name"] for cookie in page.context.cookies()]
    assert kept == ["partitioned"], "so the other one, of the same server, is what would be lost"
    page = course.visit(course.framed())
    expect_t(lab_in(page)[0], 22)
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["sameSite"], cookie["secure"]) == ("replica", "None", True)
    assert cookie["partitionKey"] == "https://course.example"
    page = course.visit(course.framed(), "all cookies")
    expect_t(lab_in(page)[0], 22)
    assert page.context.cookies() == []


def test_a_learner_in_a_frame_stays_on_a_process_until_it_dies_and_then_goes_on_elsewhere(course: Course):
    page = course.visit(course.framed())
    lab, _ = lab_in(page)
    expect_t(lab, 22)
    lab.locator(".st-key-step button").click()
    expect_t(lab, 23)
    (cookie,) = page.context.cookies()
    home = course.lab.server_of(f"replica={cookie['value']}", "home")
    course.lab.kill(home)
    # Only a page whose connection went where the cookie says has lost it.
    expect(lab.locator(".connection")).to_contain_text("You are still at t = 23", timeout=AWAY)
    lab.locator(".st-key-step button").click()
    expect_t(lab, 24)
    home.start()
