"""The answers of a class: pasted, read line by line, counted; whatever is pasted, the page stands."""

import random
import re
from collections import Counter
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.lab import address as addresses
from pages.lab.classroom import class_answers, pasted
from pages.lab.data import kept
from pages.lab.packed import pack
from pages.lab.questions import guesses
from pages.lab.questions.answers import Answer, about, packed
from pages.lab.session import OPENING, Session
from pages.lab.study import Study
from pages.lab.text import prediction
from pages.lab.text.distribution import distribution, typed
from rnn_core.analysis.questions import Question
from rnn_core.table import Table
from tests.core.replay import examples
from tests.pages.opening import checked, guesses_of, open_page, press, session_of, visit_of
from tests.pages.records import moment_of, plain

TYPED = Answer("factor 3", about(OPENING, 21), "0.957", right=True)


def question_at(session: Session, kind: str = "largest") -> Question:
    question = guesses.question_at(moment_of(session), session.t, kind)
    assert question
    return question


def guess(option: str, kind: str = "largest", session: Session = OPENING, *, right: bool = False) -> Answer:
    question = question_at(session, kind)
    return Answer(kind, guesses.subject(session, question), option, right)


def counted(*students: tuple[Answer, ...]) -> pasted.Tables:
    return [*pasted.count_in_pieces(students)][-1]


# --- lines ---

CODE = packed([guess("1"), TYPED])


@pytest.mark.parametrize(
    "line",
    [
        CODE,
        f"  {CODE}\t",
        f"/?t=3&answers={CODE}",
        f"Ana: <lab.example/chain?answers={CODE}&t=4>",
        f'"lab.example/?K=3&answers={CODE}"',
    ],
)
def test_a_line_holds_a_code_or_a_link_with_one(line: str):
    assert pasted.read(f"\n{line}\r\n\n") == pasted.Pasted(((guess("1"), TYPED),), ())


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("hello there", "is no link with answers and no code"),
        ("hello", "is damaged"),
        (CODE[:-8], "is cut short or too large"),
        (f"/?answers={CODE[:-8]}", "is cut short or too large"),
        ("/?answers=", "is no link with answers and no code"),
        ("/?t=3&K=2", "is no link with answers and no code"),
        (pack([]), "holds no answers"),
        (pack({"a": 1}), "holds no answers"),
        (pack([["why", {}, "1", 1]]), "holds an answer to a question that does not exist"),
        (pack([["factor 333", {}, "1", 1]]), "holds an answer to a question that does not exist"),
        (pack([["largest", {"K": "99"}, "1", 1]]), "holds an answer that cannot be read"),
    ],
)
def test_a_bad_line_is_named_and_left_out(line: str, why: str):
    assert pasted.read(f"{CODE}\n\n{line}\n{CODE}") == pasted.Pasted(
        ((guess("1"), TYPED),) * 2, (pasted.BadLine(3, why),)
    )


def test_of_too_many_lines_the_first_are_read():
    read = pasted.read("\n".join([CODE] * 63))
    assert len(read.students) == 60
    assert [one.number for one in read.bad] == [61, 62, 63]


def test_one_student_answers_a_question_once():
    twice = pack([["largest", {"t": "22"}, "1", 0], ["largest", {"t": "22"}, "0", 1]])
    assert [one.given for one in pasted.read(twice).students[0]] == ["1"]


@examples(60)
@given(
    st.text(max_size=300) | st.lists(st.sampled_from([CODE, CODE[5:], "x", "?answers=", "\u2028", "a b"])).map(" ".join)
)
def test_whatever_is_pasted_can_be_read(text: str):
    read = pasted.read(text)
    assert len(read.students) + len(read.bad) <= len(text.splitlines())


# --- counts ---


@examples(30)
@given(st.lists(st.tuples(st.sampled_from(["0", "1", "5", "9"]), st.booleans()), min_size=1, max_size=12))
def test_options_are_counted_and_what_a_student_says_is_right_is_not_believed(given: list[tuple[str, bool]]):
    session = OPENING.with_(t=22)
    tables = counted(*[(guess(option, session=session, right=right),) for option, right in given])
    expected, question = Counter(option for option, _ in given), question_at(session)
    assert tables.misfits == expected.pop("9", 0)
    if not expected:
        assert tables.questions == ()
        return
    (one,) = tables.questions
    assert one.count == expected.total()
    assert {row.text: row.count for row in one.given} == dict.fromkeys(question.options, 0) | expected
    assert [row.text for row in one.given if row.right] == [question.answer]
    assert sum(row.share for row in one.given) == pytest.approx(1)


def test_guesses_about_a_step_that_had_been_seen_are_counted_apart():
    early, late = guess("1"), replace(guess("1"), seen=True)
    (one,) = counted((early,), (late,), (late,), (guess("0"),)).questions
    assert [(row.text, row.count, row.seen) for row in one.given if row.count] == [("0", 1, 0), ("1", 1, 2)]
    assert sum(row.share for row in one.given) == pytest.approx(1)
    assert (one.count, one.seen) == (2, 2)
    assert "<th>after seeing</th>" in distribution(one)
    assert "Answered by 2, and by 2 more after the step had been shown to them" in distribution(one)
    tables = counted((late,))
    assert (tables.misfits, [(one.count, one.seen) for one in tables.questions]) == (0, [(0, 1)])
    assert "after seeing" not in distribution(counted((early,)).questions[0])


def test_questions_about_different_states_are_kept_apart_and_the_most_answered_comes_first():
    other = OPENING.with_(t=30, Wh=1.4, K=9)
    tables = counted(
        (guess("0", session=OPENING.with_(t=22)), TYPED),
        (TYPED, guess("0", session=other), guess("positive", "sign", other)),
        (Answer("factor 3", TYPED.session, " 0.9 ", right=False), guess("2", session=other)),
    )
    assert [(one.kind, one.session.t, one.count) for one in tables.questions] == [
        ("factor 3", 21, 3), ("largest", 30, 2), ("largest", 22, 1), ("sign", 30, 1),
    ]  # fmt: skip
    right, wrong = tables.questions[0].given
    assert (right.count, right.right, wrong.text, wrong.count) == (2, True, "0.9", 1)
    assert tables.questions[1].question == question_at(other)


@pytest.mark.parametrize(
    "session",
    [
        OPENING.with_(t=500),
        OPENING.with_(t=0),
        OPENING.with_(t=-1),
        OPENING.with_(t=30, K=1),
        OPENING.with_(t=30, weight="Wy"),
    ],
)
def test_a_guess_about_no_question_is_a_misfit(session: Session):
    tables = counted((Answer("largest", session, "0", right=True),))
    assert (tables.questions, tables.misfits) == ((), 1)


def test_of_very_many_questions_some_are_left_uncounted():
    tables = counted(tuple(Answer("sum", OPENING.with_(t=t), "1", right=True) for t in range(5, 50)))
    assert (len(tables.questions), tables.done, tables.total, tables.more) == (40, 40, 40, 5)


def test_whether_a_number_is_right_is_found_out_anew_and_a_known_mistake_is_named():
    """The error is 0.689: too high, not too low. What the link says of it does not count."""
    wrong = [Answer("factor 1", OPENING, text, right=True) for text in ("-0.689", "0.238", "7", "no number")]
    right = [Answer("factor 1", OPENING, text, right=False) for text in ("0.689", "-0.311+1")]
    (one,) = counted(*[(each,) for each in (*wrong, *right)]).questions
    assert [(row.text, row.count, row.right) for row in one.given] == [
        ("0.689", 2, True), ("-0.689", 1, False), ("0.238", 1, False), ("7", 1, False), ("no number", 1, False),
    ]  # fmt: skip
    causes = [row.why for row in one.given]
    assert "the prediction minus the target" in causes[1]
    assert "the loss" in causes[2]
    assert causes[3:] == ["", ""]
    assert causes[1] in distribution(one)


@pytest.mark.parametrize(
    ("question", "session"),
    [
        ("factor 99", OPENING),
        ("factor 0", OPENING),
        ("term", OPENING.with_(lag=9)),
        ("sum", OPENING.with_(t=0)),
        ("sum", OPENING.with_(t=-1)),
        ("term", OPENING.with_(t=500)),
    ],
)
def test_a_number_that_is_not_there_is_a_misfit(question: str, session: Session):
    tables = counted((Answer(question, session, "1", right=True),))
    assert (tables.questions, tables.misfits) == ((), 1)


# --- what is shown ---


def test_each_wrong_option_says_what_leads_to_it():
    for session in (OPENING.with_(t=22, K=9), OPENING.with_(t=30, K=9, Wh=1.6), OPENING.with_(t=30, Wh=2.0, Wx=1.0)):
        for kind in ("largest", "change", "sign", "vanishes"):
            question = guesses.question_at(moment_of(session), session.t, kind)
            if question is None:
                continue
            (one,) = counted((guess(question.answer, kind, session),)).questions
            rows = re.findall("<tr.*?</tr>", distribution(one))[1:]
            assert len(rows) == len(question.options)
            for option, row in zip(question.options, rows, strict=True):
                assert plain(row).startswith(prediction.option_text(kind, option))
                misreading = question.misreading(option)
                if option == question.answer:
                    assert plain(row).endswith("1right")
                elif misreading:
                    assert prediction.SHORTCUTS[misreading.shortcut] in row
                    assert prediction.feedback(question, misreading) in row


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "`x`", "\u202e\x00", "a" * 5000, ""])
def test_what_was_typed_has_no_effect(text: str):
    shown = typed(text)
    assert re.sub("</?code>", "", shown).count("<") == 0
    assert len(shown) < 300
    assert shown.isprintable()


# --- the page ---


def paste(app: AppTest, text: str) -> AppTest:
    app.text_area(key="answers pasted").set_value(text)
    return press(app, "read answers")


def said(app: AppTest) -> str:
    return plain(" ".join(html.proto.body for html in app.main.get("html")))


def test_a_teacher_reads_a_class_and_opens_a_question():
    session = OPENING.with_(t=22, Wh=0.4)
    lines = [packed([guess(option, session=session)]) for option in ("0", "0", "1")]
    app = paste(open_page(OPENING, "pages/teaching.py"), "\n".join([*lines, "x y"]))
    text = said(app)
    assert "Answers of 3 students." in text
    assert "Line 4 is no link with answers and no code." in text
    assert "t = 22: Which lag contributes most to ∂L/∂Wh?" in text
    assert "With Wh = 0.4." in text
    assert "answers" not in app.query_params
    press(app, "try open 0")
    assert session_of(app) == session.with_(lag=OPENING.lag)
    assert "Answers of 3 students." in said(app)
    press(app, "undo")
    assert session_of(app) == OPENING


def test_the_answers_are_forgotten_with_the_field():
    app = paste(open_page(OPENING, "pages/teaching.py"), CODE)
    assert "Answers of 1 student." in said(app)
    paste(app, "")
    assert "Answers of" not in said(app)
    assert visit_of(app).pasted == ""


def test_a_text_that_is_too_long_is_refused_in_words():
    app = open_page(OPENING, "pages/teaching.py")
    visit_of(app).presses.append(partial(class_answers._paste, "x" * (pasted.LONGEST_PASTED + 1)))
    checked(app.run())
    assert "at most 262,144 characters" in app.info[0].value
    assert visit_of(app).pasted == ""
    (field,) = app.text_area
    assert not field.max_chars  # the browser would refuse the text without a word


def test_a_class_with_data_of_its_own_fits():
    drawn = random.Random(1)
    table = Table((tuple(round(drawn.uniform(-1, 1), 3) for _ in range(500)),))
    own = OPENING.with_(task="own", data=kept.packed(table), t=20)
    answered = packed(Answer("sign", about(own, t), "plus", right=True) for t in range(20))
    line = f"https://lab.example/teaching{addresses.answers_link(own, Study(answers=answered))}\n"
    assert line.count(own.data) == 1
    assert len(line) * pasted.MOST_LINES <= pasted.LONGEST_PASTED
    assert len(pasted.read(line * pasted.MOST_LINES).students) == pasted.MOST_LINES


def test_a_student_and_the_teacher_see_the_same():
    """Through the pages: guess, step, copy, paste."""
    student = open_page(OPENING.with_(K=9), ask="largest")
    checked(guesses_of(student).set_value("1").run())
    press(student, "step")
    teacher = paste(open_page(OPENING, "pages/teaching.py"), f"?answers={student.query_params['answers']}")
    question = question_at(OPENING.with_(K=9, t=22))
    assert plain(prediction.in_class(question)) in said(teacher)
    misreading = question.misreading("1")
    if misreading:
        assert plain(prediction.feedback(question, misreading)) in said(teacher)
