"""The address is the session: reload, links, the browser's own Back and Forward, a server that goes away."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages.lab.session import CHOICES, OPENING, Session, to_address
from tests.browser.seen import (
    at_rest,
    expect_return,
    expect_t,
    labels,
    open_at,
    parameters,
    press,
    session_of,
    step_goes_on,
    t_of,
)
from tests.browser.serving import Server, server

ELSEWHERE = OPENING.with_(
    task="echo",
    T=77,
    delay=2,
    seed=9,
    Wx=1.25,
    Wh=-12.5,
    Bx=-0.3,
    Wy=0.123456789,
    By=0.05,
    h0=0.4,
    K=9,
    eta=0.003,
    t=33,
    weight="Bx",
    lag=5,
    factor=7,
    nudge=-0.35,
    view="whole",
    slice="column",
    inputs="own",
)


def link(url: str, session=ELSEWHERE) -> str:
    return f"{url}/?" + "&".join(f"{name}={value}" for name, value in to_address(session).items())


def test_a_link_opens_the_same_state_and_a_reload_keeps_it(page: Page, app: Server):
    open_at(page, link(app.url))
    expect_t(page, 33)
    assert session_of(page) == ELSEWHERE
    before = labels(page)
    expect(page.get_by_role("slider", name="window K")).to_have_value("9")
    expect(page.get_by_role("textbox", name="Wy, exactly")).to_have_value("0.123456789")
    press(page, "Step")
    expect_t(page, 34)
    assert session_of(page) == ELSEWHERE.with_(t=34)
    press(page, "Back")
    expect_t(page, 33)
    page.reload()
    expect_t(page, 33)
    page.locator(".seen .main-svg").first.wait_for()
    assert labels(page) == before
    assert session_of(page) == ELSEWHERE


@pytest.mark.long
def test_copy_link_writes_everything_out(page: Page, context: BrowserContext, app: Server):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_at(page, app.url)
    press(page, "Step")
    expect_t(page, OPENING.t + 1)
    press(page, "Copy link")
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert all(f"{name}=" in copied for name in CHOICES if name != "data")  # there is none
    shown = labels(page)
    other = context.new_page()
    open_at(other, copied)
    expect_t(other, OPENING.t + 1)
    assert labels(other) == shown
    other.close()


@pytest.mark.long
def test_a_bad_value_is_replaced_and_named(page: Page, app: Server):
    open_at(page, f"{app.url}/?K=99&Wh=abc&t=5&T=1e9&weight=Wz&lag=-4&nonsense=1")
    notices = page.locator('[data-testid="stAlert"] p')
    for name in ("K", "Wh", "T", "weight", "lag"):
        expect(notices.filter(has_text=f"asked for {name} =")).to_have_count(1)
    expect(notices).to_have_count(5)
    expect(page.locator('[data-testid="stAlert"]')).to_have_count(1)
    expect_t(page, 5)
    assert session_of(page) == OPENING.with_(K=10, T=2000, t=5, lag=0)
    assert "nonsense" not in parameters(page)


def test_the_slider_of_t_stands_at_t_after_a_change_of_length(page: Page, app: Server):
    open_at(page, app.url)
    slider = page.locator(".st-key-transport input").first
    for length in ("300", "40"):
        page.get_by_role("textbox", name="length T").fill(length)
        page.keyboard.press("Enter")
        expect(page.locator(".transport")).to_contain_text(f"the last step is {int(length) - 1}")
        at_rest(page)
        expect(slider).to_have_value("21")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect_t(page, 22)


@pytest.mark.long
def test_t_past_the_end_is_clamped_with_a_notice(page: Page, app: Server):
    open_at(page, f"{app.url}/?t=300")
    expect_t(page, 119)
    expect(page.get_by_text("t = 300 is past the end")).to_be_visible()
    open_at(page, f"{app.url}/?t=100")
    page.get_by_role("textbox", name="length T").fill("60")
    page.keyboard.press("Enter")
    expect_t(page, 59)
    expect(page.get_by_text("t = 100 is past the end")).to_be_visible()


@pytest.mark.long
def test_back_and_forward_of_the_browser_show_what_stood_there(page: Page, app: Server):
    """Across pages too. Streamlit may leave an entry without parameters behind a page link: the session stays there."""
    first, second, third = (OPENING.with_(Wh=1.5, t=t) for t in (21, 22, 23))
    open_at(page, f"{app.url}/?Wh=1.5")
    press(page, "Step")
    expect_t(page, 22)
    page.get_by_role("link", name="The chain").click()
    expect(page).to_have_url(re.compile(r"/chain\?.*t=22"))
    page.locator(".st-key-build .seen .main-svg").first.wait_for()
    press(page, "Step")
    expect_t(page, 23)

    def go(forward: bool) -> tuple[str, Session]:
        page.go_forward() if forward else page.go_back()
        page.wait_for_timeout(700)
        at_rest(page)
        place = "build" if "/chain" in page.url else "by_lag"
        page.locator(f".st-key-{place} .seen .main-svg").first.wait_for()
        session = session_of(page)
        assert t_of(page) == session.t
        return place, session

    seen = [("build", third)]
    while seen[-1] != ("by_lag", first) and len(seen) < 8:
        seen.append(go(forward=False))
    assert list(dict.fromkeys(seen)) == [("build", third), ("build", second), ("by_lag", second), ("by_lag", first)]
    while seen[-1] != ("build", third) and len(seen) < 16:
        seen.append(go(forward=True))
    assert seen[-1] == ("build", third)
    assert {session for _, session in seen} == {first, second, third}


@pytest.mark.long
def test_a_change_of_page_loses_nothing_and_the_sidebar_says_the_same(page: Page, app: Server, faults: list[str]):
    open_at(page, link(app.url))
    for name, place, t in (("The chain", "build", 33), ("Training", "training", 34), ("Across time", "matrix", 34),
                           ("Step", "by_lag", 34)):  # fmt: skip
        page.get_by_role("link", name=name, exact=True).click()
        page.locator(f".st-key-{place} .seen .main-svg").first.wait_for()
        expect_t(page, t)
        for key, value in {"Wx": "1.25", "Wh": "-12.5", "learning rate η": "0.003"}.items():
            expect(page.get_by_role("textbox", name=f"{key}, exactly")).to_have_value(value)
        assert session_of(page) == ELSEWHERE.with_(t=t)
        if name == "The chain":
            press(page, "Step")
            expect_t(page, 34)
    assert faults == []


@pytest.mark.long
def test_a_cold_server_asked_first_for_a_page_shows_it_with_the_navigation(page: Page, faults: list[str]):
    with server() as cold:
        open_at(page, link(f"{cold.url}/chain").replace("chain/?", "chain?"))
        expect_t(page, 33)
        for name in ("Step", "The chain", "Across time"):
            expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
        expect(page.get_by_text("Page not found")).to_have_count(0)
        assert page.title().startswith("The chain")
        assert faults == []


@pytest.mark.long
def test_after_a_restart_the_page_is_back_at_the_same_t(page: Page):
    with server() as mortal:
        open_at(page, f"{mortal.url}/?t=20&K=8")
        press(page, "Step")
        expect_t(page, 21)
        before = labels(page)
        mortal.stop()
        page.wait_for_timeout(1500)
        mortal.start()
        expect_return(page)
        expect_t(page, 21)
        assert session_of(page) == OPENING.with_(t=21, K=8)
        assert labels(page) == before
        step_goes_on(page)
        at_rest(page)
        assert t_of(page) == 22


@pytest.mark.long
def test_a_press_right_after_a_click_on_a_page_link_is_taken_and_leaves_the_page_alive(page: Page, app: Server):
    """Its message can arrive when the other page is there already. Between the pages there is no button for a while."""
    for gap in (0, 100):
        open_at(page, f"{app.url}/?t=20")
        pressed = page.evaluate(
            """gap => new Promise(done => {
                document.querySelector('[data-testid="stPageLink"] a[href$=chain]').click()
                setTimeout(() => {
                    const button = document.querySelector(".st-key-step button")
                    button?.click()
                    done(Boolean(button))
                }, gap)
            })""",
            gap,
        )
        page.locator(".st-key-build .seen .main-svg").first.wait_for()
        expect_t(page, 20 + pressed)
