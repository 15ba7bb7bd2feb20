"""A small app that shows every habit of the live plot: see test_plot.py."""

import time
from html import escape

import numpy as np
import streamlit as st

from dashboard.charts.common import level
from dashboard.door import scripts
from dashboard.plot import Click, plot
from dashboard.plot.plot import Drawing

SIZE = 27
LABELS = [".", *map(str, range(1, 24)), "&lt;b&gt;", "$x$", "é"]  # numbers, escaped HTML, "LaTeX"


def matrix(value: int) -> np.ndarray:
    """Row r, column c is value + r + c, with one gap at (0, 0)."""
    cells = np.add.outer(np.arange(SIZE), np.arange(SIZE)).astype("float32") + value
    cells[0, 0] = np.nan
    return cells


def heatmap(value: int, axes: str) -> Drawing:
    values = matrix(value)
    cells = {
        "type": "heatmap",
        "z": values,
        "customdata": [[f"{r}, {c}" for c in range(SIZE)] for r in range(SIZE)],
        "hovertemplate": "%{customdata}<extra></extra>",
        "colorscale": [[0, "#00224e"], [1, "#fee838"]],
        "text": np.nan_to_num(values).astype(int).astype(str),
        "texttemplate": "%{text}",
    }
    ticks = {"tickvals": list(range(SIZE)), "ticktext": LABELS}
    layout = {"xaxis": ticks, "yaxis": {**ticks, "autorange": "reversed"}, "uirevision": axes}
    return {"data": [cells], "layout": layout}


def curve(length: int) -> Drawing:
    steps = np.arange(1, length + 1)
    floor = level(2.45, dash="dot")
    loss = {"type": "scatter", "x": steps, "y": 3 / steps, "name": "loss"}
    axes = {"xaxis": {"title": {"text": "step"}}, "yaxis": {"title": {"text": "loss"}}}
    return {"data": [loss], "layout": {**axes, "shapes": [floor], "hovermode": "x"}}


def choose(click: Click) -> None:
    st.session_state.click = click
    st.session_state.clicks = st.session_state.get("clicks", 0) + 1


def show_choice() -> None:
    click = st.session_state.get("click")
    count = st.session_state.get("clicks", 0)
    cell = "" if click is None else f"{click.trace} {click.x} {click.y} {click.point}"
    st.html(f'<p data-testid="choice">{count}: {escape(cell)}</p>')


@st.fragment
def fragment_plot() -> None:
    bars = {"type": "bar", "x": ["a", "b", "c"], "y": [1, 3, 2]}
    figure = {"data": [bars], "layout": {}}
    plot(figure, key="bars", label="Three bars", height=200, on_click=choose)
    show = st.session_state.get("click")
    st.html(f'<p data-testid="bar">{show.x if show else ""}</p>')


@st.fragment(run_every=0.25)
def growing_plot() -> None:
    st.session_state.length = st.session_state.get("length", 1) + 1
    plot(curve(st.session_state.length), key="growing", label="A growing curve", height=240)
    st.html(f'<p data-testid="length">{st.session_state.length}</p>')


def main_page() -> None:
    value, place = st.slider("Value", 0, 100, 1), st.empty()
    if st.checkbox("Slow"):  # for a minute, or until nobody looks: the server ends it at a "place"
        for _tenth in range(600):
            time.sleep(0.1)
            place.empty()
    axes = st.radio("Axes", ["one", "two"], horizontal=True)
    plot(heatmap(value, axes), key="heat", label="Counts of pairs", on_click=choose)
    show_choice()
    st.html(f'<p data-testid="value">{value}</p>')
    plot(curve(20), key="curve", label="Loss by step", height=280)
    fragment_plot()


def hidden_page() -> None:
    for tab, name in zip(st.tabs(["First", "Second"]), ("first", "second"), strict=True):
        with tab:
            plot(curve(5), key=name, label=name, height=200)
    with st.expander("More"):
        plot(curve(5), key="expanded", label="In an expander", height=200)


def labels_page() -> None:
    show_choice()
    columns = st.columns(2)
    repeated = {"type": "heatmap", "z": [[1, 2, 3], [float("nan"), 4, 5]]}
    ticks = {"tickvals": [0, 1, 2], "ticktext": ["a", "a", "7"]}
    with columns[0]:
        figure = {"data": [repeated], "layout": {"xaxis": ticks, "yaxis": ticks}}
        plot(figure, key="repeated", label="Labels twice", height=240, on_click=choose)
    escaped = {"type": "heatmap", "z": [[1, 2], [3, 4]], "x": ["&lt;b&gt;", "10"], "y": ["1", "x"]}
    with columns[1]:
        # Without a type, plotly takes "1" and "10" for numbers and finds no place for the others.
        words = {"type": "category"}
        figure = {"data": [escaped], "layout": {"xaxis": words, "yaxis": words}}
        plot(figure, key="escaped", label="Odd labels", height=240, on_click=choose)


def live_page() -> None:
    growing_plot()


def empty_page() -> None:
    """Nothing of the other pages, and nothing of what was done there."""
    st.session_state.clear()
    st.write("Nothing here")


def hostile_page() -> None:
    """Markup everywhere: where plotly reads HTML it is escaped, as dashboard.charts does."""
    bars = {"type": "bar", "x": ["a", "b"], "y": [1, 2]}
    bars |= {"name": HOSTILE, "customdata": [HOSTILE, HOSTILE]}
    figure = {"data": [bars], "layout": {"title": {"text": escape(HOSTILE)}}}
    plot(figure, key="hostile", label=f'"></div>{HOSTILE}', height=240)


HOSTILE = "</script><script>alert(1)</script><!--<script>\u2028${1}`</title>$&\\"


def show() -> None:
    st.set_page_config(layout="wide")
    st.navigation([
        st.Page(main_page, title="Main", url_path="main", default=True),
        st.Page(live_page, title="Live", url_path="live"),
        st.Page(hidden_page, title="Hidden", url_path="hidden"),
        st.Page(labels_page, title="Labels", url_path="labels"),
        st.Page(hostile_page, title="Hostile", url_path="hostile"),
        st.Page(empty_page, title="Empty", url_path="empty"),
    ]).run()  # fmt: skip


if __name__ == "__main__":
    show()
else:
    app = st.App(__file__, routes=[scripts.route()])
