"""Compare A with B in a browser: pin, drag a slider, step; the link opens both."""

import re

import pytest
from playwright.sync_api import Page, expect

from pages.lab.session import OPENING, experiment
from pages.lab.text.notation import number
from rnn_core import simulate
from tests.browser.seen import at_rest, drawn, expect_t, labels, open_at, press, session_of
from tests.browser.serving import Server


def of_A(page: Page) -> list[float]:
    line = next(trace for trace in drawn(page, "forward") if trace["name"] == "Ŷ of A")
    return list(line["y"])


@pytest.mark.long
def test_pin_drag_step_and_the_link(page: Page, app: Server, faults: list[str]):
    A = simulate(experiment(OPENING))
    open_at(page, app.url)
    press(page, "Pin A")
    expect(page.locator(".pinned")).to_contain_text("give the same run")
    page.get_by_role("slider", name="Wh").scroll_into_view_if_needed()
    thumb = page.locator(".st-key-Wh-slider [data-testid=stSliderThumbValue]").bounding_box()
    assert thumb
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 25, y, steps=4)
    page.mouse.up()
    expect(page.locator(".pinned")).to_contain_text(re.compile(r"A: Wh = −0\.9 · B: Wh = "))
    at_rest(page)
    assert session_of(page).Wh > -0.8
    assert of_A(page) == A.Y_hat[:22].tolist()

    press(page, "Step")
    expect_t(page, 22)
    B = simulate(experiment(session_of(page)))
    expect(page.locator(".st-key-by_lag .reads")).to_contain_text(
        f"= {number(A[22].chains['Wh'].total)}; with B, {number(B[22].chains['Wh'].total)}"
    )
    assert number(B[22].chains["Wh"].total) in labels(page)
    assert of_A(page) == A.Y_hat[:23].tolist()
    line, link = page.locator(".pinned").inner_text(), page.url
    page.goto("about:blank")
    open_at(page, link)
    expect_t(page, 22)
    assert page.locator(".pinned").inner_text() == line
    assert of_A(page) == A.Y_hat[:23].tolist()
    assert faults == []
