"""How many names are held out, which ones, and what a careless way of dividing would leak."""

from __future__ import annotations

import streamlit as st

from dashboard.contenders import cached
from dashboard.frame.held import hold
from dashboard.lists.source import Source
from dashboard.state import session
from dashboard.state.settings import HELD_OUT, SPLIT_SEED, within
from dashboard.words import pairs
from dashboard.words.language import _, plural, with_commas
from makemore.splitting import Split

FIRST_SHARE = 10  # percent, where a person has not chosen yet


def choose(source: Source) -> None:
    """Show how many names are held out."""
    hold(
        st.segmented_control,
        _("Held out"),
        HELD_OUT,
        key="held_out",
        shows=source.held_out,
        take=session.use_held_out,
        format_func=lambda percent: pairs.percentage(f"{percent}"),
        required=True,
        help=_("These names are kept for the test: the models do not learn from them."),
    )


def invite(source: Source) -> None:
    """Say why one holds names out, where none are."""
    st.markdown(
        _(
            "A model that has seen a name is not surprised by it. To test a model honestly, keep "
            "some names away from it and ask how much *they* surprise it."
        )
    )
    if cached.corpus(source).distinct < 2:
        st.info(_("This list has only one name: none can be held out. Choose a longer list."))
    else:
        offer(source, primary=True)


def offer(source: Source, *, primary: bool = False) -> None:
    """Offer to hold some names out, where none are and some can be."""
    if source.held_out or cached.corpus(source).distinct < 2:
        return
    label = _("Hold out {percent} % of the names").format(percent=FIRST_SHARE)
    if st.button(label, key="hold_out", type="primary" if primary else "secondary"):
        session.use_held_out(FIRST_SHARE)
        st.rerun()  # all of the page: the line on top of it says so too


def show(source: Source) -> None:
    """Say how the names were divided, and what a careless way would leak."""
    parts = cached.split(source)
    with st.expander(_("How the names are divided")):
        if parts is None:
            st.markdown(_("No names are held out: the models learn from all of them."))
            return
        _say(parts)
        _choose_seed(source)
        _say_new_characters(parts)


def _say(parts: Split) -> None:
    held_out, train = len(parts.held_out), len(parts.train)
    st.markdown(
        _(
            "{held_out}, {train}. Which ones is decided by dice with a seed, for each *different* "
            "name: all its copies go to the same side, so the test holds no name that the models "
            "have seen.\n\n"
            "A careless way would divide line by line. Then **{leak}** of the held-out lines "
            "would hold a name that is among the training lines too: the test would be partly "
            "given away."
        ).format(
            held_out=plural("{number} name is held out", "{number} names are held out", held_out),
            train=plural("{number} remains to learn from", "{number} remain to learn from", train),
            leak=pairs.percent(parts.leak),
        )
    )


def _choose_seed(source: Source) -> None:
    hold(
        st.number_input,
        _("Seed of the division"),
        key=SPLIT_SEED.name,
        shows=source.split_seed,
        take=_take_seed,
        min_value=0,
        max_value=int(SPLIT_SEED.maximum),
        value=int(SPLIT_SEED.default),
        width=240,
    )


def _say_new_characters(parts: Split) -> None:
    """Name the characters that only held-out names have."""
    new = sorted(set(parts.held_out.characters) - set(parts.train.characters))
    if new:
        st.markdown(
            _(
                "Only held-out names have {characters}. The models know that these characters "
                "exist, but have seen nothing of them. A model that considers impossible what "
                "it never saw is infinitely surprised by them."
            ).format(characters=with_commas(map(pairs.on_page, new[:12])))
        )


def _take_seed(seed: int | None) -> None:
    """Hold out other names."""
    session.use_held_out(session.source().held_out, int(within(SPLIT_SEED, seed)))
