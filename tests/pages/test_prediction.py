"""What is asked and said about a guess: its claims and its numbers against the core."""

import math
import re
from collections.abc import Iterator

import pytest

from pages.lab.moment import Moment
from pages.lab.questions.guesses import question_at
from pages.lab.text import prediction
from pages.lab.text.notation import number, unsigned
from rnn_core.analysis.questions import KINDS, Question
from tests.pages.records import address_of, moment_of, plain, states

NUMBER = re.compile(r"−?\d+(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
RANDOM = [one for one in states(150, seed=12) if one.t > 0]


def questions(moments: list[Moment]) -> Iterator[tuple[Moment, Question]]:
    for moment in moments:
        for kind in KINDS:
            question = question_at(moment, moment.t, kind)
            if question:
                yield moment, question


ASKED = [*questions(RANDOM)]
EACH = pytest.mark.parametrize("moment", RANDOM, ids=address_of)


def numbers_of(question: Question) -> set[str]:
    """All that may stand in a sentence about a question: values, steps, lags and counts."""
    earlier, later = question.earlier, question.later
    values = [1.0, *question.ratios, question.positive, question.negative, question.chain.total, later.step.params.Wh]
    for reading in (earlier, later):
        forward = reading.step.forward
        values += [forward.X, forward.Y, forward.error, *reading.slopes, *reading.gains]
        values += [term.value for term in reading.step.chains[question.parameter].terms]
    values += [value for term in question.chain.terms for value in (term.path[-1], term.factors[-1].value)]
    values += [value for part in question.parts for value in (part.before, part.after)]
    values += [value for one in question.misreadings for value in (one.value, one.other)]
    written = {text for value in values for text in (number(value), unsigned(value))}
    return written | {*map(str, range(12)), str(question.t), str(question.t - 1)}


@EACH
def test_every_number_that_is_said_is_one_of_the_core(moment: Moment):
    for _, question in questions([moment]):
        allowed = numbers_of(question)
        texts = [prediction.to_come(question), prediction.in_class(question)]
        texts += [prediction.verdict(question, option) for option in question.options]
        for text in texts:
            said = plain(
                re.sub("<sub>.*?</sub>", "", text.replace("&nbsp;", " ")).replace("1 %", "").replace("·", "· ")
            )
            found = NUMBER.findall(said.replace("· 10", "·10"))
            assert set(found) <= allowed, text


@EACH
def test_a_verdict_names_the_guess_and_the_answer(moment: Moment):
    for _, question in questions([moment]):
        for option in question.options:
            text = plain(prediction.verdict(question, option))
            short = prediction.in_short(question, option)
            right = option == question.answer
            assert text.startswith(f"{'Right' if right else 'Not quite'}. At t = {question.t}, ")
            assert (short == "Your guess is right.") == right
            assert (f"your guess: {prediction.option_text(question.kind, option)}." in text) == (not right)
            assert ("would be right if" in text) <= (not right)
            assert "<" not in short


def test_the_larger_part_of_a_product_is_the_one_that_is_said_to_decide():
    decided = set()
    for _, question in questions(RANDOM):
        if question.kind != "largest":
            continue
        for option in question.options:
            other = question.runner_up if option == question.answer else int(option)
            one, two = question.chain.terms[int(question.answer)], question.chain.terms[other]
            text = prediction.why(question, option)
            path, source = (
                abs(one.path[-1]) > abs(two.path[-1]),
                abs(one.factors[-1].value) > abs(two.factors[-1].value),
            )
            decided.add((path, source))
            assert ("both P and the source are larger" in text) == (path and source)
            assert ("the larger |P| decides" in text) == (path and not source)
            assert ("the larger source decides" in text) == (source and not path)
    assert len(decided) == 3


def test_what_changed_a_term_is_said():
    said = set()
    for _, question in questions(RANDOM):
        if question.kind != "change":
            continue
        text = prediction.why(question, question.answer)
        for part in question.parts:
            name = {"e": "e goes", "weights": "its weights", "slopes": "its slopes"}.get(part.symbol, "its source")
            told = re.search(rf"\b{name}", text) is not None
            said.add((question.answer, name)) if told else None
            if question.answer == "flips":
                assert told == (
                    part.before * part.after < 0 or math.copysign(1, part.before) != math.copysign(1, part.after)
                )
    assert {("flips", "e goes"), ("grows", "e goes"), ("shrinks", "its slopes")} <= said


def test_each_shortcut_has_words_for_the_reader_and_for_the_teacher():
    met = {one.shortcut for _, question in ASKED for one in question.misreadings}
    assert met <= set(prediction.SHORTCUTS)
    assert set(prediction.SHORTCUTS) == set(prediction._FEEDBACK)
    assert len(met) >= 13
    for _, question in ASKED:
        for one in question.misreadings:
            text = plain(prediction.feedback(question, one))
            assert text[0].isupper() or text[0] == "|" or text[0].isdigit()
            assert text.endswith(".")
            assert text in plain(prediction.verdict(question, one.option))


def test_some_sentences():
    question = question_at(moment_of(t=22), 22, "largest")
    assert question
    assert plain(prediction.to_come(question)) == (
        "Next step, t = 22: X = −1.00 goes in, and the target is Y = −0.875. Which lag will contribute most to ∂L/∂Wh?"
    )
    assert plain(prediction.verdict(question, "1")) == (
        "Not quite. At t = 22, lag 0 contributes most to ∂L/∂Wh; your guess: lag 1. The term of lag 0 is P0·out_Ht−1 = "
        "0.803·(−0.207) ≈ −0.166, that of lag 1 is P1·out_Ht−2 = (−0.691)·(−0.144) ≈ 0.0996; both P and the source are "
        "larger in magnitude."
    )
