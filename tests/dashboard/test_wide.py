"""Lists of thousands of characters: every page works, quickly enough, or says what to do."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import makemore as mm
from dashboard.contenders.trainer import Pace, Status, Trainer, replay
from dashboard.lists.source import Source
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


@pytest.mark.parametrize("page", ["counts", "train", "take", "lesson"])
def test_what_does_not_fit_is_declined_with_the_remedy(wide, page):
    app = wide(page, characters=6000)
    assert not app.exception
    assert "This list has 6,000 different characters." in said(app)
    assert "leave out names with a character that occurs only once" in said(app)


def test_names_under_conditions_are_declined_with_the_remedy(wide):
    app = wide("generate", characters=2400)
    assert not app.exception
    assert "Up to 2,000 characters fit." in said(app)


def test_its_own_page_shows_any_list(wide):
    app = wide("names", characters=6000)
    assert not app.exception
    assert "6,000 different characters" in said(app)


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
