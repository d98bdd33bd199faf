"""Predict, step, compare: before a step the reader may guess what it will do, and after it sees how it came out."""

from dataclasses import replace
from functools import partial

import streamlit as st

from pages.lab import controls, state
from pages.lab.moment import Moment
from pages.lab.questions import guesses
from pages.lab.questions.answers import packed
from pages.lab.study import STUDIES
from pages.lab.text import at, prediction
from rnn_core.analysis.questions import Question

HINT = "Choose an answer, then press Step."
SEEN = "You have seen this step before, so an answer is marked as given after it."
MOST_RUNS = 20
"""Of how many runs it is remembered which steps have been shown."""


def settle(moment: Moment) -> None:
    """Take what has become of the guess: kept, answered, or dropped."""
    study = state.study()
    guess, answer = guesses.settled(moment, study.ask, study.guess)
    if answer:
        state.answer(replace(answer, seen=_seen(moment, moment.t)))
    if guess != study.guess:
        state.update_study(guess=guess)
    _remember(moment)


def _seen(moment: Moment, t: int) -> bool:
    """Whether a step has been on the screen, as far as is remembered; a page that was loaded anew remembers nothing."""
    return bool(state.visit().shown.get(hash(moment.session.recipe), 0) >> t & 1)


def _remember(moment: Moment) -> None:
    """Remember that the present step is on the screen."""
    # By its hash: a recipe can hold 2,000 rows of data.
    shown, recipe = state.visit().shown, hash(moment.session.recipe)
    steps = shown.pop(recipe, 0)
    shown[recipe] = steps | 1 << moment.t if moment.t >= 0 else steps
    if len(shown) > MOST_RUNS:
        del shown[next(iter(shown))]


def spoken(moment: Moment) -> str:
    """What is said of a guess to someone who does not see the page; plain text."""
    done = guesses.answered(moment, state.answers()) if state.study().ask != "off" else None
    return prediction.in_short(*done) if done else ""


def panel(moment: Moment) -> None:
    """The question about the next step and, below it, the last one's answer, in a box that is always there."""
    with st.container(key="predict", gap="xxsmall"):
        study = state.study()
        if study.ask == "off":
            return
        answers = state.answers()
        done = guesses.answered(moment, answers)
        question = guesses.question_at(moment, moment.t + 1, study.ask)
        verdict = (prediction.verdict(*done) if done else "") + _hint(moment, question, told=done is not None)
        asked = prediction.to_come(question) if question else _nothing_to_ask(moment)
        st.html(f'<p class="asked">{asked}</p>')
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="predict-row"):
            with st.container(key="predict-options", width="content"):
                if question:
                    _options(moment, question)
            count = guesses.tally(answers)
            of = f"{count.right} of {'the last ' * count.last}{count.made}"
            made = f"{of} right" if count.made else "no guesses yet"
            st.html(f'<p class="tally">{made}</p>', width="content")
            controls.copy_answers("copy-answers")
            controls.button("Clear", _clear, key="clear", disabled=not count.made, type="tertiary")
        st.html(f'<div class="verdict">{verdict}</div>')


def _hint(moment: Moment, question: Question | None, *, told: bool) -> str:
    """How to answer, unless something else is told; and what is said of an answer to a question that is open."""
    if question is None:
        return ""
    if guesses.given(state.answers(), moment.session, question):
        hint = "" if told else "You have answered this one; the first answer counts."
    elif _seen(moment, question.t):
        hint = SEEN
    elif guesses.option_of(state.study().guess, moment.session, question):
        hint = "" if told else "Now press Step."
    else:
        how = HINT if state.study().lesson else f"{HINT} Or just step."  # a card asks for the answer
        hint = "" if told else how
    return f'<p class="about">{hint}</p>' if hint else ""


def _nothing_to_ask(moment: Moment) -> str:
    if moment.t == moment.last:
        return f"{at(moment.t)} is the last step: there is no next one to guess."
    if moment.t < 0:
        return f"At {at(0)}, the first step, each gradient has a single term: step on, and guess then."
    there = moment.t + 1
    reasons = guesses.why_none(moment, there, state.study().ask)
    return prediction.no_question(reasons, moment.weight, moment.session.lag, there)


def _options(moment: Moment, question: Question) -> None:
    """The options, of which one can be chosen, or none; once the question is answered they cannot be changed."""
    one, study, session = STUDIES["guess"], state.study(), moment.session
    before = guesses.given(state.answers(), session, question)
    chosen = before or guesses.option_of(study.guess, session, question)
    key = state.key_for("guess", question.t)
    texts = {option: guesses.written(session, question, option) for option in question.options}
    st.segmented_control(
        one.label,
        list(question.options),
        format_func=lambda option: prediction.WORDS.get(option, option),
        help=one.help,
        label_visibility="collapsed",
        key=state.show_in_widget(key, chosen),
        on_change=state.moved,
        args=(key, partial(_guess, texts)),  # not the question: Streamlit keeps what it is given
        disabled=before is not None,
        wrap=True,
    )


def _guess(texts: dict[str, str], option: str | None) -> None:
    state.update_study(guess=texts.get(option or "", ""))


def _clear() -> None:
    state.update_study(answers=packed(guesses.without(state.answers())), guess="")
