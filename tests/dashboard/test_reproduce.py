"""The programs that reproduce the work run, and come to the page's own numbers and names."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.take.reproduce import as_notebook, as_python
from dashboard.take.work import Work
from dashboard.trainer import Stretch
from makemore.corpus import read_corpus
from makemore.counting import count_ngrams
from makemore.model import probability_matrix
from makemore.neural import NeuralBigram, initial_weights
from makemore.ngram import CountModel
from makemore.reading import Options
from makemore.reading.taken import Way
from makemore.rules import DEFAULT, Rules
from makemore.sampling import sample_side_by_side
from makemore.scoring import mean_nll
from makemore.splitting import hold_out
from makemore.training import GradientDescent
from makemore.vocabulary import Vocabulary

pytestmark = [  # the lecture opens its file and leaves it open
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
LIST = Path(__file__).parents[2] / "data" / "song-poets.txt"
PLAIN = Work(
    file="song-poets.txt", lower=True, first=None, held_out=0, split_seed=1, smoothing=0.0,
    weights_seed=2147483647, stretches=(Stretch(30, 50.0, 0.0),), characters=978, number=5,
    seed=2147483647, temperature=1.0,
)  # fmt: skip
SMALL = replace(PLAIN, file="us-names-2018.txt", first=200, characters=27)
WORKS = {
    "untrained": replace(SMALL, stretches=()),
    "smoothed": replace(SMALL, smoothing=1.0),
    "held out": replace(SMALL, first=50, held_out=20, split_seed=3),
    "held out, smoothed": replace(SMALL, first=50, held_out=10, smoothing=0.177),
    "rate moved": replace(SMALL, stretches=(Stretch(5, 50.0, 0.0), Stretch(9, 10.0, 0.01))),
    "other dice": replace(SMALL, seed=7, weights_seed=9, temperature=0.5, number=12),
    "capitals": replace(SMALL, lower=False, first=40),
    "every name": replace(SMALL, first=None, stretches=(Stretch(2, 50.0, 0.0),)),
    "many characters": replace(PLAIN, stretches=(Stretch(3, 50.0, 0.0),)),
}
COUNTED = "emma\t18770\n=1+1\t2\nava\t3\nemma\t30\nmia\t7\nolivia\t1\n"
CLUSTERS = "a👩\u200d🚀\nशिव\naशि\nava\nशिव\nvव\n"
AS_READ = {  # a list as `Corpus.lines` writes it
    "counted": (COUNTED, {"counted": True}),
    "counted, the first ones": (COUNTED, {"counted": True, "first": 3}),
    "counted, held out": (COUNTED, {"counted": True, "held_out": 20}),
    "clusters": (CLUSTERS, {"clusters": True}),
    "clusters, held out": (CLUSTERS, {"clusters": True, "held_out": 20}),
    "nothing is mended": ("Name\n  a  b\nEMMA 2\n", {}),
}
HOSTILE = (
    "\ufeff=cmd()\r\n<img src=x>\r\n  'q\" \\n {x} %s \n"
    "\n./.\nJ\u030cos\u00e9\nZoe\u0308\n\u5f20\u4e09\n\u5f20\u4e09\nZOË\n" + "a" * 300 + "\nİi\n"
)


def expected(work: Work, data: bytes) -> list[str]:
    """Return the lines of figures and of names, with the digits that the page shows."""
    rules = Rules.as_it_is(clusters=work.clusters) if work.as_read else DEFAULT
    lower = work.lower and not work.as_read
    names = read_corpus(data, lower=lower, rules=rules, counted=work.counted)
    names = names if work.first is None else names.first(work.first)
    vocabulary = Vocabulary.of(names.characters)
    split = hold_out(names, work.held_out / 100, seed=work.split_seed) if work.held_out else None
    counts = count_ngrams(split.train if split else names).within(vocabulary)
    models = [CountModel(counts, work.smoothing)]
    if work.stretches:
        run = GradientDescent(counts.matrix(), initial_weights(len(vocabulary), work.weights_seed))
        for stretch in work.stretches:
            while run.steps < stretch.until:
                run.step(stretch.learning_rate, stretch.regularization)
        models.append(NeuralBigram(vocabulary, run.weights))
    tests = [counts] + ([count_ngrams(split.held_out).within(vocabulary)] if split else [])
    told = [
        f"{kind}{part} {mean_nll(model, test):.4f}"
        for kind, model in zip(("counts", "network"), models, strict=False)
        for part, test in zip(("", ", held out"), tests, strict=False)
    ]
    if work.stretches:
        counted, learned = map(probability_matrix, models)
        points = 100 * float((learned - counted).abs().max())
        told.append(f"largest difference {points:.1f} points")
    rows = sample_side_by_side(models, work.number, seed=work.seed, temperature=work.temperature)
    return told + ["\t".join(walk.name for walk in row) for row in rows]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["script"])

    def run(code: str, work: Work, data: bytes) -> list[str]:
        (tmp_path / work.file).write_bytes(data)
        exec(compile(code, "<script>", "exec"), {"__name__": "script"})
        return capsys.readouterr().out.splitlines()

    return run


@pytest.mark.parametrize("lecture", [False, True], ids=["library", "lecture"])
@pytest.mark.parametrize("name", WORKS)
def test_a_script_comes_to_the_same_numbers_and_names(run, name, lecture):
    work = WORKS[name]
    data = (LIST.parent / work.file).read_bytes()
    assert run(as_python(work, lecture=lecture), work, data) == expected(work, data)


@pytest.mark.parametrize("lecture", [False, True], ids=["library", "lecture"])
@pytest.mark.parametrize("name", AS_READ)
def test_a_list_as_it_was_read_comes_to_the_same(run, name, lecture):
    text, how = AS_READ[name]
    work = replace(PLAIN, as_read=True, stretches=(Stretch(9, 5.0, 0.0),), characters=27, **how)
    code, data = as_python(work, lecture=lecture), text.encode()
    assert run(code, work, data) == expected(work, data)


@pytest.mark.parametrize("lecture", [False, True], ids=["library", "lecture"])
@pytest.mark.parametrize("file", ['it\'s "quoted".txt', "\\n.txt", "张三 {x}\t.txt"])
def test_hostile_names_in_hostile_files(run, file, lecture):
    work = replace(PLAIN, file=file)
    code, data = as_python(work, lecture=lecture), HOSTILE.encode()
    assert run(code, work, data) == expected(work, data)


@pytest.mark.parametrize("lecture", [False, True], ids=["library", "lecture"])
def test_a_file_name_cannot_leave_its_place(run, lecture):
    file = "x.txt\nraise SystemExit  # \r\u2028'''.txt"
    for line in as_python(replace(PLAIN, file=file), lecture=lecture).splitlines():
        assert not line.startswith("raise")
    notebook = json.loads(as_notebook(replace(PLAIN, file=file), lecture=lecture))
    assert notebook["cells"][1]["source"] in (f"FILE = {file!r}", [f"FILE = {file!r}"])


@pytest.mark.parametrize("lecture", [False, True], ids=["library", "lecture"])
def test_the_cells_of_a_notebook_come_to_the_same(run, lecture):
    work = replace(SMALL, first=50, held_out=20, smoothing=0.5)
    notebook = json.loads(as_notebook(work, lecture=lecture))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    code = "\n".join("".join(cell["source"]) for cell in cells)
    data = (LIST.parent / work.file).read_bytes()
    assert run(code, work, data) == expected(work, data)


def test_equal_work_gives_equal_bytes():
    assert as_notebook(SMALL) == as_notebook(replace(SMALL))
    assert as_notebook(SMALL) != as_notebook(replace(SMALL, seed=1))


def test_a_script_runs_by_itself_on_the_file_that_it_is_given(tmp_path):
    script = tmp_path / "again.py"
    script.write_text(as_python(PLAIN), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(LIST)], capture_output=True, timeout=120, check=False,
        env={"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(LIST.parents[1])},
    )  # fmt: skip
    assert not done.stderr
    assert done.stdout.decode().splitlines() == expected(PLAIN, LIST.read_bytes())


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("names.txt", "names.txt"),
        ("two words.txt", "'two words.txt'"),
        ("a; rm -r b.txt", "'a; rm -r b.txt'"),
        ("$(a) `b`.txt", "'$(a) `b`.txt'"),
        ("a'b.txt", "'a'\"'\"'b.txt'"),
    ],
)
def test_the_line_to_copy_runs_nothing_else(file, shown):
    first = as_python(replace(PLAIN, file=file)).splitlines()[0]
    assert first.endswith(f": python makemore_again.py {shown}")


def test_a_persons_own_list_is_read_line_by_line_and_it_says_from_which_file():
    call = Way("n'.xlsx", Options(sheet="T\n1", column=1)).call
    program = as_python(replace(PLAIN, lines=True, call=call))
    assert "names = mm.read_file(FILE, column=0)\n" in program
    assert f"# From the file that you brought: {call}\n" in program
    assert call == r"""mm.read_file("n'.xlsx", sheet='T\n1', column=2)"""
    compile(program, "program", "exec")
    counted = as_python(replace(PLAIN, lines=True, as_read=True, counted=True))
    assert "read_file(FILE, lower=False, rules=mm.Rules.as_it_is(), counted=True)" in counted


def test_a_large_list_trains_without_whole_one_hot_vectors():
    few, many = (as_python(replace(PLAIN, characters=V), lecture=True) for V in (27, 978))
    assert "one_hot @ W\n" in few
    assert "one_hot(" not in many
