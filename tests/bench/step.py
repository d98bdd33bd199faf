"""How long a Step takes: from the click to the last change of the page, ours beside a plain page, in one run.

    python tests/bench/step.py [clicks]

Prints the median and the 95th percentile of both, their ratio, and how our time divides into server and drawing. Then
the other pages, with a sequence of 400 steps, beside the main page with the same sequence.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser.serving import chromium, server  # noqa: E402

QUIET = 700
WATCH = """
  window.bench = {}
  const Socket = window.WebSocket, now = () => performance.now()
  window.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args)
      this.addEventListener("message", () => { window.bench.answered = now() })
    }
    send(data) {
      window.bench.sent ??= now()
      return super.send(data)
    }
  }
"""
START = """() => {
  new MutationObserver(() => { window.bench.last = performance.now() })
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  document.addEventListener("pointerup", () => { window.bench.click = performance.now() }, true)
  if (!window.Plotly) return
  const react = window.Plotly.react
  window.Plotly.react = (...args) => {
    const begun = performance.now(), done = react(...args)
    window.bench.drawing = (window.bench.drawing ?? 0) + performance.now() - begun
    window.bench.drawn = performance.now()
    return done
  }
}"""


def measure(page, url: str, clicks: int) -> list[dict[str, float]]:
    """For each click the milliseconds to its last change, to the charts, in the server, and in drawing charts."""
    page.add_init_script(WATCH)
    page.goto(url)
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    time.sleep(3)
    page.evaluate(START)
    button = page.get_by_role("button", name="Step").first
    taken = []
    for i in range(clicks + 5):
        page.evaluate("window.bench = {}")
        button.click()
        while page.evaluate(f"performance.now() - Math.max(window.bench.last ?? 0, window.bench.click) < {QUIET}"):
            time.sleep(0.02)
        bench = page.evaluate("window.bench")
        if i >= 5:  # the first ones warm up
            click = bench["click"]
            taken.append({
                "all": bench["last"] - click,
                "charts": bench.get("drawn", bench["last"]) - click,
                "server": bench["answered"] - bench["sent"],
                "drawing": bench.get("drawing", 0.0),
            })  # fmt: skip
    return taken


def summary(values: list[float]) -> str:
    cuts = statistics.quantiles(values, n=20)
    return f"median {statistics.median(values):5.0f} ms   p95 {cuts[-1]:5.0f} ms"


LONG = "T=400&t=150"


def main(clicks: int) -> None:
    plain_page = Path(tempfile.mkdtemp()) / "plain_page.py"  # away from our config: default settings
    plain_page.write_text((ROOT / "tests/bench/plain_page.py").read_text())
    app = ROOT / "app.py"
    pages = {
        "plain": (plain_page, "/"),
        "ours": (app, "/"),
        "Step, 400 steps": (app, f"/?{LONG}"),
        "The chain, 400 steps": (app, f"/chain?{LONG}"),
        "Across time, 400 steps": (app, f"/across_time?{LONG}"),
        "the same, whole run": (app, f"/across_time?{LONG}&view=whole"),
    }
    results = {}
    with chromium() as browser:
        for name, (script, path) in pages.items():
            with server(script) as running:
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                results[name] = measure(page, running.url + path, clicks)
                page.close()
    for name, taken in results.items():
        print(f"{name:>22}: click to last change   {summary([one['all'] for one in taken])}")
    ours = results["ours"]
    print(f"  of ours: click to charts drawn    {summary([one['charts'] for one in ours])}")
    server_time = summary([one["server"] for one in ours])
    print(f"           sent to server's last word {server_time} (the page draws meanwhile)")
    print(f"           drawing charts           {summary([one['drawing'] for one in ours])}")
    medians = {name: statistics.median(one["all"] for one in taken) for name, taken in results.items()}
    print(f"ratio ours / plain: {medians['ours'] / medians['plain']:.2f}")
    for name in list(pages)[3:]:
        print(f"ratio {name} / Step, 400 steps: {medians[name] / medians['Step, 400 steps']:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
