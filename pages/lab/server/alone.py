"""The page around a run that is taken away as one HTML file: all that is the same for every run.

It holds the very scripts and styles of the app, and Plotly's script. What Streamlit does on a page, ``alone.html`` and
``alone.css`` do there, and ``alone.js`` plays the server's part. The run takes the place of ``RUN``.
"""

import json
import re
from base64 import b64encode
from functools import cache
from string import Template

from pages.lab import shortcuts
from pages.lab.plot import palette
from pages.lab.server import files
from pages.lab.text import glossary

RUN = "$run"
"""Stands once in the page, where the run is to be written."""
KEYS = "Arrow keys step except where they have a use already: in the slider, the list of speeds, or a box that scrolls."
_SHOWN = ("Reset", "Back", "Step", "Play", "Pause", "Copy link", "Numbers", "↓")
BUTTONS = {name: glossary.BUTTONS[name] for name in _SHOWN} | {
    "Reset": "Back to the first moment of this file.",
    "Step": "One step forward.",
    "Copy link": "Copies an address that opens this step in the app.",
    "Dark, Light": "Changes to the dark theme, or to the light one.",
}
"""What the buttons of the page do."""
_IMPORTED = re.compile(r'from "\./(\w+\.js)"')
_STYLES = ("head.css", "style.css", "picture.css", "alone.css")


def page() -> bytes:
    """The page, without a run."""
    buttons = "".join(
        f'<div class="st-key-{name.lower()}"><button type="button" disabled{" kind=primary" * (name == "Step")}>{name} '
        f"<kbd>{shortcuts.sign(name)}</kbd></button></div>"
        for name in shortcuts.KEYS
    )
    parts = {
        "styles": f"{palette.css_variables()}{''.join(map(files.text, _STYLES))}{_font()}",
        "modules": json.dumps({"imports": {name: _address(script) for name, script in _scripts("alone.js").items()}}),
        "keys": f"Keys: {shortcuts.in_words()}.",
        "buttons": buttons,
        "transport": files.text("transport.html"),
        "glossary": glossary.keys_html(shortcuts.listed(), KEYS) + glossary.words_html(BUTTONS),
        "plotly": b64encode(files.compressed("plotly", "plotly.min.js")).decode(),
        "run": RUN,
    }
    return Template(files.text("alone.html")).substitute(parts).encode()


@cache
def size() -> int:
    """How many bytes it has."""
    return len(page())


def address() -> str:
    """Where browsers find it. It is offered anew: once a source has changed, Streamlit imports all modules again."""
    offer()
    return files.address("alone", "run.html")


def _scripts(name: str) -> dict[str, str]:
    """A script and all that it imports, by their names. In a file that is opened from a disk, no path leads to them."""
    found, left = dict[str, str](), [name]
    while left:
        one = left.pop()
        if one not in found:
            source = files.text(one)
            found[one] = _IMPORTED.sub(r'from "\1"', source)
            left += _IMPORTED.findall(source)
    return found


def _address(script: str) -> str:
    """The address of a script that stands in the address itself."""
    return f"data:text/javascript;base64,{b64encode(script.encode()).decode()}"


def _font() -> str:
    """The letters that the charts are laid out for; without them, those of the reader's system."""
    font = files.font()
    source = f"url(data:font/woff2;base64,{b64encode(font).decode()})"
    return f'@font-face {{ font-family: "Source Sans"; font-weight: 200 900; src: {source} }}' * bool(font)


def offer() -> None:
    """Serve it, once somebody asks for it."""
    files.offer("alone", "run.html", page)
