"""The page Make names: a shortlist, its conditions, and what a person keeps of it."""

import json
import math
import re
import threading
from dataclasses import dataclass

import pytest
import torch
from streamlit.testing.v1 import AppTest

import makemore as mm
from dashboard.lists.bundled import bundled_lists
from dashboard.lists.source import Source
from dashboard.parts.kept import as_csv, as_json, as_text
from dashboard.state.kept import Kept, edited
from dashboard.state.settings import SEED
from makemore.generating import Filters, make_names
from makemore.models.family import Family, registered


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def finish(app: AppTest) -> AppTest:
    """Run the page until its search has ended: on a busy machine that takes more than a moment."""
    while app.session_state["finds"].search.end is None:
        app.run()
    assert not app.exception
    return app


def names(app: AppTest) -> list[str]:
    """The names of the shortlist, in order, as text."""
    lines = [element.value for element in app.markdown]
    bold = [line[2:-2] for line in lines if line.startswith("**") and line.endswith("**")]
    return [name.replace("\\", "") for name in bold]


def sentence(app: AppTest) -> str:
    return str(app.main.markdown[0].value)


def captions(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.caption)


def stars(app: AppTest) -> list:
    return [button for button in app.button if button.label in ("☆", "★")]


def choose(app: AppTest, place: int, action: str) -> None:
    """Choose what to do with the name at a place of the shortlist."""
    app.menu_button(key=f"act {place}").click(action).run()
    assert not app.exception


@pytest.fixture
def app(open_page) -> AppTest:
    return open_page("generate", model="counts", order="As the dice fell", shortest="1")


def test_a_shortlist_at_first_sight(app):
    """The lecture's dice, less what is in the list: mor is not, axx is not."""
    chosen = next(iter(bundled_lists().values()))
    corpus = mm.read_corpus(chosen.read(), lower=chosen.lower)
    model = mm.CountModel.fit(corpus)
    made = make_names(model, 10, seed=2147483647, names=corpus.names, filters=Filters(apart=1))
    assert names(app) == made
    assert "**10** names by Counts, smoothing 0" in sentence(app)
    said = " ".join(line.value for line in app.markdown).replace("\xa0", " ")
    assert "**11 %** of what it makes is in the list already" in said
    shown = captions(app).replace("\xa0", " ")
    assert re.findall("Without any filter, (.+?) of what this model makes", shown) == ["12 %"]
    assert "nearest: **" in captions(app)
    assert "rarest pair" in captions(app)
    assert len(stars(app)) == 10


def test_best_first_is_the_default(open_page):
    app = open_page("generate", model="counts")
    figures = [caption.value for caption in app.caption if caption.value.startswith("nll ")]
    scores = [float(text.split()[1]) for text in figures]
    assert len(scores) == 10
    assert scores == sorted(scores)


def test_new_ones_take_the_next_seed(app):
    before = names(app)
    press(app, "New dice")
    assert app.session_state["seed"] == 2147483648
    assert len(names(app)) == 10
    assert not set(before) & set(names(app))


def test_the_last_seed_is_followed_by_zero(open_page):
    app = open_page("generate", model="counts", list="dinosaurs", seed=str(int(SEED.maximum)))
    press(app, "New dice")
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
    assert app.number_input(key="longest_box").value == 200
    assert not any(line.value.startswith("Conditions: ") for line in app.markdown)


def test_a_comma_is_a_condition_where_the_list_has_it(open_page):
    app = open_page("generate", model="counts", list="dinosaurs", must=",", longest="9")
    assert not any("has **" in line.value for line in app.markdown)  # it parts texts
    app.session_state["source"] = Source.of("comma", b"a,b\nb,a\nabab\nbaba\n")
    app.run()
    assert "has **,**" in "".join(line.value for line in app.markdown)
    assert len(names(app)) == 10
    assert all("," in name for name in names(app))


def test_what_was_thrown_away_is_counted_by_filter(open_page):
    app = finish(open_page("generate", model="counts", samples="100"))
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
    app = open_page("generate", model="counts", ends="a", mustnot="a", shortest="3")
    assert "No name can meet all these conditions" in app.warning[0].value
    assert not names(app)
    ways = next(line.value for line in app.markdown if line.value.startswith("It is enough"))
    assert ways == ("It is enough to drop one of these: ends with **a**, does not have **a**.")


def test_what_is_hopeless_is_worked_out_once(open_page):
    app = open_page("generate", model="counts", ends="a", mustnot="a", shortest="3")
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
    app = open_page("generate", model="counts", apart="9", samples="1000")
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
    press(app, "Train 200 steps now")
    for thread in threading.enumerate():
        if thread.name == "trainer":
            thread.join(timeout=60)
    app.run()
    assert "by Network, step 200" in sentence(app)
    assert len(names(app)) == 10
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
        app = open_page("generate", list="dinosaurs", model="coin", samples="3")
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
    assert len(names(app)) == 10
    for name in names(app):
        assert name.startswith("a")
        assert "tops" in name
        assert "ra" in name
        assert "saur" not in name
    assert "up to 3 texts that must occur are exact" in captions(app)


# -- what context costs ------------------------------------------------------------------------


def cost(app) -> str:
    return next(line.value for line in app.markdown if line.value.startswith("- It looks at"))


def test_it_opens_with_kneser_ney_whose_context_stands_in_view(open_page):
    app = open_page("generate", list="dinosaurs")
    assert r"by Kneser\-Ney, context 5;" in sentence(app)
    assert len(names(app)) == 10
    chosen = bundled_lists()["dinosaurs"]
    counts = mm.count_ngrams(mm.read_corpus(chosen.read(), lower=chosen.lower), context_size=5)
    seen = len({tuple(context) for context in counts.contexts.tolist()})
    possible = sum(26**length for length in range(6))
    assert cost(app).startswith(
        f"- It looks at 5 characters: **{seen:,}** of {possible:,} possible contexts occur.\n"
    )
    app.number_input(key="context_box").set_value(1).run()
    assert r"by Kneser\-Ney, context 1;" in sentence(app)
    assert "- It looks at 1 character: **27** of 27 possible contexts occur." in cost(app)


def test_an_older_link_names_a_model_with_a_capital(open_page):
    assert "by Counts, smoothing 0" in sentence(open_page("generate", model="Counts"))


def test_the_share_of_copies_is_that_of_the_models_own_probabilities(open_page):
    app = open_page("names", model="counts")
    app.file_uploader[0].set_value(("four.txt", b"a\nb\nab\nba\n", "text/plain")).run()
    app.switch_page("views/generate.py").run()
    # .a and .b: 1/2 each; a. and b.: 2/3, ab and ba: 1/3. So a 1/3, b 1/3, ab 1/9, ba 1/9
    assert "**89 %** of what it makes is in the list already." in cost(app).replace("\xa0", " ")


def test_names_are_held_out_on_the_spot(open_page):
    app = open_page("generate", model="counts", list="dinosaurs", smoothing="0.5")
    assert "Held-out names" not in cost(app)
    press(app, "Hold out 10 % of the names")
    assert app.session_state["source"].held_out == 10
    assert "132 held out" in app.caption[0].value
    assert "Held-out names surprise it by **2.1862 nats** per character." in cost(app)
    assert not [button for button in app.button if button.label.startswith("Hold out")]


def test_where_learning_turns_into_copying_is_said(open_page):
    app = open_page("generate", list="dinosaurs")
    app.session_state["copying_open"] = True
    app.run()
    assert [line for line in app.markdown if "Whether it has *learned*" in line.value]
    press(app, "Hold out 10 % of the names")
    said = next(line.value for line in app.markdown if line.value.startswith("Up to **5 char"))
    assert r"surprise **Kneser\-Ney** less and less: it learns" in said
    app = open_page("generate", list="dinosaurs", model="counts", copying_open="true")
    assert "Where learning turns into copying" not in [box.label for box in app.expander]


# -- one name ----------------------------------------------------------------------------------


def test_a_kept_name_stays_whatever_the_page_and_the_list(app):
    name = names(app)[1]
    stars(app)[1].click().run()
    assert [star.label for star in stars(app)[:3]] == ["☆", "★", "☆"]
    assert app.text_area(key="kept_text").value == f"{name}\n"
    press(app, "New dice")
    app.switch_page("views/names.py").run()
    app.selectbox[0].set_value(app.selectbox[0].options[1]).run()
    app.switch_page("views/generate.py").run()
    assert app.text_area(key="kept_text").value == f"{name}\n"
    kept = app.session_state["kept"][name]
    assert kept.model == "Counts, smoothing 0"
    assert kept.nll > 0
    app.text_area(key="kept_text").set_value(f"{name}\nmine\n").run()
    assert app.session_state["kept"]["mine"] == Kept("mine")
    app.text_area(key="kept_text").set_value("").run()
    assert not app.session_state["kept"]


def test_more_like_this(app):
    name = next(name for name in names(app) if len(name) >= 4)
    choose(app, names(app).index(name), "more")
    beginning = name[: min(3, len(name) // 2)]
    assert app.text_input(key="begins_box").value == beginning
    assert all(other.startswith(beginning) for other in names(app))


def test_hide_and_show_again(app):
    before = names(app)
    choose(app, 0, "hide")
    assert names(app) == before[1:]
    press(app, "Show 1 hidden name")
    assert names(app) == before


def test_edit_before_keeping(app):
    name = names(app)[0]
    choose(app, 0, "edit")
    assert app.code[0].value == name
    app.text_input(key=f"edit {name}").set_value(f"{name}ly").run()
    press(app, "Keep")
    assert list(app.session_state["kept"]) == [f"{name}ly"]
    assert not app.code or app.code[0].value != name


def test_many_names_come_in_parts(open_page):
    app = finish(open_page("generate", model="counts", samples="45", list="dinosaurs"))
    assert len(names(app)) == 20
    press(app, "Show 20 more")
    press(app, "Show 5 more")
    assert len(names(app)) == 45


def test_hostile_names_stay_text(open_page):
    app = open_page("names", model="counts")
    hostile = b"<b>x</b> $x$ :smile:\n**b** =cmd()\n`a` [l](u)\n"
    app.file_uploader[0].set_value(("hostile.txt", hostile, "text/plain")).run()
    app.switch_page("views/generate.py").run()
    assert not app.exception
    shown = [line.value for line in app.markdown if line.value.startswith("**")]
    assert len(shown) > 5
    for line in shown[1:]:
        body = line[2:-2].replace("\\\\", "")
        for sign in "<$*`[:":
            assert sign not in body.replace(f"\\{sign}", "")


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
    after = edited(before, " 王芳\nava\n\nava\neva")
    assert list(after.values()) == [KEPT[2], KEPT[0], Kept("eva")]


def test_what_is_said_of_a_model_is_said_of_the_list_in_use(open_page):
    """The counts of two lists have one title; what they make is not the same."""
    app = open_page("generate", model="counts", list="dinosaurs")
    for name in (b"ab", b"abc"):  # each pair is certain: it makes this name only
        app.session_state["source"] = Source.of("one", name)
        app.run()
        assert f"names have {len(name)}.0 characters on average" in captions(app)
