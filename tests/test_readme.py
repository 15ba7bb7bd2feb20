"""The README's Python runs as shown and prints what its comments say."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)


def test_the_library_examples_run_as_shown(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    scope: dict[str, object] = {}
    for block in BLOCKS:
        exec(block, scope)
    nll, counted, further, best, trained = capsys.readouterr().out.splitlines()
    assert nll.startswith("2.45485")
    assert counted.startswith("['mor', 'axx', 'minaymoryles'")
    assert further == "['min', 'axx', 'merittisymar']"
    assert best.startswith("{'context': 5} 1.99507")
    assert float(trained.split()[0]) == pytest.approx(2.4626, abs=5e-4)


def test_the_first_example_has_five_lines():
    assert len(BLOCKS[0].splitlines()) == 5
