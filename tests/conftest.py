"""What the tests share: the lecture's figures, one thread for torch, one look for components."""

import functools
import json
import string
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import app_test, local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from makemore.counting import NgramCounts
from makemore.vocabulary import Vocabulary

TESTS = Path(__file__).parent
LECTURE_LIST = TESTS.parent.parent / "shared" / "lecture" / "names.txt"  # not ours to ship

settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile("same")  # pytest --hypothesis-profile=explore looks further
torch.set_num_threads(1)  # the tables are small: two threads only wait for each other


@pytest.fixture(scope="session", autouse=True)
def one_look_for_components() -> Iterator[None]:
    """Look once for components among the installed packages: each AppTest would look anew.

    That took two thirds of the time of an AppTest, and what is installed stays the same.
    """
    look = manifest_scanner.scan_component_manifests
    manifest_scanner.scan_component_manifests = functools.cache(look)
    yield
    manifest_scanner.scan_component_manifests = look


@pytest.fixture(scope="session", autouse=True)
def no_asking_whether_a_script_has_ended() -> Iterator[None]:
    """Wait for the thread of an AppTest: to ask it a thousand times a second holds it up."""
    ask = local_script_runner.require_widgets_deltas

    def wait(runner: LocalScriptRunner, timeout: float = 3) -> None:
        runner._script_thread.join(timeout)
        ask(runner, timeout=0.1)

    local_script_runner.require_widgets_deltas = wait
    yield
    local_script_runner.require_widgets_deltas = ask


@pytest.fixture(scope="session", autouse=True)
def one_compiling_of_each_script() -> Iterator[None]:
    """Compile the app's script and those of its pages once: each run of an AppTest would anew."""
    with pytest.MonkeyPatch.context() as patch:
        one = ScriptCache()
        for module in (app_test, local_script_runner):
            patch.setattr(module, "ScriptCache", lambda: one)
        yield


@pytest.fixture(scope="session")
def figures() -> dict:
    """Every figure of the lecture."""
    return json.loads((TESTS / "lecture" / "expected.json").read_text())


@pytest.fixture(scope="session")
def lecture_matrix() -> torch.Tensor:
    """The lecture's pair counts, (27, 27) int64, row the context."""
    rows = np.loadtxt(
        TESTS / "lecture" / "bigram_counts.csv",
        delimiter=",",
        skiprows=1,
        usecols=range(1, 28),
        dtype=np.int64,
    )
    return torch.from_numpy(rows)


@pytest.fixture(scope="session")
def lecture_counts(lecture_matrix: torch.Tensor) -> NgramCounts:
    return NgramCounts.from_matrix(Vocabulary.of(string.ascii_lowercase), lecture_matrix)


@pytest.fixture(scope="session")
def lecture_list() -> bytes:
    """The lecture's own list; the test is skipped where it is absent."""
    if not LECTURE_LIST.exists():
        pytest.skip("the lecture's list is not part of the project")
    return LECTURE_LIST.read_bytes()
