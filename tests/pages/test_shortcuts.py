"""One table of keys: the buttons, the browser and the words of the page agree with it."""

import pytest

from pages.lab import shortcuts
from pages.lab.text import glossary
from tests.pages.opening import SCRIPTS, components, open_page


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_button_has_its_key_and_the_page_lists_it(script: str):
    app = open_page(script=script)
    for name, key in shortcuts.KEYS.items():
        assert app.button(key=name.lower()).proto.shortcut.lower() == key.lower()
        assert name in glossary.BUTTONS
    (transport,) = components(app, "transport")
    assert transport["keys"] == {"ArrowLeft": "back", "ArrowRight": "step"}
    texts = " ".join(element.proto.body for element in app.get("html"))
    for key, buttons in {"Home": "Reset", "←": "Back", "→": "Step", "P": "Play or Pause"}.items():
        assert f"<dt><kbd>{key}</kbd></dt><dd>{buttons}</dd>" in texts
    assert "Home: Reset; left arrow: Back; right arrow: Step; P: Play or Pause." in texts


def test_another_key_in_the_table_is_another_key_everywhere(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(shortcuts.KEYS, "Step", "N")
    assert shortcuts.listened_to() == {"ArrowLeft": "back", "N": "step"}
    assert shortcuts.listed()["N"] == "Step"
    assert "N: Step" in shortcuts.in_words()
