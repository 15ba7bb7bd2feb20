"""Step 12: how large and how empty a table of longer contexts is, and what comes next."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.tiny import large, table_sizes
from dashboard.contenders import cached
from dashboard.lesson import here
from dashboard.lesson.frame import Content, Task
from dashboard.lists import corpora
from dashboard.lists.source import Source
from dashboard.plot import frames_json, plot, plot_follows
from dashboard.state import session
from dashboard.words import pairs
from dashboard.words.language import _, in_characters
from makemore.sparsity import table_cells

LONGEST = 10  # characters of context
EMBEDDING, HIDDEN = 10, 200  # numbers a character, and units: the lecture's next network
_SHARES = (0.999, 0.99, 0.9, 0.5)  # empty cells; asked is the first that the list reaches
_SIZE, _FIRST = "lesson_context", 1


def _text() -> str:
    return _(
        "Counting was quick, and the network only found the same table. So why bother? Because "
        "one character of context is too little. Let the model look at more characters before "
        "it guesses. Then the table needs a row for each **combination** of them."
    )


def _show() -> DeltaGenerator:
    """Show the sizes of tables, what a network needs instead, and where this leads."""
    source = session.source()
    cells, filled = _cells(source), cached.filled(source, LONGEST)
    reply = _ask(source)
    size = st.select_slider(
        _("Characters of context"),
        range(1, LONGEST + 1),
        value=_FIRST,
        key=_SIZE,
        persist_state="session",
    )
    plot(
        table_sizes(cells, filled, size),
        key="lesson_sizes",
        label=_("Bars on a log scale: the cells of the table, and those that the list fills"),
        height=320,
    )
    sizes = range(1, LONGEST + 1)
    ahead = frames_json([table_sizes(cells, filled, one) for one in sizes])
    plot_follows("lesson_sizes", _SIZE, [str(one) for one in sizes], ahead)
    st.markdown(_size_words(source, size, cells[size - 1], filled[size - 1]))
    if len(corpora.corpus(source)) > cached.FILLED_BY:
        words = _("Only the first {number} names were read for this.")
        st.caption(words.format(number=f"{cached.FILLED_BY:,}"))
    st.markdown(_instead(source))
    _show_where_it_leads()
    return reply


def _task() -> Task:
    """Ask from which context on the table is nearly empty."""
    source = session.source()
    share, right = _question(_empty(source))
    answer = st.session_state.get(_answer_key(source))
    return Task(
        text=_(
            "With how many characters of context is more than {share} of the table empty?"
        ).format(share=_percent(share)),
        done=answer == right,
        reply=_reply(source, answer, right, share),
        hint=_(
            "Move the slider and divide: filled cells by all cells. More than {share} empty means "
            "that less than one cell in {number} is filled. On the scale of the picture each line "
            "is ten times the one below."
        ).format(share=_percent(share), number=f"{round(1 / (1 - share)):,}"),
    )


def _ask(source: Source) -> DeltaGenerator:
    share, _right = _question(_empty(source))
    box, reply = here.beside()
    box.segmented_control(
        _("More than {share} is empty from this many characters:").format(share=_percent(share)),
        range(1, LONGEST + 1),
        key=_answer_key(source),
        persist_state="session",
        wrap=True,
    )
    return reply


def _reply(source: Source, answer: int | None, right: int, share: float) -> str:
    if answer is None:
        return ""
    empty, values = _empty(source), {"share": _percent(share)}
    characters = in_characters(answer)
    values |= {"characters": characters, "empty": pairs.percent(empty[answer - 1])}
    if answer == right:
        sentence = _(
            "Right: with {characters} {empty} of the table is empty. Such a table has never seen "
            "most of what it is asked, and no list of names is long enough to fill it."
        )
    elif answer < right:
        sentence = _("With {characters} {empty} is empty. That is not yet more than {share}.")
    else:
        sentence = _("With {characters} {empty} is empty, but a shorter context is enough.")
    return sentence.format(**values)


def _question(empty: list[float]) -> tuple[float, int]:
    """Return a share of empty cells, and from how many characters of context on it is exceeded."""
    for share in _SHARES:
        if empty[-1] > share:
            last_below = max((size for size, e in enumerate(empty, 1) if e <= share), default=0)
            return share, last_below + 1
    return 0.0, 1  # a table without an empty cell to its end; no list of names is like that


def _cells(source: Source) -> list[int]:
    size = len(cached.counts(source).vocabulary)
    return [table_cells(size, context) for context in range(1, LONGEST + 1)]


def _empty(source: Source) -> list[float]:
    """Return the share of empty cells for contexts of 1, 2, ... characters."""
    pairs_of = zip(cached.filled(source, LONGEST), _cells(source), strict=True)
    return [1 - filled / cells for filled, cells in pairs_of]


def _answer_key(source: Source) -> str:
    return f"lesson_empty_{source.digest[:8]}"


def _percent(share: float) -> str:
    """Return a round share of 1. Example: 0.999 -> "99.9 %"."""
    return pairs.percentage(f"{100 * share:g}")


def _size_words(source: Source, size: int, cells: int, filled: int) -> str:
    """Return how large the table is, as a sum, and how much of it is filled."""
    base = len(cached.counts(source).vocabulary)
    return _(
        "With {characters} of context and the next one: {product} = **{cells} cells**. This list "
        "fills **{filled}** of them."
    ).format(
        characters=in_characters(size),
        product=" × ".join([f"{base:,}"] * (size + 1)),
        cells=large(cells),
        filled=f"{filled:,}",
    )


def _instead(source: Source) -> str:
    """Return what a network for the longest context needs, counted knob by knob."""
    size = len(cached.counts(source).vocabulary)
    inputs = LONGEST * EMBEDDING
    knobs = size * EMBEDDING + inputs * HIDDEN + HIDDEN + HIDDEN * size + size
    return _(
        "**What a network needs instead.** It gives each character {embedding} numbers of its own. "
        "{context} characters make {inputs} numbers, these feed {hidden} small units, and the "
        "units give {size} logits. All together: {size} × {embedding} + {inputs} × {hidden} + "
        "{hidden} + {hidden} × {size} + {size} = **{knobs} knobs**, where the table would have "
        "{cells} cells. And what it learns about one combination also helps with those like it."
    ).format(
        embedding=EMBEDDING,
        context=LONGEST,
        inputs=inputs,
        hidden=HIDDEN,
        size=f"{size:,}",
        knobs=f"{knobs:,}",
        cells=large(table_cells(size, LONGEST)),
    )


def _show_where_it_leads() -> None:
    st.markdown(
        _(
            "**Where this leads.** The models everyone talks about, which chat and write, do what "
            "you did here. They look at what stands before, give every possible next piece a "
            "probability, and roll the dice. They are trained downhill on the same loss.\n\n"
            "- Their pieces are parts of words, about a hundred thousand of them.\n"
            "- Their context is thousands of pieces long, or many more.\n"
            "- They have billions of knobs. One of 2020, GPT-3, had 175 billion. Of many newer "
            "ones the number is not told.\n"
            "- After that they are trained further, with people's judgement, to be helpful.\n\n"
            "So they know what is *likely* to come next. That is often true, and sometimes it is "
            "not. Now you know why."
        )
    )


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page=None,
    library="""\
names = open("names.txt").read().split()
import makemore as mm
from makemore.sparsity import filled_cells, table_cells

counts = mm.count_ngrams(names, context_size=10)
size = len(counts.vocabulary)
for context, filled in enumerate(filled_cells(counts), start=1):
    print(context, table_cells(size, context), filled)
""",
    lecture="""\
names = open("names.txt").read().split()

size = len(set("".join(names))) + 1
for context in range(1, 11):
    seen = set()
    for name in names:
        padded = "." * context + name + "."
        for i in range(len(name) + 1):
            seen.add(padded[i : i + context + 1])
    print(context, size ** (context + 1), len(seen))
""",
    seconds=6976,
)
