"""The page Compare: the same dice, both models, and what the page says of them."""

import math

import pytest
import torch
from streamlit.testing.v1 import AppTest

import makemore as mm
from dashboard.lists.source import Source
from dashboard.state.settings import SEED
from makemore.comparing import Score, largest_cells, names_held, parting
from makemore.sampling import Step, Walk
from tests.dashboard.conftest import offered, press, train

# -- the arithmetic --------------------------------------------------------------------------------


def walk(tokens: list[int]) -> Walk:
    return Walk("", tuple(Step((0,), 0.5, token) for token in tokens), tokens[-1] == 0)


@pytest.mark.parametrize(
    ("first", "second", "at"),
    [
        ([1, 2, 0], [1, 2, 0], None),
        ([1, 2, 0], [1, 3, 3, 0], 1),
        ([1, 2, 0], [1, 2, 1, 0], 2),  # the first one ends there
        ([1, 2, 1, 0], [1, 2, 0], 2),
        ([0], [0], None),
        ([1, 1, 1], [1, 1, 1], None),  # both cut
    ],
)
def test_two_walks_part_where_they_first_choose_another_token(first, second, at):
    assert parting(walk(first), walk(second)) == at


def test_a_score_in_its_forms():
    """ln 8 nats: 8 characters to guess among, 3 bits, and ln 2 above ln 4."""
    score = Score(math.log(8))
    assert score.perplexity == pytest.approx(8)
    assert score.bits == pytest.approx(3)
    assert score.above(Score(math.log(4))) == pytest.approx(math.log(2))
    assert Score(math.inf).above(Score(math.inf)) == 0  # not inf - inf
    assert Score(math.inf).perplexity == math.inf


def test_which_names_the_list_holds():
    column = mm.corpus_of(["ava", "emma", "ava", "王芳"]).column
    assert names_held(column, ["ava", "王芳", "av", "", "ava"]) == {"ava", "王芳"}
    assert names_held(column, []) == frozenset()


def test_the_largest_cells_leave_out_zeros():
    table = torch.tensor([[0.0, -3.0], [1.0, 0.0]])
    assert largest_cells(table, 5) == [(0, 1), (1, 0)]
    assert largest_cells(table, 1) == [(0, 1)]


# -- the page --------------------------------------------------------------------------------------


def tables(app: AppTest) -> list[str]:
    return [element.proto.body for element in app.get("html")]


def sentence(app: AppTest) -> str:
    return str(app.main.markdown[0].value)


@pytest.fixture
def trained(open_page) -> AppTest:
    app = open_page("compare")
    train(app)
    return app


def test_before_training_it_says_what_to_do_and_shows_no_nonsense(open_page):
    app = open_page("compare")
    assert "has not learned from this list yet" in app.main.markdown[1].value
    scores, names = tables(app)
    assert "Network, not trained" in scores
    assert "mor<" in names
    assert "makemore-network" not in names.split("</style>")[1]


def test_the_untrained_network_is_shown_on_request(open_page):
    app = open_page("compare")
    app.toggle(key="untrained").set_value(True).run()
    assert "Network, not trained" in tables(app)[1]
    assert "From the same dice" in sentence(app)


def test_one_click_trains_200_steps_and_both_make_names(trained):
    scores, names = tables(trained)
    assert "Network, step 200" in scores
    assert "Counts, smoothing 0" in scores
    for name in ("mor", "minaymoryles", "kondlaisah", "anchshizarie"):  # the video's
        assert names.count(f"<bdi>{name}</bdi>") == 2
    assert "<bdi>ax<mark>x</mark></bdi>" in names  # and its axx, where the network goes on
    assert not [button for button in trained.button if button.label == "Train 200 steps now"]


def test_the_sentence_holds_the_numbers_of_the_tables(trained):
    """nll 2.4543 and 2.4626 to four decimals, 0.0083 apart."""
    scores, names = tables(trained)
    assert "2.4543" in scores
    assert "2.4626" in scores
    assert "**0.0083 nats** above" in sentence(trained)
    assert f"**{names.count('the same')} of 10**" in sentence(trained)
    assert "In the list already are **0** of the 10 names of **Counts**" in sentence(trained)
    assert "in the list" not in names


def test_smoothing_changes_the_counts_and_their_title(trained):
    trained.number_input(key="smoothing_box").set_value(1000.0).run()
    assert "Counts, smoothing 1,000" in tables(trained)[0]
    assert "Smoothing is **1,000**: it keeps **Counts** away" in sentence(trained)
    assert "below that of **Counts**, which smoothing holds back" in trained.main.markdown[1].value
    press(trained, "Set smoothing to 0")
    assert "Counts, smoothing 0<" in tables(trained)[0]
    assert "From the same dice" in sentence(trained)


def test_roll_again_takes_the_next_seed_and_the_lecture_s_comes_back(trained):
    first = tables(trained)[1]
    press(trained, "Roll again")
    assert trained.number_input(key="seed_box").value == SEED.default + 1
    assert tables(trained)[1] != first
    press(trained, "Back to the lecture's dice")
    assert tables(trained)[1] == first


def test_the_last_seed_is_followed_by_zero(open_page):
    app = open_page("compare", seed=str(int(SEED.maximum)))
    press(app, "Roll again")
    assert app.number_input(key="seed_box").value == 0


def test_names_of_the_list_are_marked(open_page):
    """At temperature 0.1 the counts of one name repeat it."""
    app = open_page("compare", temperature="0.1")
    app.session_state["source"] = Source.of("one", b"ava\n")
    app.run()
    train(app)
    assert "in the list" in tables(app)[1]


def test_the_sentence_counts_the_listed_names_of_the_counts(open_page):
    """They make the only name that they have seen; a network that learned nothing does not."""
    app = open_page("compare")
    app.session_state["source"] = Source.of("one", b"ab\n")
    app.session_state["untrained"] = True
    app.run()
    assert not app.exception
    assert "In the list already are **10** of the 10 names of **Counts**" in sentence(app)
    assert "**10 of 10** names exactly alike" not in sentence(app)


def test_as_many_names_as_asked_for(open_page):
    app = open_page("compare", samples="1000", list="dinosaurs")
    assert tables(app)[1].count("<tr>") == 1001  # and the titles


def test_the_difference_opens_with_its_largest_cells_in_words(trained):
    trained.session_state["differences"] = True
    trained.run()
    assert not trained.exception
    assert "after <b>q</b> comes <b>u</b>" in tables(trained)[2]


@pytest.mark.parametrize(
    "text",
    ["a", "<img src=x onerror=alert(1)>\n**b** $x$ :smile:", ".\n..", "مرحبا\n👩‍👩‍👧", "=1+1"],
)
def test_odd_lists_compare_too(open_page, text):
    app = open_page("compare")
    app.session_state["source"] = Source.of("**odd** <b>", text.encode())
    app.session_state["differences"] = True
    train(app)
    app.run()
    assert not app.exception
    assert not any("nan" in body.split("</style>")[1] for body in tables(app))
    assert not any("<img" in body for body in tables(app))


def test_the_names_can_be_downloaded(trained):
    assert "Download these names (CSV)" in offered(trained)
