"""Ways to a list: one that is here, a file, or pasted names; and why one was not taken."""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.frame.held import hold
from dashboard.lists import corpora
from dashboard.lists.bundled import PASTED, bundled_lists, translated
from dashboard.lists.source import Source
from dashboard.parts import how_read
from dashboard.parts.how_read import FROM_FILE
from dashboard.state import session, visits
from dashboard.words.language import _, colon, explain, sentences
from dashboard.words.text import cut, plain, quoted
from makemore.errors import MakemoreError
from makemore.reading import Options, join, open_upload
from makemore.reading.options import GUESSED
from makemore.reading.taken import Way, again


def take(
    title: str, data: bytes, *, tried: str, file: str = "", options: Options = GUESSED
) -> bool:
    """Use new bytes if they can be read; if not, the list in use stays, and the page says why."""
    return take_all([(title, file, data)], tried=tried, options=options)


def take_all(
    parts: Sequence[tuple[str, str, bytes]], *, tried: str, options: Options = GUESSED
) -> bool:
    """Use one or more files, each a (title, file name, bytes), as one list if all can be read."""
    st.session_state["refused"] = None
    (title, file, data), opened = parts[0], []
    try:
        with visits.reading(sum(len(data) for *_names, data in parts)):
            for title, file, data in parts:  # noqa: B007 - the one that failed is named
                opened.append(open_upload(data, file, options))
            title = joined_title([part[0] for part in parts])
            joined = join(opened)
            source = Source.of(title, joined.text, counted=joined.counts is not None)
            corpora.full_corpus(source)
    except MakemoreError as error:
        st.session_state["refused"] = (tried, title, error.with_traceback(None))
        if tried == FROM_FILE:
            how_read.remember_refused(file, data, options)
            if len(opened) == len(parts) > 1:  # none of them was refused by itself
                how_read.forget_refused()
        return False
    session.use_own(source)
    if len(parts) == 1 and parts[0][1]:
        how_read.note(source, Way(cut(parts[0][1]), again(opened[0], options)))
    if len(parts) == 1 and (parts[0][1] or opened[0].offers_choice or options != GUESSED):
        how_read.remember(source, parts[0][1], parts[0][2], options, opened[0])
    return True


def joined_title(titles: Sequence[str]) -> str:
    """Return the title of a list of one or several files. Example: "a.txt + b.txt"."""
    return cut(" + ".join(titles))


def have_come(key: str) -> list[UploadedFile]:
    """Return the files of an upload box that have not been taken.

    On a slow way a second file comes into a box that has been replaced, beside the first one.
    """
    box: Sequence[UploadedFile] = st.session_state.get(key) or ()
    return [file for file in box if file.file_id not in st.session_state.get("taken_files", ())]


def take_upload(key: str) -> None:
    """Use files that have just come, and make room for others."""
    files = have_come(key)
    if not files:
        return
    taken: set[str] = st.session_state.setdefault("taken_files", set())
    taken.update(file.file_id for file in files)
    parts = [(cut(file.name), file.name, file.getvalue()) for file in files]
    session.forget_uploads()  # their bytes are here now
    asked = st.session_state.pop("reading", None) or GUESSED  # what a link asked for
    take_all(parts, tried=FROM_FILE, options=asked)
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1  # an empty box again


def take_pasted() -> None:
    """Use the names that were pasted, and close the box."""
    text = st.session_state["pasted"]
    if take(PASTED, text.encode(), tried=text):
        st.session_state["pasted"] = ""
        st.session_state["paste"] = False


def take_chosen(name: str) -> None:
    """Use the list that was chosen, bundled or brought earlier."""
    st.session_state["refused"] = None
    own = session.own_lists()
    if name in own:
        session.use_own(own[name])
    elif name in bundled_lists():  # else a list of a session before this one, which is gone
        session.use_bundled(name)


def list_in_use() -> str:
    """Return what stands for the list in use among the options."""
    source, bundled = session.source(), bundled_lists()
    own = session.own_lists().get(source.digest)
    if own is not None and own.title == source.title:  # else it is bundled, and own is a copy
        return source.digest
    return next(name for name in bundled if bundled[name].title == source.title)


def titles() -> dict[str, str]:
    """Return the titles of all lists that are here, bundled first, then the person's own."""
    bundled = {name: translated(one.title) for name, one in bundled_lists().items()}
    own = {
        name: _("{title} (yours)").format(title=translated(source.title))
        for name, source in session.own_lists().items()
    }
    return bundled | own


def choose() -> None:
    """Three ways to a list: one that is here, a file, or pasted names."""
    here, file, pasted = st.columns([11, 10, 9], gap="medium")
    with here:
        choose_here()
        letter_case(corpora.corpus(session.source()).characters)
    with file:
        upload()
    with pasted:
        paste()
    show_refusal()
    say_gone()
    how_read.show(take)


def upload() -> None:
    """Show a box for one or several files."""
    key = f"upload_{st.session_state.get('uploads', 0)}"  # a new one is empty again
    st.file_uploader(
        _("Upload your own list or table"),
        key=key,
        on_change=take_upload,
        args=(key,),
        accept_multiple_files=True,
        help=_(
            "Text, CSV, Excel, OpenDocument, Word, a web page, JSON or parquet, also packed "
            "(zip, tar, gzip, bzip2, xz, Zstandard). Several files become one list. If a file "
            "is too big, save a part of it as a file of its own."
        ),
    )
    if have_come(key):  # when one file quickly takes another's place, nothing is called
        take_upload(key)
        st.rerun()


def choose_here() -> None:
    """Show the lists that are here: those that come with makemore, and the person's own."""
    shown = titles()
    hold(
        st.selectbox, _("List"), list(shown), key="chosen", shows=list_in_use(), take=take_chosen,
        format_func=shown.__getitem__,
    )  # fmt: skip


def paste() -> None:
    """Show a box to type or paste names into."""
    box = st.popover(
        _("Or paste names"), icon=":material/content_paste:", key="paste", on_change="rerun",
        width="stretch",
    )  # fmt: skip
    with box:
        paste_form()


def paste_form() -> None:
    """Show the box itself, and the button that takes what is in it."""
    with st.form("paste_form", border=False):
        st.text_area(
            _("One name on each line"), key="pasted", height=200, placeholder="Emma\nOlivia\nAva"
        )
        st.form_submit_button(_("Use these names"), type="primary", on_click=take_pasted)


def show_refusal() -> None:
    """Say why the last file was not used, or the text, for as long as it is still in its box."""
    tried, file_name, error = st.session_state.get("refused") or ("", "", None)
    if error is not None and tried in (FROM_FILE, st.session_state.get("pasted")):
        stays = _("The list in use is still {title}.")
        title = quoted(translated(session.source().title))
        said = sentences(plain(explain(error)), stays.format(title=title))
        st.error(said if file_name == PASTED else colon(quoted(file_name), said))
        if tried == FROM_FILE:
            how_read.show_refused(file_name, take)


def say_gone() -> None:
    """Say which of the person's lists had to go for a newer one."""
    for title in session.gone():
        sentence = _("{title} is no longer among your lists here: the last {number} stay.")
        number = session.KEPT_LISTS
        st.info(sentence.format(title=quoted(translated(title)), number=number))


def letter_case(characters: tuple[str, ...]) -> None:
    """Offer to keep capital letters, where the script has any."""
    if any(character.lower() != character.upper() for character in characters):
        hold(
            st.toggle,
            _("Make all letters small"),
            key="small_letters",
            shows=session.source().lower,
            take=lambda small: session.use_reading(lower=small),
            help=_("Then Emma and emma are one name, and there are fewer characters to learn."),
        )
