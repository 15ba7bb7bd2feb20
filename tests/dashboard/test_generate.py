"""The page Make names: a shortlist, its conditions, and what a person keeps of it."""

import json
import math
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from streamlit.testing.v1 import AppTest

import makemore as mm
from dashboard.contenders.walking import Journey
from dashboard.lesson.steps.dice import Table
from dashboard.lists.bundled import bundled_lists
from dashboard.lists.source import Source
from dashboard.parts.kept import as_csv, as_json, as_text
from dashboard.state.kept import Kept, edited
from dashboard.state.settings import SEED
from makemore.generating import Filters, make_names
from makemore.models.family import Family, registered
from makemore.vocabulary import BOUNDARY
from tests.dashboard.conftest import offered, press, train

ANY_LENGTH = {"shortest": "2", "longest": "200"}
UNFILTERED = {"model": "counts", "shortest": "1", "longest": "200"}


def finish(app: AppTest) -> AppTest:
    """Run the page until its search has ended: on a busy machine that takes more than a moment."""
    while app.session_state["finds"].search.end is None:
        app.run()
    assert not app.exception
    return app


def names(app: AppTest) -> list[str]:
    """The chips, in order, as text."""
    chips = [one for one in app.button_group if (one.key or "").startswith("names_shown")]
    return [name.replace("\\", "") for one in chips for name in one.options]


def keep(app: AppTest, *chosen: str) -> None:
    """Let these be the names that are kept of those that are shown."""
    app.button_group(key="names_shown").set_value(list(chosen)).run()
    assert not app.exception


def sentence(app: AppTest) -> str:
    return next(line.value for line in app.main.markdown if " names by " in line.value)


def captions(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.caption)


def tray(app: AppTest) -> str:
    """What is said of the name that was last clicked."""
    return next((line.value for line in app.markdown if line.value.startswith("**\u2068")), "")


@pytest.fixture
def app(open_page) -> AppTest:
    return open_page("generate", order="As the dice fell", made="10", **UNFILTERED)


def test_a_shortlist_at_first_sight(app):
    """The lecture's dice, less what is in the list: mor is not, axx is not."""
    chosen = next(iter(bundled_lists().values()))
    corpus = mm.read_corpus(chosen.read(), lower=chosen.lower)
    model = mm.CountModel.fit(corpus)
    made = make_names(model, 10, seed=2147483647, names=corpus.names, filters=Filters(apart=1))
    assert names(app) == made
    assert sentence(app).startswith(
        "**10** names by Counts, smoothing 0. **11\xa0%** of such names"
    )
    assert sentence(app).endswith("School-safe: no name had to be hidden.")


def test_thirty_names_as_long_as_most_of_the_list_the_best_first(open_page):
    app = open_page("generate", list="dinosaurs")
    lengths = sorted(map(len, bundled_lists()["dinosaurs"].read().decode().split()))
    low, high = lengths[len(lengths) // 10], lengths[len(lengths) * 9 // 10]  # of 1,318: 9 and 15
    assert app.slider[0].value == (low, high) == (9, 15)
    assert len(names(app)) == 30
    assert all(low <= len(name) <= high for name in names(app))
    scores = {one.name: one.per_token for one in app.session_state["finds"].scores}
    assert [scores[name] for name in names(app)] == sorted(scores.values())
    app.slider[0].set_value((5, 7)).run()
    assert app.query_params["shortest"] == "5"
    assert {len(name) for name in names(app)} <= {5, 6, 7}
    app.slider[0].set_value((low, high)).run()  # as usual in the list: it goes with the list
    assert "shortest" not in app.query_params


@pytest.mark.parametrize(
    ("asked", "both"),
    [({"longest": "6"}, (6, 6)), ({"shortest": "20"}, (20, 20))],
)
def test_a_link_with_one_length_asks_for_what_the_slider_shows(open_page, asked, both):
    """Most dinosaurs are 9 to 15 long."""
    app = open_page("generate", list="dinosaurs", model="counts", made="3", **asked)
    assert app.slider[0].value == both
    assert {len(name) for name in names(app)} == {both[0]}


def test_new_ones_take_the_next_seed(app):
    before = names(app)
    press(app, "Roll again")
    assert app.session_state["seed"] == 2147483648
    assert len(names(app)) == 10
    assert not set(before) & set(names(app))


def test_the_last_seed_is_followed_by_zero(open_page):
    app = open_page("generate", model="counts", list="dinosaurs", seed=str(int(SEED.maximum)))
    press(app, "Roll again")
    assert app.number_input(key="seed_box").value == 0


def test_every_condition_holds(open_page):
    app = open_page(
        "generate",
        model="counts",
        begins="An",
        ends="a",
        shortest="6",
        longest="9",
        must="l, ne",
        mustnot="o zz",
        made="10",
    )
    found = names(app)
    assert len(found) == 10
    for name in found:
        assert name.startswith("an")  # lowered as the list was
        assert name.endswith("a")
        assert 6 <= len(name) <= 9
        assert "l" in name
        assert "ne" in name
        assert "o" not in name
    said = next(line.value for line in app.markdown if line.value.startswith("Conditions: "))
    assert "begins with **an**, ends with **a**" in said
    assert "at most 9 long" in said
    press(app, "Drop them")
    assert app.text_input(key="begins_box").value == ""
    assert "longest" not in app.query_params
    assert not any(line.value.startswith("Conditions: ") for line in app.markdown)


def test_a_comma_is_a_condition_where_the_list_has_it(open_page):
    app = open_page("generate", list="dinosaurs", must=",", made="10", **UNFILTERED)
    assert not any("Conditions:" in line.value for line in app.markdown)  # it parts texts
    app.session_state["source"] = Source.of("comma", b"a,b\nb,a\nabab\nbaba\n")
    app.run()
    assert "has **,**" in "".join(line.value for line in app.markdown)
    assert len(names(app)) == 10
    assert all("," in name for name in names(app))


def test_what_was_thrown_away_is_counted_by_filter(open_page):
    app = finish(open_page("generate", model="counts", made="100"))
    made = next(line.value for line in app.markdown if line.value.startswith("- **"))
    assert "are in the list" in made
    finish(app.number_input(key="apart_box").set_value(3).run())
    made = next(line.value for line in app.markdown if line.value.startswith("- **"))
    assert "are too near a name of the list" in made


def _thrown_away() -> None:
    """A page with a search whose names are rolled until one ends with a."""
    import makemore as mm
    from dashboard.contenders.contender import fitted
    from dashboard.parts.making.search import Finds, show_rejected
    from makemore.conditional import Conditions
    from makemore.generating import Search
    from makemore.guided import Guided
    from makemore.rejecting import Rejection

    names, wish = ["ab", "ba", "aab", "bb"], Conditions(suffix="a")
    model = mm.CountModel.fit(names)
    column = mm.corpus_of(names).column
    chain = Rejection(model, wish)
    search = Search(model, 3, seed=1, column=column, conditions=wish, chain=chain)
    search.advance()
    assert search.rejected[None]
    one = fitted("counts", {"smoothing": 0.0}, model)
    show_rejected(Finds((), one, search))
    guided = Guided(model, wish, seen=mm.sample_names(model, 1000, seed=1))
    show_rejected(Finds((), one, Search(model, 3, seed=1, column=column, chain=guided)))


def test_names_that_do_not_meet_the_conditions_are_counted():
    app = AppTest.from_function(_thrown_away, default_timeout=150).run()
    assert not app.exception
    assert any("** do not meet the conditions" in one.value for one in app.markdown)
    thrown, guided = (one.value for one in app.caption)
    assert "1,000 names" in thrown
    said = re.search(r"Here 500 of them are worth (\d+) names .* effective sample size", guided)
    assert 400 < int(said[1]) <= 500
    # by hand: from a it ends with a by 0.25 + 0.25 x + 0.5 y = 0.4, from b by 0.2 x + 0.2 y = 0.1
    assert re.search(r"with this beginning 25\W% meet", guided)


def test_what_nothing_can_meet_says_so_and_what_is_in_the_way(open_page):
    app = open_page("generate", model="counts", ends="a", mustnot="a")
    assert "No name can meet all these conditions" in app.warning[0].value
    assert not names(app)
    ways = next(line.value for line in app.markdown if line.value.startswith("It is enough"))
    assert ways == ("It is enough to drop one of these: ends with **a**, does not have **a**.")


def test_what_is_hopeless_is_worked_out_once(open_page):
    app = open_page("generate", model="counts", ends="a", mustnot="a")
    before, said = app.session_state["finds"], [line.value for line in app.markdown]
    app.run()
    assert app.session_state["finds"] is before
    assert [line.value for line in app.markdown] == said
    app.text_input(key="mustnot_box").set_value("").run()
    assert names(app)


def test_a_character_that_the_list_lacks(open_page):
    app = open_page("generate", model="counts", begins="é")
    assert "never has the character" in app.warning[0].value


def test_a_list_that_has_all_its_model_can_make(open_page):
    app = open_page("names", model="counts")
    app.file_uploader[0].set_value(("two.txt", b"ab\ncb\n", "text/plain")).run()
    app.switch_page("views/generate.py").run()
    assert "is in the list already" in app.warning[0].value
    app.toggle(key="listed_switch").set_value(True).run()
    assert sorted(names(app)) == ["ab", "cb"]
    assert "that is all" in sentence(app)


def test_a_long_search_goes_on_by_moments_and_stops(open_page):
    app = open_page("generate", model="counts", apart="9", made="1000")
    finds = app.session_state["finds"]
    assert finds.search.end is None
    tries = finds.search.tries
    app.run()
    assert finds.search.tries > tries
    press(app, "Stop")
    assert "stopped after" in sentence(app)
    assert finds is app.session_state["finds"]


def test_the_network_is_trained_in_one_click(open_page):
    app = open_page("generate", model="Network")
    assert not names(app)
    train(app)
    assert "by Network, step 200" in sentence(app)
    assert len(names(app)) == 30
    before = app.session_state["finds"]
    (trainer,) = app.session_state["trainers"].values()
    trainer.step()
    app.run()
    assert "by Network, step 201" in sentence(app)
    assert app.session_state["finds"] is not before  # it learned on, so it makes others


@dataclass(frozen=True)
class Coin:
    """Says the list's first character or ends, each time by a coin; too many contexts to list."""

    vocabulary: mm.Vocabulary
    context_size: int = 8

    def log_probabilities(self, contexts: torch.Tensor) -> torch.Tensor:
        """Return ln P, (N, 8) -> (N, V)."""
        table = torch.full((len(contexts), len(self.vocabulary)), -torch.inf, dtype=torch.float64)
        table[:, :2] = math.log(0.5)
        return table


COIN = Family(
    key="coin",
    title="Coin",
    caption="Coin",
    rung=99,
    model=Coin,
    fit=lambda material: Coin(material.vocabulary),
    tensors=lambda model: {},
    of_tensors=lambda vocabulary, tensors, values: Coin(vocabulary),
    values=lambda model: {},
)


def test_where_names_are_rolled_and_thrown_away_the_share_comes_with_its_interval(open_page):
    """Of all names, a quarter has two characters or more: aa, aaa, ..."""
    with registered(COIN):
        app = open_page("generate", list="dinosaurs", model="coin", made="3", **ANY_LENGTH)
        assert len(set(names(app))) == 3
        assert all(re.fullmatch("aa+", name) for name in names(app))
        said = captions(app).replace("\xa0", " ")
        share, low, high = map(
            int,
            re.findall(r"Of 1,000 names .* (\d+) % met them, .* likely (\d+) % to (\d+) %", said)[
                0
            ],
        )
        assert low < share < high
        assert low < 25 < high
        assert "are exact" not in said


def test_conditions_are_exact_for_texts_of_any_length(open_page):
    app = open_page(
        "generate", list="dinosaurs", must="tops ra", mustnot="saur", begins="a", context="2"
    )
    assert len(names(app)) == 30
    for name in names(app):
        assert name.startswith("a")
        assert "tops" in name
        assert "ra" in name
        assert "saur" not in name
    assert "up to 3 texts that must occur are exact" in captions(app)


# -- what context costs ------------------------------------------------------------------------


def opened(app: AppTest) -> AppTest:
    app.session_state["copying_open"] = True
    return app.run()


def cost(app) -> str:
    return next(line.value for line in app.markdown if line.value.startswith("- It looks at"))


def test_it_opens_with_kneser_ney_whose_context_is_behind_more(open_page):
    app = opened(open_page("generate", list="dinosaurs"))
    assert r"**30** names by Kneser\-Ney, context 5." in sentence(app)
    chosen = bundled_lists()["dinosaurs"]
    counts = mm.count_ngrams(mm.read_corpus(chosen.read(), lower=chosen.lower), context_size=5)
    seen = len({tuple(context) for context in counts.contexts.tolist()})
    possible = sum(26**length for length in range(6))
    assert cost(app).startswith(
        f"- It looks at 5 characters: **{seen:,}** of {possible:,} possible contexts occur.\n"
    )
    assert [line for line in app.markdown if "Whether it has *learned*" in line.value]
    press(app, "Hold out 10 % of the names")
    said = next(line.value for line in app.markdown if line.value.startswith("Up to **5 char"))
    assert r"surprise **Kneser\-Ney** less and less: it learns" in said
    app.number_input(key="context_box").set_value(1).run()
    assert r"by Kneser\-Ney, context 1." in sentence(app)
    assert "- It looks at 1 character: **27** of 27 possible contexts occur." in cost(app)


def test_an_older_link_names_a_model_with_a_capital(open_page):
    assert "by Counts, smoothing 0" in sentence(open_page("generate", model="Counts"))


def test_the_share_of_copies_is_that_of_the_models_own_probabilities(open_page):
    app = open_page("names", model="counts", shortest="1", longest="4")
    app.file_uploader[0].set_value(("four.txt", b"a\nb\nab\nba\n", "text/plain")).run()
    opened(app.switch_page("views/generate.py").run())
    # .a and .b: 1/2 each; a. and b.: 2/3, ab and ba: 1/3. So a 1/3, b 1/3, ab 1/9, ba 1/9
    assert "**89 %** of what it makes is in the list already." in cost(app).replace("\xa0", " ")
    # of up to four characters: 54 + 18 + 6 + 2 of 81, of which 72 are in the list
    assert "**90\xa0%** of such names are in the list already: those are left" in sentence(app)
    app.slider[0].set_value((2, 2)).run()  # ab 1/9, ba 1/9: both are in the list
    assert "is in the list already" in app.warning[0].value


def test_what_is_made_is_told_of_the_model_as_it_is_cut_and_mixed(open_page):
    """Of ab, abb and a: a ends by 1/3, b by 2/3, so that the likeliest way is ab.

    Mixed with all of a list that is b alone, b is all that is made, and only that list has it.
    """
    app = open_page("generate", topk="1", **UNFILTERED)
    app.session_state["source"] = Source.of("three", b"ab\nabb\na\n")
    made = opened(app)
    assert "**100 %** of what it makes" in cost(made).replace("\xa0", " ")
    assert "filter, 0 % of what this model makes" in captions(made).replace("\xa0", " ")
    app.number_input(key="topk_box").set_value(0).run()  # 1/3 + 4/9 + 4/27 = 25/27
    assert "**93 %** of what it makes" in cost(app).replace("\xa0", " ")
    assert "filter, 33 % of what this model makes" in captions(app).replace("\xa0", " ")

    other = Source.of("one", b"b\n")
    app.session_state["own_lists"] = {**app.session_state["own_lists"], other.digest: other}
    app.session_state["share"] = 100
    app.run()
    app.selectbox(key="mix_shown").set_value(other.digest).run()
    assert not app.exception
    assert "- **100\xa0%** of what it makes" in "".join(line.value for line in app.markdown)
    assert "filter, 100\xa0% of what this model makes" in captions(app)
    assert not any(line.value.startswith("- It looks at") for line in app.markdown)


def test_names_are_held_out_on_the_spot(open_page):
    app = opened(open_page("generate", model="counts", list="dinosaurs", smoothing="0.5"))
    assert "Held-out names" not in cost(app)
    press(app, "Hold out 10 % of the names")
    assert app.session_state["source"].held_out == 10
    assert "132 held out" in app.caption[0].value
    assert "Held-out names surprise it by **2.1862 nats** per character." in cost(app)
    assert not [button for button in app.button if button.label.startswith("Hold out")]


def test_what_is_said_of_a_model_is_said_of_the_list_in_use(open_page):
    """The counts of two lists have one title; what they make is not the same."""
    app = open_page("generate", model="counts", list="dinosaurs")
    for name in (b"ab", b"abc"):  # each pair is certain: it makes this name only
        app.session_state["source"] = Source.of("one", name)
        opened(app)
        assert f"names have {len(name)}.0 characters on average" in captions(app)


# -- one name ----------------------------------------------------------------------------------


def test_one_click_keeps_a_name_and_tells_more_of_it(app):
    name = names(app)[1]  # mor
    keep(app, name)
    assert list(app.session_state["kept"]) == [name]
    assert re.fullmatch(
        rf"\*\*.{name}.\*\*: nll \d\.\d\d · nearest: .+, 1 change away · rarest pair .+", tray(app)
    )
    keep(app)  # a second click lets it go, and still looks at it
    assert not app.session_state["kept"]
    assert name in tray(app)
    press(app, "Keep")
    assert app.button_group(key="names_shown").value == [name]


def test_names_that_come_again_come_again(open_page):
    """Of ab and cb come ab and cb only; a click on either of two keeps the name, or lets it go."""
    app = open_page("names", twice="true", listed="true", made="5", order="As the dice fell")
    app.file_uploader[0].set_value(("two.txt", b"ab\ncb\n", "text/plain")).run()
    app.session_state["model"] = "counts"
    app.switch_page("views/generate.py").run()
    made = app.session_state["finds"].search.found
    assert len(made) == len(names(app)) == 5
    assert [chip.split(" ×")[0] for chip in names(app)] == made
    assert f"{made[0]} ×2" in names(app)
    keep(app, f"{made[0]} ×2")
    assert list(app.session_state["kept"]) == [made[0]]
    both = app.button_group(key="names_shown").value
    assert set(both) == {chip for chip in names(app) if chip.startswith(made[0])}
    keep(app, *both[1:])
    assert not app.session_state["kept"]


def test_a_kept_name_stays_whatever_the_page_and_the_list(app):
    name = names(app)[1]
    keep(app, name)
    press(app, "Roll again")
    app.switch_page("views/names.py").run()
    app.selectbox[0].set_value(app.selectbox[0].options[1]).run()
    app.switch_page("views/generate.py").run()
    assert f"{name}" in tray(app)
    assert "made by Counts, smoothing 0 from US baby names 2018" in tray(app)
    app.session_state["take_kept"] = True
    app.run()
    assert app.text_area(key="kept_text").value == f"{name}\n"
    kept = app.session_state["kept"][name]
    assert kept.model == "Counts, smoothing 0"
    assert kept.nll > 0
    app.text_area(key="kept_text").set_value(f"{name}\nmine\n").run()
    assert app.session_state["kept"]["mine"] == Kept("mine")
    app.button_group(key="kept_shown").set_value("mine").run()
    assert tray(app).endswith("Your own.")
    app.session_state["take_kept"] = True
    app.run()
    app.text_area(key="kept_text").set_value("").run()
    assert not app.session_state["kept"]


@pytest.mark.parametrize(("button", "box"), [("more_begins", "begins"), ("more_ends", "ends")])
def test_more_like_this(app, button, box):
    name = next(name for name in names(app) if len(name) >= 6)
    keep(app, name)
    app.button(key=button).click().run()
    part = name[:3] if box == "begins" else name[-3:]
    assert app.text_input(key=f"{box}_box").value == part
    assert len(names(app)) == 10
    for other in names(app):
        assert other.startswith(part) if box == "begins" else other.endswith(part)


def test_many_names_come_in_parts(open_page):
    app = finish(open_page("generate", model="counts", made="45", list="dinosaurs"))
    assert len(names(app)) == 30
    press(app, "Show 15 more")
    assert len(names(app)) == 45


def test_hostile_names_stay_text(open_page):
    app = open_page("names", **UNFILTERED)
    hostile = b"<b>x</b> $x$ :smile:\n**b** =cmd()\n`a` [l](u)\n"
    app.file_uploader[0].set_value(("hostile.txt", hostile, "text/plain")).run()
    app.switch_page("views/generate.py").run()
    assert not app.exception
    chips = app.button_group(key="names_shown").options
    assert len(chips) > 5
    for chip in chips:
        for sign in "<$*`[:":
            assert sign not in chip.replace("\\\\", "").replace(f"\\{sign}", "")


FANTASY = (Path(__file__).parents[1] / "fantasy.txt").read_bytes()


def test_names_have_the_capitals_that_the_list_had(open_page):
    """The model knows small letters only; what is kept has its capitals, and so has its nearest."""
    app = open_page("names")
    app.file_uploader[0].set_value(("fantasy.txt", FANTASY, "text/plain")).run()
    app.switch_page("views/generate.py").run()
    assert app.session_state["source"].lower
    assert len(names(app)) == 30
    assert all(name[0].isupper() and name[1:].islower() for name in names(app))
    keep(app, names(app)[0])
    near = re.findall(r"nearest: \*\*.(\w+).\*\*", tray(app))[0]
    assert near in FANTASY.decode().split()


# -- rude names, two lists, likely characters only -----------------------------------------------


def test_rude_names_are_hidden_and_counted_until_one_asks_for_them(open_page):
    """Of cu and um come cu, cum, u and um: u and cum are new."""
    app = open_page("names", **UNFILTERED)
    app.file_uploader[0].set_value(("two.txt", b"Cu\nUm\n", "text/plain")).run()
    app.switch_page("views/generate.py").run()
    assert names(app) == ["U"]
    assert "School-safe: **1** name hidden." in sentence(app)
    assert any("- **1** are rude in some language" in line.value for line in app.markdown)
    app.toggle(key="rude_switch").set_value(True).run()
    assert sorted(names(app)) == ["Cum", "U"]
    assert "Rude names are shown." in sentence(app)
    assert app.query_params["rude"] == "true"


def text_of(app: AppTest) -> str:
    """All that a page says, with the names in its tables."""
    said = (*app.markdown, *app.caption, *app.success, *app.warning, *app.get("html"))
    texts = [one.value for one in said]
    return re.sub("</?(?:mark|bdi)>", "", "\n".join(texts))


def cu_and_um(open_page) -> AppTest:
    """Every fourth name that counts make of cu and um is cum."""
    app = open_page("names", models="counts", smoothing="0")
    return app.file_uploader[0].set_value(("two.txt", b"Cu\nUm\n", "text/plain")).run()


@pytest.mark.parametrize(
    ("page", "step"),
    [("start", ""), ("compare", ""), ("lesson", "axis"), ("lesson", "smoothing")],
)
def test_no_page_shows_a_class_a_rude_name(open_page, page, step):
    """Each that is hidden is told of."""
    app = cu_and_um(open_page)
    app.session_state["lesson_step"] = step
    app.switch_page(f"views/{page}.py").run()
    assert not app.exception
    shown = text_of(app)
    assert not re.search(r"\bcum\b", shown)
    said = re.findall(r"\*\*(\d+)\*\* names? hidden", shown)
    assert sum(map(int, said)) == shown.count("•••") + shown.count(">hidden<") > 0
    app.session_state["rude"] = True
    app.run()
    assert re.search(r"\bcum\b", text_of(app))
    assert not re.search("names? hidden", text_of(app))


def test_no_name_is_rude_that_one_rolls_by_hand_or_takes_along(open_page):
    """c, m and u are 1, 2 and 3; in the booklet c begins at 00, and after u comes m from 50 on."""
    app, cum = cu_and_um(open_page), (1, 3, 2, BOUNDARY)

    def hides(app: AppTest) -> bool:
        chips = re.sub("<style>.*?</style>|<[^>]*>", "", text_of(app), flags=re.DOTALL)
        assert not re.search(r"(?<!do)cum", chips)
        return "•••" in chips and "School-safe: **1** name hidden." in chips

    app.switch_page("views/walk.py").run()
    app.button(key="walk casino").click().run()
    owner, _journey = app.session_state["journey"]
    for taken in (3, 4):  # before its end, and after
        app.session_state["journey"] = (owner, Journey(moves=cum[:taken]))
        assert hides(app.run())
    app.session_state["lesson_step"] = "dice"
    app.switch_page("views/lesson.py").run()
    app.button(key="roll").click().run()
    key = f"lesson_dice {owner[0].digest}"
    assert key in app.session_state
    app.session_state[key] = Table(tokens=cum)
    assert hides(app.run())
    app.session_state["lesson_step"] = "paper"
    for rolls in ("00 00 99 00", "00 00 99 00 00"):  # the last one made, and one before
        app.run()
        (box,) = (one for one in app.text_input if one.label == "Your rolls")
        assert hides(box.set_value(rolls).run())
    for page, label in (("compare", "these names (CSV)"), ("take", "the report (HTML)")):
        file = offered(app.switch_page(f"views/{page}.py").run())[f"Download {label}"].decode()
        assert "hidden" in file
        assert not re.search(r"(?<!do)cum", file)
    counts = offered(app)["Counts (safetensors)"]
    app.file_uploader[0].set_value(("counts.safetensors", counts, "application/octet-stream")).run()
    (made,) = (one.value.split() for one in app.code if len(one.value.split()) == 10)
    assert "•••" in made
    assert "cum" not in made


def test_two_lists_are_mixed_as_much_as_one_says(open_page):
    app = open_page("generate", list="dinosaurs", mix="us-names-2018", share="0")
    assert r"by Kneser\-Ney, context 5, of two lists" in sentence(app)
    saurus = sum(name.endswith("saurus") for name in names(app))
    app.number_input(key="share_box").set_value(100).run()
    assert saurus > 10 > sum(name.endswith("saurus") for name in names(app))
    assert app.query_params["share"] == "100"
    ours = {name: one.read().decode().split() for name, one in bundled_lists().items()}
    assert not {*names(app)} & {*ours["us-names-2018"], *ours["dinosaurs"]}
    keep(app, names(app)[0])  # its nearest is of the list that it was made of
    near = re.findall(r"nearest: \*\*.(\w+).\*\*", tray(app))[0]
    assert near in ours["us-names-2018"]
    (one,) = app.session_state["kept"].values()
    assert one.source == "Dinosaurs + US baby names 2018"
    assert "else that of **Dinosaurs**" in captions(app)
    app.button_group(key="model_shown").set_value("GRU").run()
    assert "Only models that count can be mixed" in captions(app)


def test_a_list_of_ones_own_is_mixed_and_stays_out_of_the_address(open_page):
    app = open_page("names")
    app.file_uploader[0].set_value(("secret.txt", FANTASY, "text/plain")).run()
    app.selectbox[0].set_value("Dinosaurs").run()
    app.switch_page("views/generate.py").run()
    assert "secret.txt" in app.selectbox(key="mix_shown").options
    app.selectbox(key="mix_shown").set_value(next(iter(app.session_state["own_lists"]))).run()
    assert not app.exception
    assert "of two lists" in sentence(app)
    assert "mix" not in app.query_params


def test_top_k_leaves_only_the_likeliest_characters(open_page):
    """Whatever begins a name, the likeliest of the counts goes on, under conditions too."""
    app = open_page("generate", list="dinosaurs", topk="2", begins="t", **UNFILTERED)
    chosen = bundled_lists()["dinosaurs"]
    model = mm.CountModel.fit(mm.read_corpus(chosen.read(), lower=chosen.lower))
    matrix = mm.probability_matrix(model)
    for name in names(app):
        for first, second in pairwise([*model.vocabulary.encode(name), 0]):
            assert second in matrix[first].topk(2).indices
    assert any("such names come" in line.value for line in app.caption)
    app.number_input(key="topk_box").set_value(0).run()
    app.number_input(key="topp_box").set_value(0.01).run()  # one way only
    assert "that is all" in sentence(app)


# -- the files ---------------------------------------------------------------------------------

KEPT = [Kept("ava", 2.5, "Counts, smoothing 1", "My names"), Kept("=1+1"), Kept("王芳")]


def test_files_of_kept_names():
    lines = as_csv(KEPT).decode("utf-8-sig").splitlines()
    assert lines[0] == "name,nll per character,model,list"
    assert lines[1] == 'ava,2.5,"Counts, smoothing 1",My names'
    assert lines[2].startswith("'=1+1,")
    assert [Kept(**one) for one in json.loads(as_json(KEPT))] == KEPT
    assert as_text(KEPT).decode() == "ava\n=1+1\n王芳\n"


def test_what_is_unchanged_keeps_its_figures():
    before = {one.name: one for one in KEPT}
    after = edited(before, f" 王芳\nava\n\nava\neva\n{'x' * 1001}")
    assert list(after.values()) == [KEPT[2], KEPT[0], Kept("eva"), Kept("x" * 1000)]
