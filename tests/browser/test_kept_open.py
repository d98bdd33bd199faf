"""The page that is kept open from test to test: nothing of one test reaches the next, and no fault is overlooked."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.seen import reach
from tests.browser.serving import Server

pytestmark = pytest.mark.long  # of use when the fixtures change


@pytest.mark.parametrize("left", ["ask=sign", "blanks=1", "hints=1", "done=forward.1"])
def test_what_a_test_has_left_is_gone_when_the_next_begins(lab: Page, app: Server, left: str):
    reach(lab, f"{app.url}/?t=21&{left}")
    expect(lab).to_have_url(f"{app.url}/?t=21&{left}")
    reach(lab, f"{app.url}/?t=21")
    expect(lab).to_have_url(f"{app.url}/?t=21")


@pytest.mark.parametrize(
    "fault",
    [
        "console.error('a fault')",
        "setTimeout(() => { throw Error('a fault') })",
        "fetch('http://a.fault.test').catch(() => {})",
    ],
)
def test_a_fault_is_noticed(lab: Page, app: Server, faults: list[str], fault: str):
    reach(lab, f"{app.url}/?t=21")
    lab.evaluate(f"() => {{ {fault} }}")
    lab.wait_for_timeout(50)
    assert any("fault" in noticed for noticed in faults)
    faults.clear()  # it would fail this test
