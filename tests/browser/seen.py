"""What a person sees on the page, read from it; and what the core says should stand there."""

import json
import re
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Page, expect

from pages.lab import address
from pages.lab.session import Session, experiment, from_address
from pages.lab.state import EARNED
from pages.lab.study import Study
from rnn_core import Step, simulate


def open_at(page: Page, url: str) -> None:
    page.goto(url)
    page.locator(".seen .main-svg, .copy input:not([hidden]), .copy button:not(:empty), .notes, .goal").first.wait_for(
        timeout=60_000
    )
    at_rest(page)


REACH = """address => {
    const button = document.querySelector(".transport button"), app = document.querySelector("[data-testid=stApp]")
    const { onclick } = button // a new one whenever the server says something new of the link or the step
    const state = "data-test-script-state"
    let still = NaN // for how many looks the page has been at rest since it has run
    const runs = new MutationObserver(() => { still = 0 })
    runs.observe(app, { attributeFilter: [state] })
    history.pushState(null, "", address)
    dispatchEvent(new PopStateEvent("popstate"))
    document.activeElement.blur()
    return new Promise(done => {
        const look = () => {
            if (app.getAttribute(state) === "notRunning") still += 1
            if (button.onclick === onclick && !(still > 10)) return setTimeout(look, 20)
            runs.disconnect()
            done()
        }
        look()
    })
}"""


def reach(page: Page, url: str) -> None:
    """As ``open_at``, in a third of the time where that page is open: it reads its new address, as after Back.

    The address names t. What an earlier test moved by hand is taken for an echo if it is moved again within a second.
    """
    wanted = written(url)
    here, there = (address.read(one)[:2] for one in (parameters(page), wanted))
    if not page.url.startswith(url.split("?")[0]) or earned(here[1]) != earned(there[1]):  # Back leaves what is earned
        open_at(page, url)
    elif here != there:
        page.evaluate(REACH, url)
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    expect_t(page, int(wanted["t"]))


def earned(study: Study) -> list[object]:
    return [getattr(study, name) for name in EARNED]


def at_rest(page: Page) -> None:
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    # A kind of widget whose script is still on its way is a skeleton of another height.
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def expect_t(page: Page, t: int) -> None:
    """Wait until the page stands at t and every block in sight shows it."""
    expect(page.locator(f'.transport[data-t="{t}"]')).to_be_visible()
    at_rest(page)
    page.wait_for_function(
        "t => [...document.querySelectorAll('.blocks')].every(blocks => blocks.dataset.t === t)", arg=str(t)
    )


AWAY = 40_000
"""Milliseconds: a page that has lost its server asks for it every few seconds only."""


def expect_return(page: Page) -> None:
    """Wait until the page, which has lost its server, says that it has one again."""
    expect(page.locator(".connection")).to_contain_text("You are still at t = ", timeout=AWAY)


def step_goes_on(page: Page) -> None:
    """Take one more step."""
    t = t_of(page)
    press(page, "Step")
    expect_t(page, t + 1)


def t_of(page: Page) -> int:
    return int(page.locator(".transport").get_attribute("data-t") or "no t")


def labels(page: Page, place: str = "by_lag") -> list[str]:
    """Every text that the chart shows, line breaks as spaces."""
    plot = page.locator(f".st-key-{place} .seen")
    traces = plot.evaluate("plot => plot.data.map(trace => [trace.name, trace.text])")
    texts = [one for name, text in traces if name in ("labels", "numbers of slots") for one in text]
    return [re.sub(r"<[^>]+>", "", text.replace("<br>", " ")) for text in texts]


def parameters(page: Page) -> dict[str, str]:
    return written(page.url)


def written(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[-1] for name, values in parse_qs(urlparse(url).query).items()}


def session_of(page: Page) -> Session:
    """The session that the address describes."""
    session, notices = from_address(parameters(page))
    assert notices == []
    return session


def step_of(session: Session) -> Step:
    return simulate(experiment(session))[session.t]


def drawn(page: Page, place: str) -> list[dict]:
    """The traces of a chart as Plotly has them."""
    traces: list[dict] = json.loads(
        page.locator(f".st-key-{place} .seen").evaluate("plot => JSON.stringify(plot.data)")
    )
    return traces
