"""What travels when a page is opened for the first time, and again."""

from playwright.sync_api import Browser

from tests.browser.seen import open_at
from tests.browser.serving import Server

LARGEST_FIRST, LARGEST_AGAIN = 3_000, 50
"""KB: the drawing library is half of the first, and two fonts a fifth."""


def test_a_second_visit_loads_next_to_nothing(app: Server, browser: Browser):
    context = browser.new_context()
    page, received = context.new_page(), [0.0]
    network = context.new_cdp_session(page)
    network.send("Network.enable")

    def count(data: dict) -> None:
        received[0] += data["encodedDataLength"] / 1024

    network.on("Network.loadingFinished", count)
    open_at(page, app.url)
    assert 1_000 < received[0] < LARGEST_FIRST
    received[0] = 0
    page.reload()
    page.locator(".seen .main-svg").first.wait_for()
    assert received[0] < LARGEST_AGAIN
    assert context.cookies() == []
    context.close()
