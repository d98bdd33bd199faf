"""Step: one number goes in, two queues shift, and every term of the gradient of one loss is shown."""

import streamlit as st

from pages.lab import controls, frame, show
from pages.lab.charts.by_lag import by_lag, hint, one_weight
from pages.lab.charts.factors import factors
from pages.lab.charts.forward import forward
from pages.lab.charts.headline import headline
from pages.lab.charts.product import product
from pages.lab.charts.projected import projected
from pages.lab.charts.sequence import sequence
from pages.lab.charts.sum_of_terms import sum_of_terms
from pages.lab.charts.update import update
from pages.lab.moment import Moment
from pages.lab.server.setup import SETUP


def lesson(moment: Moment) -> None:
    show.draw(moment, headline, sequence, forward, key="forward")

    controls.scale("By lag", hint(moment))
    show.draw(moment, by_lag, one_weight, key="by_lag")

    controls.pick(title="One term, factor by factor")
    show.draw(moment, factors, product, sum_of_terms, update, key="term")


def projection(moment: Moment) -> None:
    show.draw(moment, forward, projected, key="projection")


if __name__ == "__main__":  # for each visitor
    frame.page(
        "Step",
        "One number goes into a recurrent network of one unit and a prediction comes out. The page takes the gradient "
        "of its loss apart: one term for each step back in time.",
        lesson,
        projection,
    )
else:  # once, for `streamlit run` and every other ASGI server
    app = st.App(__file__, **SETUP)
