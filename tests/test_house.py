"""The drawing in CONTRIBUTING.md is the house: its arrows are the imports, and none runs back up.

`make drawing` draws it anew from the imports.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "CONTRIBUTING.md"
BLOCK = re.compile(r"```mermaid\n(.*?)```", re.DOTALL)
ARROW = re.compile(r"^ +(\w+) --> (\w+)$", re.MULTILINE)
Arrow = tuple[str, str]  # who imports, from whom

# From the ground up: each room imports from those before it alone. makemore, the library, is one.
FLOORS = (
    *("makemore", "words", "lists", "state", "door", "contenders", "charts", "plot"),
    *("frame", "parts", "lesson", "take", "views", "app"),
)


def room_of(module: tuple[str, ...]) -> str:
    """Return the room of a module. Example: dashboard.views.names -> views; makemore.rules."""
    return module[0] if module[0] == "makemore" else module[1]


def imports_of(code: str) -> Iterator[tuple[str, ...]]:
    """Yield what some code imports from the house, wherever in it: dashboard, lists, source."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{one.name}" for one in node.names]
        elif isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        else:
            continue
        for name in names:
            parts = tuple(name.split("."))
            if parts[0] == "makemore" or (parts[0] == "dashboard" and len(parts) > 1):
                yield parts


def arrows() -> set[Arrow]:
    """Return which room imports from which."""
    found = set()
    for top in ("makemore", "dashboard"):
        for path in (ROOT / top).rglob("*.py"):
            here = room_of(path.relative_to(ROOT).with_suffix("").parts)
            found |= {(here, room_of(one)) for one in imports_of(path.read_text(encoding="utf-8"))}
    return {(here, there) for here, there in found if here != there}


def is_up(arrow: Arrow) -> bool:
    return FLOORS.index(arrow[0]) < FLOORS.index(arrow[1])


def drawn(all_arrows: set[Arrow]) -> list[Arrow]:
    """Return the arrows that a drawing needs: those that no way over other rooms implies."""
    below = {
        room: {there for here, there in all_arrows if here == room and not is_up((here, there))}
        for room in FLOORS
    }
    reached: dict[str, set[str]] = {}
    for room in FLOORS:  # the lower ones come first
        reached[room] = below[room].union(*(reached[one] for one in below[room]))
    return [
        (room, one)
        for room in reversed(FLOORS)
        for one in sorted(below[room], key=FLOORS.index, reverse=True)
        if not any(one in reached[other] for other in below[room])
    ]


def test_the_drawing_is_the_house():
    found = ARROW.findall(BLOCK.findall(PAGE.read_text(encoding="utf-8"))[0])
    assert found == drawn(arrows()), "Draw it anew: make drawing"


def test_no_import_runs_back_up():
    assert {arrow for arrow in arrows() if is_up(arrow)} == set()


def test_every_room_is_described():
    text = PAGE.read_text(encoding="utf-8")
    rooms = [
        path.name for path in (ROOT / "dashboard").iterdir() if (path / "__init__.py").exists()
    ]
    assert set(rooms) | {"makemore", "app"} == set(FLOORS)
    for room in rooms:
        assert f"| `{room}/` |" in text


@pytest.mark.parametrize(
    "code",
    [
        "import dashboard.lists.source",
        "from dashboard import lists",
        "def late():\n    from dashboard.lists.source import Source",
    ],
)
def test_an_import_is_found_wherever_it_stands(code):
    assert [room_of(one) for one in imports_of(code)] == ["lists"]


def test_a_way_over_another_room_needs_no_arrow():
    whole = {("views", "parts"), ("parts", "words"), ("views", "words"), ("words", "views")}
    assert drawn(whole) == [("views", "parts"), ("parts", "words")]


def test_every_file_and_test_that_the_page_names_is_there():
    text = BLOCK.sub("", PAGE.read_text(encoding="utf-8"))
    named = re.findall(r"`((?:makemore|dashboard|tests|data)/[\w./]+)`", text)
    assert len(named) > 10
    for path in named:
        assert (ROOT / path).exists(), path


def draw() -> None:
    """Write the drawing into the page."""
    lines = [f"    {here} --> {there}\n" for here, there in drawn(arrows())]
    block = f"```mermaid\nflowchart TD\n{''.join(lines)}```"
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(BLOCK.sub(lambda _: block, text, count=1), encoding="utf-8")


if __name__ == "__main__":
    draw()
