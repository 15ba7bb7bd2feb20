"""Lists of thousands of characters: every page works, quickly enough, or says what to do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

import makemore as mm
from dashboard.contenders.trainer import Pace, Status, Trainer, replay
from dashboard.lists.source import Source
from dashboard.take.session_file import Network, Session, read_session, session_bytes
from makemore.shared_weights import WIDE, SharedWeights

CHARACTERS = 1500
PAGES = ["lesson", "counts", "train", "compare", "generate", "score", "walk", "test", "take"]


def wide_list(characters: int, names: int = 4000) -> bytes:
    """Return Chinese names of so many characters, some of them far more frequent than others."""
    dice = np.random.default_rng(1)
    codes = 0x4E00 + (characters * dice.random((names, 2)) ** 3).astype(int)
    every = 0x4E00 + np.arange(characters).reshape(-1, 2)
    rows = np.concatenate([codes, every])
    return "\n".join("".join(map(chr, row)) for row in rows).encode()


@pytest.fixture
def wide(open_page):
    """Open a page on a list of so many characters."""

    def open_(page: str, characters: int = CHARACTERS):
        app = open_page("names")
        source = Source.of("wide", wide_list(characters))
        app.session_state["source"] = source
        app.session_state["own_lists"] = {source.digest: source}
        app.switch_page(f"views/{page}.py").run()
        return app

    return open_


@pytest.mark.parametrize("page", PAGES)
def test_every_page_works(wide, page):
    app = wide(page)
    assert not app.exception
    assert not app.error


def said(app) -> str:
    return "\n".join(one.value for one in (*app.markdown, *app.info, *app.caption))


def test_the_network_shares_weights_and_says_so(wide):
    app = wide("train")
    assert "All weights are 0 at first" in said(app)
    assert not any("Seed" in box.label for box in app.number_input)
    next(one for one in app.button if one.label == "One step").click().run()
    assert not app.exception
    assert "After 1 step the nll of the network" in said(app)
    (run,) = app.session_state["trainers"].values()
    assert isinstance(run.snapshot.model.weights, SharedWeights)
    app.session_state["network"] = app.session_state["tables"] = True
    app.run()
    assert not app.exception
    app.switch_page("views/compare.py").run()
    app.session_state["differences"] = True
    app.run()
    assert not app.exception
    for page in ("score", "walk", "generate", "take"):
        app.switch_page(f"views/{page}.py").run()
        assert not app.exception


def test_a_race_on_all_of_it_is_declined_with_the_remedy(wide):
    app = wide("proof")
    assert not app.exception
    assert f"at most {WIDE:,} characters" in said(app)


@pytest.mark.parametrize(
    ("page", "characters", "most"),
    [("counts", 6000, "4,000"), ("lesson", 6000, "4,000"), ("generate", 2400, "2,000")],
)
def test_what_does_not_fit_opens_with_one_press(wide, page, characters, most):
    app = wide(page, characters)
    assert not app.exception
    assert f"This list has {characters:,} different characters." in said(app)
    assert f"Up to {most} characters fit." in said(app)
    press(app, OFFER)
    assert not app.exception
    assert "different characters. The table" not in said(app)
    assert IN_USE in said(app)


OFFER = "Use the 1,999 commonest characters; the others stand together as □"
IN_USE = "the 1,999 commonest characters, the others as □"


def press(app, label: str):
    next(one for one in app.button if one.label == label).click().run()


@pytest.fixture
def narrowed(wide):
    """Open a page on a list of 6,000 characters, the commonest of them told apart."""

    def open_(page: str):
        app = wide("counts", characters=6000)
        press(app, OFFER)
        app.switch_page(f"views/{page}.py").run()
        assert not app.exception
        return app

    return open_


@pytest.mark.parametrize("page", [*PAGES, "names", "proof"])
def test_every_page_works_with_the_commonest(narrowed, page):
    app = narrowed(page)
    assert not app.error
    assert "different characters. The table" not in said(app)
    assert IN_USE in said(app)


def rare_of(app) -> str:
    """Return a character of the list that is not told apart."""
    source = app.session_state["source"]
    kept = source.in_use(mm.read_corpus(source.data)).characters
    assert len(kept) == 2000
    return next(one for one in mm.read_corpus(source.data).characters if one not in kept)


def test_a_typed_name_is_read_by_the_commonest(narrowed):
    app = narrowed("score")
    rare = rare_of(app)
    next(one for one in app.text_input if one.label == "A name").set_value(f"一{rare}").run()
    assert not app.exception
    assert "Read as 一□." in said(app)
    assert "□ stands for every character but the 1,999 commonest." in said(app)


def test_the_lesson_reads_a_typed_name_so_too(narrowed):
    app = narrowed("lesson")
    rare = rare_of(app)
    box = next(one for one in app.text_input if one.label == "Type your name, or any other")
    box.set_value(rare).run()
    assert not app.exception
    assert "□" in "".join(str(one.proto.body) for one in app.get("html"))


def test_conditions_are_read_by_the_commonest(narrowed):
    app = narrowed("generate")
    rare = rare_of(app)
    next(one for one in app.text_input if one.label == "Begins with").set_value(rare).run()
    assert "begins with **□**" in said(app)
    next(one for one in app.text_input if one.label == "Must not have").set_value("一").run()
    press(app, "Only names without □")
    assert not app.exception
    assert "does not have **一 □**" in said(app)
    assert not any(one.label == "Only names without □" for one in app.button)


def test_the_way_back_is_on_the_page_names(narrowed):
    app = narrowed("names")
    assert "6,000 different characters" in said(app)  # the list itself stays as it is written
    switch = next(one for one in app.toggle if one.label == OFFER)
    assert switch.value
    names = narrowed_names(app)
    share = 100 * sum(name.count("□") for name in names) / sum(map(len, names))
    assert f"Of all characters in the names, {share:.1f} % are □." in said(app)
    switch.set_value(False).run()
    assert app.session_state["source"].commonest is None
    assert IN_USE not in said(app)
    next(one for one in app.toggle if one.label == OFFER).set_value(True).run()
    assert app.session_state["source"].commonest == 2000


def narrowed_names(app) -> list[str]:
    source = app.session_state["source"]
    return source.in_use(mm.read_corpus(source.data)).names


def test_few_names_need_no_sign_for_the_rest(narrowed):
    app = narrowed("names")
    app.session_state["source"] = replace(app.session_state["source"], first=100)
    app.run()
    assert IN_USE not in said(app)
    assert not any(one.label == OFFER for one in app.toggle)


def test_its_own_page_shows_any_list(wide):
    app = wide("names", characters=6000)
    assert not app.exception
    assert "6,000 different characters" in said(app)


def test_a_session_of_the_commonest_comes_back():
    source = replace(Source.of("wide", wide_list(2400)), commonest=2000)
    corpus = source.in_use(mm.read_corpus(source.data))
    run = Trainer(
        mm.count_ngrams(corpus), mm.Vocabulary.of(corpus.characters), seed=3, pace=Pace(10.0)
    )
    run.step()
    saved = Session(source, network=Network.of(run.snapshot, 3))
    found = read_session(session_bytes(saved))
    assert (found.source, found.source.commonest) == (source, 2000)
    assert torch.equal(found.network.weights.dense(), run.snapshot.model.weights.dense())


def test_a_program_of_the_commonest_comes_to_the_same_numbers(narrowed, tmp_path):
    app = narrowed("take")
    source = app.session_state["source"]
    code = next(one.value for one in app.code if "import makemore as mm" in one.value)
    assert "lower=False, rules=mm.Rules.as_it_is()" in code
    corpus = source.in_use(mm.read_corpus(source.data))
    (tmp_path / "list.txt").write_bytes(corpus.lines())
    read = mm.read_file(tmp_path / "list.txt", column=0, lower=False, rules=mm.Rules.as_it_is())
    assert read.data == corpus.data


COUNTS = mm.count_ngrams(["王芳", "李娜", "王伟", "ava"])


def test_a_trainer_on_pairs_makes_the_steps_of_zeros():
    trainer = Trainer(COUNTS, COUNTS.vocabulary, seed=3, pace=Pace(10.0, 0.01))
    zeros = mm.GradientDescent(COUNTS.matrix(), torch.zeros_like(COUNTS.matrix()))
    for _ in range(5):
        trainer.step()
        losses = zeros.step(10.0, 0.01)
    assert trainer.snapshot.last.loss == pytest.approx(losses.loss, abs=1e-12)
    assert torch.allclose(trainer.snapshot.model.weights.dense(), zeros.weights, atol=1e-12)
    again, history = replay(COUNTS, 3, (10.0, 0.01), 5)
    assert torch.equal(again.dense(), trainer.snapshot.model.weights.dense())
    other = Trainer(COUNTS, COUNTS.vocabulary, seed=3, pace=Pace(10.0, 0.01))
    other.stand_at(again, history, 3)
    trainer.step()
    other.step()
    assert torch.equal(other.snapshot.model.weights.dense(), trainer.snapshot.model.weights.dense())


def test_a_trainer_on_pairs_comes_back_from_a_divergence():
    trainer = Trainer(COUNTS, COUNTS.vocabulary, seed=3, pace=Pace(10.0))
    trainer.step()
    trainer.pace = Pace(1e308, 1e4)
    trainer.step()
    assert trainer.snapshot.status is Status.DIVERGED
    trainer.pace = Pace(10.0)
    trainer.step()
    assert trainer.snapshot.last.step == 2
    trainer.reset()
    assert not trainer.snapshot.model.weights.numpy().any()
