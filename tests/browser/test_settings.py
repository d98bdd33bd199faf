"""Everything else that a hand can move: sliders, exact numbers, presets, picking a term, recovering a diverged run."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from pages.lab.session import OPENING, to_address
from pages.lab.text.notation import number
from pages.lab.text.presets import PRESETS
from tests.browser.seen import at_rest, drawn, expect_t, labels, open_at, press, reach, session_of, step_of
from tests.browser.serving import Server


def touch_point(page: Page, pick: list[object], width: float | None = None) -> dict[str, float]:
    """The middle of a bar's or a slot's place, or of an arrow's if that is so wide, in pixels of the window."""
    page.locator(".st-key-by_lag .seen").scroll_into_view_if_needed()
    point: dict[str, float] = page.locator(".st-key-by_lag .seen").evaluate(
        """(plot, [pick, width]) => {
            const touch = plot.data.find(trace => trace.name === "touch")
            const i = touch.customdata.findIndex((one, i) => one && one[0] === pick[0] && one[1] === pick[1]
                && (width === null ? touch.width[i] > 0.5 : touch.width[i] === width))
            const box = plot.getBoundingClientRect(), { xaxis, yaxis } = plot._fullLayout
            const height = touch.base[i] + touch.y[i] / 2
            return { x: box.x + xaxis._offset + xaxis.d2p(touch.x[i]), y: box.y + yaxis._offset + yaxis.d2p(height) }
        }""",
        [pick, width],
    )
    return point


def test_touching_a_bar_or_a_slot_picks_its_term(lab: Page, app: Server):
    reach(lab, f"{app.url}/?t=21&weight=By&lag=7")
    for touched, picked in (
        (["Wx", 4], ("Wx", 4)),
        (["Wh", 8], ("Wh", 8)),
        (["out_H", 3], ("Wh", 2)),
        (["out_H", 0], ("Wy", 0)),
    ):
        point = touch_point(lab, list(touched))
        lab.mouse.click(point["x"], point["y"])
        weight, lag = picked
        expect(lab.get_by_role("radio", name=weight, exact=True)).to_be_checked()
        expect(lab.get_by_role("radio", name=str(lag), exact=True)).to_be_checked()
        at_rest(lab)
        session = session_of(lab)
        assert (session.weight, session.lag) == picked
        lab.locator(".st-key-term").scroll_into_view_if_needed()
        factors = lab.locator(".st-key-term .factor:not(.result) .num")
        expect(factors).to_have_count({"Wy": 2}.get(weight, 4 + 2 * lag))
        chain = step_of(session).chains[weight].terms
        if lag < len(chain):
            assert factors.all_inner_texts() == [number(factor.value) for factor in chain[lag].factors]


@pytest.mark.long
def test_the_keyboard_picks_a_term_and_moves_a_slider(page: Page, app: Server):
    open_at(page, app.url)
    page.get_by_role("radio", name="2", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="3", exact=True)).to_be_checked()
    expect(page).to_have_url(re.compile("lag=3"))
    expect_t(page, OPENING.t)
    page.get_by_role("slider", name="Wh").focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(40)
    expect(page).to_have_url(re.compile(r"Wh=0\.1(&|$)"))
    at_rest(page)
    expect(page.get_by_role("textbox", name="Wh, exactly")).to_have_value("0.1")
    session = session_of(page)
    assert session == OPENING.with_(Wh=0.1, lag=3)
    expect(page.get_by_text("Settings of your own.")).to_be_visible()
    assert number(step_of(session).chains["Wh"].total) in labels(page)


def test_a_weight_can_be_typed_pasted_and_cleared(page: Page, app: Server):
    open_at(page, app.url)
    wx, wh = page.get_by_role("textbox", name="Wx, exactly"), page.get_by_role("textbox", name="Wh, exactly")
    wx.fill("123.456789")
    wx.press("Enter")
    expect(page).to_have_url(re.compile(r"Wx=123\.456789"))
    expect(page.get_by_role("slider", name="Wx")).to_have_value("3")
    expect(page.get_by_text("3 is the slider's end; Wx is 123.457.")).to_be_visible()
    wh.fill("−0.500")
    wh.press("Enter")
    expect(wh).to_have_value("-0.5")
    wh.fill("1,5")
    wh.press("Enter")
    expect(wh).to_have_value("1.5")
    wh.fill("")
    wh.press("Enter")
    expect(wh).to_have_value("1.5")
    wh.fill("1,500")
    wh.press("Enter")
    expect(page.get_by_text("could mean 1.500 or 1500")).to_be_visible()
    expect(wh).to_have_value("1.5")
    expect_t(page, OPENING.t)
    assert session_of(page) == OPENING.with_(Wx=123.456789, Wh=1.5)


DISTANCE = """() => {
    const [weight, eta] = ["Wx", "eta"].map(name => document.querySelector(`.st-key-${name}-pair`))
    return Math.round(eta.getBoundingClientRect().y - weight.getBoundingClientRect().y)
}"""


def in_force(page: Page) -> dict[str, str]:
    """What stands beside the labels of the sliders: text, and the number that a step changes."""
    lines: dict[str, str] = page.evaluate("""() => Object.fromEntries(["Wx", "Wh", "Bx", "Wy", "By"].map(name => {
        const line = document.querySelector(`.st-key-${name}-pair .in-force`), now = line.querySelector("b")
        return [name, line.textContent + (now ? JSON.parse(getComputedStyle(now, "::before").content) : "")] }))""")
    return lines


@pytest.mark.long
def test_while_weights_learn_each_slider_says_start_and_now(page: Page, app: Server):
    """At every step, although a step redraws no slider; also before the first. With η = 0 nothing is said."""
    learning = PRESETS["Learning sunspots"][0]
    open_at(page, f"{app.url}/?{urlencode(to_address(learning))}")
    assert in_force(page)["Wx"] == "start 0.500 · now 0.737"
    for t, press_ in ((201, "Step"), (202, "Step"), (201, "Back"), (-1, "Reset")):
        press(page, press_)
        expect_t(page, t)
        weights = step_of(learning.with_(t=max(t, 0))).params
        assert in_force(page) == {
            name: f"start {number(getattr(learning, name))} · now {number(getattr(weights, name))}"
            for name in ("Wx", "Wh", "Bx", "Wy", "By")
        }
    eta = page.get_by_role("textbox", name="learning rate η, exactly")
    between = page.evaluate(DISTANCE)
    eta.fill("0")
    eta.press("Enter")
    expect(page.locator(".st-key-Wx-pair .in-force")).to_be_empty()
    assert set(in_force(page).values()) == {""}
    at_rest(page)
    assert page.evaluate(DISTANCE) == between  # η stays under the hand that moves it


@pytest.mark.long
def test_a_preset_sets_everything(page: Page, app: Server):
    open_at(page, app.url)
    page.get_by_role("combobox", name="example").click()
    page.get_by_role("option", name="Vanishing").click()
    preset, why = PRESETS["Vanishing"]
    expect(page.get_by_text(why)).to_be_visible()
    expect_t(page, preset.t)
    assert session_of(page) == preset
    assert number(step_of(preset).chains["Bx"].total) in labels(page)


@pytest.mark.long
def test_weights_that_pass_a_thousand_are_reported(page: Page, app: Server):
    open_at(page, f"{app.url}/?T=40&Wx=0.5&Wh=0.5&Wy=900&eta=1&t=30")
    expect(page.get_by_text("a weight passed ±1,000")).to_be_visible()
    press(page, "Set η = 0.1")
    expect(page).to_have_url(re.compile(r"eta=0\.1"))


def boxes(page: Page) -> list[float]:
    return next(trace["y"] for trace in drawn(page, "by_lag") if trace["name"] == "boxes")


def test_the_scale_switch_changes_the_heights_alone(lab: Page, app: Server):
    reach(lab, f"{app.url}/?t=21")
    before, heights = labels(lab), boxes(lab)
    lab.wait_for_timeout(1000)  # another test may have left symlog: see reach
    lab.get_by_role("radio", name="symlog").click()
    expect(lab).to_have_url(re.compile("scale=symlog"))
    lab.wait_for_function(
        """() => [...document.querySelector('.st-key-by_lag .seen').data]
           .some(trace => [trace.text].flat().some(text => String(text).includes('Symlog')))"""
    )
    assert boxes(lab) != heights
    before = [re.sub(r" full \S+$", "", label) for label in before]  # one height for all has no place at a row
    changed = [pair for pair in zip(before, labels(lab), strict=True) if len(set(pair)) > 1]
    assert [after.startswith("Symlog: linear up to ±") for _, after in changed] == [True]


def test_what_the_scale_hides_is_said_beside_it_with_the_scale_that_shows_it(lab: Page, app: Server):
    reach(lab, f"{app.url}/?Wx=1&Wh=1.5&Bx=0&Wy=1&K=10&t=30&lag=3&scale=one")
    press(lab, "Wx, Bx and Wh too small to see: use linear")
    expect(lab.get_by_role("radio", name="linear", exact=True)).to_be_checked()
    expect(lab.get_by_text("too small to see")).to_have_count(0)


def test_the_newest_can_stand_at_the_right(lab: Page, app: Server):
    reach(lab, f"{app.url}/?t=21")
    lab.get_by_role("radio", name="newest right").click()
    expect(lab).to_have_url(re.compile("newest=right"))
    at_rest(lab)
    point = touch_point(lab, ["Bx", 0])
    lab.mouse.click(point["x"], point["y"])
    expect(lab.get_by_role("radio", name="Bx", exact=True)).to_be_checked()
    assert touch_point(lab, ["Bx", 0])["x"] > touch_point(lab, ["Bx", 9])["x"]


@pytest.mark.parametrize("t", [8, pytest.param(100, marks=pytest.mark.long)])
def test_a_click_on_the_sequence_goes_to_its_step(lab: Page, app: Server, t: int):
    reach(lab, f"{app.url}/?t=20")
    x, y = lab.locator(".st-key-forward .seen").evaluate(
        """(plot, t) => { const { x, y, height } = plot.getBoundingClientRect(), { xaxis } = plot._fullLayout
                          return [x + xaxis._offset + xaxis.d2p(t), y + height / 3] }""",
        t,
    )
    lab.mouse.move(x, y)
    expect(lab.locator(".st-key-forward .plots")).to_have_class(re.compile("clickable"))
    lab.mouse.click(x, y)
    expect_t(lab, t)
