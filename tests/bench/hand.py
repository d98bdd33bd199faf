"""How many pictures a second the by-lag chart shows: a held key, Play at its fastest, a dragged slider.

python tests/bench/hand.py [seconds]
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser.serving import chromium, server  # noqa: E402

WATCH = """() => {
    const shown = window.shown = []
    const look = () => {
        const text = document.querySelector(".st-key-by_lag .seen")?.textContent
        if (text !== shown.text) shown.push([Number(text.match(/t = ([0-9]+)/)?.[1]), performance.now()])
        shown.text = text
        requestAnimationFrame(look)
    }
    look()
}"""


def held_key(page, seconds: float) -> None:
    """As a keyboard repeats: 30 times a second."""
    page.evaluate(
        """seconds => new Promise(done => {
            const send = (type, repeat) => document.body.dispatchEvent(
                new KeyboardEvent(type, { key: "ArrowRight", repeat, bubbles: true }))
            send("keydown", false)
            const timer = setInterval(() => send("keydown", true), 1000 / 30)
            setTimeout(() => { clearInterval(timer); send("keyup", false); done() }, seconds * 1000)
        })""",
        seconds,
    )


def play(page, seconds: float) -> None:
    page.get_by_role("button", name="Play").click()
    time.sleep(seconds)
    page.get_by_role("button", name="Pause").click()


def drag(page, seconds: float, thumb: str, most: float) -> None:
    """Back and forth from the middle of the thumb, or of the track."""
    page.locator(thumb).scroll_into_view_if_needed()
    box = page.locator(thumb).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    began, i = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        i += 1
        there = abs((i % 120) - 60) / 60
        page.mouse.move(x + most * (there - 0.5), y)
        time.sleep(0.02)
    page.mouse.up()


HANDS: dict[str, tuple[str, Callable[..., None], tuple[object, ...]]] = {
    "a held key": ("/?T=400&t=20", held_key, ()),
    "Play, 20 steps a second": ("/?T=400&t=20&speed=rapid", play, ()),
    "a dragged slider, of Wh": ("/?t=22", drag, (".st-key-Wh-slider :has(> [data-testid=stSliderThumbValue])", 80)),
    "a dragged slider, of t": ("/?t=22", drag, (".st-key-transport input", 120)),
}


def main(seconds: float) -> None:
    with chromium() as browser, server(ROOT / "app.py") as app:
        for name, (path, move, arguments) in HANDS.items():
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(app.url + path)
            page.locator(".seen .main-svg").first.wait_for()
            time.sleep(3)
            page.evaluate(WATCH)
            move(page, seconds, *arguments)
            let_go = page.evaluate("performance.now()")
            time.sleep(1)
            _, *shown = page.evaluate("shown")
            times = [at for _, at in shown]
            steps = [t for t, _ in shown]
            missed = f"   {steps[-1] - steps[0] + 1 - len(set(steps))} steps not seen" if "slider" not in name else ""
            rate = (len(times) - 1) / (times[-1] - times[0]) * 1000
            print(f"{name:>24}: {rate:5.1f} a second, the last {times[-1] - let_go:4.0f} ms after it ended{missed}")
            page.close()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3)
