"""The difference map and the tables of the page Compare, as data."""

import math
from html.parser import HTMLParser

import numpy as np
import pytest

from dashboard.charts.common import COUNT_COLOUR, NEURAL_COLOUR
from dashboard.charts.compare import (
    LONGEST,
    cells_table,
    difference_map,
    names_columns,
    names_table,
    pair_words,
)
from dashboard.charts.tables import Entry, scores_table
from makemore.comparing import Score
from makemore.sampling import Step, Walk
from tests.dashboard.conftest import checked

difference_map = checked(difference_map)

ALPHABET = ".abcdefghijklmnopqrstuvwxyz<>=&;\"'/! "
BOTH = (("counts", "Counts"), ("network", "Network"))


class Table(HTMLParser):
    """The cells of a table as text, its marked texts, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.marks: list[str] = []
        self.tags: set[str] = set()
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if "mark" in self._open:
            self.marks[-1] += data
        if "td" in self._open or "th" in self._open:
            self.rows[-1][-1] += data


def walk(name: str, *, ended: bool = True) -> Walk:
    tokens = [ALPHABET.index(character) for character in name] + [0] * ended
    return Walk(name, tuple(Step((0,), 0.5, token) for token in tokens), ended)


# -- names -----------------------------------------------------------------------------------------


def test_the_first_character_that_differs_is_marked_in_both():
    table = Table(names_table([(walk("axx"), walk("axwan"))], (), BOTH))
    assert table.rows == [["Counts", "Network", "where they part"], ["axx", "axwan", "character 3"]]
    assert table.marks == ["x", "w"]


def test_where_one_name_ends_its_end_is_marked():
    table = Table(names_table([(walk("mor"), walk("mora"))], (), BOTH))
    assert table.rows[1] == ["morend", "mora", "character 4"]
    assert table.marks == ["end", "a"]


def test_equal_names_say_so_and_are_not_marked():
    table = Table(names_table([(walk("mor"), walk("mor"))], (), BOTH))
    assert table.rows[1] == ["mor", "mor", "the same"]
    assert table.marks == []


def test_names_of_the_list_say_so():
    table = Table(names_table([(walk("ava"), walk("avo"))], {"ava"}, BOTH))
    assert table.rows[1][:2] == ["avain the list", "avo"]


def test_a_cut_name_is_short_says_so_and_is_no_name_of_the_list():
    name = "a" * 200
    cell = Table(names_table([(walk(name, ended=False),)], {name}, BOTH[:1])).rows[1][0]
    assert cell == "a" * LONGEST + "…" + "cut after 200 characters: it never ended"


def test_a_cut_name_is_shown_as_far_as_its_mark():
    other = "a" * 150 + "b"
    table = Table(names_table([(walk("a" * 200, ended=False), walk(other))], (), BOTH))
    assert table.rows[1][0].startswith("a" * 151)
    assert table.marks == ["a", "b"]


def test_an_empty_name_is_said_in_words():
    assert Table(names_table([(walk(""),)], (), BOTH[:1])).rows[1] == ["no character at all"]


def test_of_three_names_each_shows_where_it_parts_from_the_first():
    three = (*BOTH, ("kneser-ney", "Kneser-Ney"))
    table = Table(names_table([(walk("axx"), walk("axwan"), walk("bob"))], (), three))
    assert table.rows[0] == ["Counts", "Network", "Kneser-Ney"]
    assert table.rows[1] == ["axx", "axwan", "bob"]
    assert table.marks == ["w", "b"]


def test_the_columns_of_the_file_say_the_same_as_the_table():
    endless = walk("a" * 200, ended=False)
    rows = [(walk("axx"), walk("ab")), (walk("=a"), walk("=a")), (walk("a"), endless)]
    columns = names_columns(rows, {"ab", "a" * 200}, ["counts", "network"])
    assert columns == {
        "counts": ["axx", "=a", "a"],
        "counts: in the list": ["no", "no", "no"],
        "counts: ended": ["yes", "yes", "yes"],
        "network": ["ab", "=a", "a" * 200],
        "network: in the list": ["yes", "no", "no"],  # what was cut is no name of the list
        "network: ended": ["yes", "yes", "no"],
        "where they part": ["character 2", "the same", "character 2"],
    }
    assert "where they part" not in names_columns([row[:1] for row in rows], (), ["counts"])


HOSTILE = [
    "<img src=x onerror=hack>", "<script>x</script>", "</td></table>", "&lt;b&gt;", '"onclick="x',
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_name_is_never_markup_wherever_it_is_marked(name, place):
    other = name[:place] + "zz"
    table = Table(names_table([(walk(name), walk(other))], {name}, BOTH))
    assert table.rows[1][:2] == [name + "in the list", other]
    assert table.tags == {
        "style", "div", "table", "thead", "tbody", "tr", "th", "td", "span", "bdi", "mark",
    }  # fmt: skip


# -- scores ----------------------------------------------------------------------------------------


def entry(kind: str, nll: float, held_out: float | None = None) -> Entry:
    return Entry(kind, kind.title(), Score(nll), held_out)


def test_scores_stand_beside_their_distance_to_the_best():
    """e^3 = 20.09, 3 / ln 2 = 4.328; e^2 = 7.39, 2 / ln 2 = 2.885."""
    table = Table(scores_table([entry("uniform", 3.0), entry("counts", 2.0)]))
    assert table.rows[1:] == [
        ["Uniform", "3.0000", "+1.0000", "20.09", "4.328"],
        ["Counts", "2.0000", "best", "7.39", "2.885"],
    ]


def test_infinity_is_a_word_and_never_nan():
    html = scores_table([entry("counts", math.inf), entry("network", 2.0)])
    table = Table(html)
    assert table.rows[1] == ["Counts", "infinite", "+infinite", "infinite", "infinite"]
    assert "nan" not in html
    assert Table(scores_table([entry("counts", math.inf)])).rows[1][2] == "best"


def test_a_perplexity_beyond_numbers_is_not_called_infinite():
    """exp(800) is about 10^347: more than a float holds, less than infinity."""
    row = Table(scores_table([entry("network", 800.0)])).rows[1]
    assert row == ["Network", "800.0000", "best", "over 10307", "1,154.156"]


def test_held_out_names_have_their_own_column_where_there_are_some():
    table = Table(scores_table([entry("counts", 2.0, math.inf), entry("network", 2.5, 2.75)]))
    assert table.rows[0][-1] == "nll of held-out names"
    assert [row[-1] for row in table.rows[1:]] == ["infinite", "2.7500"]


# -- differences -----------------------------------------------------------------------------------

COUNTS = np.array([[0.0, 0.5, 0.5], [0.25, 0.75, 0.0], [1.0, 0.0, 0.0]])
NETWORK = np.array([[0.0, 0.75, 0.25], [0.25, 0.5, 0.25], [0.875, 0.125, 0.0]])
LABELS = (".", "a", "<")


def test_the_map_shows_network_minus_counts_centred_at_zero():
    figure = difference_map((COUNTS, NETWORK), BOTH, LABELS, np.arange(3))
    cells = figure.data[-1]
    np.testing.assert_array_equal(cells.z, [[0, 25, -25], [0, -25, 25], [-12.5, 12.5, 0]])
    assert (cells.zmin, cells.zmax) == (-25, 25)
    assert cells.colorscale[0] == (0.0, COUNT_COLOUR)
    assert cells.colorscale[-1] == (1.0, NEURAL_COLOUR)
    assert cells.customdata[1][2].replace("\xa0", " ") == (
        "after <b>a</b> comes <b>&lt;</b><br>Counts: 0 %<br>Network: 25 %"
    )


def test_the_map_shows_only_the_tokens_it_is_given():
    figure = difference_map((COUNTS, NETWORK), BOTH, LABELS, np.array([0, 2]))
    np.testing.assert_array_equal(figure.data[-1].z, [[0, -25], [-12.5, 0]])
    assert list(figure.layout.xaxis.ticktext) == [".", "&lt;"]
    assert figure.data[-1].customdata[1][0].startswith("after <b>&lt;</b> a name ends")


def test_equal_tables_give_a_map_of_zeros_with_a_scale():
    figure = difference_map((COUNTS, COUNTS), BOTH, LABELS, np.arange(3))
    cells = figure.data[-1]
    assert not np.asarray(cells.z).any()
    assert cells.zmin < 0 < cells.zmax


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (0, 1, "a name begins with <b>a</b>"),
        (1, 0, "after <b>a</b> a name ends"),
        (2, 1, "after <b>&lt;</b> comes <b>a</b>"),
        (0, 0, "a name has no character at all"),
    ],
)
def test_a_pair_in_words(row, column, words):
    assert pair_words(LABELS, row, column) == words


def test_the_largest_cells_as_a_table():
    table = Table(
        cells_table([("after <b>q</b> comes <b>u</b>", 0.757, 0.671)], ["Counts", "A & B"])
    )
    assert table.rows[0][1:3] == ["Counts", "A & B"]
    row = [cell.replace("\xa0", " ") for cell in table.rows[1]]
    assert row == ["after q comes u", "76 %", "67 %", "−8.6"]  # 67.1 - 75.7
