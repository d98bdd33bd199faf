"""The sidebar: what a weight's slider says while weights learn."""

import pytest
from streamlit.testing.v1.element_tree import Block

from pages.lab.session import OPENING
from rnn_core import PARAMETERS
from tests.pages.opening import open_page, press


def html_with(sign: str, block: Block) -> list[str]:
    """The pieces of HTML that a part of the page has, out of those with a sign."""
    return [text for one in block.get("html") if sign in (text := str(getattr(one, "value", "")))]


@pytest.mark.parametrize("name", PARAMETERS)
def test_while_weights_learn_a_slider_is_explained_as_that_of_the_start(name: str):
    frozen, learning = (open_page(OPENING.with_(eta=eta)).slider(key=f"{name} slider").help for eta in (0.0, 0.1))
    assert learning.startswith(frozen)
    assert learning.removeprefix(frozen).startswith(" While η > 0, each step changes this weight")


def test_with_frozen_weights_no_slider_speaks_of_now():
    app = open_page()
    assert not any("now" in line for line in html_with("in-force", app.sidebar))
    assert not html_with("-now:", app.main)
    app = press(open_page(OPENING.with_(eta=0.1)), "step")
    assert sum("start" in line for line in html_with("in-force", app.sidebar)) == len(PARAMETERS)
    (numbers,) = html_with("-now:", app.main)
    assert all(f"--{name}-now:" in numbers for name in PARAMETERS)
