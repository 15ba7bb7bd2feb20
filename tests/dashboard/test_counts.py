"""The page Counts: what it says of a list, of a pair, and of smoothing."""

import math
from itertools import product

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.lists.source import Source
from tests.dashboard.conftest import figures

TINY = b"ab\nab\nb\n"  # counts: . then a 2, b 1; a then b 2; b then . 3


@pytest.fixture
def open_list(open_page):
    """Open the page on some bytes."""

    def open_(data: bytes, held_out: int = 0, **query: str) -> AppTest:
        app = open_page("counts", **query)
        source = Source.of("**odd** <b>", data, lower=False)
        app.session_state["source"] = Source(
            source.digest, False, held_out=held_out, title=source.title, data=data
        )
        app.run()
        assert not app.exception
        return app

    return open_


def text(app: AppTest) -> str:
    """Return all that the page says, one paragraph a line."""
    paragraphs = [*app.main.markdown, *app.main.caption]
    return "\n".join(str(each.value) for each in paragraphs).replace("\N{NO-BREAK SPACE}", " ")


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def select(app: AppTest, character: str, following: str) -> None:
    """Select a pair by the two pickers."""
    app.selectbox(key="picked_row").select(character).run()
    app.selectbox(key="picked_column").select(following).run()
    assert not app.exception


# -- the nll ---------------------------------------------------------------------------------------


def test_nll_and_perplexity_of_the_default_list(open_page):
    """exp(2.4543) = 11.64."""
    assert metrics(open_page("counts")) == {"nll": "2.4543", "Perplexity": "11.64"}


def test_nll_worked_by_hand(open_list):
    """(2 ln(3/2) + ln 3) / 8 = 0.2387, exp of it 1.27."""
    assert metrics(open_list(TINY)) == {"nll": "0.2387", "Perplexity": "1.27"}


def test_smoothing_says_what_it_does_to_the_nll(open_list):
    """(2 ln 2 + ln 3 + 2 ln(5/3) + 3 ln(3/2)) / 8 = 0.590369, 0.351676 more than 0.238693."""
    app = open_list(TINY, smoothing="1")
    assert metrics(app)["nll"] == "0.5904"
    assert "from 0.238693 to 0.590369, 0.351676 more" in text(app)
    assert "Choose how many names" not in str(app.get("page_link"))


def test_with_many_names_it_says_why_smoothing_seems_dead(open_page):
    app = open_page("counts", smoothing="1")
    assert "from 2.454297 to 2.454854, 0.000557 more" in text(app)
    assert "With 32,178 names that is little" in text(app)
    assert app.get("page_link")[0].proto.label == "Choose how many names to use"


def test_without_smoothing_it_says_how_many_pairs_are_impossible(open_list):
    """Seen are .a .b ab b. of 3 x 3."""
    assert "Impossible without smoothing: 5 of 9 pairs" in text(open_list(TINY))


def test_the_nll_of_held_out_names_is_infinite_with_the_pairs_that_make_it_so(open_list):
    app = open_list(b"ab\ncd\n", held_out=50)
    assert metrics(app)["nll of held-out names"] == "∞"
    assert "such as **" in text(app)
    app.number_input(key="smoothing_box").set_value(1.0).run()
    assert math.isfinite(float(metrics(app)["nll of held-out names"]))
    assert "such as" not in text(app)


# -- the pair --------------------------------------------------------------------------------------


def test_the_commonest_first_character_is_selected_at_first(open_page):
    assert "A name begins with **a** 4,431 times out of 32,178: 14 %." in text(open_page("counts"))


def test_a_pair_is_selected_with_the_pickers(open_page):
    app = open_page("counts")
    select(app, "q", "u")
    assert "After **q** comes **u** 206 times out of 272: 76 %." in text(app)
    assert "Its surprisal is 0.28." in text(app)  # ln(272 / 206) = 0.278


def test_the_boundary_is_picked_in_words(open_page):
    app = open_page("counts")
    select(app, "n", ". (end)")
    assert "After **n** a name ends" in text(app)


def test_an_unseen_pair_is_infinite_until_smoothing(open_page):
    app = open_page("counts")
    select(app, "j", "q")
    assert "**q** never comes after **j** (0 out of 2,9" in text(app)
    assert "so is the nll of any name that holds **jq**. Smoothing mends that." in text(app)
    app.number_input(key="smoothing_box").set_value(1.0).run()
    assert "With smoothing 1: (0 + 1) of (2,9" in text(app)
    assert "infinite, and" not in text(app)


def test_the_selection_goes_with_a_list_that_has_the_pair(open_list):
    app = open_list(TINY)
    select(app, "a", "b")
    app.session_state["source"] = Source.of("", b"xab\n")
    app.run()
    assert "After **a** comes **b** 1 time out of 1: 100 %." in text(app)
    app.session_state["source"] = Source.of("", b"xyz\n")
    app.run()
    assert "A name begins with **x** 1 time out of 1: 100 %." in text(app)


# -- what waits behind a click ---------------------------------------------------------------------


def test_large_lists_show_their_commonest_characters(open_page):
    app = open_page("counts", list="song-poets")
    assert "The table shows the 40 commonest of 978 characters." in text(app)
    app.number_input(key="characters_box").set_value(100).run()
    assert "The table shows the 100 commonest of 978 characters." in text(app)
    assert not app.exception


def test_the_row_as_a_table_when_it_is_opened(open_list):
    app = open_list(TINY)
    assert not app.dataframe
    app.session_state["numbers_open"] = True
    app.run()
    rows = app.dataframe[0].value
    assert rows["next character"].tolist() == ["a", "b", "."]
    assert rows["count"].tolist() == [2, 1, 0]
    assert rows["cumulative"].tolist() == pytest.approx([2 / 3, 1, 1])
    assert rows["surprisal"].tolist() == ["0.4055", "1.0986", "∞"]  # ln(3/2), ln 3


def test_the_lecture_s_code_is_shown(open_page):
    app = open_page("counts")
    assert not app.code  # a browser loads a megabyte to show code
    app.session_state["counting_code"] = True
    app.run()
    assert "counts[context, target] += 1" in app.code[0].value


@pytest.mark.parametrize(
    "names",
    [
        "a",
        ".\n..",
        "<img src=x onerror=alert(1)>\n**b** $x$ :smile:\n=cmd()",
        "ש\u200bא\n👩‍👩‍👧\n\u0301a",
        "x" * 200,
    ],
)
def test_odd_lists_are_shown(open_list, names):
    app = open_list(names.encode(), numbers="true")
    app.session_state["numbers_open"] = True
    seen = set()
    for show, smoothing in product(("counts", "probabilities", "surprisal"), (0.0, 1000.0)):
        app.session_state["show"], app.session_state["smoothing"] = show, smoothing
        app.run()
        assert not app.exception
        assert "nan" not in text(app)
        assert "<img" not in text(app)
        seen.add(str(figures(app)))
    assert len(seen) == 6
