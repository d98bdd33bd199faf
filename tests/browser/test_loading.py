"""What travels when a page is opened for the first time, and again; and what is done where it does not arrive."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.seen import expect_t, open_at, step_goes_on
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


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param("**/static/js/index.*.js", marks=pytest.mark.long),
        "**/static/css/*.css",
        pytest.param("**/static/js/BidiComponent.*.js", marks=pytest.mark.long),
    ],
)
def test_a_page_of_which_a_part_does_not_arrive_says_so_and_loads_itself_again(page: Page, app: Server, lost: str):
    page.route(lost, lambda route: route.abort())
    page.goto(f"{app.url}/chain?t=20")
    expect(page.get_by_text("This page reloads when")).to_be_visible()
    page.unroute_all()
    expect_t(page, 20)
    expect(page.get_by_text("This page reloads when")).to_have_count(0)
    step_goes_on(page)
