"""How a class has answered one question, as a table with a bar for each answer."""

from html import escape

from pages.lab.classroom.pasted import Counted, Given
from pages.lab.session import CHOICES, Session, to_address
from pages.lab.text import prediction
from pages.lab.text.notation import at, gradient
from pages.lab.text.untrusted import visible

LONGEST_SHOWN = 40
"""Of what was typed, so many characters are shown."""
NO_CAUSE = "no common mistake leads here"
_NAMED_ANYWAY = ("t", "weight", "lag")


def distribution(counted: Counted) -> str:
    """The question, the settings it was asked in, and how many gave each answer."""
    rows = "".join(_row(counted, one) for one in counted.given)
    return (
        f'<p class="sentence">{_asked(counted)}</p><p class="about">{_settings(counted.session)} '
        f"{_answered_by(counted)}</p>"
        f'<div class="scroll"><table class="sum distribution"><tr><th>answer</th><th>share</th><th>students</th>'
        f"{'<th>after seeing</th>' if counted.seen else ''}<th>what leads to it</th></tr>{rows}</table></div>"
    )


def _answered_by(counted: Counted) -> str:
    """How many answered, and how many of them after they had seen the step."""
    after = "after the step had been shown to them (“after seeing”)"
    if not counted.seen:
        return f"Answered by {counted.count}."
    if not counted.count:
        return f"Answered by {counted.seen}, all {after}."
    return f"Answered by {counted.count}, and by {counted.seen} more {after}; the shares leave these out."


def _asked(counted: Counted) -> str:
    if counted.question:
        return prediction.in_class(counted.question)
    session, of = counted.session, gradient(counted.session.weight)
    tail = {"sum": "", "term": f" of {of}"}.get(counted.kind, f", in the lag-{session.lag} term of {of}")
    return f"<b>{at(session.t)}, filled in:</b> {counted.blank}{tail}."


def _settings(session: Session) -> str:
    """The settings that are not those of the opening state."""
    names = [name for name in to_address(session) if name not in _NAMED_ANYWAY]
    if not names:
        return "With the opening settings."
    return f"With {', '.join(CHOICES[name].equation(getattr(session, name)) for name in names)}."


def _row(counted: Counted, one: Given) -> str:
    text, cause = _answer(counted, one), "right" if one.right else one.why or _cause(counted, one.text) or NO_CAUSE
    bar = f'<i class="share" style="--share:{one.share}"></i>'
    mark = ' class="picked"' if one.right else ""
    students = f"<td>{one.count}</td>{f'<td>{one.seen}</td>' if counted.seen else ''}"
    return f'<tr{mark}><td>{text}</td><td class="bar">{bar}</td>{students}<td class="cause">{cause}</td></tr>'


def _answer(counted: Counted, one: Given) -> str:
    if counted.question:
        return prediction.option_text(counted.kind, one.text)
    return one.text if one.right else typed(one.text)


def typed(text: str) -> str:
    """What someone has typed, cut short, without effect as HTML."""
    return f"<code>{escape(visible(text, LONGEST_SHOWN)) or ' '}</code>{'…' if len(text) > LONGEST_SHOWN else ''}"


def _cause(counted: Counted, option: str) -> str:
    """The shortcut that leads to a wrong guess, and what the core says of it."""
    question = counted.question
    misreading = question.misreading(option) if question else None
    if question is None or misreading is None:
        return ""
    return f"{prediction.SHORTCUTS[misreading.shortcut]}. <small>{prediction.feedback(question, misreading)}</small>"
