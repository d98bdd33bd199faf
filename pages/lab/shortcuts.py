"""The keys of the buttons, in one table: the buttons, the browser's listener and what the page says of them read it."""

KEYS = {"Reset": "Home", "Back": "Left", "Step": "Right", "Play": "P", "Pause": "P"}
"""The key of each button, by Streamlit's names."""
COUNTED = ("Back", "Step")
"""The buttons whose presses the browser counts, so it listens to their keys itself."""
LEAVE = "Escape"
"""Leaves the projector."""
_ARROWS = {"Left": "←", "Right": "→"}


def listened_to() -> dict[str, str]:
    """The keys that the browser listens to, by its own names, each with the key of its button."""
    return {f"Arrow{KEYS[name]}" if KEYS[name] in _ARROWS else KEYS[name]: name.lower() for name in COUNTED}


def others() -> dict[str, list[str]]:
    """The keys that Streamlit listens to, in small letters, each with the keys of its buttons."""
    left = {name: key for name, key in KEYS.items() if name not in COUNTED}
    return {key.lower(): [name.lower() for name, its in left.items() if its == key] for key in left.values()}


def sign(name: str) -> str:
    """The key of a button as the screen writes it."""
    return _sign(KEYS[name])


def _sign(key: str) -> str:
    return _ARROWS.get(key, key)


def listed() -> dict[str, str]:
    """Each key as the screen writes it, and what it presses."""
    return {_sign(key): buttons for key, buttons in _by_key().items()}


def in_words() -> str:
    """The same as a sentence, with the arrows by their names."""
    words = [f"{key.lower()} arrow" if key in _ARROWS else key for key in _by_key()]
    return "; ".join(f"{key}: {buttons}" for key, buttons in zip(words, _by_key().values(), strict=True))


def _by_key() -> dict[str, str]:
    """Each key with its button, or its buttons."""
    return {key: " or ".join(name for name, its in KEYS.items() if its == key) for key in KEYS.values()}
