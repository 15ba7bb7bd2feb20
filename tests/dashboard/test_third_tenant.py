"""A family that only this test knows appears on every page by its title, and nothing else changes.

It is the definition of "a model is one file": registered, it is offered, made, scored, walked,
tested, saved and brought back; no sentence calls it by another model's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import torch
from streamlit.testing.v1 import AppTest
from torch import Tensor

from dashboard.contenders import climbing
from dashboard.lists.source import Source
from dashboard.state.settings import MODELS
from dashboard.take.session_file import Session, session_bytes
from makemore.models.family import Family, registered
from makemore.saving import model_bytes, read_model
from makemore.vocabulary import BOUNDARY, Vocabulary
from tests.dashboard.conftest import offered, wait_for

TITLE = "Parrot"
KEY = "parrot"


@dataclass(frozen=True)
class Parrot:
    """Says the list's first character, once or twice, and ends; it looks at two characters."""

    vocabulary: Vocabulary
    context_size: int = 2

    def log_probabilities(self, contexts: Tensor) -> Tensor:
        """Return ln P, (N, 2) -> (N, V): a at the start, a or the end after one, then the end."""
        table = torch.full((len(contexts), len(self.vocabulary)), -torch.inf, dtype=torch.float64)
        begun, twice = contexts[:, 1] != BOUNDARY, contexts[:, 0] != BOUNDARY
        table[~begun, 1] = 0.0
        table[begun & twice, BOUNDARY] = 0.0
        once = begun & ~twice
        table[once, 1] = table[once, BOUNDARY] = torch.tensor(0.5).double().log()
        return table


PARROT = Family(
    key=KEY,
    title=TITLE,
    caption=TITLE,
    rung=99,
    model=Parrot,
    fit=lambda material: Parrot(material.vocabulary),
    tensors=lambda model: {},
    of_tensors=lambda vocabulary, tensors, values: Parrot(vocabulary),
    values=lambda model: {},
)


@pytest.fixture(autouse=True)
def _moves_in() -> Iterator[None]:
    with registered(PARROT):
        yield


@pytest.fixture
def alone(open_page):
    """Open a page with the parrot as the only model."""

    def open_(page: str, **query: str) -> AppTest:
        return open_page(page, list="dinosaurs", **{MODELS: KEY, "model": KEY}, **query)

    return open_


def said(app: AppTest) -> str:
    """Return all texts of the page's main part that speak of models."""
    kinds = ("markdown", "caption", "html", "info", "warning")
    texts = [
        getattr(one, "value", None) or one.proto.body
        for kind in kinds
        for one in app.main.get(kind)
    ]
    return re.sub(r"<style>.*?</style>", "", " ".join(map(str, texts)), flags=re.DOTALL)


@pytest.mark.parametrize("page", ["compare", "generate", "score", "walk", "test", "take"])
def test_it_appears_by_its_title_and_nothing_takes_it_for_another(alone, page):
    app = alone(page, shortest="1")
    assert not app.error
    words = said(app) + " ".join(offered(app))
    assert TITLE in words
    mistaken = re.findall(r"[^.]*\b(?:by|of|to|from) the (?:counts|network)\b[^.]*", words)
    assert not mistaken


@pytest.mark.parametrize("page", ["compare", "score", "walk", "test"])
def test_it_stands_beside_the_lectures_models(open_page, page):
    app = open_page(page, list="dinosaurs", **{MODELS: f"counts,{KEY}"})
    assert not app.error
    assert TITLE in said(app)
    assert "Counts" in said(app)


def test_it_is_a_rung_of_the_ladder(open_page, monkeypatch):
    """It holds almost all names impossible, and says so."""
    monkeypatch.setattr(climbing, "BUDGET", 0.0)  # networks take no part
    app = open_page("ladder", list="dinosaurs", first="40")
    app.button(key="climb").click().run()
    wait_for("climb")
    app.run()
    assert not app.exception
    row = next(row for row in said(app).split("<tr>") if TITLE in row and "infinite" in row)
    assert re.search(r"\baa?\b", row)


def test_it_makes_names(alone):
    """It can say a and aa, and nothing else."""
    app = alone("generate", shortest="1")
    assert {*app.button_group(key="names_shown").options} <= {"a", "aa"} != set()


def test_it_travels_in_a_file():
    model = Parrot(Vocabulary.of("ab"))
    again = read_model(model_bytes(model)).model
    assert type(again) is Parrot
    assert again.vocabulary == model.vocabulary


def test_a_session_file_brings_it_back(open_page):
    saved = session_bytes(Session(Source.of("mine.txt", b"ab\nba\n"), {MODELS: KEY}))
    app = open_page("take")
    app.file_uploader[0].set_value(("any", saved, "application/zip")).run()
    next(one for one in app.button if one.label == "Open this session").click().run()
    assert not app.exception
    app.switch_page("views/compare.py").run()
    assert not app.exception
    assert TITLE in said(app)
    assert "Counts" not in said(app)


def test_what_two_families_share_has_one_slider(open_page):
    app = open_page("compare", list="dinosaurs", context="2", **{MODELS: "n-gram,kneser-ney"})
    assert not app.exception
    sliders = [one.label for one in app.main.select_slider]
    assert sliders.count("Characters of context") == 1
    assert "N-grams, context 2, smoothing 0.1" in said(app)
    assert "Kneser-Ney, context 2" in said(app)
