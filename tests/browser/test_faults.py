"""A server that is killed and comes back, and a network that fails: the page says so, and stands where it stood."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from pages.lab.session import OPENING, experiment
from pages.lab.text.notation import number
from rnn_core import simulate
from tests.browser.seen import (
    AWAY,
    at_rest,
    expect_return,
    expect_t,
    labels,
    open_at,
    press,
    session_of,
    step_goes_on,
)
from tests.browser.serving import Server, server
from tests.browser.test_address import link
from tests.browser.test_quick import WATCH, in_order
from tests.server.proxy import Network, network

LOST, SILENT, BACK = "Connection lost.", "The server is not answering.", "The server is back"
CONNECTED = '[data-testid="stApp"][data-test-connection-state="CONNECTED"]'
STEP_IF_ENABLED = """() => {
    const button = document.querySelector(".st-key-step button")
    if (!button || button.disabled) return false
    button.click()
    return true
}"""


SLOW = """
import time
from pages.lab import jobs
jobs.SECONDS_PER_RERUN, go_on = 0.005, jobs.Work.go_on
def slowly(work):
    time.sleep(0.1)
    return go_on(work)
jobs.Work.go_on = slowly
"""


@pytest.fixture(scope="module")
def mortal() -> Iterator[Server]:
    """A server that may be killed, up again when the next test begins; its long work takes seconds on any machine."""
    with server(before=SLOW) as running:
        yield running


@pytest.fixture(scope="module")
def net(mortal: Server) -> Iterator[Network]:
    with network(mortal.port) as made:
        yield made


def said(page: Page, words: str) -> None:
    expect(page.locator(".connection")).to_contain_text(words, timeout=AWAY)


def killed(page: Page, mortal: Server) -> None:
    """Kill the server, see what the page says, and start another in its place."""
    page.locator(".connection").wait_for(state="attached")  # our script is there, which says so
    mortal.kill()
    said(page, LOST)
    mortal.start()


# Killed


def test_killed_in_mid_session_the_page_says_so_on_any_screen_and_is_back_with_all_it_had(page: Page, mortal: Server):
    open_at(page, f"{mortal.url}/?t=20&K=8")
    press(page, "Step")
    expect_t(page, 21)
    before = labels(page)
    mortal.kill()
    said(page, LOST)
    for width, height in ((1280, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        line, buttons = (page.locator(one).bounding_box() for one in (".connection", ".st-key-buttons"))
        assert line is not None
        assert buttons is not None
        assert line["x"] >= 0
        assert line["x"] + line["width"] <= width
        assert line["y"] + line["height"] <= (height if width > 1080 else buttons["y"])
    page.set_viewport_size({"width": 1280, "height": 800})
    mortal.start()
    expect_return(page)
    expect_t(page, 21)
    said(page, BACK)
    assert session_of(page) == OPENING.with_(t=21, K=8)
    assert labels(page) == before
    step_goes_on(page)


@pytest.mark.long
def test_killed_while_the_browser_plays_no_step_is_undone(page: Page, mortal: Server):
    playing(page, mortal, "rapid")


@pytest.mark.long
def test_killed_while_the_server_plays_no_step_is_undone(page: Page, mortal: Server):
    playing(page, mortal, "fast")


def playing(page: Page, mortal: Server, speed: str) -> None:
    open_at(page, f"{mortal.url}/?T=400&t=20&speed={speed}")
    page.evaluate(WATCH)
    press(page, "Play")
    page.wait_for_function("() => window.shown.length > 3")
    killed(page, mortal)
    expect_return(page)
    expect(page.get_by_role("button", name="Play")).to_be_enabled()
    at_rest(page)
    last = in_order(page, 20, every=False)[-1][0]
    expect_t(page, last)
    assert session_of(page).t == last
    step_goes_on(page)


TRAINED = OPENING.with_(steps=20_000, eta=0.01, K=10, t=19_999)
WORKING = re.compile(r"Training: [\d,]+ of 20,000 steps")


@pytest.mark.long
def test_killed_in_mid_training_the_run_starts_anew_and_ends_the_same(page: Page, mortal: Server):
    page.goto(f"{link(mortal.url + '/training', TRAINED).replace('/?', '?')}")
    expect(page.get_by_text(WORKING)).to_be_visible()
    killed(page, mortal)
    expect(page.get_by_text(WORKING)).to_be_visible(timeout=AWAY)
    expect(page.get_by_text(WORKING)).to_have_count(0, timeout=AWAY)
    expect_t(page, 19_999)
    assert session_of(page) == TRAINED
    loss = simulate(experiment(TRAINED)).loss[-120:].mean()
    expect(page.locator(".st-key-training .sentence")).to_contain_text(f"to {number(float(loss))}")


@pytest.mark.long
def test_killed_in_mid_comparison_it_starts_anew_and_ends_the_same(page: Page, mortal: Server):
    compared = OPENING.with_(steps=2000, eta=0.05, windows="1-3-all", compare="on", t=1999)
    page.goto(f"{link(mortal.url + '/training', compared).replace('/?', '?')}")
    working = page.get_by_text("Comparing: ")
    expect(working).to_be_visible()
    killed(page, mortal)
    expect(working).to_be_visible(timeout=AWAY)
    expect(working).to_have_count(0, timeout=AWAY)
    at_rest(page)
    assert session_of(page) == compared
    ended = page.locator(".st-key-compared").inner_text()
    open_at(page, page.url)
    expect(working).to_have_count(0, timeout=AWAY)
    at_rest(page)
    assert page.locator(".st-key-compared").inner_text() == ended


def test_what_of_ours_cannot_be_fetched_is_fetched_when_the_server_is_back(page: Page, app: Server):
    """The browser may have Streamlit's own scripts already; what is lost of them, only a reload fetches again."""
    gone = re.compile("/files/(browser|plotly)/")
    page.route(gone, lambda route: route.abort())
    asked: list[str] = []
    page.on("requestfailed", lambda request: asked.append(request.url))
    try:
        page.goto(f"{app.url}/chain?t=20&K=8")
        page.wait_for_function("() => document.querySelectorAll('[data-testid=stBidiComponentRegular]').length > 0")
        while not any(gone.search(url) for url in asked):
            page.wait_for_timeout(50)
    finally:
        page.unroute(gone)
    page.locator(".seen .main-svg").first.wait_for()
    expect_t(page, 20)
    step_goes_on(page)


@pytest.mark.long
@pytest.mark.parametrize("ms", [100, 400, 900, 1500])
def test_killed_while_a_page_is_loading_it_is_there_after_a_reload(page: Page, mortal: Server, ms: int):
    page.goto(f"{mortal.url}/chain?t=20&K=8", wait_until="commit")
    page.wait_for_timeout(ms)
    mortal.kill()
    page.wait_for_timeout(300)
    mortal.start()
    open_at(page, page.url)
    expect_t(page, 20)
    assert session_of(page) == OPENING.with_(t=20, K=8)
    step_goes_on(page)


# The network


FAULTS: dict[str, Callable[[Network], None]] = {
    "late": lambda net: setattr(net, "delay", 0.3),
    "in pieces": lambda net: setattr(net, "piece", 100),
    "slow": lambda net: setattr(net, "rate", 100_000.0),
    "dropped": lambda net: net.drop(),
    "dropped, and the server does not know": lambda net: net.drop_browsers(),
    "cut": lambda net: net.cut(),
    "dark": lambda net: setattr(net, "dark", True),
}


def pressed(page: Page, times: int, gap: int) -> int:
    """Press Step as often as it is enabled; returns how many presses that were."""
    done = 0
    for _ in range(times):
        done += page.evaluate(STEP_IF_ENABLED)
        page.wait_for_timeout(gap)
    return done


@pytest.mark.long
def test_through_a_network_that_fails_no_step_is_lost_doubled_or_out_of_order(page: Page, net: Network):
    open_at(page, f"{net.url}/?t=20&T=400")
    page.evaluate(WATCH)
    t = 20
    for fault in tuple(FAULTS) * 3:
        t += pressed(page, 2, 30)
        FAULTS[fault](net)
        try:
            t += pressed(page, 5, 60)
            if fault == "dark":
                said(page, SILENT)
        finally:
            if fault != "dropped, and the server does not know":
                net.heal()
        page.locator(CONNECTED).wait_for(timeout=AWAY)
        t += pressed(page, 2, 60)
        expect(page.locator(f'.transport[data-t="{t}"]'), fault).to_be_visible(timeout=AWAY)
        net.heal()
        assert session_of(page).t == t, fault
    expect_t(page, t)
    steps = [step for step, _ in page.evaluate("window.shown") if step == step]  # of an empty chart it is no number
    assert steps == sorted(set(steps))


@pytest.mark.long
def test_two_windows_of_one_browser_do_not_disturb_each_other_when_the_connection_is_lost(page: Page, net: Network):
    second = page.context.new_page()
    try:
        open_at(page, f"{net.url}/?t=20&K=8")
        open_at(second, f"{net.url}/?t=50&Wh=1.5")
        for window, t in ((page, 21), (second, 51), (page, 22)):
            window.bring_to_front()
            press(window, "Step")
            expect_t(window, t)
        net.drop()
        for window, t in ((second, 52), (page, 23)):
            window.bring_to_front()
            press(window, "Step")
            expect_t(window, t)
        assert session_of(page) == OPENING.with_(t=23, K=8)
        assert session_of(second) == OPENING.with_(t=52, Wh=1.5)
    finally:
        second.close()
