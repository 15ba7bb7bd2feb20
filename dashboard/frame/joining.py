"""A pupil's side of a class: the code, the list that comes with it, and the place on the wall."""

from __future__ import annotations

from collections.abc import Set

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.state import address, link, room, session
from dashboard.state.link import Opening
from dashboard.state.room import Class, Tile, WaitError
from dashboard.words import language
from dashboard.words.language import _, explain, sentences
from dashboard.words.text import plain
from makemore.errors import MakemoreError

CODE = "class"  # in the address
EVERY = 10.0  # seconds between two looks whether the class still runs
_CLASS, _TILE, _REFUSED, _TO_LESSON = "class", "tile", "class_refused", "class_to_lesson"
_ENDED, _TYPED, _TEACHER = "class_ended", "class_code", "is_teacher"


def arrive() -> None:
    """Let in whoever comes by a link with a code, and let go of a class that has ended."""
    if not room.is_open():
        return
    here, asked = joined(), st.query_params.get(CODE, "")
    if here is not None and here.plan is None:
        _let_go(here)
        st.session_state[_ENDED] = True
    elif here is not None:
        st.query_params[CODE] = here.code
    elif asked and (found := _found(asked)):
        _join(found, link.read(st.query_params.to_dict()))
    elif asked and not isinstance(st.session_state[_REFUSED], WaitError):
        del st.query_params[CODE]  # who waits comes in later


def show() -> None:
    """Show a pupil the class that they are in, or where a code is typed."""
    if not room.is_open():
        return
    if st.session_state.pop(_TO_LESSON, False):
        st.switch_page("views/lesson.py")
    here = joined()
    if here is not None:
        _show_class(here)
        _watch()
    elif not is_teacher():
        _ask()


def joined() -> Class | None:
    """Return the class that this session is in."""
    found: Class | None = st.session_state.get(_CLASS)
    return found


def tile() -> Tile | None:
    """Return the tile of this session, None where it is not on the wall."""
    found: Tile | None = st.session_state.get(_TILE)
    return found


def note(step: str, solved: Set[str]) -> None:
    """Let the wall know the step of the lesson that one is at, and those that are solved."""
    if one := tile():
        one.step, one.solved = step, frozenset(solved)


def is_teacher() -> bool:
    """Return whether this session has shown the teachers' word."""
    return bool(st.session_state.get(_TEACHER))


def prove(word: str) -> None:
    """Take a word that may be the teachers'."""
    try:
        if room.is_teacher(word, *_who()):
            st.session_state[_TEACHER] = True
    except WaitError as error:
        st.session_state[_REFUSED] = error.with_traceback(None)


def look(one: Tile) -> str:
    """Return the look of a tile in words. Example: "green bird"."""
    colour, sign = _(room.COLOURS[one.colour]), _(room.SIGNS[one.sign])
    return _("{colour} {sign}").format(colour=colour, sign=sign)


def _ask() -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="class_ask"):
        if st.session_state.get(_ENDED):
            st.info(_("Your class has ended. If its list was the teacher's own, it is gone here."))
        st.text_input(
            _("Code of your class"), key=_TYPED, on_change=_take_typed, max_chars=8, width=180,
            placeholder=_("4 letters"),
        )  # fmt: skip
    refused: MakemoreError | None = st.session_state.get(_REFUSED)
    if refused is not None:
        st.error(plain(explain(refused)))


def _take_typed() -> None:
    typed = st.session_state[_TYPED]
    st.session_state[_TYPED] = ""
    if typed.strip() and (found := _found(typed)):
        _join(found, None)
        st.session_state[_TO_LESSON] = True


def _found(code: str) -> Class | None:
    """Return the class of a code; where there is none, the page says why."""
    try:
        found = room.find(code, *_who())
    except MakemoreError as error:
        st.session_state[_REFUSED] = error.with_traceback(None)
        return None
    st.session_state[_REFUSED] = None
    return found


def _who() -> tuple[str, str]:
    """Return the session, and the address that it comes from."""
    context = get_script_run_ctx()
    return context.session_id if context else "", st.context.ip_address or ""


def _join(one: Class, asked: Opening | None) -> None:
    """Take up what comes with the code, but for what the address asks: who comes back goes on."""
    state, plan, before = st.session_state, one.plan, session.source()
    if plan is None:
        return
    if plan.own:
        session.lend(plan.source)
    session.use(before if asked and asked.list else plan.source)
    session.put({**plan.settings, **(asked.settings if asked else {})})
    state[language.NAME] = st.query_params.get(language.NAME) or plan.language
    if asked is None or "step" not in st.query_params:
        state["lesson_step"] = plan.step
    state["lesson_hide"] = plan.hide
    state[_CLASS], state[_ENDED] = one, False
    _enter_wall()
    st.query_params[CODE] = one.code
    address.write()


def _enter_wall() -> None:
    from dashboard.contenders import learning  # noqa: PLC0415 - loads torch: for a class alone

    one, here = None, joined()
    if here is not None and here.plan:
        one = here.new_tile()
        one.loss = learning.nll_of_now()
        one.step = st.session_state.get("lesson_step", "")
        one.solved = frozenset(st.session_state.get("lesson_done", ()))
    st.session_state[_TILE] = one


def _leave_wall() -> None:
    here, one = joined(), tile()
    if here and one:
        here.take_down(one)
    st.session_state[_TILE] = None


def _leave() -> None:
    if here := joined():
        _let_go(here)


def _let_go(here: Class) -> None:
    """Go out of a class: its own list stays with it."""
    _leave_wall()
    st.session_state[_CLASS] = None
    st.query_params.pop(CODE, None)
    session.return_lent()


@st.fragment(run_every=EVERY)
def _watch() -> None:
    here = joined()
    if here is None or here.plan is None:
        st.rerun()


def _show_class(here: Class) -> None:
    one = tile()
    code = _("Class {code}").format(code=here.code)
    label = _("On the wall: {look}").format(look=look(one)) if one else code
    icon = f":material/{one.sign}:" if one else ":material/groups:"
    with st.popover(label, icon=icon, key="class_box"):
        st.markdown(f"**{code}**")
        if one:
            st.markdown(
                sentences(
                    _("On your teacher's wall you are the {look}.").format(look=look(one)),
                    _("It shows the step that you are at, the tasks that you solved, and how far "
                      "your network has learned."),
                    _("No name is there, and nothing is stored: all is gone when the class ends."),
                )
            )  # fmt: skip
            st.button(_("Leave the wall"), icon=":material/visibility_off:", on_click=_leave_wall)
        else:
            st.markdown(_("Your teacher's wall does not show you."))
            st.button(_("Be on the wall"), icon=":material/visibility:", on_click=_enter_wall)
        st.button(_("Leave the class"), icon=":material/logout:", on_click=_leave)
