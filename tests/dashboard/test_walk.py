"""The page Walk: the buttons, the parting, and what the page says of them."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.lists import bundled
from dashboard.lists.source import Source
from tests.dashboard.conftest import button, figures, press, train


def texts(app: AppTest) -> str:
    return " ".join(str(element.value) for element in (*app.markdown, *app.caption))


def sentence(app: AppTest) -> str:
    return str(app.main.markdown[0].value)


def lines(app: AppTest) -> str:
    return str(app.get("html")[0].proto.body).rsplit("</style>", maxsplit=1)[-1]


def has(app: AppTest, label: str) -> bool:
    return any(button.label == label for button in app.button)


@pytest.fixture
def both(open_page) -> AppTest:
    """Both models on the default list, the network after 200 steps."""
    app = open_page("walk")
    return train(app)


def test_before_training_only_the_counts_walk(open_page):
    """Seed 2147483647: its first draw is 0.6650, and the list's names begin with m up to 0.70."""
    app = open_page("walk")
    assert sentence(app) == "The dice show **0.6650**: the needle falls into **m**."
    assert "**Network** has not learned from this list yet." in texts(app)
    press(app, "One step", 4)
    assert sentence(app) == "Counts made **mor**."  # the video's first name
    press(app, "Next name")
    press(app, "One step", 4)
    assert sentence(app) == "Counts made **axx**."  # and its second


def test_both_walk_together_from_one_draw(both):
    assert (
        sentence(both) == "The dice show **0.6650**: the needle falls into **m**, for both models."
    )
    assert lines(both).count("makemore-path") == 1
    press(both, "One step", 4)
    assert sentence(both) == "Both made **mor**, from the same dice."
    table = both.get("html")[1].proto.body
    assert "Network, step 200" in table
    assert "9.4618" in table  # the nll of mor under the counts
    assert button(both, "One step").disabled


def to_the_end(app: AppTest) -> None:
    for _step in range(60):
        if not has(app, "Next name"):
            press(app, "One step")


def to_the_parting(app: AppTest) -> None:
    press(app, "One step", 4)
    press(app, "Next name")
    press(app, "One step", 2)


def test_where_they_part_it_stops_and_shows_why(both):
    """After ax the draw is 0.9119: x of the counts reaches to 0.93, w of the network to 0.915."""
    to_the_parting(both)
    assert sentence(both).startswith(
        "**Here the models go different ways.** The draw **0.9119** lies in **x** by Counts "
        "(0.8757 to 0.9300) "
        "and in **w** by Network (0.89"
    )
    assert "because the borders differ" in sentence(both)
    assert button(both, "One step").disabled
    assert figures(both)["enlarged"]["layout"]["xaxis"]["range"][0] > 0.8
    press(both, "Go on separately")
    assert lines(both).count("makemore-path") == 2
    assert sentence(both) == (
        "They go different ways. The dice show **0.0758**: the needle falls into **end** by Counts "
        "and into **a** by Network."
    )
    assert "They went different ways at character 3" in texts(both)
    press(both, "One step")
    assert sentence(both).startswith("Network goes on alone.")
    press(both, "Back", 2)
    assert sentence(both).startswith("**Here the models go different ways.**")


def test_at_the_end_each_has_made_a_name_of_its_own(both):
    to_the_parting(both)
    press(both, "Go on separately")
    to_the_end(both)
    assert sentence(both).startswith("Counts made **axx** and Network made **axw")
    assert sentence(both).endswith("**, from the same dice.")
    assert both.get("html")[1].proto.body.count('scope="rowgroup"') == 2


THREE = b"aab\naab\naab\ncaacaac"


@pytest.fixture
def three(open_page, longer) -> AppTest:
    """Counts of one, two and three characters walk through a list of four names.

    The draws are 0.6650, 0.8435, 0.7236, 0.0580, 0.0642, 0.9261, 0.9119, 0.0758, 0.6431, 0.6796.
    """
    app = open_page("walk", models="counts,two,three")
    app.session_state["source"] = Source.of("four", THREE)
    app.run()
    assert sentence(app).endswith("the needle falls into **a**, for all models.")
    return app


def test_of_three_models_it_is_said_which_take_which_character(three):
    """A begins 3 of 4 names. After a: a 5, b 3, c 2 of 10, so 0.8435 is c (from 0.8) to one that
    looks at one character; after the start and a comes a 3 of 3 times.
    """
    press(three, "One step")
    assert sentence(three) == (
        "**Here the models go different ways.** The draw **0.8435** lies in **c** by Counts "
        "(0.8000 to 1.0000) "
        "and in **a** by Two (0.0000 to 1.0000) and Three (0.0000 to 1.0000), because the borders "
        "differ."
    )
    assert lines(three).count("makemore-path") == 1
    titles = [note["text"] for note in figures(three)["needle"]["layout"]["annotations"]]
    assert titles == [
        "Counts, after <b>a</b>: <b>c</b>",
        "Two, after the start and <b>a</b>: <b>a</b>",
        "Three, after the start and <b>a</b>: <b>a</b>",
        "<b>0.8435</b>",
    ]


def test_those_that_stay_together_share_a_line_and_may_part_later(three):
    """After aa: b 3, c 2 of 5, so 0.7236 is c (from 0.6) to Two; to Three, after the start and aa
    comes b 3 of 3 times. Then 0.0580: a to Counts (a reaches to 0.5), the end to the others.
    """
    press(three, "One step")
    press(three, "Go on separately")
    assert lines(three).count("makemore-path") == 2
    assert sentence(three) == (
        "**Here the models go different ways.** The draw **0.7236** lies in **c** by Two "
        "(0.6000 to 1.0000) "
        "and in **b** by Three (0.0000 to 1.0000), because the borders differ."
    )
    assert figures(three)["enlarged"]["layout"]["xaxis"]["range"] == pytest.approx([-0.1, 1.1])
    press(three, "Go on separately")
    assert lines(three).count("makemore-path") == 3
    assert sentence(three) == (
        "They go different ways. The dice show **0.0580**: the needle falls into **a** by Counts "
        "and into **end** by Two and Three."
    )
    notes = [str(caption.value) for caption in three.main.caption]
    assert [note[:40] for note in notes if "They went" in note] == [
        "They went different ways at character 2.",
        "They went different ways at character 3.",
    ]
    to_the_end(three)
    assert sentence(three) == (
        "Counts made **acaaacaab**, Two made **aac** and Three made **aab**, from the same dice."
    )


def test_all_three_may_make_one_name(three):
    for token in (1, 1, 2, 0):  # a, a, b, the end
        three.selectbox(key="walk_choice").select_index(token).run()
    assert sentence(three) == "All made **aab**, from the same dice."
    table = three.get("html")[1].proto.body
    assert "Two, by counting" in table
    assert table.rsplit("</style>")[-1].count("<tr>") == 4  # titles and three models


def test_one_model_alone_never_parts(open_page, longer):
    app = open_page("walk", models="two")
    app.session_state["source"] = Source.of("four", THREE)
    app.run()
    to_the_end(app)
    assert sentence(app) == "Two made **aac**."
    assert lines(app).count("makemore-path") == 1


def test_without_a_model_that_has_learned_it_says_what_to_do(open_page):
    app = open_page("walk", models="network")
    assert sentence(app) == "Choose a model, or train one, and it walks here."
    assert has(app, "Train 200 steps now")
    assert not has(app, "One step")


def test_a_choice_instead_of_the_dice_keeps_them_together(both):
    to_the_parting(both)
    both.selectbox(key="walk_choice").select_index(1).run()  # a, after the end
    assert not both.exception
    assert both.selectbox(key="walk_choice").value is None
    assert lines(both).count("makemore-path") == 1
    assert lines(both).count("picked") == 1
    assert "for both models" in sentence(both)


def test_an_impossible_choice_has_an_infinite_nll(open_page):
    app = open_page("walk")
    app.selectbox(key="walk_choice").select_index(10).run()  # j
    app.selectbox(key="walk_choice").select_index(17).run()  # q, which never follows j
    app.selectbox(key="walk_choice").select_index(0).run()  # the end
    assert sentence(app) == "Counts made **jq**."
    assert "∞" in app.get("html")[1].proto.body
    assert "You chose instead." in texts(app)


def test_play_goes_on_by_itself_and_stops_at_the_parting(both):
    press(both, "One step", 4)
    press(both, "Next name")
    press(both, "Play")
    assert has(both, "Pause")
    assert lines(both).count("<span") == 2  # a and what comes next
    both.run()  # each run of the page while it plays is a step
    assert not both.exception
    assert sentence(both).startswith("**Here the models go different ways.**")
    assert both.session_state["walk_playing"] is False


def test_pause_stops_it(open_page):
    app = open_page("walk")
    press(app, "Play")
    press(app, "Pause")
    before = lines(app)
    app.run()
    assert lines(app) == before


def test_the_temperature_walks_the_same_steps_again(open_page):
    """At 0.1 the counts play safe: the same two draws make another beginning than mo."""
    app = open_page("walk")
    press(app, "One step", 2)
    assert ">m</span><span" in lines(app)
    app.number_input(key="temperature_box").set_value(0.1).run()
    assert ">m</span><span" not in lines(app)
    app.number_input(key="temperature_box").set_value(1.0).run()
    assert ">m</span><span" in lines(app)


def test_another_seed_begins_again(open_page):
    app = open_page("walk")
    press(app, "One step", 2)
    app.number_input(key="seed_box").set_value(7).run()
    assert not app.exception
    assert button(app, "Back").disabled
    press(app, "One step")
    app.number_input(key="temperature_box").set_value(2.0).run()
    assert not button(app, "Back").disabled  # the dice are the same


def test_new_dice_begin_again_with_the_next_seed(open_page):
    app = open_page("walk")
    press(app, "One step", 2)
    press(app, "Roll again")
    assert app.number_input(key="seed_box").value == 2147483648
    assert "0.6650" not in sentence(app)
    assert ">m</span>" not in lines(app)
    assert button(app, "Back").disabled


def test_another_list_begins_a_walk_of_its_own(open_page):
    app = open_page("walk")
    press(app, "One step", 2)
    app.session_state["source"] = Source.of("one", b"ava\n")
    app.run()
    assert not app.exception
    assert button(app, "Start again").disabled


@pytest.mark.parametrize("name", list(bundled.bundled_lists()))
def test_every_bundled_list_walks_to_an_end(open_page, name):
    app = open_page("walk", list=name)
    to_the_end(app)
    assert sentence(app).startswith("Counts made")
    assert len(figures(app)["next"]["layout"]["xaxis"]["ticktext"]) <= 28


@pytest.mark.parametrize(
    "text",
    ["a", "<img src=x onerror=alert(1)>\n**b** $x$ :smile:", ".\n..", "مرحبا\n👩‍👩‍👧", "=1+1"],
)
def test_odd_lists_walk_too(open_page, text):
    app = open_page("walk")
    app.session_state["source"] = Source.of("**odd** <b>", text.encode())
    app.run()
    for _step in range(5):
        if not has(app, "Next name"):
            press(app, "One step")
    assert not app.exception
    assert not any("<img" in element.proto.body for element in app.get("html"))
