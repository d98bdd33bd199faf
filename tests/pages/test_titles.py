"""The titles of pictures: each chart of a page has one, which names the weights that are chosen."""

from inspect import signature

from pages.lab.classroom.drawn import WITHOUT, makers
from pages.lab.plot import Chart
from pages.lab.session import OPENING
from pages.lab.titles import title_of
from tests.pages.records import moment_of


def test_a_title_names_the_weight_and_the_lag():
    assert title_of("matrix", OPENING.with_(weight="Wx")) == "Terms of ∂L/∂Wx by loss and step"
    assert title_of("matrix", OPENING.with_(weight="By")) == "Terms of ∂L/∂Wh by loss and step"
    assert title_of("product", OPENING.with_(weight="By", lag=3)).startswith("The term of ∂L/∂By of lag 3")
    assert title_of("surface", OPENING.with_(across="Wy", up="By")) == "Mean loss over Wy and By"


def test_every_chart_has_a_title_of_its_own():
    moment = moment_of(eta=0.05, steps=200)
    plain = {name: make for name, make in makers().items() if len(signature(make).parameters) == 1}
    charts = {name.split(WITHOUT)[0] for name, make in plain.items() if isinstance(make(moment), Chart)}
    assert len(charts) > 15
    for name in (*charts, "windows", "windows_paths"):  # which need a comparison
        assert title_of(name, moment.session)
