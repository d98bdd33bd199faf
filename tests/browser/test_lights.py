"""What is touched or focused lights up with its partners everywhere on the page, and no server is asked."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.seen import reach
from tests.browser.serving import Server
from tests.browser.test_settings import touch_point

LIT = "() => [...document.querySelectorAll('.lit')].map(one => one.dataset.names)"
FRAMED = """() => {
    const plot = document.querySelector(".st-key-by_lag .seen")
    const touch = plot.data.find(trace => trace.name === "touch"), { xaxis, yaxis } = plot._fullLayout
    const places = touch.ids.map((names, i) => [names,
        xaxis._offset + xaxis.d2p(touch.x[i]), yaxis._offset + yaxis.d2p(touch.base[i] + touch.y[i] / 2)])
    return [...document.querySelectorAll(".st-key-by_lag .lights div")].map(frame => {
        const x = frame.offsetLeft + frame.offsetWidth / 2, y = frame.offsetTop + frame.offsetHeight / 2
        return places.find(([, left, top]) => Math.abs(left - x) < 2 && Math.abs(top - y) < 2)?.[0]
    })
}"""


SENT = """() => {
    const { send } = WebSocket.prototype
    window.sent ??= 0
    WebSocket.prototype.send = function (data) {
        window.sent += 1
        return send.call(this, data)
    }
}"""


@pytest.fixture
def silent(lab: Page, app: Server) -> Iterator[Page]:
    """The page, where nothing must be sent to the server from now on."""
    reach(lab, f"{app.url}/?t=21&weight=Wh&lag=2")
    lab.wait_for_timeout(500)
    lab.evaluate(SENT)
    count = lab.evaluate("window.sent")
    yield lab
    assert lab.evaluate("window.sent") == count


def test_a_bar_lights_its_term_and_its_source(silent: Page):
    point = touch_point(silent, ["Wh", 2])
    silent.mouse.move(point["x"], point["y"])
    expect(silent.locator(".factor.result.lit")).to_have_count(1)
    assert set(silent.evaluate(LIT)) == {"Wh:2"}
    assert sorted(silent.evaluate(FRAMED)) == ["Wh Wh:2", "Wh:2", "out_H[t-3] Wh:2"]
    silent.mouse.move(5, 5)
    expect(silent.locator(".lights div")).to_have_count(0)
    assert silent.evaluate(LIT) == []


def test_a_factor_lights_every_use_of_its_number(silent: Page):
    silent.locator(".factor.slope").nth(1).hover()
    names = silent.evaluate(LIT)
    assert names
    assert set(names) == {"out_H[t-1]"}
    assert sorted(silent.evaluate(FRAMED)) == ["Wh out_H[t-1]", "out_H[t-1] Wh:0"]
    silent.locator(".factor.wh").first.focus()
    expect(silent.locator('.forward .lit[data-names="Wh"]')).to_have_count(1)
    assert sum("Wh" in names.split() for names in silent.evaluate(FRAMED)) == 18  # nine arrows, nine gains


@pytest.mark.long
def test_an_arrow_lights_the_weight_everywhere(silent: Page):
    point = touch_point(silent, ["Wx", 0], width=0.3)
    silent.mouse.move(point["x"], point["y"])
    expect(silent.locator('.forward .lit[data-names="Wx"]')).to_have_count(1)
    assert sum(names.split()[0] == "Wx" for names in silent.evaluate(FRAMED)) == 10
