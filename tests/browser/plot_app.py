"""A small app that shows every habit of the live plot: see test_plot.py."""

import time
from html import escape

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from dashboard.plot import Click, library, plot

SIZE = 27
LABELS = [".", *map(str, range(1, 24)), "&lt;b&gt;", "$x$", "é"]  # numbers, escaped HTML, "LaTeX"


def matrix(value: int) -> np.ndarray:
    """Row r, column c is value + r + c, with one gap at (0, 0)."""
    cells = np.add.outer(np.arange(SIZE), np.arange(SIZE)).astype("float32") + value
    cells[0, 0] = np.nan
    return cells


def heatmap(value: int) -> go.Figure:
    words = np.array([[f"{r}, {c}" for c in range(SIZE)] for r in range(SIZE)], dtype=object)
    cells = matrix(value)
    figure = go.Figure(
        go.Heatmap(
            z=cells, customdata=words, hovertemplate="%{customdata}<extra></extra>",
            colorscale="Cividis", text=np.nan_to_num(cells).astype(int).astype(str),
            texttemplate="%{text}",
        )
    )  # fmt: skip
    ticks = {"tickvals": list(range(SIZE)), "ticktext": LABELS}
    return figure.update_layout(xaxis=ticks, yaxis={**ticks, "autorange": "reversed"})


def curve(length: int) -> go.Figure:
    steps = np.arange(1, length + 1)
    figure = go.Figure(go.Scatter(x=steps, y=3 / steps, name="loss"))
    figure.add_hline(2.45, line_dash="dot", annotation_text="floor")
    return figure.update_layout(xaxis_title="step", yaxis_title="loss", hovermode="x")


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
    figure = go.Figure(go.Bar(x=["a", "b", "c"], y=[1, 3, 2]))
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
    figure = heatmap(value).update_layout(uirevision=axes)
    plot(figure, key="heat", label="Counts of pairs", on_click=choose)
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
    repeated = go.Heatmap(z=[[1, 2, 3], [float("nan"), 4, 5]])
    ticks = {"tickvals": [0, 1, 2], "ticktext": ["a", "a", "7"]}
    with columns[0]:
        figure = go.Figure(repeated).update_layout(xaxis=ticks, yaxis=ticks)
        plot(figure, key="repeated", label="Labels twice", height=240, on_click=choose)
    escaped = go.Heatmap(z=[[1, 2], [3, 4]], x=["&lt;b&gt;", "10"], y=["1", "x"])
    with columns[1]:
        # Without a type, plotly takes "1" and "10" for numbers and finds no place for the others.
        figure = go.Figure(escaped).update_xaxes(type="category").update_yaxes(type="category")
        plot(figure, key="escaped", label="Odd labels", height=240, on_click=choose)


def live_page() -> None:
    growing_plot()


def empty_page() -> None:
    """Nothing of the other pages, and nothing of what was done there."""
    st.session_state.clear()
    st.write("Nothing here")


def hostile_page() -> None:
    """Markup everywhere: where plotly reads HTML it is escaped, as dashboard.charts does."""
    bars = go.Bar(x=["a", "b"], y=[1, 2], name=HOSTILE, customdata=[HOSTILE, HOSTILE])
    title = {"text": escape(HOSTILE)}
    figure = go.Figure(bars).update_layout(title=title)
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
    app = st.App(__file__, routes=[library.route()])
