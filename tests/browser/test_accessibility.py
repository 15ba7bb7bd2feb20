"""axe-core finds no serious fault on any page, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.conftest import at_rest

VIEWS = sorted(path.stem for path in (Path(__file__).parents[2] / "dashboard/views").glob("*.py"))
PAGES = ["" if name == "names" else name for name in VIEWS if name != "__init__"]
# Streamlit's own frame, on every page of every app: not ours to mend.
FRAME = "[data-testid=stToolbar], [data-testid=stStatusWidget]"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault(chromium: Browser, address: str, scheme: str):
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    found = []
    for path in PAGES:
        page.goto(f"{address}/{path}")
        at_rest(page)
        page.wait_for_function(
            "() => [...document.querySelectorAll('[data-plot-updates]')]"
            ".every((host) => host.dataset.plotUpdates !== '0' || !host.clientWidth)"
        )
        result = Axe().run(page, context={"exclude": [[one] for one in FRAME.split(", ")]})
        found += [
            f"{path or 'names'}: {fault['impact']} {fault['id']}: {node['html'][:200]}"
            for fault in result.response["violations"]
            if fault["impact"] in {"serious", "critical"}
            for node in fault["nodes"]
        ]
    context.close()
    assert not found, "\n".join(found)
