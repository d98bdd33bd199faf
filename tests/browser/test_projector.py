"""The projector mode in a browser of 1024 × 768: nothing is small, nothing is cut off, keys and clicks work."""

import re

from playwright.sync_api import Page, expect

from pages.lab.session import OPENING
from tests.browser.seen import at_rest, drawn, expect_t, open_at, session_of
from tests.browser.serving import Server

TEXTS = """() => {
    const found = [], texts = document.createTreeWalker(document.querySelector(".st-key-page"), NodeFilter.SHOW_TEXT)
    const aside = "style, script, .unseen, sub, sup, tspan, .away, .covered"
    while (texts.nextNode()) {
        const { data, parentElement: parent } = texts.currentNode, range = document.createRange()
        if (!data.trim() || parent.closest(aside) || !parent.checkVisibility({ visibilityProperty: true })) continue
        range.selectNode(texts.currentNode)
        const { left, right, top, bottom } = range.getBoundingClientRect()
        if (right > left && top < innerHeight) found.push([data, parseFloat(getComputedStyle(parent).fontSize), left,
            right, top, bottom])
    }
    return found
}"""
"""Every text in the window, with its size and its box; subscripts aside."""
WIDE = """() => {
    const plot = document.querySelector(".st-key-projection .seen")
    return plot.querySelector(".main-svg").clientWidth === plot.clientWidth && plot.clientWidth > 980
}"""


def test_at_1024_by_768_everything_is_large_and_in_sight_and_the_keys_work(page: Page, app: Server, faults: list[str]):
    page.set_viewport_size({"width": 1024, "height": 768})
    open_at(page, f"{app.url}/chain?K=10")
    main = page.get_by_test_id("stMain")
    main.evaluate("main => main.scrollTo(0, 600)")
    page.get_by_role("button", name="Projector").click()
    page.locator(".st-key-projection .seen .main-svg").first.wait_for()
    expect_t(page, OPENING.t)
    page.wait_for_function(WIDE)  # drawn anew for the room that the sidebar has left
    texts = page.evaluate(TEXTS)
    assert len(texts) > 100
    assert [(text, size) for text, size, *_ in texts if size < 20] == []
    chart = [one for one in texts if one[0].startswith(("k =", "has left", "∂L", "0.", "−0."))]
    assert len(chart) > 50
    assert [one for one in texts if one[2] < 0 or one[3] > 1024.5] == []
    plot = page.locator(".st-key-projection .seen").bounding_box()
    assert plot
    assert plot["y"] + plot["height"] <= 768
    for name in ("Reset", "Back", "Step", "Play", "Leave projector"):
        button = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert button
        assert button["y"] + button["height"] < plot["y"]
    assert (
        any(text == "t = 21" and size >= 20 for text, size, *_ in texts)
        or page.locator(".st-key-buttons").evaluate("line => getComputedStyle(line, '::before').content") == '"t = 21"'
    )

    page.keyboard.press("ArrowRight")
    expect_t(page, 22)
    labels = next(trace for trace in drawn(page, "projection") if trace["name"] == "labels")
    place = labels["text"].index("t = 18")
    x, y = page.locator(".st-key-projection .seen").evaluate(
        "(plot, [x, y]) => [plot._fullLayout.xaxis.d2p(x), plot._fullLayout.yaxis.d2p(y)]",
        [labels["x"][place], 57],
    )
    page.mouse.click(plot["x"] + x, plot["y"] + y)
    expect(page).to_have_url(re.compile("lag=4"))
    at_rest(page)
    assert session_of(page) == OPENING.with_(K=10, t=22, lag=4)
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-build .seen .main-svg").first).to_be_visible()
    page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollTop === 600")
    expect_t(page, 22)
    assert session_of(page) == OPENING.with_(K=10, t=22, lag=4)
    assert faults == []
