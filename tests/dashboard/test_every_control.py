"""Every control of every page, moved to both ends: no page breaks, nor does its Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import chinese

VIEWS = sorted(path.stem for path in (Path(__file__).parents[2] / "dashboard/views").glob("*.py"))
PAGES = [name for name in VIEWS if name != "__init__"]


@pytest.mark.parametrize("page", PAGES)
def test_every_number_at_both_ends(page, open_page):
    """Every slider of marks has such a box beside it, so this moves them too."""
    app = open_page(page, list="dinosaurs", lang="zh")
    keys = [box.key for box in app.number_input if not box.disabled]
    for key in keys:
        for end in ("min", "max"):
            for box in (box for box in app.number_input if box.key == key):
                box.set_value(getattr(box, end)).run()
            assert not app.exception, (key, end)
            assert not chinese.on_page(app)


@pytest.mark.parametrize("page", PAGES)
def test_every_switch_and_choice(page, open_page):
    app = open_page(page, list="dinosaurs", lang="zh")
    for switch in [switch.key for switch in app.toggle if not switch.disabled]:
        app.toggle(key=switch).set_value(not app.toggle(key=switch).value).run()
        assert not app.exception, switch
        assert not chinese.on_page(app)
    keys = [choice.key for choice in app.button_group if not choice.disabled]
    for key in sorted(keys, key="language".__eq__):  # last: in another language all have new keys
        for option in app.button_group(key=key).options:
            choice = app.button_group(key=key)
            several = isinstance(choice.value, list)  # else its letters would be the choices
            choice.set_value([option] if several else option).run()
            assert not app.exception, (key, option)
            assert not chinese.on_page(app)
            if several:
                assert app.button_group(key=key).formatted_values == [option]
