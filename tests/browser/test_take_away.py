"""What is saved is what the screen shows: files of a step and a run, the settings, and a chart as a picture."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from pages.lab.session import OPENING
from pages.lab.takeaway import latex, state_file, tables
from tests.browser.seen import expect_t, labels, press, reach, session_of
from tests.browser.serving import Server
from tests.pages.records import moment_of

PNG = b"\x89PNG\r\n\x1a\n"


def saved(page: Page, button: Locator) -> tuple[str, bytes]:
    """The name of the file that a button saves, and what is in it."""
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.long
def test_the_files_hold_the_step_and_the_run(lab: Page, app: Server):
    reach(lab, f"{app.url}/take_away?t=21&eta=0.05")
    for t in (21, 22):
        moment = moment_of(OPENING, eta=0.05, t=t)
        assert saved(lab, lab.get_by_role("button", name="Save LaTeX")) == (
            f"unrolled-t{t}.tex",
            latex.document(moment).encode(),
        )
        press(lab, "Step")
        expect_t(lab, t + 1)
    name, table = saved(lab, lab.get_by_role("button", name="Save run"))
    assert (name, table.decode()) == ("unrolled-run.csv", tables.run_table(moment.run)[0])


def test_the_settings_are_saved_changed_and_opened_again(lab: Page, app: Server, tmp_path: Path):
    reach(lab, f"{app.url}/take_away?t=33&Wh=1.25")
    name, text = saved(lab, lab.get_by_role("button", name="Save settings"))
    assert state_file.read(text.decode()) == (OPENING.with_(t=33, Wh=1.25), None)
    file = json.loads(text)
    file["settings"] |= {"t": 12, "K": 3}
    changed = tmp_path / name
    changed.write_text(json.dumps(file))
    lab.locator(".st-key-settings-file input[type=file]").set_input_files(changed)
    expect_t(lab, 12)
    assert session_of(lab) == OPENING.with_(t=12, K=3, Wh=1.25)
    changed.write_text("{")
    lab.locator(".st-key-settings-file input[type=file]").set_input_files(changed)
    wrong = lab.get_by_role("alert").filter(has_text="The settings stay as they are")
    expect(wrong).to_contain_text("line 1, column 2")
    tops = [(one.bounding_box() or {"y": -1.0})["y"] for one in (wrong, lab.get_by_text("Or paste the text of a file"))]
    assert tops == sorted(tops), "it stands below the name of the file"
    assert session_of(lab) == OPENING.with_(t=12, K=3, Wh=1.25)


def test_a_chart_is_saved_as_a_picture_with_its_numbers(lab: Page, app: Server):
    reach(lab, f"{app.url}/?t=22&K=10")
    picture = lab.locator(".st-key-by_lag .picture")
    picture.get_by_role("button", name="Save as a picture").focus()
    lab.keyboard.press("Enter")
    name, svg = saved(lab, picture.get_by_role("button", name="SVG"))
    assert name == "unrolled-by_lag-t22.svg"
    texts = re.sub(r"<[^>]+>|\N{ZERO WIDTH SPACE}| ", "", svg.decode()).replace("&amp;", "&")
    assert "Thetermsofthegradientsbylag,t=22" in texts
    assert "pickedterm" in texts  # of the key
    for label in labels(lab):
        assert label.replace(" ", "") in texts
    assert "var(--" not in svg.decode()
    expect(picture.get_by_role("button", name="SVG")).to_be_hidden()
    picture.get_by_role("button", name="Save as a picture").click()
    name, png = saved(lab, picture.get_by_role("button", name="PNG"))
    assert (name, png[:8]) == ("unrolled-by_lag-t22.png", PNG)
    size = re.search(r'width="(\d+)" height="(\d+)"', svg.decode())
    assert size
    assert [int.from_bytes(png[at : at + 4], "big") for at in (16, 20)] == [2 * int(side) for side in size.groups()]
