"""The main page in Firefox: it comes up, steps by key and by click, and shows the numbers of the core."""

import re

from pages.lab.session import OPENING
from pages.lab.text.notation import number
from tests.browser.firefox import firefox
from tests.browser.seen import step_of
from tests.browser.serving import Server

RIGHT, LEFT = "\ue014", "\ue012"
LABELS = """[...document.querySelectorAll(".st-key-by_lag .seen")].flatMap(
    plot => plot.data.find(trace => trace.name === "labels").text)"""


def at(t: int) -> str:
    return (
        f"document.querySelector('.transport')?.dataset.t === '{t}' && "
        f"[...document.querySelectorAll('.blocks')].every(blocks => blocks.dataset.t === '{t}')"
    )


def test_the_main_page_works_in_firefox(app: Server):
    with firefox() as window:
        window.command("Navigate", url=app.url)
        window.wait_for("document.querySelector('.st-key-by_lag .main-svg') !== null")
        window.wait_for(at(21))
        window.run("(window.faults = [], addEventListener('error', event => faults.push(event.message)), 0)")
        window.press(RIGHT)
        window.wait_for(at(22))
        window.click(".st-key-step button")
        window.wait_for(at(23))
        labels = [re.sub(r"<[^>]+>", "", text) for text in window.run(LABELS)]
        step = step_of(OPENING.with_(t=23))
        for name in ("Wx", "Bx", "Wh"):
            for value in (step.chains[name].total, *(term.value for term in step.chains[name].terms)):
                assert number(value) in labels
        window.press(LEFT)
        window.wait_for(at(22))
        assert "t=22" in window.run("location.search")
        assert window.run("document.querySelector('.said').textContent").startswith("t = 22. ")
        assert window.run("document.documentElement.scrollWidth <= innerWidth")
        assert window.run("faults") == []
