"""The page Score a name: what it says of a name, and of one that it cannot read."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

import makemore as mm
from dashboard.lists import bundled
from dashboard.lists.source import Source
from tests.dashboard.conftest import wait_for


def tables(app: AppTest) -> list[str]:
    return [element.proto.body.rsplit("</style>", maxsplit=1)[-1] for element in app.get("html")]


def sentence(app: AppTest) -> str:
    return str(app.main.markdown[0].value)


def captions(app: AppTest) -> str:
    return " ".join(str(caption.value) for caption in app.caption)


def box(app: AppTest):
    return next(one for one in app.text_input if one.label == "A name")


def type_name(app: AppTest, name: str) -> None:
    box(app).set_value(name).run()
    assert not app.exception


def use(app: AppTest, text: str, **more: object) -> None:
    app.session_state["source"] = Source(f"digest of {text}", data=text.encode(), **more)
    app.run()
    assert not app.exception


def train(app: AppTest) -> None:
    """Train 200 steps on the page itself."""
    next(button for button in app.button if "Train" in button.label).click().run()
    wait_for("trainer")
    app.run()
    assert not app.exception


def test_a_name_is_read_as_a_turkish_list_is(open_page):
    app = open_page("score")
    use(app, "IŞIL\nİPEK\nILGIN\n")
    type_name(app, "ILGIN")
    assert "**ılgın**" in sentence(app)


def test_it_begins_with_the_list_s_first_name(open_page):
    """Emma, smoothing 0: 12.5754 over 5 tokens is 2.5151, and exp of it 12.37."""
    app = open_page("score")
    assert box(app).value == "emma"
    assert sentence(app) == (
        "To Counts, **emma** is **more surprising than 62\N{NO-BREAK SPACE}%** of the list: "
        "its nll is **2.52** a character. Its biggest surprise is **mm**."
    )
    letters, table = tables(app)
    assert letters.count('role="listitem"') == 5
    assert "12.5754" in table
    assert "2.5151" in table
    assert "12.37" in table
    assert "This name is in the list." in captions(app)


def test_the_numbers_are_those_of_the_library(open_page):
    app = open_page("score", smoothing="1", list="dinosaurs")
    type_name(app, "rex")
    source = app.session_state["source"]
    model = mm.CountModel.fit(mm.read_corpus(source.data), smoothing=1.0)
    nll = float(mm.surprisals(model, "rex").sum())
    assert f"{nll:.4f}" in tables(app)[1]
    assert "not in the list" in captions(app)


def test_andrejq_is_impossible_because_of_jq_and_one_press_mends_it(open_page):
    app = open_page("score")
    type_name(app, "andrejq")
    assert sentence(app) == (
        "Counts considers **andrejq** impossible: no name that it learned from has **jq**, so its "
        "surprisal is infinite. With smoothing above 0 it becomes possible."
    )
    assert "∞" in tables(app)[0]
    app.button(key="smooth").click().run()
    assert not app.exception
    assert app.number_input(key="smoothing_box").value == 1.0
    assert "more surprising than" in sentence(app)
    assert "∞" not in tables(app)[0]


def test_a_character_that_the_list_never_has_is_named_and_nothing_is_lost(open_page):
    app = open_page("score")
    type_name(app, "zoë")
    assert "'ë'" in app.warning[0].value
    assert "cannot spell **zoë**" in sentence(app)
    assert box(app).value == "zoë"
    assert tables(app) == []
    type_name(app, "zoe")
    assert not app.warning


def test_capitals_are_lowered_where_the_list_s_were(open_page):
    app = open_page("score")
    type_name(app, "  EMMA ")
    assert "**emma**" in sentence(app)
    assert "All letters of this list were made small" in captions(app)
    use(app, "Emma\nAva", lower=False)
    type_name(app, "Emma")
    assert "**Emma**" in sentence(app)
    assert "small" not in captions(app)
    type_name(app, "emma")  # e begins no name, and is not a character here
    assert "'e'" in app.warning[0].value


def test_an_empty_box_says_what_to_do(open_page):
    app = open_page("score")
    for nothing in ("", "   "):
        type_name(app, nothing)
        assert sentence(app).startswith("Type a name")
        assert tables(app) == []


def mark_four_names(source):
    import streamlit as st

    from dashboard.contenders.roster import marks_of

    st.session_state["marks"] = marks_of(source, ["ab", "ba", "aab", "bba"])


def test_of_several_names_each_says_whether_it_is_listed_or_held_out():
    """Three of the four are in the list, of which one is held out."""
    source = replace(Source.of("three", b"ab\nba\naab\n"), held_out=34)
    app = AppTest.from_function(mark_four_names, args=(source,)).run()
    assert not app.exception
    *listed, other = app.session_state["marks"]
    assert sorted(listed) == ["held out", "in the list", "in the list"]
    assert other == ""


def test_a_held_out_name_says_so(open_page):
    app = open_page("score")
    use(app, "ab\nba\naab\nbba", held_out=50)
    said = []
    for name in ("ab", "ba", "aab", "bba"):
        type_name(app, name)
        said.append(captions(app))
    held = ["This name was held out" in words for words in said]
    assert sum(held) == 2
    assert all(
        ("in the list." in words) != is_held for words, is_held in zip(said, held, strict=True)
    )


def test_a_network_that_never_learned_is_not_shown(open_page):
    app = open_page("train")  # which makes a trainer, at step 0
    app.switch_page("views/score.py").run()
    assert any("has not learned" in str(text.value) for text in app.markdown)
    assert any(button.label == "Train 200 steps now" for button in app.button)
    assert not any("makemore-network" in body for body in tables(app))


def test_a_trained_network_stands_beside_the_counts(open_page):
    app = open_page("score")
    train(app)
    letters, table = tables(app)
    assert letters.count("makemore-tile makemore-network") == 5
    assert "Network, step 200" in table
    assert not any("has not learned" in str(text.value) for text in app.markdown)
    assert sentence(app).endswith(
        "To Network it is **more surprising than 62\N{NO-BREAK SPACE}%**."
    )


def test_the_sum_holds_the_counts_themselves(open_page):
    """List ab, ab, b: ln 3/2 for the a, 0 for b and for the end; 0.4055 over 3 tokens."""
    app = open_page("score")
    use(app, "ab\nab\nb")
    app.session_state["sum"] = True
    type_name(app, "ab")
    table = tables(app)[2]
    assert "2 of 3" in table  # a name begins with a
    assert f"{math.log(3 / 2):.4f}" in table
    assert "By Counts: nll = 0.4055; divided by 3, that is 0.1352" in str(app.markdown[-1].value)
    app.number_input(key="smoothing_box").set_value(2.0).run()
    added = "Smoothing 2 adds 2 to each count and 6 to what it is divided by"
    assert any(added in str(text.value) for text in app.markdown)  # end, a, b: 3 times 2


def test_of_three_models_each_has_its_bars_its_rank_and_its_biggest_surprise(open_page, longer):
    """List ab, ab, b, aba: a begins 3 of 4 names; the a after ab comes 1 of 3 times to those that
    look at two or three characters, 1 of 4 times to the counts, as b came 4 times. Per token the
    counts give ab .29, b and aba .84; the others give ab .23, aba .35, b .69.
    """
    app = open_page("score", models="counts,two,three")
    use(app, "ab\nab\nb\naba")
    type_name(app, "aba")
    letters, table = tables(app)
    assert letters.count("makemore-tile makemore-two") == 4
    assert letters.count("makemore-tile makemore-three") == 4
    assert f"{math.log(4):.2f}</span>" in letters
    assert f"{math.log(3):.2f}</span>" in letters
    assert [table.count(f"<bdi>{pair}</bdi>") for pair in ("ba", "aba", ".aba")] == [1, 1, 1]
    half = "**more surprising than 50\N{NO-BREAK SPACE}%**"
    nll = -math.log(3 / 4 * 3 / 4 * 1 / 4 * 1 / 4) / 4
    assert sentence(app) == (
        f"To Counts, **aba** is {half} of the list: its nll is **{nll:.2f}** a character. "
        f"Its biggest surprise is **ba**. To Two it is {half}. To Three it is {half}."
    )


def test_the_sum_counts_what_each_model_looks_at(open_page, longer):
    """List ab, ab, b, aba: a came after b 1 of 4 times, after ab 1 of 3 times."""
    app = open_page("score", models="counts,two")
    use(app, "ab\nab\nb\naba")
    app.session_state["sum"] = True
    type_name(app, "aba")
    said = [str(text.value) for text in app.markdown]
    assert "Looking at 1 character:" in said
    assert "Looking at 2 characters:" in said
    one, two = tables(app)[2:4]
    assert 'after b comes a</th><td class="number">1 of 4</td>' in one
    assert 'after ab comes a</th><td class="number">1 of 3</td>' in two
    assert 'after a comes b</th><td class="number">3 of 3</td>' in two  # a began the name
    assert 'after ba a name ends</th><td class="number">1 of 1</td>' in two
    assert "makemore-two" not in one
    assert "makemore-counts" not in two


def test_a_model_without_smoothing_that_holds_a_name_impossible_says_so(open_page, longer):
    app = open_page("score", models="two,network")
    use(app, "ab\nab\nb")
    type_name(app, "ba")
    assert sentence(app) == (
        "Two considers **ba** impossible: it gives **\\.ba** no chance, so its surprisal is "
        "infinite."
    )
    assert not any("smoothing" in button.label for button in app.button)
    app.session_state["models"] = "counts,two"
    app.run()
    assert "To Two it is **impossible**." in sentence(app)
    app.button(key="smooth").click().run()
    assert "To Counts, **ba** is" in sentence(app)
    assert sentence(app).endswith("To Two it is **impossible**.")


def test_without_a_model_that_has_learned_it_says_what_to_do(open_page):
    app = open_page("score", models="network")
    assert sentence(app) == "Choose a model, or train one, and it scores names here."
    assert tables(app) == []
    train(app)
    assert sentence(app).startswith("To Network, **emma** is")


def test_several_names_in_one_table(open_page):
    app = open_page("score")
    app.session_state["several"] = True
    app.run()
    app.text_area[0].set_value("Olivia\n\nzoë\n<b>\nolivia\nmia").run()
    assert not app.exception
    table = tables(app)[2]
    assert table.count('scope="rowgroup"') == 4  # olivia once
    assert "the character 'ë'" in table.replace("&#x27;", "'")
    assert "<bdi>&lt;b&gt;</bdi>" in table
    assert table.count("in the list") == 2


def test_at_most_fifty_names_are_compared(open_page):
    app = open_page("score")
    app.session_state["several"] = True
    app.run()
    app.text_area[0].set_value("\n".join("a" * n for n in range(1, 70))).run()
    assert tables(app)[2].count('scope="rowgroup"') == 50
    assert "The first 50 names." in captions(app)


def test_the_most_and_the_least_surprising_names_follow_the_smoothing(open_page):
    app = open_page("score")
    app.session_state["extremes"] = True
    app.run()
    before = tables(app)[2]
    assert before.count("<tr>") == 11
    assert "<bdi>jan</bdi>" in before
    app.number_input(key="smoothing_box").set_value(1000.0).run()
    assert tables(app)[2] != before


@pytest.mark.parametrize("name", list(bundled.bundled_lists()))
def test_every_bundled_list_can_be_scored(open_page, name):
    app = open_page("score", list=name)
    app.session_state["sum"] = app.session_state["several"] = app.session_state["extremes"] = True
    app.run()
    assert not app.exception
    assert not app.warning
    assert "of the list" in sentence(app)
    assert "This name is in the list." in captions(app)


@pytest.mark.parametrize(
    "text",
    ["a", "<img src=x onerror=alert(1)>\n**b** $x$ :smile:", ".\n..", "مرحبا\n👩‍👩‍👧", "=1+1"],
)
def test_odd_lists_and_names_stay_text(open_page, text):
    app = open_page("score")
    app.session_state["sum"] = app.session_state["several"] = app.session_state["extremes"] = True
    use(app, text)
    type_name(app, text.split("\n")[-1])
    assert not app.warning
    assert not any("<img" in body or "nan" in body for body in tables(app))


def test_a_name_of_another_list_does_not_stay_in_the_box(open_page):
    app = open_page("score")
    type_name(app, "olivia")
    use(app, "王芳\n李娜")
    assert box(app).value == "王芳"


def test_a_name_from_right_to_left_turns_no_sentence_around_it(open_page):
    app = open_page("score")
    name, title = "\u05e9\u05e8\u05d4", "\u05e9\u05de\u05d5\u05ea"
    source = Source(f"digest of {name}", title=title, data=name.encode())
    app.session_state["source"] = source
    app.run()
    type_name(app, name)
    assert f"**\u2068{name}\u2069** is" in sentence(app)
    assert f"**\u2068{title}\u2069** · 1 name" in captions(app)
