"""AppTest over the whole app; pages by the name of their file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Open a page of the app by file name; query parameters as keywords.

    Example: open_page("counts", smoothing="1", list="dinosaurs")
    """

    def open_(page: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=30)
        for name, value in query.items():
            app.query_params[name] = value
        if page != "names":  # which opens by itself
            app.switch_page(f"views/{page}.py")
        app.run()
        assert not app.exception
        return app

    return open_
