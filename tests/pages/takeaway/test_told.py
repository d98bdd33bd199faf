"""What is said of a run that is saved as a file, and what a prepared view keeps back of it."""

from dataclasses import replace

from pages.lab import pinned
from pages.lab.classroom.prepared import Prepared
from pages.lab.session import OPENING
from pages.lab.takeaway import told
from pages.lab.takeaway.span import Span
from rnn_core import PARAMETERS
from tests.pages.owned import OWN, OWN_TWO
from tests.pages.records import moment_of


def test_in_one_line_the_file_says_what_it_is():
    moment = moment_of()
    assert told.brief(moment, Prepared(), Span(-1, 119)) == (
        "<b>Unrolled</b>, a saved run: predict a sine wave · Wx = 0.5, Wh = −0.9, Bx = 0.1, Wy = 1.5, By = 0 · "
        "window K = 6 · t = −1 to 119. Only t can be changed here; the picked term is lag 2 of ∂L/∂W<sub>h</sub>."
    )
    assert "K = 6, η = 0.1 ·" in told.brief(moment_of(eta=0.1), Prepared(), Span(-1, 119))
    clipped = moment_of(eta=0.5, clip=0.3)
    assert "η = 0.5, gradients clipped at ±0.3 ·" in told.brief(clipped, Prepared(), Span(-1, 119))
    assert "clip" not in told.brief(clipped, Prepared(hidden={"clip": 0.3}), Span(-1, 119))
    assert "clip" not in told.brief(moment_of(clip=0.3), Prepared(), Span(-1, 119)), "no update clips anything"
    hidden = told.brief(moment, Prepared(hidden={"Wh": -0.9, "task": "sine"}), Span(20, 20))
    assert hidden == (
        "<b>Unrolled</b>, a saved run: Wx = 0.5, Bx = 0.1, Wy = 1.5, By = 0 · window K = 6 · "
        "t = 20, of a run up to t = 119. Only t can be changed here; the picked term is lag 2 of ∂L/∂W<sub>h</sub>."
    )


def test_where_training_changes_the_weights_those_of_the_heading_are_called_the_start():
    assert "wave · start: Wx = 0.5, Wh = −0.9, Bx = 0.1, Wy = 1.5, By = 0 · window K = 6, η = 0.1 · " in told.brief(
        moment_of(eta=0.1), Prepared(), Span(-1, 119)
    )
    unseen = Prepared(hidden=dict.fromkeys(PARAMETERS, 0.5))
    assert "start" not in told.brief(moment_of(eta=0.1), unseen, Span(-1, 119)), "no weight is told"
    assert "start" not in told.brief(moment_of(), Prepared(), Span(-1, 119))


def test_of_own_data_the_heading_names_the_target_and_whether_it_is_scaled():
    moment = moment_of(OWN.with_(target="echo", delay=2, scaled="on"))
    said = "your own data · target “X, d steps ago”, scaled to −1 … 1, delay d = 2 · Wx = "
    assert said in told.brief(moment, Prepared(), Span(-1, 3))
    assert "target" not in told.brief(moment, Prepared(hidden={"task": "own"}), Span(-1, 3))


def test_the_file_of_a_run_that_diverges_warns_as_the_page_does():
    said = told.brief(moment_of(eta=2.0, K=10, t=40, Wh=1.5, Wy=3.0), Prepared(), Span(-1, 119))
    assert said.endswith(
        ". <b>At step 9 a weight passed ±1,000: this run is diverging. "
        "The learning rate η is too large for these weights.</b>"
    )


def test_the_settings_are_those_that_decide_the_run():
    said = told.settings(OPENING.with_(task="sunspots", eta=0.1), Prepared())
    assert "η = 0.1" in said
    assert "a sequence of" in told.settings(OPENING, Prepared())
    assert "a sequence of" not in said, "the sunspots have a length of their own"
    assert "training steps" not in said


def test_settings_are_told_in_words_and_not_by_the_label_of_a_control():
    chosen = OPENING.with_(task="own").with_(scaled="on", eta=0.5, clip=0.3, steps=2000)
    said = told.settings(chosen, Prepared())
    assert said.startswith("task “your own data”, target “the next X”, scaled to −1 … 1, ")
    assert said.endswith("η = 0.5, gradients clipped at ±0.3, 2,000 training steps")
    assert told.hidden(Prepared(hidden={"clip": 0.3})).endswith("hidden: clip at ±c.")


def test_only_what_a_prepared_view_shows_is_told():
    for name, value in (("weight", "Wh"), ("lag", 2)):
        said = told.brief(moment_of(), Prepared(hidden={name: value}), Span(19, 23))
        assert said.endswith(" · t = 19 to 23, of a run up to t = 119. Only t can be changed here.")
    assert "Left out" not in told.about(moment_of(), Prepared(), Span(20, 20))
    moment = moment_of(Wh=0.7, K=3)
    beside = replace(moment, pinned=pinned.beside(OPENING.with_(task="echo"), moment.session))
    said = told.about(beside, Prepared(hidden={"Wh": 0.7, "task": "sine"}), Span(20, 20))
    assert "Beside it the charts show A: task (hidden), Wh (hidden), window K = 6." in said


def test_of_data_whose_numbers_are_hidden_the_file_does_not_tell_the_range():
    view, chosen = Prepared(readouts=("numbers",)), moment_of(OWN)
    beside = replace(chosen, pinned=pinned.beside(OWN_TWO, chosen.session))
    assert "A: your data (hidden), " in told.about(beside, view, Span(0, 3))
    assert not view.hides("data"), "which is drawn"
