"""A monkey: random actions of a hand, with a seed, on a page whose server is killed and whose network fails."""

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.seen import at_rest, expect_t, press, t_of
from tests.browser.serving import Server
from tests.server.proxy import Network

AWAY = 60_000
PATHS = ("/", "/lessons", "/chain", "/across_time", "/training")
WIDTH, HEIGHT, ALL = 1280, 800, 6000
KEYS = ("ArrowRight", "ArrowLeft", "ArrowUp", "Home", "End", "p", "Tab", "Escape", "Enter", " ")
HARMLESS = re.compile(
    "net::ERR_|WebSocket|Client [Ee]rror|disconnected from server|Not connected|Connection (lost|timed out)|_stcore"
    "|No response received|not responding|Multiple different fragmentIds"
)
"""What the browser and Streamlit say when a connection fails; the last is explained in tests/long/test_browser.py."""
POINTS = """selector => [...document.querySelectorAll(selector)].map(one => {
    const { x, y, width, height } = one.getBoundingClientRect()
    const [left, top] = [x + width / 2, y + height / 2]
    const met = width && document.elementFromPoint(left, top)
    const name = one.getAttribute("aria-label") || one.textContent.slice(0, 30) || one.className
    return met && (one.contains(met) || met.contains(one)) && !one.disabled && { x, y, width, height, name }
}).filter(one => one && one.name !== "Copy link")"""
SHOWN = """() => JSON.stringify([
    [...document.querySelectorAll(".blocks")].map(one => one.dataset.t),
    [...document.querySelectorAll(".sentence, .reads, .factor, .eq")].map(one => one.textContent),
    [...document.querySelectorAll(".seen")].map(({ data }) => data?.map(({ name, text }) => [name, text])),
    [...document.querySelectorAll("[data-testid=stSidebar] input")].map(one => one.value),
])"""


@dataclass
class Monkey:
    """Acts in the windows of one browser; the last one is in front. ``complaints`` are those of all its windows."""

    seed: int
    context: BrowserContext
    mortal: Server
    net: Network
    windows: list[Page] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    last: deque[str] = field(default_factory=lambda: deque(maxlen=15))
    away: int = 0

    def __post_init__(self) -> None:
        self.draw = Random(self.seed)
        self.open(self.net.url)

    @property
    def page(self) -> Page:
        return self.windows[-1]

    def open(self, url: str) -> None:
        window = self.context.new_page()
        window.set_default_timeout(AWAY)
        window.on("console", self._said)
        window.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.windows.append(window)
        window.goto(url)
        window.locator(".seen .main-svg").first.wait_for()

    def _said(self, message: Any) -> None:
        text = f"{message.text} ({message.location.get('url', '')})"
        if message.type == "error" and not HARMLESS.search(text):
            self.complaints.append(text)

    def act(self) -> None:
        """Do something; a network that was cut, and a server that was killed, come back two actions later."""
        self.away -= 1
        if self.away == 0:
            self.mend()
        acts = [self.click] * 6 + [self.key] * 4 + [self.drag] * 2 + [self.chart] * 2 + [self.scroll, self.wait]
        if self.away < 0:
            acts += [self.link, self.back, self.forward, self.reload, self.tab]
        self.draw.choice(acts)()

    def note(self, what: str) -> None:
        self.last.append(what)

    def _point(self, selector: str) -> dict[str, Any] | None:
        found = self.page.evaluate(POINTS, selector)
        return self.draw.choice(found) if found else None

    def click(self) -> None:
        point = self._point("button, [role=radio], summary, .stApp input")
        if point:
            self.note(f"click {point['name']}")
            self.page.mouse.click(point["x"] + point["width"] / 2, point["y"] + point["height"] / 2)

    def key(self) -> None:
        key, times = self.draw.choice(KEYS), self.draw.randrange(1, 4)
        self.note(f"{times} × key {key}")
        for _ in range(times):
            self.page.keyboard.press(key)

    def drag(self) -> None:
        point = self._point("input[type=range], [data-testid=stSlider] [role=slider]")
        if point:
            x, y = point["x"] + point["width"] / 2, point["y"] + point["height"] / 2
            by = self.draw.randrange(-80, 80)
            self.note(f"drag {point['name']} by {by}")
            self.page.mouse.move(x, y)
            self.page.mouse.down()
            self.page.mouse.move(x + by, y, steps=5)
            self.page.mouse.up()

    def chart(self) -> None:
        point = self._point(".seen")
        if point:
            share = self.draw.random(), self.draw.random()
            self.note(f"click in a chart at {share}")
            self.page.mouse.click(point["x"] + share[0] * point["width"], point["y"] + share[1] * point["height"])

    def scroll(self) -> None:
        self.note("scroll")
        self.page.mouse.move(700, 500)
        self.page.mouse.wheel(0, self.draw.choice([-2000, -400, 400, 2000]))

    def wait(self) -> None:
        ms = self.draw.choice([50, 200, 500])
        self.note(f"wait {ms}")
        self.page.wait_for_timeout(ms)

    def link(self) -> None:
        point = self._point('[data-testid="stPageLink"] a')
        if point:
            self.note(f"page {point['name']}")
            self.page.mouse.click(point["x"] + 20, point["y"] + point["height"] / 2)

    def back(self) -> None:
        self._history("back")

    def forward(self) -> None:
        self._history("forward")

    def _history(self, way: str) -> None:
        self.note(way)
        self.page.evaluate(f"history.{way}()")
        self.page.wait_for_timeout(300)
        if not self.page.url.startswith(self.net.url):
            self.page.goto(self.net.url)

    def reload(self) -> None:
        self.note("reload")
        self.page.reload()

    def tab(self) -> None:
        """Open a second window, or go to the other."""
        if len(self.windows) == 1:
            self.note("second window")
            self.open(self.page.url)
        else:
            self.note("other window")
            self.windows.reverse()
            self.page.bring_to_front()

    def fail(self, kill: bool) -> None:
        """Kill the server, or have the network fail in one of its ways."""
        if self.away > 0:
            self.mend()
        self.away = 3
        what = "kill" if kill else self.draw.choice(["drop", "cut", "dark", "late", "in pieces", "slow"])
        self.note(f"network: {what}")
        match what:
            case "kill":
                self.mortal.kill()
            case "drop":
                self.net.drop()
            case "cut":
                self.net.cut()
            case "dark":
                self.net.dark = True
            case "late":
                self.net.delay = 0.2
            case "in pieces":
                self.net.piece = 100
            case "slow":
                self.net.rate = 200_000.0

    def mend(self) -> None:
        self.note("network: mended")
        self.away = 0
        if self.mortal.process is None:
            self.mortal.start()
        self.net.heal()

    def check(self, mirror: Page, elsewhere: Server) -> None:
        """With all in order again: no complaint, Step or Back works, and another server shows the same there."""
        if self.away > 0:
            self.mend()
        page = self.page
        page.bring_to_front()
        connected = page.locator('[data-testid="stApp"][data-test-connection-state="CONNECTED"]')
        connected.wait_for(timeout=AWAY)
        page.keyboard.press("Escape")
        page.wait_for_timeout(1500)
        quiet(page)
        pause = page.locator(".st-key-pause button")
        if pause.is_enabled():
            pause.click()
        expect(page.locator(".st-key-step button")).to_be_enabled(timeout=AWAY)
        quiet(page)
        t = t_of(page)
        ahead = t < int(page.locator(".transport input").get_attribute("max") or 0)
        press(page, "Step" if ahead else "Back")
        expect_t(page, t + 1 if ahead else t - 1)
        page.wait_for_timeout(1000)
        assert page.get_by_test_id("stException").count() == 0
        assert page.get_by_text("could not be drawn").count() == 0
        for window in (page, mirror):  # a chart out of sight is not drawn
            window.set_viewport_size({"width": WIDTH, "height": ALL})
        mirror.bring_to_front()
        mirror.goto(page.url.replace(self.net.url, elsewhere.url))
        mirror.locator(".seen .main-svg").first.wait_for()
        expect_t(mirror, t_of(page))
        quiet(mirror)
        there = json.loads(mirror.evaluate(SHOWN))
        page.bring_to_front()
        differing: list[object] = [None]
        for _ in range(20):  # a window behind another draws nothing
            page.wait_for_timeout(250)
            differing = list(differences(json.loads(page.evaluate(SHOWN)), there))
            if not differing:
                break
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        assert not differing, f"the page and, opened anew, its address differ in {len(differing)}: {differing[:5]}"
        assert self.complaints == []

    def story(self) -> str:
        return f"seed {self.seed}; the last actions: {'; '.join(self.last)}; at {self.page.url}"


def differences(one: Any, other: Any, *place: int) -> Iterator[object]:
    """Where two such lists differ."""
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for i, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, *place, i)
    elif one != other:
        yield place, str(one)[:300], str(other)[:300]


def quiet(page: Page) -> None:
    """Wait until nothing is running, and no long work is under way."""
    at_rest(page)
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=AWAY)
    at_rest(page)
