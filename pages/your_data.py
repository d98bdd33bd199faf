"""Your data: a sequence of one's own, in place of the built-in ones."""

import streamlit as st

from pages.lab import frame, show, state
from pages.lab.charts.data_summary import data_summary
from pages.lab.charts.data_units import data_units
from pages.lab.charts.sequence import sequence
from pages.lab.data import cells, drawing, entry, settings
from pages.lab.moment import Moment
from rnn_core.table import FEWEST, MOST


def lesson(moment: Moment) -> None:
    frame.section(
        "The sequence in use",
        "X is what goes in, one number at each step. Y is the target: what should come out. Y is made from X by a "
        "rule, or it is a column of its own.",
    )
    view = state.prepared()
    show.draw(moment, sequence, data_summary, key="sequence")
    with st.container(key="data-units"):
        if not view.mutes_scaling_back:
            show.draw(moment, data_units)
    with st.container(key="data-use"):  # always there, as are the others: the chart keeps its place in the tree
        settings.on_page()
    if view.keeps("task"):
        st.html('<p class="sentence">The sequence is locked in this view.</p>')
    if view.hides("task"):
        return

    if not view.keeps("task") and not view.hides_block("sequence"):  # the paper would show as much
        frame.section(
            "Draw it",
            "Draw X with the mouse, a finger or a pen; redraw any part by drawing over it. Move a finger sideways "
            "to draw; moving it up or down scrolls the page. With the keyboard, ← and → choose a point, and ↑ "
            f"and ↓ move it. {drawing.about(moment.session)} Undo takes back a stroke.",
        )
        drawing.paper(moment.session)

    frame.section(
        "Your own numbers",
        f"One number in each row is X. With a second number in each row, that is Y. There can be {FEWEST} to {MOST:,} "
        "rows; two columns are separated by commas, semicolons or tabs, and the first row can hold names. A decimal "
        "comma is read where commas do not separate columns; write thousands without a separator. The file is read in "
        "your browser, and nothing is stored on the server.",
    )
    with st.container(key="data-entry"):
        entry.panel()
        cells.table(moment.session)

    frame.section("In a link", settings.in_a_link())
    with st.container(key="data-file"):
        if not moment.session.fits_a_link:
            settings.way_to_save()


frame.page(
    "Your data",
    "The sequence that the network reads, and how to put one of your own in its place.",
    lesson,
    sheets=("data.css", "draw.css", "table.css"),
)
