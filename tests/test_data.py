"""The bundled lists are what data/lists.json and data/README.md say they are."""

import hashlib
import json
import re
import unicodedata
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "data"
ENTRIES = json.loads((DATA / "lists.json").read_text(encoding="utf-8"))
FILES = [entry["file"] for entry in ENTRIES]
each_list = pytest.mark.parametrize("entry", ENTRIES, ids=FILES)


def read_names(file: str) -> list[str]:
    """The lines of a list, split at LF alone, as the file claims."""
    return (DATA / file).read_bytes().decode("utf-8").removesuffix("\n").split("\n")


def test_every_list_has_an_entry_and_the_default_is_first():
    assert sorted(FILES) == sorted(path.name for path in DATA.glob("*.txt"))
    assert FILES[0] == "us-names-2018.txt"
    assert len(FILES) >= 4


@each_list
def test_entry_has_every_field(entry):
    texts = ["file", "title", "title_zh", "description", "description_zh", "licence", "source"]
    assert set(entry) == {*texts, "sha256", "names", "distinct", "case"}
    assert all(entry[field].strip() == entry[field] != "" for field in texts)
    assert entry["case"] in ("lower", "keep")


@each_list
def test_checksum_and_size(entry):
    data = (DATA / entry["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    assert len(data) < 500_000


@each_list
def test_counts(entry):
    names = read_names(entry["file"])
    assert (len(names), len(set(names))) == (entry["names"], entry["distinct"])


@each_list
def test_file_is_clean_text(entry):
    data = (DATA / entry["file"]).read_bytes()
    assert data.endswith(b"\n")
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")
    assert unicodedata.is_normalized("NFC", data.decode("utf-8"))


@each_list
def test_no_blank_lines_outer_spaces_or_control_characters(entry):
    for name in read_names(entry["file"]):
        assert name == name.strip() != ""
        assert name.isprintable()


@each_list
def test_a_list_to_be_lowered_is_lower_case_already(entry):
    if entry["case"] == "lower":
        names = read_names(entry["file"])
        assert names == [name.lower() for name in names]


@each_list
def test_readme_gives_counts_characters_and_checksum(entry):
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    characters = len(set("".join(read_names(entry["file"]))))
    row = f"| `{entry['file']}` | {entry['names']:,} | {entry['distinct']:,} | {characters} |"
    line = next(line for line in readme.splitlines() if line.startswith(row))
    assert line.endswith(f"| `{entry['sha256']}` |")
    assert f"## {entry['file']}\n" in readme


def test_default_list_has_the_form_of_the_lecture():
    names = read_names("us-names-2018.txt")
    girls, boys = names[:18_105], names[18_105:]
    assert len(names) == 18_105 + 14_073 == 32_178
    assert girls[:5] == ["emma", "olivia", "ava", "isabella", "sophia"]
    assert boys[:5] == ["liam", "noah", "william", "james", "oliver"]
    # Within a sex no name repeats, so what repeats is what girls and boys share.
    assert len(set(girls)) == 18_105
    assert len(set(boys)) == 14_073
    assert len(set(girls) & set(boys)) == 32_178 - 29_619 == 2_559


@pytest.mark.parametrize(
    ("file", "pattern"),
    [
        ("us-names-2018.txt", r"[a-z]{2,15}"),
        ("dinosaurs.txt", r"[a-z]{3,23}"),
        ("song-poets.txt", r"[\u4e00-\u9fff]{2,4}"),
        ("chinese-places.txt", r"[\u4e00-\u9fff]{2,}[市县区旗]"),
        ("japanese-towns.txt", r"[\u3041-\u3096]+"),
        ("polish-towns.txt", r"[A-ZĆŁŚŹŻ][A-Za-zĄĆĘŁŃÓŚŹŻąćęłńóśźż -]{2,23}"),
    ],
)
def test_characters_of_each_list(file, pattern):
    assert [name for name in read_names(file) if not re.fullmatch(pattern, name)] == []
