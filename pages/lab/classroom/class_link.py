"""The builder of class links: what is shown, locked or hidden; the link, its QR code, and what the class will see."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from pages.lab import address, controls, frame, runtime, state
from pages.lab.classroom.draft import Draft, class_link, pack_draft, prepared, too_long, unpack_draft
from pages.lab.classroom.drawn import SCRIPTS, blocks
from pages.lab.classroom.prepared import CONTROLS, LONGEST_SENTENCE, PAGES, Prepared, block_names, readouts
from pages.lab.data import settings
from pages.lab.lessons import guide
from pages.lab.lessons.lesson import OWN
from pages.lab.study import STUDIES
from pages.lab.text import listed

FINE = 77
"""From so many squares on a side, a QR code is hard to read off a projector."""
_PAGES = {Path(script).stem: frame.PAGES[script] for script in SCRIPTS}
_PREVIEW = runtime.component(
    "preview",
    html='<iframe class="preview" title="The page as the class will see it" allow="clipboard-write"></iframe>',
)


def builder() -> None:
    """Draw the builder. What is chosen in it is kept in the address of this page, and is not in force there."""
    if state.prepared() != Prepared():
        st.html('<p class="sentence">A class link is made on the ordinary page, not in a prepared view.</p>')
        return
    draft = _draft()
    with st.container(horizontal=True, vertical_alignment="bottom", key="class-opens"):
        _one("page", "page it opens", {name: _PAGES[name] for name in PAGES if name != "teaching"})
        _one("ask", "question before each step", STUDIES["ask"].options)
        _one("lesson", "lesson", {"": "none", **guide.titles(), **_own(draft)})
    free = {name: label for name, label in CONTROLS.items() if name not in draft.hidden}
    _several("locked", "locked: shown, but cannot be moved", free)
    free = {name: label for name, label in CONTROLS.items() if name not in draft.locked}
    _several("hidden", "hidden controls: not shown, and cannot be moved", free)
    _several("blocks", "hidden charts and texts", {name: _label(name) for name in block_names()})
    _several("readouts", "hidden readouts, which may give an answer away", readouts())
    others = {name: _PAGES[name] for name in PAGES if name not in ("teaching", draft.opens)}
    _several("pages", "pages left out of the navigation", others)
    st.text_input(
        "a sentence of yours, shown above the page",
        max_chars=LONGEST_SENTENCE,
        **_tied("sentence", draft.sentence, _sentence),
    )
    _result(draft)


def _result(draft: Draft) -> None:
    """The link, what there is to say about it, its QR code, and the page as the class will see it."""
    study = state.study().with_(own=guide.own_packed())
    if too_long(draft, state.session(), study):
        st.html(
            '<p class="sentence">There is no class link for these settings: your own data is too long for a link. Use '
            "fewer rows or fewer digits, or send the settings as a file.</p>"
        )
        settings.way_to_save()
        return
    link = class_link(draft, state.session(), study, st.context.url or "")
    notes = [*_notes(draft), *filter(None, [address.here_only(link)])]
    picture, squares = qr_code(link)
    if not picture:
        notes.append(f"The link has {len(link):,} characters, too many for a QR code.")
    elif squares >= FINE:
        notes.append(
            f"The link has {len(link):,} characters, so its QR code is fine: {squares} × {squares} squares. Show it "
            "large, or send the link itself. Fewer locked and hidden things, and settings nearer to those of an "
            "untouched page, make it shorter."
        )
    controls.copies("Copy class link", "Link copied", link, "class link", field="The class link")
    with st.container(horizontal=True, vertical_alignment="center", key="class-acts"):
        st.link_button("Open in a new tab", link)
        controls.button("Start over", lambda: state.update_study(draft=""), disabled=draft == Draft())
    st.html("".join(f'<p class="about">{note}</p>' for note in notes) or "<i></i>")
    st.html(f'<img class="qr" src="{picture}" alt="The class link as a QR code">' if picture else "<i></i>")
    st.toggle("show the page below, as the class will see it", **_tied("preview", draft.preview, lambda on: on is True))
    if draft.preview:
        _PREVIEW(key="preview", data={"link": f"{link}&embed=true"})


def _notes(draft: Draft) -> Iterable[str]:
    """What is worth knowing about the link."""
    kept = (*draft.locked, *draft.hidden)
    if draft.lesson == OWN and not guide.own_packed():
        yield (
            "Your own lesson is too long for a link. Send its file to the class instead; it is opened on Lessons."
            if guide.own_title()
            else "Your own lesson is no longer here, so the link does not hold it. Open it on Lessons, and come back."
        )
    if draft.lesson and kept:
        blocked = guide.blocked(draft.lesson, prepared(draft, state.session(), state.study()))
        yield (
            "Each card of a lesson sets the whole page; what is locked or hidden keeps its value all the same. "
            f"{_cards(blocked)}"
        )
    elif draft.lesson:
        yield "The link opens the lesson, whose cards set the page: it carries none of the present settings."
    if draft.lesson and draft.ask != "off":
        yield (
            "Your question is locked, so it is asked at every card."
            if "ask" in kept
            else "Each card asks its own question, or none; yours is asked once the lesson is left. "
            f"Lock “{CONTROLS['ask']}” to ask yours at every card."
        )
    if draft.ask != "off" and "t" in kept:
        yield "t is locked or hidden, so nobody can step, and the question before each step is never answered."
    totals = [_label(name) for name in ("sum_of_terms", "update", "waterfall") if name not in draft.blocks]
    if "by_lag_without_totals" in draft.readouts and totals:
        yield f"The totals are hidden in the chart by lag alone. They can still be read from: {listed(totals)}."


def _cards(blocked: list[int]) -> str:
    """Which cards of a lesson cannot be done under what is locked."""
    if not blocked:
        return "Every card can be done all the same."
    return f"Card{'s' if len(blocked) > 1 else ''} {listed(blocked)} cannot be done then, and will say so."


@lru_cache(maxsize=64)
def qr_code(link: str) -> tuple[str, int]:
    """The QR code of a link as the address of a picture, and its squares on a side; empty if the link is too long."""
    import segno  # only teachers need it

    try:
        code = segno.make_qr(link, error="L")
    except segno.DataOverflowError:
        return "", 0
    picture = code.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True)  # also on a dark page
    return picture, int(code.symbol_size(border=0)[0])


def _own(draft: Draft) -> dict[str, str]:
    """A lesson of the teacher's own, if there is one, as a choice."""
    title = guide.own_title()
    return {OWN: f"your own: {title}" if title else "your own"} if title or draft.lesson == OWN else {}


def _label(block: str) -> str:
    """A block by its name, with its pages."""
    pages = ", ".join(frame.PAGES[script] for script in blocks()[block] if Path(script).stem != "teaching")
    return f"{block.replace('_', ' ')} ({pages})" if pages else block.replace("_", " ")


# Widgets that change the draft


def _draft() -> Draft:
    return unpack_draft(state.study().draft)


def _one(name: str, label: str, options: Mapping[str, str]) -> None:
    """One of a few."""
    chosen = getattr(_draft(), name)

    def read(value: Any) -> Any:
        return value if value in list(options) else chosen

    shown = chosen if chosen in options else next(iter(options))
    st.selectbox(label, list(options), format_func=options.__getitem__, width=220, **_tied(name, shown, read))


def _several(name: str, label: str, options: Mapping[str, str]) -> None:
    """Any of many."""
    chosen = [one for one in getattr(_draft(), name) if one in options]

    def read(given: Any) -> Any:
        return tuple(one for one in options if one in (given or ()))

    st.multiselect(
        label, list(options), format_func=options.__getitem__, placeholder="none", **_tied(name, chosen, read)
    )


def _sentence(typed: Any) -> str:
    """A sentence in one line, without what cannot be seen."""
    return "".join(filter(str.isprintable, str(typed))).strip()[:LONGEST_SENTENCE]


def _tied(name: str, value: object, read: Callable[[Any], Any]) -> dict[str, Any]:
    """The arguments that tie a widget to a field of the draft."""
    key = f"class {name}"

    def take(given: object) -> None:
        state.update_study(draft=pack_draft(replace(_draft(), **{name: read(given)})))

    return {"key": state.show_in_widget(key, value), "on_change": state.moved, "args": (key, take)}
