"""What a step says where the lesson takes only the commonest characters of a list."""

from __future__ import annotations

import streamlit as st

from dashboard.contenders import cached
from dashboard.lesson import caches
from dashboard.lists.source import Source
from dashboard.words.language import _


def say_part(source: Source) -> None:
    """Say, where it is so, that only the commonest characters take part."""
    everything, used = cached.counts(source).vocabulary, caches.counts(source).vocabulary
    if len(used) < len(everything):
        st.caption(
            _(
                "This list has {all} different characters. To be quick, only the pairs of the "
                "{number} commonest take part here."
            ).format(all=f"{len(everything) - 1:,}", number=len(used) - 1)
        )
