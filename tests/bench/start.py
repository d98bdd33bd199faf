"""How long a cold start takes, and how much travels: our main page beside a page with one chart.

    python tests/bench/start.py [visits]

Each visit is that of a new browser window, with an empty cache, to a server that has been visited before. The time is
from the address to the chart on the screen.
"""

import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser.serving import chromium, server  # noqa: E402

# The chart, and in ours the numbers of the last row.
DRAWN = """() => {
    const chart = document.querySelector(".st-key-by_lag .seen, .stPlotlyChart")
    return chart?.querySelector(".main-svg .trace") && performance.now()
}"""


def visit(browser, url: str) -> tuple[float, float]:
    """Milliseconds until the chart is there, and the KB received until then."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    received = 0

    def count(data: dict) -> None:
        nonlocal received
        received += data.get("encodedDataLength") or len(data.get("response", {}).get("payloadData", ""))

    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", count)
    network.on("Network.webSocketFrameReceived", count)
    page.goto(url)
    taken: float = page.wait_for_function(DRAWN, polling="raf").json_value()
    context.close()
    return taken, received / 1024


def main(visits: int) -> None:
    with chromium() as browser, server(ROOT / "app.py") as ours:
        one_chart = Path(tempfile.mkdtemp()) / "one_chart.py"  # away from our config: default settings
        one_chart.write_text((ROOT / "tests/bench/one_chart.py").read_text())
        with server(one_chart) as plain:
            urls = {"one chart": plain.url, "ours": ours.url}
            taken: dict[str, list[tuple[float, float]]] = {name: [] for name in urls}
            for i in range(visits + 1):
                for name, url in urls.items():
                    one = visit(browser, url)
                    if i:  # the first warms up
                        taken[name].append(one)
    plain_ms, plain_kb = map(statistics.median, zip(*taken["one chart"], strict=True))
    for name, values in taken.items():
        ms, kb = map(statistics.median, zip(*values, strict=True))
        print(f"{name:>10}: {ms:6.0f} ms   ratio {ms / plain_ms:.2f}   {kb:6.0f} KB   ratio {kb / plain_kb:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
