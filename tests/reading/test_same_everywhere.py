"""The page, the command line and Python read a file in the same way, whatever it is called."""

from __future__ import annotations

import io
import json
import re
import sys

import pytest
from streamlit.testing.v1 import AppTest

import makemore as mm
from makemore.command_line import main
from makemore.reading import Options, open_list
from tests.reading.packing import zipped

NAMES = ["Ada", "Bea", "Cleo", "Dora", "Edda", "Fay", "Gwen", "Hanna"]
COUNTED = [(name, "f", 1999 - at) for at, name in enumerate(NAMES)]
YOB = "".join(f"{name},{sex},{count}\n" for name, sex, count in COUNTED)


def workbook() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in [["A title of this table"], [], ["Rank", "Name", "Count"]]:
        book.active.append(row)
    for name, sex, count in COUNTED:
        book.active.append([sex, name, count])
    book.create_sheet("Other").append(["Xaver"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


ROWS = "".join(f"<tr><td>{name}</td><td>{count}</td></tr>" for name, _sex, count in COUNTED)
FILES: dict[str, tuple[bytes, dict[str, object]]] = {
    "list": ("\n".join(NAMES).encode(), {}),
    "yob": (YOB.encode(), {"counts": 3}),
    "tab": (YOB.replace(",", "\t").encode(), {"column": 2}),
    "json": (json.dumps({"x": "y", "names": NAMES}).encode(), {"path": "names"}),
    "lists": (json.dumps({"a": NAMES, "b": NAMES[:3]}).encode(), {"path": "b"}),
    "zip": (zipped({"a1.txt": YOB, "a2.txt": YOB}), {"member": "a2.txt", "counts": 3}),
    "html": (f"<html><table>{ROWS}</table></html>".encode(), {"counts": 2}),
    "xlsx": (workbook(), {"counts": "Count", "sheet": "Sheet", "column": "Name"}),
    "old": ("Zoë\nÉmile\nInès\n".encode("cp1252"), {"encoding": "mac-roman"}),
}


def by_command(path, capsys, *options: str) -> str:
    assert main(["read", str(path), *options]) == 0
    return capsys.readouterr().out


def by_page(open_page, data: bytes, name: str) -> list[str]:
    app: AppTest = open_page("names")
    app.get("file_uploader")[0].upload(name, data, "text/plain").run()
    assert not app.exception
    return [row["name"] for row in app.dataframe[0].value.to_dict("records")]


@pytest.fixture
def open_page():
    from pathlib import Path

    def open_(page: str) -> AppTest:
        root = Path(__file__).parents[2]
        app = AppTest.from_file(str(root / "dashboard" / "app.py"), default_timeout=60)
        app.query_params["lang"] = "en"
        return app.switch_page(f"views/{page}.py").run()

    return open_


@pytest.mark.parametrize("ending", ["txt", "csv", "json", "dat"])
@pytest.mark.parametrize("kind", FILES)
def test_python_and_the_command_line_read_a_file_alike(kind, ending, tmp_path, capsys):
    data, options = FILES[kind]
    if (ending == "json") is not (kind in ("json", "lists")):
        ending = "txt"
    path = tmp_path / f"names.{ending}"
    path.write_bytes(data)
    corpus = mm.read_file(path)
    assert len(corpus) >= 3
    assert by_command(path, capsys) == corpus.lines().decode()
    corpus = mm.read_file(path, **options)
    asked = [text for name, one in options.items() for text in (f"--{name}", str(one))]
    assert by_command(path, capsys, *asked) == corpus.lines().decode()
    counted = "counts" in options
    assert (corpus.weights is not None) is counted


@pytest.mark.parametrize("kind", FILES)
def test_the_page_reads_a_file_as_python_does(kind, tmp_path, open_page):
    path = tmp_path / "names.txt"
    path.write_bytes(FILES[kind][0])
    assert by_page(open_page, FILES[kind][0], "names.txt") == mm.read_file(path).names


def test_what_was_taken_left_and_guessed_goes_to_standard_error(tmp_path, capsys):
    path = tmp_path / "x"
    path.write_bytes(FILES["lists"][0])
    assert main(["read", str(path)]) == 0
    told = capsys.readouterr()
    assert told.out == "".join(f"{name.lower()}\n" for name in NAMES)
    assert told.err.splitlines() == [
        "Read from the list a.",
        "Not read: b.",
        "Not sure: --path a, or *, b.",
        "8 names",
    ]
    assert main(["read", str(path), "--format", "json", "--keep-capitals"]) == 0
    told = capsys.readouterr()
    found = json.loads(told.err)
    assert told.out.splitlines() == NAMES
    assert (found["kind"], found["encoding"], found["names"]) == ("JSON", "utf-8", 8)
    assert found["guesses"]["path"] == {"best": "a", "others": ["*", "b"], "sure": False}
    assert found["left"] == ["Not read: b."]
    assert main(["read", str(path), "--quiet"]) == 0
    assert not capsys.readouterr().err


@pytest.mark.parametrize(
    ("data", "options", "sentence"),
    [
        (b"%PDF-1.4\n", [], "This file is PDF"),
        (YOB.encode(), ["--column", "born"], "This file has no born. It has: 1, 2, 3."),
        (b"ab\n", ["--encoding", "utf-16"], "cannot be read as utf-16"),
        (b"", [], "There is no name in this list."),
    ],
)
def test_a_refused_file_ends_with_2_and_one_sentence(data, options, sentence, tmp_path, capsys):
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    for command in ("read", "count"):
        assert main([command, str(path), *options]) == 2
        told = capsys.readouterr()
        assert sentence in told.err
        assert len(told.err.splitlines()) == 1
        assert not told.out


def test_counting_training_and_scoring_take_the_same_options(tmp_path, capsys):
    path, saved = tmp_path / "names.txt", tmp_path / "m.safetensors"
    path.write_bytes(FILES["xlsx"][0])
    options = ["--sheet", "Sheet", "--column", "Name", "--counts", "Count", "--quiet"]
    assert main(["count", str(path), "--save", str(saved), *options]) == 0
    counted = mm.count_ngrams(mm.read_file(path, counts="Count"))
    assert mm.load(saved).counts.total == counted.total
    capsys.readouterr()
    for command in (["train", "--steps", "1"], ["sample"], ["score", "--smoothing", "1"]):
        assert main([command[0], str(path), *command[1:], *options]) == 0
    assert f"\n{NAMES[0].lower()}," in capsys.readouterr().out


def test_a_list_larger_than_its_beginning_is_streamed_and_reads_the_same(tmp_path, capsys):
    path = tmp_path / "many.txt"
    path.write_bytes(b"".join(b"%s%d\n" % (b"ab" * (at % 9), at % 7) for at in range(150_000)))
    assert path.stat().st_size > 1 << 20
    assert by_command(path, capsys, "--quiet") == mm.read_file(path).lines().decode()
    table = tmp_path / "table.txt"
    table.write_bytes(YOB.encode() * 12_000)
    assert table.stat().st_size > 1 << 20
    assert by_command(table, capsys, "--quiet") == mm.read_file(table).lines().decode()
    assert mm.read_file(table).distinct == len(NAMES)


def test_standard_input_is_read_by_its_content(tmp_path, capsys, monkeypatch):
    class Input:
        buffer = io.BytesIO(FILES["json"][0])

    monkeypatch.setattr(sys, "stdin", Input)
    assert main(["read", "-", "--quiet"]) == 0
    assert capsys.readouterr().out.split() == [name.lower() for name in NAMES]


def test_a_long_list_comes_through_a_pipe_to_its_end(capsys, monkeypatch):
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    class Input:
        buffer = Pipe("".join(f"{name}\n" for name in NAMES * 40_000).encode())

    assert len(Input.buffer.getvalue()) > 1 << 20
    monkeypatch.setattr(sys, "stdin", Input)
    assert main(["read", "-", "--quiet"]) == 0
    assert capsys.readouterr().out.count("\n") == len(NAMES) * 40_000


def test_every_option_of_reading_is_a_stage_of_the_pipeline(capsys):
    with pytest.raises(SystemExit):
        main(["read", "--help"])
    shown = set(re.findall(r"--(\w+)", capsys.readouterr().out))
    assert set(Options.__dataclass_fields__) < shown


@pytest.mark.parametrize(
    ("text", "separator", "expected"),
    [
        ("Ada;1\tx\nBea;2\ty\n", "tab", "ada;1\nbea;2\n"),
        ("Ada;1\tx\nBea;2\ty\n", ";", "ada\nbea\n"),
        ("ada 30\nbea 20\n", "none", "ada 30\nbea 20\n"),
        ("ada 30\nbea 20\n", "space", "ada\nbea\n"),
    ],
)
def test_a_separator_may_be_named(text, separator, expected, tmp_path, capsys):
    path = tmp_path / "names.txt"
    path.write_text(text)
    assert by_command(path, capsys, "--separator", separator, "--quiet") == expected


def test_a_list_whose_lines_look_like_a_table_can_be_read_as_it_stands(tmp_path, capsys):
    path = tmp_path / "names.txt"
    path.write_text("Smith, John\nPoe, Ann\n")
    assert mm.read_file(path, column=0, lower=False).names == ["Smith, John", "Poe, Ann"]
    assert by_command(path, capsys, "--column", "0") == "smith, john\npoe, ann\n"
    assert open_list(path.read_bytes(), options=Options(column=-1)).text == path.read_bytes()
