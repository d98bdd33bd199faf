"""The page by ear and by keyboard: what is spoken after a step, and what the Tab key reaches, in which order."""

import pytest
from playwright.sync_api import Page, expect

from pages.lab.text.spoken import spoken
from tests.browser.seen import at_rest, expect_t, open_at, press, reach, t_of
from tests.browser.serving import Server
from tests.browser.test_looks import ON_EACH_PAGE, PATHS
from tests.pages.records import moment_of

LISTEN = """() => {
    window.heard = []
    const LIVE = "[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]"
    const hear = ({ target, type }) => {
        const region = (target.closest ? target : target.parentElement)?.closest(LIVE)
        if (region) window.heard.push(region.textContent)
    }
    new MutationObserver(changes => changes.forEach(hear)).observe(
        document.body, { subtree: true, childList: true, characterData: true })
}"""
# Where the focus is and, of the one before, whether it or what encloses it looked otherwise while it had the focus.
FOCUS = """() => {
    const style = ({ outline, boxShadow, borderColor }) => outline + boxShadow + borderColor
    const look = one => style(getComputedStyle(one))
    const around = one => one && one !== document.body ? [one, ...around(one.parentElement)].slice(0, 6) : []
    const { last } = window, here = document.activeElement, chain = around(here)
    const list = one => one?.closest("[data-testid=stSelectbox]") // has one ring for its field and its buttons
    const shown = !last || last.chain.some((one, i) => look(one) !== last.looks[i])
        || Boolean(list(here)?.contains(last.chain[0]))
    window.last = { chain, looks: chain.map(look) }
    if (here === document.body) return { shown }
    const { x, y, width, height } = here.getBoundingClientRect()
    const region = here.closest("[data-testid=stSidebar]") ? "sidebar" : here.closest("main") ? "main" : "skip"
    const bar = document.querySelector(".st-key-buttons"), { bottom } = bar.getBoundingClientRect()
    const sticks = here.closest(".st-key-buttons, .st-key-transport")
    const covered = region === "main" && here.tagName !== "MAIN" && !sticks && y + height <= bottom
    return { name: here.getAttribute("aria-label") || here.textContent, tag: here.tagName, region, shown, covered,
             inside: y + height > 0 && y < innerHeight && x + width > 0 && x < innerWidth }
}"""
AT_ONCE = "*, ::before, ::after { transition: none !important; animation: none !important; }"


def test_a_step_is_spoken_in_one_sentence_and_nothing_else_is(page: Page, app: Server):
    open_at(page, app.url)
    region = page.locator("[data-testid=stMain] [aria-live=polite]")
    expect(region).to_have_count(1)
    page.evaluate(LISTEN)
    for act, t in (("Step", 22), ("Step", 23), ("Back", 22), ("Reset", -1), ("Step", 0)):
        press(page, act)
        expect_t(page, t)
        expect(region).to_have_text(spoken(moment_of(t=t)))
    slider = page.locator(".st-key-transport input").first
    slider.focus()
    slider.press("End")
    expect_t(page, 119)
    expect(region).to_have_text(spoken(moment_of(t=119)))
    said = [spoken(moment_of(t=t)) for t in (22, 23, 22, -1, 0, 119)]
    assert page.evaluate("heard") == said
    page.get_by_role("radio", name="symlog").click()
    at_rest(page)
    page.wait_for_timeout(300)
    assert page.evaluate("heard") == said  # nothing that it tells of has changed


@pytest.mark.long
def test_many_quick_steps_are_not_spoken_one_by_one(page: Page, app: Server):
    open_at(page, app.url)
    page.evaluate(LISTEN)
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    expect_t(page, 33)
    expect(page.locator(".transport .said")).to_have_text(spoken(moment_of(t=33)))
    assert len(page.evaluate("heard")) <= 6


@pytest.mark.long
def test_a_summary_tells_what_the_page_is_and_can_do(page: Page, app: Server):
    for path in PATHS:
        open_at(page, f"{app.url}/{path}")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.get_by_role("region", name="Summary")).to_contain_text("right arrow: Step")
        expect(page.locator(".where")).to_contain_text("You are at t = 21")


@ON_EACH_PAGE
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(page: Page, app: Server, path: str):
    open_at(page, f"{app.url}/{path}")
    page.add_style_tag(content=AT_ONCE)
    stops: list[dict] = []
    while not stops or "name" in stops[-1]:
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUS))
        assert len(stops) < 120, "the Tab key never leaves the page"
    shown = [stop["shown"] for stop in stops[1:]]  # what a stop looked like is known at the next
    stops.pop()
    assert [stop for stop, seen in zip(stops, shown, strict=True) if not seen and stop["tag"] != "MAIN"] == []
    assert [stop for stop in stops if not stop["inside"] or stop["covered"]] == []
    regions = [stop["region"] for stop in stops]
    assert regions == sorted(regions, key=["skip", "sidebar", "main"].index)
    reached = [stop["name"] for stop in stops if stop["region"] == "main"]
    # Of a row of options the Tab key reaches one, and the arrow keys the others.
    wanted = page.locator(
        "main :is(button:enabled, summary):not([tabindex='-1'], [role=toolbar] *, [role=radiogroup] *)"
    )
    names = [item.get_attribute("aria-label") or item.text_content() for item in wanted.all() if item.is_visible()]
    assert len(names) > 6
    assert [name for name in names if name not in reached] == []


def test_a_term_is_picked_and_a_step_taken_without_a_mouse(page: Page, app: Server):
    open_at(page, app.url)
    page.get_by_role("button", name="Step").first.focus()
    page.keyboard.press("Enter")
    expect_t(page, 22)
    page.get_by_role("radio", name="2", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.locator(".where")).to_contain_text("Picked: lag 3")
    page.locator("summary", has_text="What everything means").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".keys")).to_contain_text("Home")
    page.keyboard.press("ArrowLeft")
    expect_t(page, 21)
    assert t_of(page) == 21


def test_a_box_that_scrolls_once_its_content_has_grown_is_a_stop_too(lab: Page, app: Server):
    """The product of lag 9 is wider than the box that the product of lag 2 left as it was."""
    reach(lab, f"{app.url}/?t=21&K=10&weight=Bx&lag=2")
    box = lab.locator(".st-key-term .chart > .scroll")
    expect(box).not_to_have_attribute("tabindex", "0")
    lab.locator(".st-key-lag").get_by_text("9", exact=True).click()
    expect(box).to_have_attribute("tabindex", "0")
