"""Parts that several pages show: the evidence for a cell, and the trap of the wrong axis."""

import pytest

from dashboard.lists.source import Source
from dashboard.parts.evidence import _marked


def select(app, row, column):
    app.selectbox(key="picked_row").select_index(row)
    app.selectbox(key="picked_column").select_index(column).run()


@pytest.fixture
def counts_of_three(open_page):
    """The Counts page on anna, ann and <b>: tokens . < > a b n."""
    app = open_page("names")
    app.session_state["paste"] = True
    app.run()
    app.text_area(key="pasted").set_value("anna\nann\nann\n<b>")
    (use,) = [button for button in app.button if button.label == "Use these names"]
    use.click().run()
    app.switch_page("views/counts.py").run()
    for key in ("evidence", "trap"):
        app.session_state[key] = True
    app.run()
    assert not app.exception
    return app


def texts(app):
    return " ".join(element.value for element in [*app.markdown, *app.caption])


def test_a_cell_answers_with_its_names_and_how_many_they_are(counts_of_three):
    app = counts_of_three
    select(app, 5, 5)  # n then n: anna once, ann twice
    assert not app.exception
    assert "3 names of the list hold this pair" in texts(app)
    # n is followed by n 3 times, by a once, by the end twice: 3 of 6
    assert "Counted: 3 times out of 6." in texts(app)
    assert "probability 50\N{NO-BREAK SPACE}%, surprisal 0.69" in texts(app)  # ln 2


def test_the_search_leaves_the_names_that_hold_the_text(counts_of_three):
    app = counts_of_three
    select(app, 5, 5)
    app.text_input(key="evidence_search").set_value("nna").run()
    assert "1 of them has **\u2068nna\u2069**" in texts(app)


def test_a_pair_that_no_name_holds_says_so(counts_of_three):
    select(counts_of_three, 4, 5)  # b then n
    assert "No name of the list holds this pair" in texts(counts_of_three)


def test_of_many_names_a_hundred_are_shown(open_page):
    """All 26 * 4 names hold ab; tokens: . a b c ..."""
    app = open_page("counts", list="dinosaurs")
    names = "\n".join(
        f"{chr(first)}ab{'z' * more}" for first in range(97, 123) for more in range(4)
    )
    app.session_state["source"] = Source.of("many", names.encode())
    app.session_state["selected"] = ("a", "b")
    app.session_state["evidence"] = True
    app.run()
    assert not app.exception
    assert "104 names of the list hold this pair." in texts(app)
    assert "The first 100 of 104 different ones are shown." in texts(app)
    (shown,) = [one.proto.body for one in app.get("html") if "class='evidence'" in one.proto.body]
    assert shown.count("<span") == 100


def test_the_row_is_written_as_a_sum(counts_of_three):
    select(counts_of_three, 5, 5)
    assert "3 / 6 = **50\N{NO-BREAK SPACE}%**" in texts(counts_of_three)


def test_names_are_marked_where_the_pair_stands_and_markup_in_them_is_text():
    marked = _marked("<b>", "<", "b")
    assert "<b>" not in marked
    assert marked.count("<mark") == 2
    assert "&lt;" in marked
    assert "&gt;" in marked.split("</mark>")[-1]


def test_the_beginning_and_the_end_are_marked_as_one_character():
    assert _marked("anna", None, "a").startswith("<mark")
    assert _marked("anna", None, "a").count("<mark") == 1
    assert _marked("anna", "a", None).endswith("</mark>")
