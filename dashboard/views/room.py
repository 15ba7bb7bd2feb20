"""Class: one code, and a whole room has the teacher's list; the teacher sees a wall of tiles."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import joining
from dashboard.lesson import teachers, wall
from dashboard.lesson.steps import STEPS
from dashboard.lists import bundled
from dashboard.state import room, session
from dashboard.state.room import Class, Plan
from dashboard.words.language import _, sentences
from dashboard.words.text import quoted

_TAUGHT = "taught"  # the class that this teacher shows


def show() -> None:
    """Show what one may do here: nothing, join, open a class, or see how it goes."""
    if not room.is_open():
        _say_how()
    elif not joining.is_teacher():
        _say_to_pupil()
    elif one := _taught():
        _show_class(one)
    else:
        _show_running()
        _prepare()


def _say_how() -> None:
    st.markdown(
        _(
            "With one command a whole room works on your list: it shows an address with a QR code "
            "and a code of four letters, and you see on a wall how far everyone is."
        )
    )
    st.info(_("Now this dashboard answers this machine alone. For a class, start it like this:"))
    st.code("makemore class\nmake class", language=None)


def _say_to_pupil() -> None:
    if joining.joined():
        st.markdown(_("You are in the class. The box above says what your teacher sees."))
        icon = ":material/arrow_forward:"
        st.page_link("views/lesson.py", label=_("To the lesson"), icon=icon)
    else:
        st.markdown(_("Type the code that your teacher shows into the box above."))
        st.caption(
            _("Are you the teacher? Open the teacher's address: it stands where the server was "
              "started.")
        )  # fmt: skip


def _taught() -> Class | None:
    """Return the class that this teacher shows; without one, the only one that runs."""
    one: Class | None = st.session_state.get(_TAUGHT)
    if one is None and not st.session_state.get("class_another"):
        running = room.running()
        one = running[0] if len(running) == 1 else None
    if one is not None and one.plan is None:
        st.session_state[_TAUGHT] = one = None
    return one


def _show_running() -> None:
    for one in room.running():
        label = _("Go on with the class {code}").format(code=one.code)
        icon = ":material/arrow_forward:"
        st.button(label, key=f"go_on_{one.code}", icon=icon, on_click=_teach, args=(one,))


def _teach(one: Class | None) -> None:
    st.session_state[_TAUGHT], st.session_state["class_another"] = one, one is None


def _prepare() -> None:
    """Let the teacher choose what comes with the code."""
    now, own = session.source(), session.bundled_name() is None
    st.header(_("A new class"))
    st.markdown(
        sentences(
            _("With the code everyone gets the list in use, {title}, and the settings of now.")
            .format(title=quoted(bundled.translated(now.title))),
            _("Choose another list, or bring your own, on the page Names."),
        )
    )  # fmt: skip
    if own:
        st.info(
            _("This list is your own. It lies in the memory of this server while the class runs, "
              "and nowhere else. When you end the class, it is gone from there and from the pages "
              "of all who joined; who saved a session as a file has it in that file."),
            icon=":material/lock:",
        )  # fmt: skip
    first, second, third = st.columns(3)
    with first:
        spoken = teachers.choose_language()
    with second:
        step = teachers.choose_step(STEPS)
    with third:
        hide = teachers.hidden(teachers.choose_left_out())
    too_large = len(now.data) > room.LARGEST
    if too_large:
        most = room.LARGEST // 1_000_000
        said = _("This list is too large to give to everyone: at most {number} MB.")
        st.error(said.format(number=most))
    icon = ":material/groups:"
    if st.button(_("Open the class"), type="primary", icon=icon, disabled=too_large):
        _teach(room.begin(Plan(now, own, session.settings(), spoken, step, hide)))
        st.rerun()


def _show_class(one: Class) -> None:
    """Show the way in and the wall, and let the teacher end it."""
    st.html(wall.door(one, room.address(st.context.url or "")))
    wall.show(one, STEPS)
    if one.plan and one.plan.own:
        said = _("The list {title} is your own: it lies in this server's memory until you end.")
        st.caption(said.format(title=quoted(one.plan.source.title)))
    with st.container(horizontal=True):
        with st.popover(_("End the class"), icon=":material/stop_circle:"):
            st.markdown(_("Then the code leads nowhere, and the wall is gone."))
            st.button(_("End it now"), type="primary", on_click=one.end)
        st.button(_("Another class"), type="tertiary", on_click=_teach, args=(None,))


st.title(_("Class"))
show()
