"""The title of a chart as a picture, which stands alone: the quantity and the weight that it shows.

Each chart module declares its own, in TITLE.
"""

from pages.lab.session import LOOKING_BACK, Session
from pages.lab.text.glossary import CHART_MODULES

_TITLES: dict[str, str] = {
    module.__name__.rpartition(".")[2]: module.TITLE for module in CHART_MODULES if hasattr(module, "TITLE")
}


def title_of(chart: str, session: Session) -> str:
    """The title of a chart, by the name of what makes it, as plain text; what is no chart has none."""
    across, up = session.plane
    return _TITLES.get(chart, "").format(
        weight=session.weight,
        looking_back=session.weight if session.weight in LOOKING_BACK else "Wh",
        lag=session.lag,
        slice=session.slice,
        across=across,
        up=up,
    )
