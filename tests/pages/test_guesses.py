"""A guess is kept while it fits its question, answered at its step, and dropped anywhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.lab.questions import guesses
from pages.lab.questions.answers import Answer
from pages.lab.session import OPENING, Session
from pages.lab.study import STUDIES
from rnn_core.analysis.questions import KINDS
from tests.core.replay import examples
from tests.pages.records import moment_of

HERE = moment_of(t=21)


def guess(option: str, ask: str = "largest", session: Session = OPENING) -> str:
    question = guesses.question_at(moment_of(session), session.t + 1, ask)
    assert question
    return guesses.written(session, question, option)


@pytest.mark.parametrize("ask", KINDS)
def test_every_option_of_a_question_can_be_kept_and_read(ask: str):
    question = guesses.question_at(HERE, 22, ask)
    assert question
    for option in question.options:
        text = guesses.written(OPENING, question, option)
        assert len(text) <= STUDIES["guess"].longest
        assert guesses.option_of(text, OPENING, question) == option
        assert guesses.settled(HERE, ask, text) == (text, None)
        answer = Answer(ask, guesses.subject(OPENING, question), option, right=option == question.answer)
        assert guesses.settled(HERE.at(22), ask, text) == ("", answer)


@pytest.mark.parametrize("t", [-1, 0, 20, 23, 30, 119])
def test_at_another_step_it_is_dropped(t: int):
    assert guesses.settled(HERE.at(t), "largest", guess("1")) == ("", None)


@pytest.mark.parametrize(
    "change", [{"Wh": 0.5}, {"K": 3}, {"weight": "Wx"}, {"task": "echo"}, {"eta": 0.1}, {"seed": 2}]
)
@pytest.mark.parametrize("t", [21, 22])
def test_once_the_settings_have_changed_it_is_dropped(change: dict, t: int):
    elsewhere = moment_of(OPENING.with_(t=t), **change)
    if "seed" in change:  # of no importance to this task, but another run all the same
        assert elsewhere.session.recipe != OPENING
    assert guesses.settled(elsewhere, "largest", guess("1")) == ("", None)


def test_what_is_picked_matters_to_a_question_about_one_term_alone():
    picked = moment_of(t=21, lag=3)
    assert guesses.settled(picked, "largest", guess("1")) == (guess("1"), None)
    assert guesses.settled(picked, "change", guess("grows", "change")) == ("", None)
    looked = moment_of(t=21, scale="symlog", newest="right", speed="fast")
    assert guesses.settled(looked, "change", guess("grows", "change")) == (guess("grows", "change"), None)


@pytest.mark.parametrize("ask", ["off", "sign", "change", "vanishes", "nonsense"])
def test_a_guess_of_another_kind_fits_no_question(ask: str):
    assert guesses.settled(HERE, ask, guess("1")) == ("", None)


@examples(60)
@given(st.text(max_size=40) | st.from_regex(r"2[0-3]-(largest|sign)-[0-9a-z]{1,8}-[0-9a-f]{8}", fullmatch=True))
def test_a_forged_guess_is_dropped(text: str):
    for t in (-1, 21, 22):
        assert guesses.settled(HERE.at(t), "largest", text) == ("", None)


def test_the_weights_without_lags_are_asked_about_as_wh():
    question = guesses.question_at(moment_of(t=21, weight="Wy"), 22, "largest")
    assert question
    assert question.parameter == "Wh"
    assert guesses.subject(OPENING.with_(weight="Wy"), question) == guesses.subject(OPENING, question)


def test_mixed_questions_follow_from_the_step_alone():
    kinds = []
    for t in range(20, 28):
        question = guesses.question_at(HERE, t, "mixed")
        assert question
        assert guesses.question_at(HERE.at(t), t, "mixed") == question
        kinds.append(question.kind)
    assert set(kinds) == set(KINDS)


def test_the_latest_answer_about_the_present_step_of_this_run_is_shown_whatever_is_picked():
    question = guesses.question_at(HERE, 22, "sign")
    assert question
    answer = Answer("sign", guesses.subject(OPENING, question), "negative", right=False)
    other = Answer("sign", guesses.subject(OPENING.with_(Wh=0.5), question), "negative", right=False)
    forged = Answer("sign", answer.session, "<b>", right=True)
    shown = guesses.answered(HERE.at(22), [answer, other, forged])
    assert shown == (question, "negative")
    assert guesses.answered(moment_of(t=22, lag=5, weight="Wx"), [answer]) == (question, "negative")
    assert guesses.answered(HERE, [answer]) is None
    assert guesses.answered(moment_of(t=22, K=3), [answer]) is None
    assert guesses.given([answer], OPENING, question) == "negative"
    assert guesses.given([forged, other], OPENING, question) is None


def test_the_tally_counts_guesses_alone():
    typed = Answer("factor 3", OPENING, "0.5", right=True)
    guessed = [Answer("sign", OPENING.with_(t=t), "positive", right=t == 22) for t in (22, 23, 24)]
    assert guesses.tally([typed, *guessed]) == guesses.Tally(right=1, made=3, last=False)
    assert guesses.without([typed, *guessed]) == (typed,)
