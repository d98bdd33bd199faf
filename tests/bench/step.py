"""How long a Step takes, ours beside a plain page, in one run.

    python tests/bench/step.py [clicks]

Three times are taken, each from the press: to the new numbers and bars on screen, which is the first animation frame
after the one in which the visible by-lag chart holds the new t; likewise to the last change of anything visible; and to
the last change of all, with what the page prepares out of sight. Prints the median and the 95th percentile of each, its
ratio to the last change of the plain page, and how our time divides into server and drawing. Then the other pages, with
a sequence of 400 steps.
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
  const now = () => performance.now(), changes = window.benchChanges = []
  const all = { subtree: true, childList: true, attributes: true, attributeOldValue: true, characterData: true }
  // Not an attribute with the value that it had, or one that no style sheet looks at. Streamlit gives elements another
  // class while a run goes on; style.css has them look the same.
  const seen = ({ type, target, attributeName: name, oldValue }) => type !== "attributes"
    || (oldValue !== target.getAttribute(name) && !/^(data|aria)-/.test(name)
      && !(name === "class" && target.matches("[data-stale]")))
  new MutationObserver(records => {
    window.bench.last = now()
    for (const record of records) if (seen(record)) changes.push([now(), record.target])
  }).observe(document, all)
  const frames = window.benchFrames = []
  const tick = () => {
    frames.push(now())
    requestAnimationFrame(tick)
  }
  tick()
  document.addEventListener("pointerup", ({ timeStamp }) => {
    window.bench = { click: timeStamp }
    changes.length = frames.length = 0
    const { t } = document.querySelector(".transport")?.dataset ?? {}
    if (t !== undefined) requestAnimationFrame(() => watch(Number(t) + 1, false))
  }, true)
  const holds = t => [...document.querySelectorAll(".st-key-by_lag .seen")].some(plot =>
    plot.checkVisibility({ visibilityProperty: true })
    && new RegExp(`t = ${t}(?![0-9])`).test(plot.textContent))
  function watch(t, held) {
    if (held) window.bench.seen = now()
    else requestAnimationFrame(() => watch(t, holds(t)))
  }
  if (!window.Plotly) return
  const react = window.Plotly.react
  window.Plotly.react = (...args) => {
    const begun = now(), done = react(...args)
    window.bench.drawing = (window.bench.drawing ?? 0) + now() - begun
    return done
  }
}"""
# What is not seen: what waits out of sight, the element in which Plotly measures, what is only read aloud, and what is
# above or below the window.
LAST_VISIBLE = """() => {
  const last = Math.max(window.bench.click, ...window.benchChanges
  .filter(([, target]) => {
    const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement
    const { top, bottom } = element?.getBoundingClientRect() ?? {}
    return element?.isConnected && element.checkVisibility({ visibilityProperty: true })
      && bottom > 0 && top < window.innerHeight
      && !element.closest("#js-plotly-tester, [inert], .unseen")
  })
  .map(([at]) => at))
  return window.benchFrames.filter(at => at > last)[1] ?? last
}"""


def measure(page, url: str, clicks: int) -> list[dict[str, float]]:
    """For each click the milliseconds to the new chart, to the last changes, in the server, and in drawing charts."""
    page.emulate_media(reduced_motion="reduce")
    page.add_init_script(WATCH)
    page.goto(url)
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    time.sleep(3)
    page.evaluate(START)
    button = page.get_by_role("button", name="Step").first
    taken = []
    for i in range(clicks + 5):
        button.click()
        while page.evaluate(f"performance.now() - Math.max(window.bench.last ?? 0, window.bench.click) < {QUIET}"):
            time.sleep(0.02)
        bench, visible = page.evaluate("window.bench"), page.evaluate(LAST_VISIBLE)
        if i >= 5:  # the first ones warm up
            click = bench["click"]
            taken.append({
                "all": bench["last"] - click,
                "visible": visible - click,
                "seen": bench.get("seen", visible) - click,
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
    plain = statistics.median(one["all"] for one in results["plain"])

    def report(name: str, what: str, label: str) -> None:
        values = [one[what] for one in results[name]]
        print(f"{name:>22}: {label:<32} {summary(values)}   ratio {statistics.median(values) / plain:.2f}")

    report("plain", "all", "press to last change")
    report("ours", "seen", "press to new numbers on screen")
    for name in list(pages)[1:]:
        report(name, "visible", "press to last visible change")
    report("ours", "all", "press to last change")
    report("ours", "server", "sent to the server's last word")
    report("ours", "drawing", "drawing charts, also ahead")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
