"""The command line gives the library's numbers, and a plain sentence where it cannot."""

from __future__ import annotations

import csv
import io
import json
import math
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

import makemore as mm
from makemore.command_line import main
from makemore.leaderboard import leaderboard, learned
from makemore.models.family import Knob, Material, families, registered
from makemore.saving import exported

ROOT = Path(__file__).parents[1]
LIST = ROOT / "data" / "us-names-2018.txt"


@pytest.fixture
def run(capsys):
    def run(*arguments: object) -> list[dict[str, str]]:
        code = main([str(one) for one in arguments])
        told = capsys.readouterr()
        assert code == 0, told.err
        return list(csv.DictReader(io.StringIO(told.out)))

    return run


@pytest.fixture
def small(tmp_path) -> Path:
    path = tmp_path / "names.txt"
    path.write_text("ab\n=b\nAB\n", encoding="utf-8")
    return path


def refused(capsys, *arguments: object) -> str:
    assert main([str(one) for one in arguments]) == 2
    told = capsys.readouterr()
    assert not told.out
    assert "Traceback" not in told.err
    return str(told.err)


def test_count(run, small):
    rows = run("count", small)
    found = {(row["context"], row["next"]): int(row["count"]) for row in rows}
    # .a ab b. twice, .= =b b. once; "=" would be a formula
    assert found == {(".", "a"): 2, ("a", "b"): 2, ("b", "."): 3, (".", "'="): 1, ("'=", "b"): 1}


def test_count_keeps_capitals_and_longer_contexts(run, small):
    rows = run("count", small, "--keep-capitals", "--context", 2)
    assert {row["context"] for row in rows} >= {".A", "AB", "ab"}


def test_sample_rolls_the_lectures_dice_on_a_list_and_on_a_model(run, tmp_path):
    expected = mm.sample_names(mm.CountModel.fit(mm.read_file(LIST)), 5, seed=2147483647)
    assert [row["name"] for row in run("sample", LIST, "--number", 5)] == expected
    saved = tmp_path / "m.safetensors"
    run("count", LIST, "--save", saved)
    assert [row["name"] for row in run("sample", saved, "--number", 5)] == expected
    begun = run("sample", saved, "--prefix", "qu", "--temperature", 0.5)
    assert all(row["name"].startswith("qu") for row in begun)


def test_train_gives_the_losses_of_gradient_descent_and_saves_the_network(run, tmp_path):
    saved = tmp_path / "n.safetensors"
    rows = run("train", LIST, "--steps", 3, "--save", saved)
    counts = mm.count_ngrams(mm.read_file(LIST))
    descent = mm.GradientDescent(counts.matrix(), mm.initial_weights(27, seed=2147483647))
    losses = [descent.losses(), *(descent.step(50.0) for _ in range(3))]
    assert [float(row["nll"]) for row in rows] == [one.nll for one in losses]
    assert mm.mean_nll(mm.load(saved), counts) == losses[-1].nll


def test_train_any_network_save_it_and_go_on_from_it(run, tmp_path, capsys):
    names, saved = tmp_path / "names.txt", tmp_path / "g.safetensors"
    names.write_text("anna\nava\nnana\nvan\n", encoding="utf-8")
    asked = ("--seconds", 0.3, "--save", saved)
    rows = run("train", names, "--model", "gru", "--hidden", 4, *asked)
    assert [int(row["step"]) for row in rows][:4] == [0, 1, 2, 4]
    again = run("train", names, "--model", saved, *asked)
    best = min(float(row["kept_nll"]) for row in rows)
    assert float(again[0]["kept_nll"]) == pytest.approx(best, abs=1e-6)
    assert len(run("sample", saved, "--number", 3)) == 3
    assert "other characters" in refused(capsys, "train", LIST, "--model", saved)
    told = refused(capsys, "train", names, "--model", "gru", "--steps", 3)
    assert "leave out --model" in told
    assert "Choose from network" in refused(capsys, "train", names, "--model", "counts")
    assert "keeps its size" in refused(capsys, "train", names, "--model", saved, "--hidden", 8)


def test_score(small, tmp_path, capsys):
    assert main(["score", str(small), "--smoothing", "1", "--format", "json"]) == 0
    told = capsys.readouterr()
    rows = [json.loads(line) for line in told.out.splitlines()]
    model = mm.CountModel.fit(["ab", "=b", "ab"], smoothing=1)
    assert [row["name"] for row in rows] == ["ab", "=b", "ab"]
    assert [row["nll"] for row in rows] == pytest.approx(
        [mm.mean_nll(model, [name]) for name in ("ab", "=b", "ab")]
    )
    mean = mm.mean_nll(model, ["ab", "=b", "ab"])
    assert told.err == f"mean nll {mean:.4f} nats per character\n"


def test_an_impossible_name_is_infinite_in_csv_and_null_in_json(run, small, tmp_path, capsys):
    saved, other = tmp_path / "m.safetensors", tmp_path / "other.txt"
    run("count", small, "--save", saved)
    other.write_text("ba\n", encoding="utf-8")
    assert run("score", other, "--model", saved) == [{"name": "ba", "nll": "infinite"}]
    assert main(["score", str(other), "--model", str(saved), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"name": "ba", "nll": None}


def test_sample_and_score_with_a_family_by_its_key(run, small):
    blind = run("score", small, "--model", "uniform")
    assert [float(row["nll"]) for row in blind] == pytest.approx([math.log(4)] * 3)  # . a b =
    network = learned("network", Material(["ab", "=b", "ab"]))
    sampled = [row["name"].removeprefix("'") for row in run("sample", small, "--model", "network")]
    assert sampled == mm.sample_names(network, 10, seed=2147483647)
    # ab of counts + 1: .a (2+1)/(3+4), ab (2+1)/(2+4), b. (3+1)/(3+4) -> 6/49
    smoothed = run("score", small, "--model", "counts", "--smoothing", 1)
    assert float(smoothed[0]["nll"]) == pytest.approx(math.log(49 / 6) / 3)


def test_a_family_is_saved_from_the_list_and_as_arpa(run, small, tmp_path, capsys):
    kneser = ("--model", "kneser-ney", "--context", 2)
    names = run("sample", small, *kneser, "--save", tmp_path / "k.safetensors")
    assert run("sample", tmp_path / "k.safetensors") == names
    run("score", small, *kneser, "--save", tmp_path / "k.arpa")
    assert (tmp_path / "k.arpa").read_bytes() == exported(
        mm.fit("kneser-ney", mm.read_file(small), context=2), "arpa"
    )
    said = refused(capsys, "sample", small, "--save", tmp_path / "c.arpa")
    assert said == "Counts has no .arpa files. Save it as .safetensors.\n"


def test_compare_has_a_line_for_each_model(run, capsys):
    asked = ("compare", LIST, "--models", "uniform,counts", "--held-out", 20, "--seed", 3)
    knobs = ("--smoothing", 0.5)
    rows = leaderboard(
        ["uniform", "counts"], mm.read_file(LIST), share=0.2, seed=3, values={"smoothing": 0.5}
    )
    found = run(*asked, *knobs)
    assert main([*map(str, (*asked, *knobs)), "--format", "json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for row, cells, line in zip(rows, found, lines, strict=True):
        expected = asdict(row)
        assert list(line) == list(cells) == list(expected)
        assert line["knobs"] == cells["knobs"] == {"counts": "smoothing=0.5"}.get(row.model, "")
        for name in set(expected) - {"model", "cpu_seconds", "knobs"}:
            assert line[name] == float(cells[name]) == expected[name]
        assert line["model"] == cells["model"] == row.model
        assert line["cpu_seconds"] > 0


def test_names_left_out_choose_context_and_smoothing(run, tmp_path, capsys):
    """From the training names alone, as the library chooses; what was held out has no say."""
    path = tmp_path / "names.txt"
    names = mm.read_file(ROOT / "data" / "dinosaurs.txt").first(200)
    path.write_text("\n".join(names.column.to_pylist()), encoding="utf-8")
    asked = ("compare", path, "--models", "uniform,counts,n-gram", "--seed", 2)
    blind, counts, longer = run(*asked, "--choose")
    split = mm.hold_out(names, 0.1, seed=2)
    material = Material(split.train, mm.Vocabulary.of(names.characters))
    for row, key in ((counts, "counts"), (longer, "n-gram")):
        best = mm.choose(material, key).values
        told = dict(one.split("=") for one in row["knobs"].split())
        assert {name: float(value) for name, value in told.items()} == pytest.approx(best)
        nll = mm.mean_nll(mm.fit(key, material, **best), split.held_out)
        assert float(row["held_out_nll"]) == pytest.approx(nll)
    assert blind["knobs"] == ""
    assert run(*asked)[1]["held_out_nll"] == "infinite"
    assert "--choose finds --context itself" in refused(capsys, *asked, "--choose", "--context", 2)


@pytest.mark.parametrize(
    "command", [("count",), ("compare", "--held-out", "50", "--models", "counts")]
)
def test_a_guess_of_the_column_is_told(tmp_path, capsys, command):
    path = tmp_path / "people.csv"
    rows = ("Anna,Berg", "Boris,Falk", "Clara,Holm", "Dora,Lund")
    path.write_text("\n".join(("first,last", *rows)), encoding="utf-8")
    asked = [command[0], str(path), *command[1:]]
    assert main(asked) == 0
    assert "Not sure: --column" in capsys.readouterr().err
    assert main([*asked, "--quiet"]) == 0
    assert not capsys.readouterr().err


def test_compare_takes_every_family_and_writes_no_infinity(tmp_path, capsys):
    path = tmp_path / "names.txt"
    path.write_text("\n".join("abcdefgh"), encoding="utf-8")
    assert (
        main(["compare", str(path), "--held-out", "25", "--format", "json", "--seconds", "0.05"])
        == 0
    )
    lines = {one["model"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert list(lines) == list(families())
    assert lines["counts"]["held_out_nll"] is lines["counts"]["difference_low"] is None


def test_a_knob_of_a_new_family_becomes_an_option(run, small):
    uniform = families()["uniform"]
    knob = Knob("twist_by", 2, 1, 3, whole=True)
    new = replace(
        uniform, key="twisted", knobs=(knob,),
        fit=lambda material, twist_by: mm.UniformModel(material.vocabulary, twist_by),
    )  # fmt: skip
    with registered(new):
        assert len(run("sample", small, "--model", "twisted", "--twist-by", 3)) == 10
        assert main(["sample", str(small), "--model", "twisted", "--twist-by", "4"]) == 2


def test_a_table_is_read_and_the_result_goes_to_a_file(run, tmp_path):
    table, out = tmp_path / "t.csv", tmp_path / "out.csv"
    table.write_text("year,name\n1880,ab\n1881,b\n", encoding="utf-8")
    assert run("count", table, "--out", out) == []
    assert out.read_text(encoding="utf-8").splitlines()[0] == "context,next,count"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["count", "missing.txt"], "missing.txt: No such file or directory."),
        (["sample", LIST, "--temperature", "0"], "Temperature is a number above 0"),
        (["count", LIST, "--smoothing", "-1", "--save", "x"], "Smoothing is a number from 0 up"),
        (["sample", LIST, "--prefix", "é"], "Use only characters of the list."),
        (["score", "-"], "Standard input is read only once."),
        (["score", "-", "--model", "counts"], "Standard input is read only once."),
        (
            ["sample", LIST, "--model", "bob"],
            "no model 'bob'. Choose from uniform, counts, network",
        ),
        (["compare", LIST, "--models", "counts,"], "no model ''. Choose from uniform, counts"),
        (["compare", LIST, "--held-out", "100"], "lies between 0 and 1, not at 1.0"),
        (
            ["sample", LIST, "--smoothing", "1001"],
            "--smoothing is a number from 0 to 1000, not 1001.",
        ),
        (
            ["sample", LIST, "--smoothing", "nan"],
            "--smoothing is a number from 0 to 1000, not nan.",
        ),
        (["sample", LIST, "--model", "uniform", "--smoothing", "1"], "--smoothing is for counts"),
        (["sample", "x.safetensors", "--smoothing", "1"], "Leave out --smoothing."),
    ],
)
def test_what_cannot_be_done_gets_a_sentence(capsys, tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    assert sentence in refused(capsys, *arguments)


def test_a_picture_an_empty_list_and_a_broken_model(capsys, tmp_path):
    for name, data, sentence in (
        ("a.txt", b"\x89PNG\0", "not a text file"),
        ("b.txt", b"\n", "no name in this list"),
        ("c.safetensors", b"{}", "not a model saved by makemore"),
    ):
        (tmp_path / name).write_bytes(data)
        assert sentence in refused(capsys, "sample", tmp_path / name)


def test_as_a_command_with_standard_input_and_a_reader_that_has_enough():
    done = subprocess.run(
        [sys.executable, "-m", "makemore", "count", "-"],
        input=b"ab\n", capture_output=True, check=True, cwd=ROOT, timeout=120,
    )  # fmt: skip
    assert done.stdout == b"context,next,count\n.,a,1\na,b,1\nb,.,1\n"
    assert not done.stderr
    command = f"{sys.executable} -m makemore score {LIST} | head -1"
    done = subprocess.run(
        command, shell=True, capture_output=True, cwd=ROOT, timeout=120, check=True
    )
    assert done.stdout == b"name,nll\n"
    assert b"Traceback" not in done.stderr
