"""The learner draws a sequence and edits its numbers: the charts follow, Undo takes it back, a reload keeps it."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from pages.lab.session import data_of
from tests.browser.seen import at_rest, drawn, open_at, press, reach, session_of
from tests.browser.serving import Server


def stroke(page: Page, *shares: tuple[float, float]) -> None:
    """Draw with the mouse from point to point, each given by its share of the paper's width and height."""
    paper = page.locator(".draw .paper")
    paper.evaluate("paper => paper.scrollIntoView({ block: 'center' })")
    box = paper.bounding_box()
    assert box is not None
    places = [(box["x"] + across * box["width"], box["y"] + down * box["height"]) for across, down in shares]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()


def undoes(page: Page, what: str) -> None:
    expect(page.get_by_role("button", name=f"Undo: {what}")).to_be_visible()
    expect(page).to_have_url(re.compile("data="))
    at_rest(page)


def shown(page: Page) -> list[float]:
    """X as the chart of the sequence shows it."""
    y: list[float] = next(trace["y"] for trace in drawn(page, "sequence") if trace["name"] == "X, input")
    return y


def test_a_stroke_becomes_the_sequence_and_a_number_of_it_is_typed_anew(lab: Page, app: Server):
    reach(lab, f"{app.url}/your_data?t=3")
    expect(lab.locator(".draw form")).to_contain_text("points (3 to 120)")
    before = shown(lab)
    stroke(lab, (0.0125, 0.5), (0.9875, 0.1))
    undoes(lab, "your drawing")
    X = data_of(session_of(lab)).columns[0]
    assert (len(X), X[0]) == (40, 0)
    assert all(0 < high - low < 0.04 for low, high in pairwise(X))
    assert shown(lab) == list(X[:-1])
    press(lab, "Undo: your drawing")
    expect(lab.get_by_text("Draw your sequence here")).to_be_visible()
    at_rest(lab)
    assert shown(lab) == before

    stroke(lab, (0.0125, 0.5), (0.5, 0.9))
    undoes(lab, "your drawing")
    paper = lab.get_by_role("slider", name="Your sequence X, point by point")
    paper.focus()
    for key in ("Home", "ArrowRight", "ArrowUp", "ArrowUp"):
        lab.keyboard.press(key)
    moved = round(data_of(session_of(lab)).columns[0][1] + 0.1, 2)
    expect(paper).to_have_attribute("aria-valuetext", f"X at t = 1: {moved:g}".replace("-", "−"))
    lab.get_by_text("Edit the numbers in a table").click()
    expect(lab.get_by_role("textbox", name="X at t = 1", exact=True)).to_have_value(f"{moved:g}")
    field = lab.get_by_role("textbox", name="X at t = 2", exact=True)
    field.fill("abc")
    field.press("Enter")
    expect(lab.get_by_text("t = 2, column X: “abc” is not a number")).to_be_visible()
    expect(lab.get_by_role("textbox", name="X at t = 3", exact=True)).to_be_focused()
    field.fill("0,75")
    field.press("ArrowDown")
    undoes(lab, "your table")
    expect(field).to_have_value("0.75")
    at_rest(lab)
    drawing = lab.locator(".draw .x").get_attribute("d")
    assert data_of(session_of(lab)).columns[0][2] == 0.75
    open_at(lab, lab.url)
    expect(lab.locator(".draw .x")).to_have_attribute("d", str(drawing))
    lab.goto("about:blank")  # what the table has open is for no other test


@pytest.mark.long
def test_a_block_is_pasted_and_rows_come_and_go(page: Page, app: Server, faults: list[str]):
    open_at(page, f"{app.url}/your_data?t=3")
    stroke(page, (0.0125, 0.5), (0.5, 0.9))
    undoes(page, "your drawing")
    page.get_by_text("Edit the numbers in a table").click()
    field = page.get_by_role("textbox", name="X at t = 38", exact=True)
    field.click()
    field.evaluate(
        """field => {
            const clipboardData = new DataTransfer()
            clipboardData.setData("text/plain", "0.1\\t5\\n0.2\\t6\\n0.3\\t7\\n")
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
        }"""
    )
    expect(page.get_by_text("t = 0, column Y: the cell is empty")).to_be_visible()
    expect(page.get_by_text("and 28 more")).to_be_visible()
    press(page, "Discard these entries")
    expect(page.get_by_text("and 28 more")).to_have_count(0)
    expect(page.locator(".table tbody tr")).to_have_count(40)
    page.get_by_role("textbox", name="X at t = 1", exact=True).click()
    press(page, "Insert a copy below")
    expect(page.get_by_role("textbox", name="X at t = 2", exact=True)).to_be_focused()
    page.keyboard.type("0.9")
    page.keyboard.press("Enter")
    undoes(page, "your table")
    expect(page.locator(".table tbody tr")).to_have_count(41)
    page.wait_for_function("() => document.querySelectorAll('.table input')[2].value === '0.9'")
    press(page, "Delete this row")  # the one that Enter has led to
    expect(page.locator(".table tbody tr")).to_have_count(40)
    undoes(page, "your table")
    assert data_of(session_of(page)).columns[0][2] == 0.9
    assert faults == []


@pytest.mark.long
def test_a_finger_draws_on_the_paper_and_scrolls_beside_it(page: Page, app: Server):
    page.set_viewport_size({"width": 390, "height": 844})
    open_at(page, f"{app.url}/your_data?t=3")
    paper = page.locator(".draw .paper")
    paper.evaluate("paper => paper.scrollIntoView({ block: 'center' })")
    box = paper.bounding_box()
    assert box is not None
    finger = page.context.new_cdp_session(page)
    finger.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def swipe(x: float, y: float, dx: float, dy: float) -> float:
        """How far the page scrolls meanwhile."""
        scrolled = "main => main.scrollTop"
        before = page.get_by_test_id("stMain").evaluate(scrolled)
        places = [{"x": x + dx * i / 10, "y": y + dy * i / 10} for i in range(11)]
        for kind, points in (("touchStart", places[:1]), *(("touchMove", [one]) for one in places), ("touchEnd", [])):
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(300)
        return page.get_by_test_id("stMain").evaluate(scrolled) - before

    assert swipe(box["x"] + 20, box["y"] + 20, 200, 140) == 0
    page.wait_for_function("() => location.search.includes('data=')")
    at_rest(page)
    X = data_of(session_of(page)).columns[0]
    assert X[4] > 0.5
    assert X[24] < -0.4
    line = page.locator(".draw .x").get_attribute("d")
    assert swipe(box["x"] + 100, box["y"] - 150, 0, 150) < -50
    paper.evaluate("paper => paper.scrollIntoView({ block: 'center' })")
    assert swipe(box["x"] + 100, box["y"] + 150, 10, -150) > 50
    at_rest(page)
    assert data_of(session_of(page)).columns[0] == X
    assert page.locator(".draw .x").get_attribute("d") == line
    finger.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
