"""A run that was saved as one HTML file: opened from the disk without a network, it shows what the app shows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from pages.lab.plot.palette import COLOURS
from tests.browser.conftest import PATIENCE
from tests.browser.firefox import firefox
from tests.browser.seen import expect_t, reach, written
from tests.browser.serving import Server
from tests.browser.test_axe import ALL_DRAWN, AXE, FOUND, OPEN_ALL, TWO_FRAMES
from tests.browser.test_every_screen import rgb

TALL: ViewportSize = {"width": 1280, "height": 2600}
"""All blocks are in sight, and drawn."""
SETTINGS = "steps=25&t=7&K=4&eta=0.1&weight=Wx&lag=1&scale=symlog"
SHOWN = """() => Object.fromEntries([...document.querySelectorAll(".blocks")].map(blocks => [
    blocks.closest("[class*=st-key-]").className.match(/st-key-(\\w+)/)[1],
    [...blocks.children].map(block => block.className !== "chart" ? block.innerHTML : [
        block.querySelector(".legend").innerHTML, block.querySelector(".reads").innerHTML,
        block.querySelector(".seen").ariaLabel, block.querySelector("details").hidden,
        block.querySelector("details table").innerHTML,
        ...[...block.querySelectorAll(".seen svg text")].filter(text => !text.closest("[class*=tick]"))
            .map(text => text.textContent),
        block.querySelector(".seen").data.map(({ name, text, hovertext, customdata, ids }) =>
            ({ name, text, hovertext, customdata, ids })),
    ]),
]))"""
"""Every word and number of the blocks, but for the axis marks, of which a wider chart has more."""
SPOKEN = "() => [...document.querySelectorAll('.transport p')].map(line => line.textContent)"


def stands(page: Page, t: int) -> None:
    """Wait until everything in the file, or in the app, shows t."""
    page.wait_for_function(
        "t => [...document.querySelectorAll('.transport, .blocks')].every(one => one.dataset.t === t)", arg=str(t)
    )


@pytest.fixture(scope="module")
def saved(tab: Page, app: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file, as the page Take away saves it."""
    reach(tab, f"{app.url}/take_away?{SETTINGS}")
    with tab.expect_download() as download:
        tab.locator(".st-key-save-HTML button").click()
    assert download.value.suggested_filename == "unrolled-run.html"
    path = tmp_path_factory.mktemp("saved") / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """What the file complained of, or asked for, since it was opened."""
    return []


@pytest.fixture(scope="module")
def opened(saved: Path, browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """The file in a window that has no network."""
    context = browser.new_context(offline=True, viewport=TALL, color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)

    def asked(request: Any) -> None:
        if not request.url.startswith((saved.as_uri(), "data:", "blob:")):
            complaints.append(f"request to {request.url}")

    page.on("request", asked)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(saved.as_uri())
    stands(page, 7)
    yield page
    context.close()


@pytest.fixture
def file(opened: Page, complaints: list[str]) -> Iterator[Page]:
    """The file, which must ask nobody for anything, nor complain."""
    yield opened
    assert complaints == []


def test_ten_steps_show_what_the_app_shows(file: Page, lab: Page):
    lab.set_viewport_size(TALL)
    lab.get_by_test_id("stSidebar").get_by_role("link", name="Step", exact=True).click()
    lab.locator(".st-key-term .factor").first.wait_for()
    expect_t(lab, 7)
    for page in (lab, file):
        page.evaluate(OPEN_ALL)
    for t in range(8, 18):
        for page in (lab, file):
            page.keyboard.press("ArrowRight")
        for page in (lab, file):
            stands(page, t)
        there, here = lab.evaluate(SHOWN), file.evaluate(SHOWN)
        assert list(here) == ["forward", "by_lag", "term"]
        assert here == {place: there[place] for place in here}
        assert file.evaluate(SPOKEN)[1].startswith(f"t = {t}. ")


def test_a_planted_difference_would_be_seen(file: Page):
    before = file.evaluate(SHOWN)
    file.evaluate("() => { document.querySelector('.st-key-term .num').textContent += '1' }")
    after = file.evaluate(SHOWN)
    assert [place for place in before if before[place] != after[place]] == ["term"]


def test_its_glossary_says_of_each_button_what_it_does_here(file: Page):
    names = file.evaluate("""() => [...document.querySelectorAll(".stApp button, .chart summary")]
        .filter(one => !one.closest("[hidden]")).map(one => one.ariaLabel ?? one.firstChild.data.trim())""")
    assert {"Reset", "Copy link", "Numbers", "Save as a picture"} <= set(names)
    words = ", ".join(file.locator(".glossary dt").all_text_contents()).split(", ")
    assert {name.replace("Save as a picture", "↓") for name in names} <= set(words)
    told = file.locator(".glossary").last.text_content() or ""
    for words_of_the_app in ("every setting", "computed anew"):
        assert words_of_the_app not in told


def test_it_is_stepped_through_by_keys_buttons_slider_and_play(file: Page):
    file.keyboard.press("Home")
    stands(file, -1)
    file.keyboard.press("ArrowLeft")
    expect(file.locator(".connection")).to_have_text("This is the first step of this file.")
    file.get_by_role("button", name="Step").click()
    stands(file, 0)
    file.get_by_role("button", name="Back").click()
    stands(file, -1)
    file.get_by_label("t", exact=True).fill("22")
    stands(file, 22)
    file.get_by_label("speed of Play").select_option("rapid")
    file.get_by_role("button", name="Play").click()
    stands(file, 24)
    expect(file.get_by_role("button", name="Play")).to_be_enabled()
    expect(file.get_by_role("button", name="Pause")).to_be_hidden()
    assert (file.locator(".transport .said").text_content() or "").startswith("t = 24. ")
    file.get_by_label("speed of Play").select_option("slow")
    file.locator("h2").first.click()
    file.keyboard.press("p")  # from the last step, anew
    stands(file, -1)
    expect(file.get_by_role("button", name="Step")).to_be_disabled()
    file.keyboard.press("p")
    expect(file.get_by_role("button", name="Step")).to_be_enabled()


def test_it_is_dark_or_light_as_the_reader_likes(file: Page):
    paper = "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    ink = "() => document.querySelector('.st-key-by_lag .seen').layout.font.color"
    light = file.evaluate(paper), file.evaluate(ink)
    file.emulate_media(color_scheme="dark")
    file.wait_for_function(f"before => ({ink})() !== before", arg=light[1])
    assert file.evaluate(paper) != light[0]
    file.get_by_role("button", name="Light").click()
    file.wait_for_function(f"before => ({ink})() === before", arg=light[1])
    file.emulate_media(color_scheme="light")
    assert file.evaluate(paper) == light[0]


def test_it_names_its_settings_and_opens_the_same_step_in_the_app(file: Page, app: Server):
    told = file.locator(".st-key-saved").inner_text()
    for words in ("t = −1 to 24", "Wx = 0.5", "window K = 4", "η = 0.1"):
        assert words in told
    file.get_by_label("t", exact=True).fill("12")
    stands(file, 12)
    file.evaluate("() => { navigator.clipboard.writeText = text => { window.copied = text } }")
    file.get_by_role("button", name="Copy link").click()
    copied = file.evaluate("window.copied")
    assert copied.startswith(f"{app.url}/?")
    assert {"t": "12", "K": "4", "eta": "0.1", "scale": "symlog"}.items() <= written(copied).items()


def test_a_preview_without_scripts_says_what_to_do_and_offers_nothing(saved: Path, browser: Browser):
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(saved.as_uri())
    expect(page.locator(".st-key-brief")).to_contain_text("this is only a preview")
    shown = page.locator(".st-key-buttons button:visible")
    assert [name.split()[0] for name in shown.all_inner_texts()] == ["Reset", "Back", "Step", "Play"]
    assert not any(button.is_enabled() for button in shown.all())
    context.close()


def test_it_says_at_its_top_what_it_is(file: Page):
    file.set_viewport_size({"width": 1280, "height": 800})
    brief = file.locator(".st-key-brief")
    expect(brief).to_contain_text("Unrolled, a saved run: predict a sine wave")
    expect(brief).to_contain_text("Only t can be changed here; the picked term is lag 1 of ∂L/∂Wx.")
    box = brief.bounding_box()
    assert box
    assert box["y"] + box["height"] < 80, "one line below the buttons"
    file.set_viewport_size(TALL)


def test_it_is_printed_in_light_colours_with_t_in_sight(file: Page):
    file.emulate_media(color_scheme="dark")
    file.set_viewport_size({"width": 718, "height": 1050})  # A4, less a centimetre on each side
    drawn = "() => document.querySelector('.st-key-by_lag .seen').layout.font.color"
    if file.locator(".theme").inner_text() == "Dark":  # chosen before, in another test
        file.locator(".theme").click()
    file.wait_for_function(f"ink => ({drawn})() !== ink", arg=COLOURS["ink"][0])
    file.evaluate("dispatchEvent(new Event('beforeprint'))")
    file.wait_for_function(f"ink => ({drawn})() === ink", arg=COLOURS["ink"][0])  # no style has changed yet
    file.emulate_media(media="print")
    expect(file.locator(".stApp")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(file.locator(".stApp")).to_have_css("color", rgb(COLOURS["ink"][0]))
    shown = "() => getComputedStyle(document.querySelector('.st-key-buttons'), '::before')"
    assert file.evaluate(f"{shown}.display") != "none"
    assert file.evaluate(f"{shown}.content").startswith('"t = ')
    file.emulate_media(media="screen")
    file.evaluate("dispatchEvent(new Event('afterprint'))")
    file.emulate_media(color_scheme="light")
    file.set_viewport_size(TALL)


def test_a_phone_shows_it_without_scrolling_sideways(file: Page):
    file.set_viewport_size({"width": 390, "height": 844})
    file.wait_for_function("() => document.querySelector('.st-key-by_lag .plots').clientWidth < 1000")
    assert file.get_by_test_id("stMain").evaluate("main => main.scrollWidth <= main.clientWidth")
    for button in file.locator(".st-key-buttons button:visible, .theme").all():
        box = button.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    file.set_viewport_size(TALL)


@pytest.mark.long
def test_axe_finds_nothing_serious_in_it(file: Page):
    file.evaluate(OPEN_ALL)
    file.set_viewport_size({"width": 1280, "height": 6000})  # axe cannot judge what is scrolled out of sight
    file.wait_for_function(ALL_DRAWN)
    file.evaluate(TWO_FRAMES)
    file.evaluate(AXE)
    assert file.evaluate(FOUND) == []
    file.set_viewport_size(TALL)


@pytest.mark.long
def test_it_works_in_firefox(saved: Path):
    with firefox() as window:
        window.command("Navigate", url=saved.as_uri())
        window.wait_for("document.querySelector('.st-key-by_lag .main-svg') !== null")
        window.wait_for("document.querySelector('.st-key-by_lag .blocks').dataset.t === '7'")
        window.click(".st-key-step button")
        window.wait_for("document.querySelector('.st-key-by_lag .blocks').dataset.t === '8'")
        assert window.run("document.querySelector('.said').textContent").startswith("t = 8. ")
        assert window.run("document.querySelectorAll('.factor').length") > 4
