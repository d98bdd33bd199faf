"""axe-core finds no serious fault on any page: light and dark, on a laptop and on a phone."""

from importlib.resources import files
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.seen import open_at
from tests.browser.serving import Server
from tests.browser.test_looks import ON_EACH_PAGE

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
OPEN_ALL = """() => { for (const details of document.querySelectorAll("details")) details.open = true }"""
HEIGHT = """() => 200 + Math.max(...[...document.querySelectorAll(
    "[data-testid=stMain], [data-testid=stSidebarContent]")].map(box => box.scrollHeight))"""
ALL_DRAWN = """() => [...document.querySelectorAll(".blocks .seen")].every(
    plot => plot.querySelector(".main-svg") || !plot.offsetParent)"""
TWO_FRAMES = (
    "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))"
)
FOUND = """async () => {
    const { violations, incomplete } = await axe.run(document, { resultTypes: ["violations", "incomplete"] })
    const faults = violations.filter(({ impact, id }) => ["serious", "critical"].includes(impact) || OURS.includes(id))
    return [
        ...faults.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message}`)),
        ...incomplete.filter(({ error }) => error).map(({ id, error }) => `${id} broke off: ${error.message}`),
    ]
}""".replace("OURS", '["empty-table-header"]')


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        pytest.param(scheme, width, marks=[pytest.mark.long] * ((scheme, width) != ("dark", 390)))
        for scheme in ("light", "dark")
        for width in (1280, 390)
    ],
)
@ON_EACH_PAGE
def test_axe_finds_nothing_serious(page: Page, app: Server, path: str, scheme: Literal["light", "dark"], width: int):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 2000})
    open_at(page, f"{app.url}/{path}?K=10&eta=0.01&ask=mixed&blanks=2")
    page.evaluate(OPEN_ALL)
    # All at once in the window: axe cannot judge the colours of what is scrolled out of sight.
    page.set_viewport_size({"width": width, "height": page.evaluate(HEIGHT)})
    page.wait_for_function(ALL_DRAWN)
    page.evaluate(TWO_FRAMES)  # the boxes that scroll have been found
    page.evaluate(AXE)
    assert page.evaluate(FOUND) == []
