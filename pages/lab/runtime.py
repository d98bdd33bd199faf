"""The private names of Streamlit, in one place, and what each answer falls back to without them; our own components."""

import json
import logging
import os
import socket
import stat
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any, NoReturn
from weakref import WeakKeyDictionary

import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg

from pages.lab.plot.figure import as_sent
from pages.lab.server import files

try:
    from streamlit.runtime import scriptrunner
    from streamlit.runtime.app_session import AppSession
except ImportError:
    scriptrunner = AppSession = None  # type: ignore[assignment,misc]

Kind = Callable[[str], str | None]
"""Gives the kind of value that the widget of an id has, by Streamlit's name for it; None if there is no such widget."""


def _context() -> Any:
    return getattr(scriptrunner, "get_script_run_ctx", lambda: None)()


def arrived_by_history() -> bool:
    """Whether the browser's own Back or Forward led here; else False: Back then leaves the session as it is."""
    return bool(getattr(_context(), "is_history_navigation", False))


def page() -> str:
    """Names the page that is running; else "": all pages then count as one, and widgets may show an earlier value."""
    return str(getattr(_context(), "page_script_hash", ""))


def go_to(path: str) -> NoReturn:
    """Leave the page for another, as if its link had been pressed; the rest of the script does not run."""
    context = _context()
    pages = getattr(context, "pages_manager", None)
    for name, page in pages.get_pages().items() if pages else ():
        if Path(page["script_path"]).as_posix().endswith(f"/{path}"):
            _pages.update({session: name for session in list(_pages) if session.id == context.session_id})
    st.switch_page(path)


def sessions() -> int | None:
    """How many pages are open; None if Streamlit does not say."""
    try:
        from streamlit.runtime import get_instance

        (stat,) = get_instance().stats_mgr.get_stats(["active_sessions"])["active_sessions"]
        return int(getattr(stat, "value"))  # noqa: B009
    except (ImportError, AttributeError, LookupError, RuntimeError, ValueError):
        return None


def answer_at_once() -> None:
    """Have the server's sockets send small messages without waiting for the last one to be acknowledged.

    Streamlit's own lack that option, which costs 40 ms at many steps. What is set on a listening socket holds for the
    connections to come. Where open files are not listed (Windows) nothing changes.
    """
    try:
        opened = [int(name) for name in os.listdir("/dev/fd")]
    except OSError:
        return
    for number in opened:
        try:
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            with socket.socket(fileno=os.dup(number)) as one:
                if one.family in (socket.AF_INET, socket.AF_INET6) and one.type == socket.SOCK_STREAM:
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:  # closed meanwhile
            continue


def check_messages(admitted: Callable[[BackMsg, Kind], bool]) -> None:
    """Have Streamlit act on a message of a browser only if it is admitted; else on every message.

    Streamlit itself takes a widget's value of whatever kind, and fails on it later.
    """
    act = getattr(AppSession, "handle_backmsg", None)
    if act is None:
        logging.getLogger("unrolled").warning("This version of Streamlit does not let messages be checked.")
        return
    if hasattr(act, "admitted"):
        return

    def checked(session: Any, message: BackMsg) -> None:
        def kind(widget: str) -> str | None:
            known = session._session_state.get_widget_metadata(widget)
            return known and (known.value_type or "string_value")  # an empty one has lost its kind

        if admitted(message, kind) and not _for_another_page(session, message):
            act(session, message)

    checked.admitted = admitted  # type: ignore[attr-defined]
    AppSession.handle_backmsg = checked  # type: ignore[assignment]


_pages: MutableMapping[Any, str] = WeakKeyDictionary()
"""The page that each session asked for last."""


def _for_another_page(session: Any, message: BackMsg) -> bool:
    """Whether something was pressed on a page that is being left; the next page sends a press again.

    Streamlit would run the part of the old page that it came from, which is gone by then, and announce the old page to
    the browser; what the new page sends after that finds no place there, and the page stays empty.
    """
    if not message.HasField("rerun_script"):
        return False
    request = message.rerun_script
    if session not in _pages:  # a page that outlived its server may ask for the part of it that was running then
        request.fragment_id = ""
    if not request.fragment_id:
        _pages[session] = request.page_script_hash
        return False
    asked = _pages[session]
    pages = getattr(session, "_pages_manager", None)  # without what stands for the first page until it has been drawn
    return pages is not None and asked in pages.get_pages() and request.page_script_hash != asked


def component(name: str, html: str | None = None) -> Callable[..., None]:
    """A component of our own, which ``browser/<name>.js`` draws into ``html``.

    Streamlit sends a component's script with each of its messages; so that script only fetches ours, and tries again
    while the server is away. The data travels as bytes of JSON: anything else Streamlit searches for tables, for which
    it imports pandas.
    """
    address = json.dumps(files.address("browser", f"{name}.js"))
    script = f"""const fetched = () => import(new URL({address}, location.origin)).catch(
  () => new Promise(done => setTimeout(done, 1000)).then(fetched))
const {{ default: ours }} = await fetched()
const text = new TextDecoder()
export default args => ours({{ ...args, data: JSON.parse(text.decode(args.data)) }})"""
    mount = st.components.v2.component(name, html=html, js=script, isolate_styles=False)

    def draw(key: str, data: object = None, **options: Any) -> None:
        mount(key=key, data=as_sent(data).encode(), **options)

    return draw
