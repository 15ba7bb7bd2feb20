"""The Ladder: every family climbs on the same names, and is judged by names that it never saw."""

import re
import threading

import numpy as np
import pytest

import makemore as mm
from dashboard.contenders import climbing
from dashboard.contenders.climbing import Climb, Rung
from dashboard.contenders.judging import Scored, above, few_names
from dashboard.lists.bundled import bundled_lists
from dashboard.lists.source import Source
from dashboard.parts.ladder import standing
from makemore.models.family import Material, families, fit
from makemore.rolling import Dice
from makemore.sampling import Sampler
from makemore.splitting import three_parts
from makemore.uncertainty import nll_difference
from tests import chinese
from tests.dashboard.conftest import wait_for


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    """A climb of a second: networks stop where they are."""
    monkeypatch.setattr(climbing, "BUDGET", 1.0)


def press(app, key):
    app.button(key=key).click().run()
    wait_for("climb")
    app.run()
    assert not app.exception
    return app


def rows(app):
    """The rows of the table, as text."""
    found = [one.proto.body for one in app.get("html") if "makemore-table" in one.proto.body]
    return [re.sub(r"<[^>]*>", " ", row) for row in re.findall(r"<tr>(.*?)</tr>", found[0])[1:]]


def dinosaurs():
    chosen = bundled_lists()["dinosaurs"]
    return mm.read_corpus(chosen.read(), lower=chosen.lower)


def test_one_press_climbs_every_rung_and_a_sentence_says_what_it_means(open_page):
    app = open_page("ladder", list="dinosaurs")
    assert "judged by 132 names that none of them has seen" in app.markdown[0].value
    assert not app.get("html")
    press(app, "climb")
    (climb,) = app.session_state["climbs"].values()
    there = [family.title for family in families().values() if family.key in climb.rungs]
    assert {"Blind guess", "Counts", "Kneser-Ney"} <= set(there)
    for row, title in zip(rows(app), reversed(there), strict=True):
        assert row.strip().startswith(title)
    parts = three_parts(dinosaurs(), 0.1, seed=1)
    every = mm.Vocabulary.of(dinosaurs().characters)
    model = fit("kneser-ney", Material(parts.train, every))
    nll = mm.mean_nll(model, parts.validation)
    row = next(row for row in rows(app) if "Kneser-Ney, context" in row)
    assert f" {nll:.4f} " in row
    assert "132 names that no rung has seen" in app.markdown[0].value
    assert "a blind guess by 3.296" in app.markdown[0].value
    app.session_state["lang"] = "zh"
    app.run()
    assert "让瞎猜惊讶 3.296" in app.markdown[0].value
    assert "。 " not in app.markdown[0].value  # sentences are joined as Chinese does
    assert not chinese.on_page(app)


def test_differences_are_those_of_the_library(monkeypatch):
    monkeypatch.setattr(climbing, "BUDGET", 0.0)
    climb = Climb(dinosaurs(), seed=1, dice=1)
    climb.go()
    wait_for("climb")
    counts, blind = climb.rungs["counts"], climb.rungs["uniform"]
    found = above(blind.validation, counts.validation)
    again = nll_difference(blind.model, counts.model, climb.parts.validation, seed=1)
    assert (found.difference, found.low, found.high) == pytest.approx(
        (again.difference, again.low, again.high)
    )
    assert counts.values["smoothing"] > 0  # without, some of the names are impossible
    assert climb.rungs.keys() == {one.key for one in climb.families if one.fit}  # what is at once


def test_the_test_is_opened_once_and_the_page_remembers(open_page):
    app = press(open_page("ladder", list="dinosaurs", first="40"), "climb")
    assert not any("test names" in one.proto.body for one in app.get("html"))
    press(app, "open_test")
    app.switch_page("views/names.py").run()
    app.switch_page("views/ladder.py").run()
    assert any("You have opened the test" in one.value for one in app.markdown)
    assert any("test names" in one.proto.body for one in app.get("html"))
    assert not [one for one in app.button if one.key == "open_test"]


def test_a_rung_that_has_done_learning_and_stays_behind_counting_is_named():
    def rung(key, nlls, *, done=True):
        scored = Scored(np.array(nlls), np.full(len(nlls), 2))
        return Rung(families()[key], {}, None, scored, scored, None, (), 0, 0.0, 0, done)

    nlls = np.linspace(3, 5, 40)
    rungs = [rung("counts", nlls + 1), rung("kneser-ney", nlls), rung("gru", nlls + 0.1)]
    higher = [*rungs, rung("mlp", nlls + 0.2, done=False), rung("residual", nlls - 0.1)]
    (said,) = standing._higher(higher)
    assert r"**Kneser\-Ney** only counts, with **2.000**" in said
    assert said.endswith("better here than **GRU**.")  # of 0.05, the same for every name
    assert not standing._higher([*rungs[:2], rung("gru", nlls[::-1])])  # may be luck
    assert not standing._higher([rungs[2]])


def test_a_stopped_climb_goes_on(monkeypatch):
    monkeypatch.setattr(climbing, "BUDGET", 600.0)
    climb = Climb(dinosaurs(), seed=1, dice=1)
    climb.go()
    learning = [one for one in climb.families if one.training and one.key != "network"]
    while climb.live is None or climb.now != learning[0].key:
        threading.Event().wait(0.01)
    climb.open_test()  # which waits until the climb has ended
    climb.stop()
    wait_for("climb")
    first = climb.rungs[learning[0].key]
    assert not first.done
    assert all(rung.test is not None for rung in climb.rungs.values())
    assert learning[0].key not in climb.opened
    assert learning[0] in climb.waiting
    assert "kneser-ney" in climb.rungs  # what counts is there at once
    monkeypatch.setattr(climbing, "BUDGET", 1.0)
    climb.go()
    wait_for("climb")
    assert climb.rungs[learning[0].key].steps > first.steps


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_smallest_lists(open_page, number):
    app = open_page("ladder")
    app.session_state["source"] = Source.of("mine", b"ab\nba\nbb\n"[: 3 * number])
    app.run()
    assert not app.exception
    if number < 3:
        assert "at least" in app.info[0].value
    else:
        press(app, "climb")
        assert "1 name is very little to judge by" in app.markdown[0].value


def test_dividing_carelessly_makes_who_learns_by_heart_look_better(open_page):
    app = open_page("ladder")
    names = [*"abcdefgh"] + [f"{a}{b}{c}" for a in "abcdefgh" for b in "eio" for c in "klmnr"]
    app.session_state["source"] = Source.of("mine", "\n".join(4 * names).encode())
    app.run()
    press(app, "climb")
    app.toggle(key="by_line_switch").set_value(True).run()
    press(app, "climb")
    assert "Divided line by line" in app.markdown[0].value
    careless, honest = (climb.rungs["kneser-ney"] for climb in list_of_climbs(app))
    assert careless.validation.mean < honest.validation.mean - 0.1
    (row,) = [row for row in rows(app) if "Kneser-Ney, context" in row]
    assert f"{honest.validation.mean:.4f}" in row


def list_of_climbs(app):
    climbs = [climb for climb in app.session_state["climbs"].values() if climb.rungs]
    return sorted(climbs, key=lambda climb: not climb.by_line)


def test_of_a_list_without_copies_there_is_one_way_to_divide(open_page):
    assert not open_page("ladder", list="dinosaurs").toggle


def test_a_long_list_is_drawn_from(monkeypatch):
    monkeypatch.setattr(climbing, "MOST", 500)
    monkeypatch.setattr(climbing, "JUDGES", 40)
    climb = Climb(dinosaurs(), seed=1, dice=1)
    parts = climb.parts
    assert climb.drawn
    assert sum(len(part) for part in (parts.train, parts.validation, parts.test)) == 500
    assert len(climb.judges[0].names) == len(climb.judges[2].names) == 40


def test_every_name_takes_its_turn(open_page):
    app = open_page("ladder", list="dinosaurs", first="60")
    app.session_state["turns_open"] = True
    app.run()
    app.button(key="turns").click().run()
    wait_for("turning")
    app.run()
    assert not app.exception
    found = mm.choose(dinosaurs().first(60), "kneser-ney")
    (turning,) = app.session_state["turnings"].values()
    assert turning.found["kneser-ney"].values == found.values
    assert turning.found["kneser-ney"].scored.mean == pytest.approx(found.nll)
    assert f"{found.nll:.4f}" in next(row for row in rows(app) if "Kneser-Ney, context" in row)
    assert any("suits this list best" in one.value for one in app.markdown)


def test_few_names_are_walks_of_the_model():
    model = fit("kneser-ney", Material(["ab", "ab", "abab"]), context=2)
    sampler, dice = Sampler(model), Dice(7)
    walks = [sampler.walk(dice, place * 20).name for place in range(5)]
    assert few_names(model, 7) == tuple(
        name if len(name) < 20 else name[:20] + "…" for name in walks
    )
