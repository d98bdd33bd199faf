"""The files of the product, for tests that read them."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
CORE = sorted((ROOT / "rnn_core").rglob("*.py"))
PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]
LAB = sorted((ROOT / "pages" / "lab").rglob("*.py"))
BROWSER = sorted((ROOT / "pages" / "lab" / "browser").iterdir())


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))
