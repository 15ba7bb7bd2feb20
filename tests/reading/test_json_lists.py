"""JSON holds lists in many shapes; keys are names only where nothing else can be one."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from makemore.errors import BrokenFileError, MakemoreError, NoSuchPartError
from makemore.reading import ALL, Opened, Options, open_list
from tests.reading.packing import names_of

NAMES = ["Ada", "Bea", "Cleo", "Dora", "Edda", "Fay", "Gwen", "Hanna", "Iris", "June"]
MEN = ["Bob", "Carl", "Dan"]
FRAME = pd.DataFrame({"name": NAMES, "n": range(10, 20)})
RECORDS = [{"name": name, "n": at} for at, name in enumerate(NAMES)]


def opened(content: object, **options: object) -> Opened:
    text = content if isinstance(content, str) else json.dumps(content)
    return open_list(text.encode(), options=Options(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "content",
    [
        NAMES,
        {"description": "Made up.", "source": "me", "names": NAMES},
        {"data": {"people": {"names": NAMES}}},
        [{"results": NAMES}],
        {"description": "x", "animals": RECORDS},
        {"status": "ok", "data": RECORDS, "meta": {"pages": [1, 2, 3]}},
        {str(at): one for at, one in enumerate(RECORDS)},
        {f"X{at}": one for at, one in enumerate(RECORDS)},
        {f"{name[:2].upper()}{at}": {"label": name} for at, name in enumerate(NAMES)},
        [{"name": {"first": name, "title": "Ms"}, "id": at} for at, name in enumerate(NAMES)],
        [[at, name] for at, name in enumerate(NAMES)],
        {name: at for at, name in enumerate(NAMES)},
        {name: {"gender": "f"} for name in NAMES},
        {str(at): name for at, name in enumerate(NAMES)},
        {letter: [name for name in NAMES if name[0] == letter] for letter in "ABCDEFGHIJ"},
        {str(1990 + at): [{"name": name, "n": 1}] for at, name in enumerate(NAMES)},
        [{"letter": name[0], "names": [name]} for name in NAMES],
        {"type": "FeatureCollection", "features": [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [at, 2.5]},
             "properties": {"id": at, "name": name}} for at, name in enumerate(NAMES)]},
        "\n".join(map(json.dumps, RECORDS)),
        "\ufeff" + json.dumps(NAMES),
        *(FRAME.to_json(orient=orient)
          for orient in ("records", "split", "index", "columns", "values", "table")),
    ],
    ids=lambda content: str(content)[:40],
)  # fmt: skip
def test_the_list_is_found_where_it_is(content):
    assert names_of(opened(content)) == NAMES


def test_of_several_lists_one_is_taken_and_the_others_are_named_and_offered():
    one = opened({"girls": NAMES, "boys": MEN})
    guess = one.guesses["path"]
    assert (names_of(one), guess.best, guess.sure) == (NAMES, "girls", False)
    assert set(guess.others) == {"boys", ALL}
    assert [said.text for said in one.left] == ["Not read: boys."]
    assert names_of(opened({"girls": NAMES, "boys": MEN}, path="boys")) == MEN
    assert names_of(opened({"girls": NAMES, "boys": MEN}, path=ALL)) == NAMES + MEN


def test_a_path_may_be_a_number_and_one_that_is_not_there_gets_a_sentence():
    lists = {"girls": NAMES, "boys": MEN}
    assert names_of(opened(lists, path="3")) == MEN
    with pytest.raises(NoSuchPartError, match=r"no cats. It has: \*, girls, boys"):
        opened(lists, path="cats")


def test_lists_of_the_same_length_are_columns():
    one = opened({"girls": NAMES[:3], "boys": MEN})
    assert [column.title for column in one.columns] == ["girls", "boys"]
    assert names_of(opened({"girls": NAMES[:3], "boys": MEN}, column="boys")) == MEN


def test_where_keys_are_the_names_it_is_said():
    for content in ({name: at for at, name in enumerate(NAMES)}, {n: {"x": "f"} for n in NAMES}):
        assert "The names are the keys of the JSON file." in [s.text for s in opened(content).left]
    assert not opened(RECORDS).left


def test_counts_beside_keys_can_count():
    one = opened({"Ada": 3, "Bea": 5, "Cleo": 7}, counts=0)
    assert one.text == b"Ada\t3\nBea\t5\nCleo\t7\n"


@pytest.mark.parametrize(
    "text",
    [
        '{"names": ["Ada", "Bea",]}',
        '[{"name": "Ada"}, {"name": "Bea"} {"name": "Cy"}]',
        '{\n  \'a\': 1, // x\n  "names": ["Ada"],\n  "b": ["x"],\n "c": ["y"]\n}',
        '{"a": {"b": [1, 2, 3]}}',
        "{}",
        "[]",
        '[{"a": [' + "[" * 5000 + "]" * 5000 + "]}]",
    ],
)
def test_json_without_a_list_gets_a_sentence_and_never_its_marks_as_names(text):
    with pytest.raises(MakemoreError):
        opened(text)


def test_what_only_looks_a_little_like_json_is_a_list():
    assert names_of(opened("[Ada]\n[Bea]\n")) == ["[Ada]", "[Bea]"]
    with pytest.raises(BrokenFileError):
        open_list(b"[Ada]\n", "x.json")
