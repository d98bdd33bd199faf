"""Take away: this step, this run and the settings, as files for a paper, a notebook or a course page."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from pages.lab import compared, frame, show, state
from pages.lab.charts.headline import headline
from pages.lab.charts.sequence import sequence
from pages.lab.moment import AbsentError, Moment
from pages.lab.takeaway import latex, load, run_panel, save, scripts, state_file, tables
from pages.lab.text import sentence

# By the label of each file: its name, what it is, and the language in which it is shown.
STEP_FILES: dict[str, tuple[str, str, str | None]] = {
    "LaTeX": (
        "unrolled-t{t}.tex",
        "A document that compiles as it is: the equations with their numbers, every gradient as the sum of its terms, "
        "the picked term factor by factor, and the update.",
        "latex",
    ),
    "CSV": (
        "unrolled-t{t}.csv",
        "A table with one row for each term and its factors side by side, with all their digits: the product of the "
        "factors in a row is its term.",
        None,
    ),
    "NumPy": (
        "unrolled_t{t}_numpy.py",
        "A script of at most 30 lines: the chain rule, with the two queues as its input. It prints the numbers on the "
        "screen, to the last digit.",
        "python",
    ),
    "PyTorch": (
        "unrolled_t{t}_torch.py",
        "The same by automatic differentiation. Each weight has one copy for each lag, so PyTorch itself finds every "
        "term.",
        "python",
    ),
}
RUN = (
    "A table in CSV with one row for each step: t, X, Y, net_H, out_H, Y_hat, the loss, the weights in force, and the "
    "five gradients before they are clipped, with all their digits."
)
SETTINGS = (
    "A file in JSON, to be kept, sent or changed by hand. It stores your own data, however long, as one packed "
    "string. You can open the file again below."
)
FIXED = "In this view t is fixed, and the table would contain all steps."
HELD_BACK = "would hold numbers that are not part of the view that your teacher has prepared."
SETTINGS_HELD_BACK = "Some settings are not part of the view that your teacher has prepared, so no file has them."


def lesson(moment: Moment) -> None:
    frame.section(
        "This step",
        "The step on the screen, with every term of its gradient, for a paper, a spreadsheet or an interpreter.",
    )
    if not state.prepared().holds_back:  # else the sentence below says all
        # What it says on an untouched page is about the page Step.
        show.draw(replace(moment, untouched=False), headline, key="this_step")
    with st.container(key="step-files"):
        numbers("The files of a step", moment, step_files)

    frame.section("This run", "All steps of the run, from t = 0 to the last one, not only up to t.")
    with st.container(key="run-files"):
        numbers("The table of the run", moment, run_files)
    run_panel.panel(moment)

    frame.section(
        "Charts",
        "Every chart, on every page, can be saved as a picture, as large as you see it and in the colours that you "
        "see, with its title and its key. Press the arrow below it. <b>SVG</b> stays sharp at any size and can be "
        "edited; <b>PNG</b>, at twice the size, goes everywhere. Try it with this chart.",
    )
    show.draw(moment, sequence, key="picture")

    frame.section(
        "The settings",
        "Everything that decides what is on the screen: the task with its data, the weights, the window, training, t, "
        "what is picked, and what is pinned as A. Nothing in the file is about you. Opening a file sets everything: "
        "what the file leaves out takes its opening value.",
    )
    settings(moment)
    load.panel()


def numbers(which: str, moment: Moment, files: Callable[[Moment], None]) -> None:
    """Draw files that hold the numbers of a step or a run, or say why they cannot be had, and which those are."""
    try:
        if state.prepared().holds_back:
            raise AbsentError(f"{which} {HELD_BACK}")
        files(moment)
    except AbsentError as absent:
        st.html(sentence(str(absent)))


def step_files(moment: Moment) -> None:
    step = moment.step
    texts = {
        "LaTeX": latex.document(moment),
        "CSV": tables.step_table(step),
        "NumPy": scripts.numpy_script(moment),
        "PyTorch": scripts.torch_script(moment),
    }
    for label, (name, about, _) in STEP_FILES.items():
        save.row(label, about, name.format(t=step.t), partial(save.whole, texts[label]))
    with st.expander("Read or copy them here"):
        for place, (label, (_, _, language)) in zip(st.tabs(list(texts)), STEP_FILES.items(), strict=True):
            place.code(texts[label], language=language, height=400)


def run_files(moment: Moment) -> None:
    problem = FIXED if state.prepared().keeps("t") else run_panel.held_back(moment)
    write = None if problem else partial(tables.run_table, moment.run)
    save.row("run", problem or RUN, "unrolled-run.csv", write, of=moment.session.recipe)


def settings(moment: Moment) -> None:
    def write(part: int) -> tuple[str, int]:
        return save.whole(state_file.written(moment.session, compared.settings()), part)

    about, writes = (SETTINGS_HELD_BACK, None) if state.prepared().hidden else (SETTINGS, write)
    save.row("settings", about, "unrolled-settings.json", writes)


frame.page(
    "Take away",
    "This step, this run and the settings as files that you can keep.",
    lesson,
    sheets=("takeaway.css",),
)
