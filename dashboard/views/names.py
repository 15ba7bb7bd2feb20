"""Names: choose, upload or paste a list, and see what was read.

Nothing here waits for torch, so that the first page of a new server comes at once.
"""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard import lists, session
from dashboard.bundled import PASTED, bundled_lists, translated
from dashboard.charts.names import first_character_bars, length_bars
from dashboard.language import _, explain, in_one_language, plural
from dashboard.pairs import visible
from dashboard.parts import doctor, how_read, words
from dashboard.parts.how_read import FROM_FILE
from dashboard.plot import plot
from dashboard.settings import FIRST
from dashboard.source import Source
from dashboard.text import cut, plain, quoted
from makemore.corpus import Corpus
from makemore.errors import MakemoreError
from makemore.reading import Options, join, open_list
from makemore.reading.taken import Way, again

MOST_BARS = 30  # a Chinese list has hundreds of first characters
GUESSED = Options()  # how a file is read unless a person says otherwise
FEW = 20  # names: of so few it is said what to expect
HEIGHT = 400  # pixels, of a chart


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
    title = parts[0][0]
    try:
        opened = []
        for title, file, data in parts:  # noqa: B007 - the one that failed is named
            opened.append(open_list(data, file, options))
        title = joined_title([part[0] for part in parts])
        counted = opened[0].counts is not None
        source = Source.of(title, join(opened).text, counted=counted)
        lists.full_corpus(source)
    except MakemoreError as error:
        st.session_state["refused"] = (tried, title, error.with_traceback(None))
        if tried == FROM_FILE:
            how_read.remember_refused(*parts[-1][1:], options)
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


def take_upload(files: Sequence[UploadedFile]) -> None:
    """Use files that have just come, and make room for others.

    This is no callback: when one file quickly takes another's place, Streamlit may call none.
    """
    tried = " ".join(file.file_id for file in files)
    if not files or tried == st.session_state.get("last_upload"):
        return
    st.session_state["last_upload"] = tried
    parts = [(cut(file.name), file.name, file.getvalue()) for file in files]
    asked = st.session_state.pop("reading", None) or GUESSED  # what a link asked for
    take_all(parts, tried=FROM_FILE, options=asked)
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1  # an empty box again
    st.rerun()


def take_pasted() -> None:
    """Use the names that were pasted, and close the box."""
    text = st.session_state["pasted"]
    if take(PASTED, text.encode(), tried=text):
        st.session_state["pasted"] = ""
        st.session_state["paste"] = False


def take_chosen() -> None:
    """Use the list that was chosen, bundled or brought earlier."""
    name = st.session_state["chosen"]
    st.session_state["refused"] = None
    own = session.own_lists()
    if name in own:
        session.use_own(own[name])
    else:
        session.use_bundled(name)


def take_case() -> None:
    """Make letters small, or keep the capitals."""
    session.use_reading(lower=st.session_state["small_letters"])


def take_first(key: str) -> None:
    """Use as many of the first names as a widget says."""
    use_first(int(st.session_state[key]))


def use_first(number: int) -> None:
    """Use only the first names; as many as there are means all of them."""
    everything = len(lists.full_corpus(session.source().whole))
    session.use_first(number if number < everything else None)


def welcome() -> None:
    """Say what this is for, and where to go next."""
    st.markdown(
        _(
            "Here a machine learns from a list of names and then makes new names of its own. "
            "Choose a list, or bring your own; then go on:"
        )
    )
    with st.container(horizontal=True, gap="small"):
        forward = ":material/arrow_forward:"
        st.page_link("views/counts.py", label=_("Counts: what follows what"), icon=forward)
        st.page_link("views/train.py", label=_("Train: a network learns it too"), icon=forward)
        st.page_link("views/compare.py", label=_("Compare: both make names"), icon=forward)


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
    here, file, pasted = st.columns([4, 5, 3], gap="medium")
    with here:
        choose_here()
        letter_case(lists.corpus(session.source()).characters)
    with file:
        key = f"upload_{st.session_state.get('uploads', 0)}"  # a new one is empty again
        uploaded = st.file_uploader(
            _("Your own file: a list or a table"),
            key=key,
            accept_multiple_files=True,
            help=_(
                "Text, CSV, Excel, OpenDocument, JSON or parquet, also packed as zip or gzip. "
                "Several files become one list. If a file is too big, save a part of it as a file "
                "of its own."
            ),
        )
        take_upload(uploaded)
    with pasted:
        paste()
    show_refusal()
    how_read.show(take)


def choose_here() -> None:
    """Show the lists that are here: those that come with makemore, and the person's own."""
    st.session_state["chosen"] = list_in_use()
    shown = titles()
    st.selectbox(
        _("List"), shown, format_func=shown.__getitem__, key="chosen", on_change=take_chosen
    )


def about() -> None:
    """Say what a bundled list is, and whose."""
    if (bundled := bundled_lists().get(list_in_use())) is not None:
        st.caption(
            _("{description} {licence}; source: {source}.").format(
                description=plain(_(bundled.description)),
                licence=plain(bundled.licence),
                source=plain(bundled.source),
            )
        )


def paste() -> None:
    """Show a box to type or paste names into."""
    box = st.popover(
        _("Or paste names"), icon=":material/content_paste:", key="paste", on_change="rerun",
        width="stretch",
    )  # fmt: skip
    with box, st.form("paste_form", border=False):
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
        sentences = f"{plain(explain(error))} {stays.format(title=title)}"
        st.error(sentences if file_name == PASTED else f"{quoted(file_name)}: {sentences}")
        if tried == FROM_FILE:
            how_read.show_refused(file_name, take)


def facts(corpus: Corpus) -> None:
    """Say what the list holds, and what to expect where it holds little."""
    number, characters = len(corpus), len(corpus.characters)
    if number == 1:
        name = corpus.shortest()
        st.markdown(
            _("One name: {name} ({length}). The models can only repeat its pairs of characters.")
            .format(name=quoted(name), length=length_of(int(corpus.lengths[0])))
        )  # fmt: skip
        return
    st.markdown(f"{how_many(corpus)} {how_long(corpus)}")
    if number <= FEW:
        st.info(
            _(
                "So few names teach little: what the models make will be pieces of these names, "
                "put together anew. That is a good way to see how it works; for new names, use a "
                "longer list."
            )
        )
    if characters == 1:
        st.info(_("Only one character is used. The models can only learn when a name ends."))


def how_many(corpus: Corpus) -> str:
    """Return how many names there are, how many of them differ, and of how many characters."""
    number, distinct = len(corpus), corpus.distinct
    names = plural("{number} name", "{number} names", number)
    characters = plural(
        "{number} character", "{number} different characters", len(corpus.characters)
    )
    if corpus.weights is not None:
        return _("**{names}** that stand for **{total}**, written with {characters}.").format(
            names=names, total=f"{corpus.total:,}", characters=characters
        )
    different = (
        _("all different")
        if distinct == number
        else plural("{number} of them different", "{number} of them different", distinct)
    )
    return _("**{names}**, {different}, written with {characters}.").format(
        names=names, different=different, characters=characters
    )


def how_long(corpus: Corpus) -> str:
    """Return the shortest and the longest name in words."""
    short, long = (length_of(int(size)) for size in (corpus.lengths.min(), corpus.lengths.max()))
    if short == long:
        return _("Each has {length}.").format(length=short)
    return _("The shortest is {shortest} ({short}), the longest {longest} ({long}).").format(
        shortest=quoted(corpus.shortest()), short=short, longest=quoted(corpus.longest()), long=long
    )


def length_of(characters: int) -> str:
    """Return the length of a name in words."""
    return plural("{number} character", "{number} characters", characters)


@st.fragment
@in_one_language
def table() -> None:
    """Show the names, or those that hold what is searched for."""
    source = session.source()
    wanted = st.text_input(
        _("Search the names"), key="search", type="search", live=True, persist_state="session",
        icon=":material/search:", label_visibility="collapsed", placeholder=_("Search the names"),
    )  # fmt: skip
    rows = lists.names_with(source, wanted) if wanted else lists.name_table(source)
    st.dataframe(
        rows,
        hide_index=True,
        lazy=True,  # rows travel when they come into view: a million names open at once
        alt=_("The names in use, in the order of the list"),
        column_config={
            "number": st.column_config.NumberColumn(_("number"), width=72),
            "name": st.column_config.TextColumn(_("name"), width=155),
            "times": st.column_config.NumberColumn(
                _("times"), width=58, help=_("How often the name stands in the list")
            ),
            "characters": st.column_config.NumberColumn(
                _("length"), width=64, help=_("How many characters the name has")
            ),
        },
    )
    if wanted:
        st.caption(
            _("With {text}: {found} of {all}.").format(
                text=quoted(wanted),
                found=f"{len(rows):,}",
                all=plural("{number} name", "{number} names", len(lists.corpus(source))),
            )
        )


def first_characters(corpus: Corpus) -> None:
    """Show how the names begin."""
    counts = corpus.first_characters
    character, number = next(iter(counts.items()))
    st.markdown(
        _("The commonest first character is {character} ({number} of {all}).").format(
            character=quoted(visible(character)),
            number=f"{number:,}",
            all=plural("{number} name", "{number} names", corpus.total),
        )
    )
    plot(
        first_character_bars(counts, top=MOST_BARS),
        key="first_characters",
        label=_("Bars: how many names begin with each character"),
        height=HEIGHT,
    )
    if len(counts) > MOST_BARS:
        st.caption(
            _("The {shown} commonest of {all} first characters.").format(
                shown=MOST_BARS, all=f"{len(counts):,}"
            )
        )


def lengths(corpus: Corpus) -> None:
    """Show how long the names are."""
    with st.expander(_("How long the names are"), key="lengths", on_change="rerun") as box:
        if not box.open:
            return
        length = int(corpus.length_counts.argmax())
        st.markdown(
            _("The commonest length is {length} ({number} of {all}).").format(
                length=plural("{number} character", "{number} characters", length),
                number=f"{corpus.length_counts[length]:,}",
                all=plural("{number} name", "{number} names", corpus.total),
            )
        )
        plot(
            length_bars(corpus.length_counts),
            key="length_bars",
            label=_("Bars: how many names have each length"),
            height=HEIGHT,
        )


def only_first(everything: int) -> None:
    """Offer to use only the first names of the list."""
    used = session.source().first or everything
    with st.expander(_("Use only the first names of the list"), key="only_first"):
        st.markdown(
            _(
                "With few names the counts are small, and chance shows. In a list sorted from "
                "a to z the first names look alike. Your choice holds on every page."
            )
        )
        if everything == 1:
            st.markdown(_("This list has one name only."))
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.session_state["first_mark"] = nearest(used, everything)
            whole = _("all")
            st.select_slider(
                _("How many names"),
                marks(everything),
                key="first_mark",
                format_func=lambda mark: whole if mark == everything else f"{mark:,}",
                on_change=take_first,
                args=("first_mark",),
            )
            st.session_state[FIRST.name] = used
            st.number_input(
                _("How many names, exactly"),
                min_value=1,
                max_value=everything,
                key=FIRST.name,
                on_change=take_first,
                args=(FIRST.name,),
                label_visibility="collapsed",
                width=140,
            )
        with st.container(horizontal=True):
            if everything > FIRST.default:
                few = int(FIRST.default)
                st.button(
                    plural("Only the first {number}", "Only the first {number}", few),
                    on_click=use_first,
                    args=(few,),
                    disabled=used == few,
                )
            st.button(
                _("All names"), on_click=use_first, args=(everything,), disabled=used == everything
            )


def marks(everything: int) -> list[int]:
    """Return the stops of the slider, up to all names."""
    return [*(int(mark) for mark in FIRST.marks if mark < everything), everything]


def nearest(used: int, everything: int) -> int:
    """Return the stop that lies nearest to a number of names."""
    return min(marks(everything), key=lambda mark: abs(mark - used))


def letter_case(characters: tuple[str, ...]) -> None:
    """Offer to keep capital letters, where the script has any."""
    if any(character.lower() != character.upper() for character in characters):
        st.session_state["small_letters"] = session.source().lower
        st.toggle(
            _("Make all letters small"),
            key="small_letters",
            on_change=take_case,
            help=_("Then Emma and emma are one name, and there are fewer characters to learn."),
        )


corpus = lists.corpus(session.source())
words.title(_("Names"), "name", "character", "boundary")
welcome()
choose()
about()
facts(corpus)
left, right = st.columns(2, gap="medium")
with left:
    table()
with right:
    first_characters(corpus)
doctor.show()
only_first(len(lists.full_corpus(session.source().whole)))
lengths(corpus)
