"""The formula behind a word, one click away from the text that says the same with numbers."""

from __future__ import annotations

import streamlit as st

from dashboard.words.language import _


def offer(text: str) -> None:
    """Show a formula once it is asked for."""
    with st.popover(_("The formula"), icon=":material/functions:", type="tertiary"):
        st.markdown(text)


def surprisal() -> str:
    """Return how a surprisal comes from a probability."""
    return _(
        "Surprisal = −ln(probability). The natural logarithm ln, which one learns in high school, "
        "says which power of e ≈ 2.718 a number is. In Python: `-math.log(p)`."
    )


def softmax() -> str:
    """Return how probabilities come from logits."""
    return _(
        "Softmax: probability = eˣ / (sum of the eˣ of the row), where x is a logit and e ≈ 2.718. "
        "In Python: `torch.softmax(logits, dim=-1)`."
    )
