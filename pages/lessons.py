"""Lessons: cards that each set a state, name one thing to look at, and ask for one act."""

from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from pages.lab import controls, frame, own_file, state
from pages.lab.lessons import guide
from pages.lab.lessons.exhibits import EXHIBITS
from pages.lab.lessons.lesson import Card, Lesson, fields, filler
from pages.lab.moment import Moment
from pages.lab.questions import practice, predict
from pages.lab.text.markup import rich
from pages.lab.text.untrusted import problem_list


def lesson(moment: Moment) -> None:
    """The open card and what it shows, or the list of lessons."""
    opened = guide.opened()
    if opened is None:
        predict.panel(moment)
        contents(moment)
        return
    card = guide.card(opened)
    with st.container(key="card"):
        if guide.ended(opened):
            end(opened, moment)
        else:
            panel(opened, card, moment)
    predict.panel(moment)
    with st.container(key="card-practice"):  # always there, so that the charts below keep their place in the tree
        if state.study().blanks != "off":
            practice.panel(moment)
    for name in card.shows:
        with st.container(key=f"exhibit {name}"):
            EXHIBITS[name](moment)


# An open card


def panel(opened: Lesson, card: Card, moment: Moment) -> None:
    number, count = guide.number(opened), len(opened.cards)
    done, fill = guide.tick(opened, moment), filler(card)
    believed = f'<p class="believed">Some say: “{rich(card.misconception, fill)}”</p>' if card.misconception else ""
    act, label = ("act done", "Done") if done else ("act", "Your turn")
    # A button of another type would be another element, and lose the focus.
    way_on = "<style>.st-key-next-card button{color:var(--picked);border-color:currentColor}</style>" if done else ""
    after = rich(card.after, filler(card, after=True))
    aside = guide.numbers_of(card, moment.session) if done else guide.strayed(card, moment.session)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="card-head"):
        _head(opened, rich(card.title, fill), f"{escape(opened.title)}, card {number} of {count}", here=number)
        controls.button("Previous card", guide.turn, -1, disabled=number == 1)
        controls.button("Finish lesson" if number == count else "Next card", guide.turn, 1, key="next card")
        controls.button("Back to the card's state", guide.show_card, number, key="card state")
        controls.button("Leave lesson", guide.leave)
    locked = f'<p class="locked">{escape(said)}</p>' if (said := guide.locked(card)) else ""
    # What is said once the act is done takes its room from the beginning, so that nothing below it moves then.
    st.html(
        f'<section class="lesson-card" aria-label="Card {number} of {count}">{locked}{believed}'
        f"<p>{rich(card.text, fill)}</p>"
        f'<p class="look"><b>Look at</b> {rich(card.look, fill)}</p>'
        f'<p class="{act}"><b>{label}</b> {rich(card.act.do, fill)}</p>'
        f'<p class="after"><span class="room" aria-hidden="true">{after}</span>'
        f'<span role="status">{after if done else ""}</span></p><p class="aside" role="status">{escape(aside)}</p>'
        f"{way_on}</section>"
    )


def end(opened: Lesson, moment: Moment) -> None:
    """What stands in place of a card after the last one: what the lesson has shown, and where to go."""
    guide.tick(opened, moment)  # the last card's act can still be done
    count = guide.ticked(state.study().lesson)[: len(opened.cards)].count(True)
    following = guide.following()
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="card-head"):
        _head(opened, f"The end of {escape(guide.title(opened))}", f"{count} of {len(opened.cards)} cards done")
        controls.button("Previous card", guide.turn, -1)
        if following:
            controls.button(f"Go on to {guide.titles()[following]}", guide.begin, following, key="next lesson")
        controls.button("Leave lesson", guide.leave)
    said = rich(opened.summary, str) or "This was the last card."
    st.html(
        f'<section class="lesson-card" aria-label="The end of the lesson"><p>{said}</p>'
        "<p>Below, the page is as you left the last card. Your own settings come back when you leave the lesson.</p>"
        "</section>"
    )


def _head(opened: Lesson, title: str, place: str, here: int = 0) -> None:
    """The title of a card, and where in the lesson it is.

    The title takes the focus when the card opens (``cards.js``). It stands in an element of its own, which stays as it
    is when an act is ticked, and so keeps the focus.
    """
    study = state.study()
    dots = "".join(
        f'<i class="{"done" if ticked else ""}{" here" if i == here else ""}"></i>'
        for i, ticked in enumerate(guide.ticked(study.lesson)[: len(opened.cards)], 1)
    )
    with st.container(gap=None, width="content", key="card-name"):
        st.html(f'<h2 class="card-title" tabindex="-1" data-card="{escape(study.lesson)} {study.card}">{title}</h2>')
        st.html(f'<p class="place">{place} <span class="dots" aria-hidden="true">{dots}</span></p>')


# The list


def contents(moment: Moment) -> None:
    if why := guide.not_opened():
        st.html(f'<p class="sentence">{escape(why)} These are the lessons:</p>')
    frame.section(
        "The lessons",
        "Each card sets the whole page to a state, names one thing to look at, and asks you to do one thing. You can "
        "skip cards, and leave at any time: your own settings come back. Your progress is kept in the page's address.",
    )
    with st.container(key="contents"):
        rows(asking=False)
    frame.section(
        "Questions",
        "Each card shows a state and asks what the next step will do. Guess, press Step, and compare: the answer "
        "stands beside your guess, and the card says what decides.",
    )
    with st.container(key="question-sets"):
        rows(asking=True)
    own()
    frame.section("Your settings", "What the page shows outside of the lessons; a lesson leaves it as it is.")
    EXHIBITS["step"](replace(moment, untouched=False))


def rows(*, asking: bool) -> None:
    """The question sets, or all other lessons."""
    for name, one in guide.lessons().items():
        if one.asks == asking:
            row(name, guide.titles()[name], one)


def row(name: str, title: str, one: Lesson) -> None:
    ticked = guide.ticked(name)[: len(one.cards)]
    count = ticked.count(True)
    how_far = f"{count} of {len(one.cards)} cards done" if count else f"{len(one.cards)} cards"
    left, right = st.columns((3, 7), vertical_alignment="center", gap="small")
    with left:
        controls.button(title, guide.begin, name, key=f"begin {name}", width="stretch")
    with right:
        st.html(f'<p class="goal">{escape(one.goal)} <span>{how_far}, about {one.minutes} minutes</span></p>')


def own() -> None:
    with st.container(key="own"), st.expander("A lesson of your own"):
        st.html(
            '<p class="about">A lesson is one text in JSON. The easiest way to write one is to change one of ours: put '
            "its text into the field below. Or open a file of your own. A question set is a lesson whose cards all "
            "ask a question (“ask”). Numbers in braces are filled in for the state of the card, and every claim "
            "under “true” is checked there; sentences are not. A short lesson becomes part of the address, so Copy "
            "link shares it. Nothing is stored on the server.</p>"
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="patterns"):
            taken = bool(state.visit().own.strip())
            pattern = partial(controls.button, disabled=taken)
            pattern("Begin with lesson 3", guide.begin_with, "first_term", key="pattern lesson")
            pattern("Begin with the questions", guide.begin_with, "questions", key="pattern questions")
            why = "They would replace the text in the field; empty it first." if taken else ""
            st.html(f'<p class="about">{why}</p>' if why else "<i></i>", width="content")
        meanings = "".join(f"<dt>{name}</dt><dd>{escape(said)}</dd>" for name, said in fields().items())
        st.html(f'<details class="fields"><summary>Every field, explained</summary><dl>{meanings}</dl></details>')
        own_file.chooser("own file", ".json,application/json", guide.LONGEST_OWN, guide.sent_file)
        st.html(problem_list("The lesson cannot be opened yet:", state.visit().problems))
        st.text_area(
            "or write or paste it here",
            key=state.show_in_widget("own lesson", state.visit().own),
            height=220,
            on_change=guide.typed,
            placeholder='{"title": …, "goal": …, "minutes": 10, "cards": […]}',
        )
        controls.button("Open this lesson", lambda: guide.open_own(state.visit().own), key="open own")


frame.page(
    "Lessons",
    "Short lessons and a question set. Each card sets a state, names one thing to look at, and asks for one act.",
    lesson,
    opened=guide.settle,
    question=lambda _: None,  # an open card comes first: it says what the question is about
)
