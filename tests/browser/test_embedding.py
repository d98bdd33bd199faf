"""The lab in a frame of a page on another site."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import Server

WIDTH, HEIGHT = 900, 600


@pytest.fixture
def host(app: Server, browser: Browser) -> Iterator[Page]:
    """A page of localhost, which to a browser is another site than 127.0.0.1, with the lab in a frame.

    The frame may do only what the lab cannot do without; tests/long/test_course_page.py has https and a proxy, too.
    """
    text = f'<!doctype html><title>A page</title><iframe title="Unrolled" src="{app.url}/?embed=true&K=4" ' \
           f'style="width: {WIDTH}px; height: {HEIGHT}px; border: 0" allow="clipboard-write" ' \
           'sandbox="allow-scripts allow-same-origin"></iframe>'  # fmt: skip

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *values: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        page = browser.new_page(viewport={"width": 1000, "height": 800})
        page.goto(f"http://localhost:{serving.server_port}/")
        yield page
        page.close()
        serving.shutdown()


def test_a_framed_lab_has_all_the_width_and_stays_framed(host: Page):
    frame, lab = host.frames[1], host.frame_locator("iframe")
    expect(lab.locator('.transport[data-t="21"]')).to_be_visible()
    chart = lab.locator(".st-key-forward .seen .main-svg").first
    expect(chart).to_be_visible()
    box = chart.bounding_box()
    assert box is not None
    assert box["width"] > WIDTH - 60  # no sidebar, and little else beside it
    assert frame.evaluate("document.documentElement.scrollWidth") <= WIDTH
    lab.locator(".st-key-step button").click()
    expect(lab.locator('.transport[data-t="22"]')).to_be_visible()
    assert "embed=true" in frame.url
    assert re.search("K=4.*t=22", frame.url)
    lab.get_by_test_id("stExpandSidebarButton").click()  # everything can still be chosen
    lab.get_by_test_id("stSidebar").get_by_role("link", name="The chain").click()
    expect(lab.get_by_role("heading", name="Build the product")).to_be_visible()
    expect(lab.locator('.transport[data-t="22"]')).to_be_visible()
    assert re.search("/chain[?].*embed=true", frame.url)
    lab.get_by_test_id("stSidebar").get_by_role("link", name="For teachers").click()
    lab.get_by_role("link", name="say what one step does").click()
    expect(lab.locator('.transport[data-t="-1"]')).to_be_visible()
    assert "embed=true" in frame.url
    lab.get_by_role("button", name="Copy link").click()
    expect(lab.get_by_role("button", name="Link copied")).to_be_visible()
