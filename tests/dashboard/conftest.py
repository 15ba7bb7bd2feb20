"""AppTest over the whole app; pages by the name of their file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.state import desk
from makemore.models.family import Family, registered
from makemore.models.ngram import CountModel, checked_counts, counts_tensors

ROOT = Path(__file__).parents[2]


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Open a page of the app by file name; query parameters as keywords.

    Example: open_page("counts", smoothing="1", list="dinosaurs")
    """

    def open_(page: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=150)
        for name, value in query.items():
            app.query_params[name] = value
        if page != "start":  # which opens by itself
            app.switch_page(f"views/{page}.py")
        app.run()
        assert not app.exception
        return app

    return open_


@pytest.fixture
def longer() -> Iterator[None]:
    """Two families more, whose pages need no other line: counts of two and of three characters."""
    with registered(counts_of(2, "two", "Two")), registered(counts_of(3, "three", "Three")):
        yield


def in_session(script: Callable[..., None], *args: object) -> Any:
    """Run a function as an app's script and return what it left in `st.session_state`."""
    app = AppTest.from_function(script, default_timeout=150, args=args).run()
    assert not app.exception
    return app.session_state


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def button(app: AppTest, label: str) -> Any:
    """Return the one button that has a label."""
    (found,) = [one for one in app.button if one.label == label]
    return found


def press(app: AppTest, label: str, times: int = 1) -> AppTest:
    for _time in range(times):
        button(app, label).click().run()
        assert not app.exception
    return app


def wait_for(name: str) -> None:
    """Wait until the threads of a name have ended; AppTest has no timer to follow them."""
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(timeout=150)
            assert not thread.is_alive()


def train(app: AppTest) -> AppTest:
    """Train the lecture's network on the page itself, and see it when it has learned."""
    press(app, "Train 200 steps now")
    wait_for("trainer")
    app.run()
    assert not app.exception
    return app


def mounted(app: AppTest) -> list[dict[str, Any]]:
    """Return what the components on the page were given."""
    protos = [element.proto for element in app.get("bidi_component")]
    return [msgspec.json.decode(proto.bytes or proto.json) for proto in protos]


def figures(app: AppTest) -> dict[str, dict[str, Any]]:
    """Return the figures on the page by key."""
    return {data["key"]: data["figure"] for data in mounted(app) if "figure" in data}


def checked(chart: Callable[..., dict[str, Any]]) -> Callable[..., Any]:
    """Return a chart as plotly reads it: it refuses what is no figure."""
    from plotly.graph_objects import Figure

    return lambda *data, **options: Figure(chart(*data, **options))


def offered(app: AppTest) -> dict[str, bytes]:
    """Return the files that a page offers, by the labels of their buttons, made now."""
    links = [one.proto for one in app.get("link_button") if one.proto.url.startswith("/file/")]
    files = {link.label: desk.offered(link.url.removeprefix("/file/")) for link in links}
    return {label: file.make() for label, file in files.items() if file}


def counts_of(context_size: int, key: str, title: str) -> Family:
    """Return a family of unsmoothed counts of a context of K characters."""
    return Family(
        key=key,
        title=title,
        caption=f"{title}, by counting",
        rung=100 + context_size,
        model=CountModel,
        fit=lambda material: CountModel(material.counts(context_size)),
        tensors=lambda model: counts_tensors(model.counts),
        of_tensors=lambda vocabulary, tensors, values: CountModel(
            checked_counts(vocabulary, tensors)
        ),
        values=lambda model: {},
    )
