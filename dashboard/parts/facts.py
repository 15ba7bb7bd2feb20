"""What a list holds, in words and in charts."""

import streamlit as st

from dashboard.charts.names import first_character_bars, length_bars
from dashboard.plot import plot
from dashboard.words.language import _, in_characters, in_names, plural, sentences
from dashboard.words.pairs import visible
from dashboard.words.text import quoted
from makemore.corpus import Corpus

FEW = 20  # names: of so few it is said what to expect


MOST_BARS = 30  # a Chinese list has hundreds of first characters


HEIGHT = 400  # pixels, of a chart


def facts(corpus: Corpus) -> None:
    """Say what the list holds, and what to expect where it holds little."""
    number, characters = len(corpus), len(corpus.characters)
    if number == 1:
        name = corpus.shortest()
        st.markdown(
            _("One name: {name} ({length}). The models can only repeat its pairs of characters.")
            .format(name=quoted(name), length=in_characters(int(corpus.lengths[0])))
        )  # fmt: skip
        return
    st.markdown(sentences(how_many(corpus), how_long(corpus)))
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
    names = in_names(number)
    characters = plural(
        "{number} character", "{number} different characters", len(corpus.characters)
    )
    if corpus.weights is not None:
        return _("**{names}**, **{total}** with repeats, written with {characters}.").format(
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
    short, long = (
        in_characters(int(size)) for size in (corpus.lengths.min(), corpus.lengths.max())
    )
    if short == long:
        return _("Each has {length}.").format(length=short)
    return _("The shortest is {shortest} ({short}), the longest {longest} ({long}).").format(
        shortest=quoted(corpus.shortest()), short=short, longest=quoted(corpus.longest()), long=long
    )


def first_characters(corpus: Corpus) -> None:
    """Show how the names begin."""
    counts = corpus.first_characters
    character, number = next(iter(counts.items()))
    st.markdown(
        _("The commonest first character is {character} ({number} of {all}).").format(
            character=quoted(visible(character)),
            number=f"{number:,}",
            all=in_names(corpus.total),
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
                length=in_characters(length),
                number=f"{corpus.length_counts[length]:,}",
                all=in_names(corpus.total),
            )
        )
        plot(
            length_bars(corpus.length_counts),
            key="length_bars",
            label=_("Bars: how many names have each length"),
            height=HEIGHT,
        )
