"""What `import makemore` gives, and what it does not drag in."""

import ast
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

import makemore as mm

ROOT = Path(__file__).parent.parent


def modules_after(code: str) -> set[str]:
    """Every module that a fresh Python has loaded after running the code."""
    code += "\nimport json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("name", mm.__all__)
def test_every_public_name_loads(name):
    thing = getattr(mm, name)
    assert thing.__name__ == name
    assert thing.__module__ == f"makemore.{mm._MODULE_OF[name]}"
    assert inspect.getdoc(thing)


def test_types_see_the_names_that_run():
    """The imports under TYPE_CHECKING, read from the source, are those of _HOME."""
    tree = ast.parse(inspect.getsource(mm))
    checked = next(
        node
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    imported: dict[str, list[str]] = {}
    for node in checked.body:
        assert isinstance(node, ast.ImportFrom)
        for alias in node.names:
            assert alias.asname == alias.name  # re-exported, as mypy --strict asks
            imported.setdefault(node.module, []).append(alias.name)
    assert {module: tuple(names) for module, names in imported.items()} == {
        f"makemore.{module}": names for module, names in mm._HOME.items()
    }
    assert mm.__all__ == sorted(name for names in mm._HOME.values() for name in names)


def test_no_other_name():
    with pytest.raises(AttributeError, match="no attribute 'train'"):
        mm.train  # noqa: B018


def test_what_programs_of_before_import_stays_where_it_was():
    """Programs and lessons that people saved name these modules."""
    from makemore.bridge import optimum
    from makemore.broadcasting import normalized_rows, normalized_wrongly  # noqa: F401
    from makemore.sampling import sample_side_by_side
    from makemore.sparsity import filled_cells, table_cells  # noqa: F401
    from makemore.splitting import hold_out

    found = mm.optimum, mm.sample_side_by_side, mm.hold_out
    assert found == (optimum, sample_side_by_side, hold_out)


def test_reading_a_list_does_not_load_torch():
    loaded = modules_after("import makemore; makemore.read_corpus(b'emma')")
    assert "makemore.corpus" in loaded
    assert "torch" not in loaded


def test_models_know_no_screen():
    modules = [path.stem for path in (ROOT / "makemore").glob("*.py") if path.stem != "__init__"]
    loaded = modules_after("\n".join(f"import makemore.{module}" for module in modules))
    assert {f"makemore.{module}" for module in modules} < loaded
    assert "torch" in loaded
    assert not {"streamlit", "plotly", "pandas", "dashboard"} & loaded


def test_example_of_the_docstring(monkeypatch):
    """Run as it stands, from the root; its last line is an expression."""
    monkeypatch.chdir(ROOT)
    lines = [line.strip() for line in mm.__doc__.splitlines() if line.startswith("    ")]
    names: dict = {}
    exec("\n".join(lines[:-1]), names)
    nll, sampled = eval(lines[-1], names)
    assert 2.4 < nll < 2.5  # nats: the list is of the same year as the lecture's, which has 2.4546
    assert len(sampled) == 5
