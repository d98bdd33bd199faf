"""What each colour means, on every page: its value on a light page, and on a dark one.

The five factor colours are those of Okabe and Ito, safe for colour-blind readers, lightened for dark pages; the orange
is darkened for light ones. On paper every mark has a contrast of 3 : 1 and every text, on any ground, one of 4.5 : 1.
No colour tells a sign by itself. Figures and formulas use the light values; the browser swaps each for its dark partner
as it draws, so no two meanings may share a light value.
"""

COLOURS: dict[str, tuple[str, str]] = {
    # the factors of a chain
    "error": ("#d55e00", "#ff8a4a"),
    "Wy": ("#cc79a7", "#e39bc3"),
    "slope": ("#009e73", "#35c79b"),
    "Wh": ("#c28500", "#f2b632"),
    "source": ("#0072b2", "#56b4e9"),
    # the same, as a ground to write on
    "error tint": ("#fbe7da", "#45230f"),
    "Wy tint": ("#f9e8f1", "#43243a"),
    "slope tint": ("#d9f2ea", "#0d3a2e"),
    "Wh tint": ("#fdf0d2", "#443409"),
    "source tint": ("#deedf7", "#12334a"),
    # the contribution matrix, from the most negative over paper to the most positive
    "negative": ("#a8432d", "#f08c75"),
    "positive": ("#00697a", "#4fc3d4"),
    # the weights that are no factor of a chain, as lines over a training run
    "Wx": ("#8c5a2b", "#b9856a"),
    "Bx": ("#6f7d00", "#b3c23a"),
    "By": ("#7d3f63", "#a9529b"),
    # the loss surface, where the loss is high; where it is low it is paper
    "surface": ("#8fa9bb", "#3d5a6e"),
    # everything else
    "ink": ("#1f2733", "#e6e9ef"),
    "term": ("#5d6878", "#9aa6b8"),
    "muted": ("#586272", "#9aa3b2"),
    "faint": ("#8b94a2", "#667181"),
    "ghost": ("#f1f3f6", "#20252e"),
    "line": ("#d5d9e0", "#3a4250"),
    "picked": ("#5b4bd6", "#a79bff"),
    "picked tint": ("#eeecfc", "#2a2650"),
    "paper": ("#ffffff", "#14171d"),
}

DARK: dict[str, str] = dict(COLOURS.values())


def colour(meaning: str) -> str:
    """The colour of a meaning, as figures and formulas write it."""
    return COLOURS[meaning][0]


def css_variables() -> str:
    """All of them as custom properties, --error, --error-tint, …, that follow the page's theme."""
    pairs = "".join(
        f"--{meaning.lower().replace(' ', '-')}:light-dark({light},{dark});"
        for meaning, (light, dark) in COLOURS.items()
    )
    return f".stApp{{{pairs}}}"
