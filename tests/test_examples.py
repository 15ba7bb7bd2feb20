"""The examples of the library run as shown, and no public name is without one.

They run where `import makemore as mm` was written, beside a names.txt that holds emma and ava.
"""

import doctest
import inspect
from importlib import import_module
from pkgutil import walk_packages

import pytest

import makemore as mm

MODULES = [
    one.name for one in walk_packages(mm.__path__, "makemore.") if not one.name.endswith("__main__")
]


def public_functions(module: str) -> dict[str, object]:
    found = vars(import_module(module)).items()
    return {
        f"{module}.{name}": thing
        for name, thing in found
        if inspect.isfunction(thing) and thing.__module__ == module and not name.startswith("_")
    }


WITHOUT = ("makemore.reading.",)
FUNCTIONS = {
    name: thing
    for module in MODULES
    if not module.startswith(WITHOUT)  # stages that nobody calls by themselves
    for name, thing in public_functions(module).items()
}


@pytest.fixture(autouse=True)
def names_file(tmp_path, monkeypatch):
    (tmp_path / "names.txt").write_text("emma\nava\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run_as_shown(name):
    if name == "makemore.on_dask":
        pytest.importorskip("dask")  # an extra
    found = doctest.testmod(import_module(name), extraglobs={"mm": mm})
    assert not found.failed


@pytest.mark.parametrize("name", mm.__all__)
def test_every_public_name_has_an_example(name):
    thing = getattr(mm, name)
    assert ">>> " in (thing.__doc__ or "")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_a_module_has_an_example(name):
    assert ">>> " in (FUNCTIONS[name].__doc__ or "")


def test_an_example_that_is_wrong_would_be_noticed(capsys):
    def wrong():
        """Return one.

        >>> mm.CountModel.fit(["ab"]).context_size
        2
        """

    examples = doctest.DocTestFinder().find(wrong, "wrong", globs={"mm": mm})
    runner = doctest.DocTestRunner()
    assert [runner.run(one).failed for one in examples] == [1]
    assert "Expected:\n    2\nGot:\n    1" in capsys.readouterr().out
