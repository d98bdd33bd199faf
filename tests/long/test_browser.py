"""What takes too long for every run: more clicks at more gaps, more restarts, random actions without end."""

import os
import random
import re

import pytest
from playwright.sync_api import Page, expect

from pages.lab.session import OPENING
from tests.browser.seen import at_rest, expect_return, expect_t, open_at, press, session_of, t_of
from tests.browser.serving import Server, server
from tests.browser.test_address import ELSEWHERE, link
from tests.browser.test_stepping import moved_after_step, quick_clicks

ACTIONS = int(os.environ.get("ACTIONS", "1000"))
ONE_MESSAGE = "Unexpected state: Multiple different fragmentIds detected"
"""Streamlit's warning when a step and a setting travel in one message; the stage draws the whole page anew then."""


@pytest.mark.parametrize("gap", [30, 60, 120])
def test_thirty_quick_clicks_are_thirty_steps(page: Page, app: Server, gap: int):
    quick_clicks(page, app, gap, rounds=3)


def test_no_control_moved_after_step_ever_undoes_the_step(page: Page, app: Server):
    for _ in range(10):
        moved_after_step(page, app, [0, 10, 20, 40, 60, 80, 100, 150, 200])


def test_a_cold_server_asked_first_for_a_link(page: Page):
    with server() as cold:
        open_at(page, link(cold.url))
        expect_t(page, 33)
        assert session_of(page) == ELSEWHERE


def test_after_a_restart_a_page_on_which_nothing_was_pressed_is_back(page: Page):
    with server() as mortal:
        open_at(page, f"{mortal.url}/chain?t=20&K=8")
        mortal.stop()
        page.wait_for_timeout(1500)
        mortal.start()
        expect_return(page)
        page.get_by_role("radio", name="Bx", exact=True).click()
        expect(page).to_have_url(re.compile("weight=Bx"))
        press(page, "Step")
        expect_t(page, 21)
        assert session_of(page) == OPENING.with_(t=21, K=8, weight="Bx")


@pytest.mark.parametrize("gap", [15, 30, 60, 120])
def test_no_press_on_a_slider_is_lost_while_its_field_lags_behind(page: Page, app: Server, gap: int):
    for _ in range(5):
        open_at(page, f"{app.url}/?t=20")
        page.get_by_role("slider", name="Wh").focus()
        for key in ["ArrowRight"] * 20 + ["ArrowLeft"] * 5:
            page.keyboard.press(key)
            page.wait_for_timeout(gap)
        expect(page).to_have_url(re.compile(r"Wh=-0\.15(&|$)"))
        page.wait_for_timeout(1500)
        at_rest(page)
        assert session_of(page) == OPENING.with_(Wh=-0.15, t=20)


def test_random_actions_bring_no_complaint_and_no_disagreement(page: Page, app: Server, faults: list[str]):
    """Press, move and click at random; now and then the page has to show what its address says."""
    draw = random.Random(7)
    open_at(page, app.url)
    for i in range(ACTIONS):
        kind = draw.randrange(6)
        if kind < 2:
            page.keyboard.press(draw.choice(["ArrowRight", "ArrowLeft"]))
        elif kind == 2:
            press(page, draw.choice(["Step", "Back", "Reset"]))
        elif kind == 3:
            slider = page.get_by_role("slider", name=draw.choice(["Wh", "Wx", "window K"]))
            slider.focus()
            page.keyboard.press(draw.choice(["ArrowRight", "ArrowLeft"]))
            page.locator("body").press("Escape")
        elif kind == 4:
            page.get_by_role("radio", name=str(draw.randrange(10)), exact=True).click()
        else:
            page.wait_for_timeout(draw.choice([0, 50, 200]))
        if i % 50 == 49:
            page.wait_for_timeout(1000)
            at_rest(page)
            chosen = session_of(page)
            assert t_of(page) == chosen.t
            for name, value in {"Wh": chosen.Wh, "Wx": chosen.Wx, "window K": chosen.K}.items():
                shown = page.get_by_role("slider", name=name).input_value()
                assert float(shown) == pytest.approx(value), f"{name} after {i + 1} actions"
            expect(page.get_by_role("radio", name=str(chosen.lag), exact=True)).to_be_checked()
    assert [fault for fault in faults if not fault.startswith(ONE_MESSAGE)] == []
