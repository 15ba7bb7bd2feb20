"""Counts: the table of pairs as a heatmap, and what smoothing does to it."""

import streamlit as st

from dashboard import cached, controls, session
from dashboard.charts.matrix import heatmap
from dashboard.plot import Click, plot
from dashboard.settings import SHOW, SMOOTHING

source = session.source()
vocabulary = cached.counts(source).vocabulary
matrix = cached.count_matrix(source)


def pick(click: Click) -> None:
    """Select the clicked cell."""
    session.select(*click.point)


st.title("Counts")
show = controls.choice(SHOW, "Show")
smoothing = controls.log_slider(SMOOTHING, "Smoothing: add this to every count")
log_probabilities = cached.count_log_probabilities(source, smoothing)
values = {
    "counts": matrix + smoothing,
    "probabilities": log_probabilities.exp(),
    "surprisal": -log_probabilities,
}[show]
selected = session.selected(len(vocabulary))
plot(
    heatmap(values.numpy(), vocabulary.labels, hover="%{z}", selected=selected),
    key="counts",
    label="Heatmap of how often each character follows each other",
    height=640,
    on_click=pick,
)
nll = cached.count_nll(source, smoothing)
st.metric("mean nll", f"{nll:.4f}")
