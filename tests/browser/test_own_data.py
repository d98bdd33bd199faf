"""Data of one's own in Chromium: a file is read there, charts follow, and a reload keeps what the address carries."""

from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from pages.lab.data.kept import packed
from pages.lab.session import OPENING, data_of, to_address
from rnn_core.table import Table
from tests.browser.seen import at_rest, drawn, expect_t, reach, session_of
from tests.browser.serving import Server


def choose(page: Page, name: str, content: bytes) -> None:
    page.locator(".file input").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})


def test_a_file_is_read_in_the_browser_and_a_reload_keeps_it(lab: Page, app: Server):
    reach(lab, f"{app.url}/your_data?t=2")
    choose(lab, "spots.txt", "year\tspots\n1\t190,2\n2\t0\n3\tx\n".encode("utf-16"))
    expect(lab.locator(".problems")).to_contain_text("row 4, column Y: “x” is not a number")
    expect(lab.get_by_text("spots.txt is UTF-16 text.")).to_be_visible()
    choose(lab, "spots.txt", "year\tspots\n1\t190,2\n2\t0\n3\t55,5\n".encode("utf-16"))
    expect(lab.get_by_text("separated by tabs, with decimal commas, 3 rows")).to_be_visible()
    expect(lab.get_by_label("Type or paste numbers")).to_have_value("X,Y\n1,190.2\n2,0\n3,55.5\n")
    at_rest(lab)
    assert data_of(session_of(lab)) == Table(((1.0, 2.0, 3.0), (190.2, 0.0, 55.5)))
    lab.reload()
    expect_t(lab, 2)
    assert session_of(lab).data == packed(Table(((1.0, 2.0, 3.0), (190.2, 0.0, 55.5))))
    lab.locator(".st-key-sequence .seen .main-svg").first.wait_for()
    Y = next(one for one in drawn(lab, "sequence") if one["name"] == "Y, target")
    assert len(Y["x"]) == 3
    lab.get_by_test_id("stMain").get_by_text("scaled to −1 … 1").click()
    expect(lab.get_by_text("Y: 0 … 190.2 becomes −1 … 1.")).to_be_visible()


def test_the_choices_of_data_stand_in_line(lab: Page, app: Server):
    chosen = OPENING.with_(task="own", data=packed(Table(((1.0, 2.0, 3.0, 4.0),))), target="echo", t=2)
    reach(lab, f"{app.url}/your_data?{urlencode(to_address(chosen) | {'t': '2'})}")
    labels = lab.locator(".st-key-data-choices label[data-testid=stWidgetLabel]")
    expect(labels).to_have_count(3)
    assert len({round(box["y"]) for one in labels.all() if (box := one.bounding_box())}) == 1


def test_numbers_that_were_typed_are_still_there_after_another_page(lab: Page, app: Server):
    chosen = OPENING.with_(task="own", data=packed(Table(((1.0, 2.0, 3.0),))), t=1)
    reach(lab, f"{app.url}/your_data?{urlencode(to_address(chosen) | {'t': '1'})}")
    lab.get_by_label("Type or paste numbers").fill("9\n8\n7")
    pages = lab.locator(".st-key-pages")
    pages.get_by_role("link", name="Across time").click()
    expect(lab).to_have_title("Across time · Unrolled")
    at_rest(lab)
    pages.get_by_role("link", name="Your data").click()
    expect(lab.get_by_text("The numbers in the field are not in use yet.")).to_be_visible()
    expect(lab.get_by_label("Type or paste numbers")).to_have_value("9\n8\n7")
