"""What the browser tests wait for is asked again and again, and may be no expression.

Playwright makes an expression anew at each look, which our Content-Security-Policy forbids from
the second look on: such a test passes where the answer is there at once, and fails elsewhere.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

BROWSER = Path(__file__).parent / "browser"


def waits(code: str, shared: str = "") -> Iterator[str]:
    """Yield the beginning of each text that `wait_for_function` gets, by its name too."""
    named = {
        target.id: node.value
        for node in ast.walk(ast.parse(shared + code))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "wait_for_function":
            text = node.args[0]
            text = named[text.id] if isinstance(text, ast.Name) else text
            text = text.values[0] if isinstance(text, ast.JoinedStr) else text
            assert isinstance(text, ast.Constant)
            yield text.value


@pytest.mark.parametrize("path", sorted(BROWSER.glob("*.py")), ids=lambda path: path.stem)
def test_what_is_waited_for_is_a_function(path: Path):
    shared = (BROWSER / "conftest.py").read_text(encoding="utf-8")
    for text in waits(path.read_text(encoding="utf-8"), shared):
        assert text.partition("=>")[1], text


def test_an_expression_is_found_wherever_it_stands():
    code = "A = 'x > 1'\npage.wait_for_function(A)\npage.wait_for_function(f'() => {a}', arg=1)"
    assert list(waits(code)) == ["x > 1", "() => "]
