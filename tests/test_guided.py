"""A simpler model looks ahead for one that cannot be asked exactly; weights make it right."""

import math

import numpy as np
import pytest

import makemore as mm
from makemore.conditional import ConditionalChain, Conditions
from makemore.guided import AHEAD, DRAWN, POOL, Guided
from makemore.models.family import Material, families
from makemore.models.tempered import Tempered
from makemore.models.witten_bell import WittenBell
from makemore.rolling import Dice

NAMES = ["anna", "emma", "ava", "mia", "olivia", "liv", "noa", "hanna", "nina"]
MODEL = mm.CountModel.fit(NAMES, smoothing=0.1)  # small enough to be asked exactly, too
OWN, HOT = (mm.sample_names(MODEL, 1000, seed=0, temperature=heat) for heat in (1, 2))
ASKED = [
    Conditions(suffix="na", shortest=4, longest=7, must=("v",)),
    Conditions(prefix="ann", suffix="nna", longest=9),  # they may overlap
    Conditions(must=("e", "o", "i"), must_not=("a",), longest=12),
]


@pytest.mark.parametrize("conditions", ASKED, ids=["ending", "overlap", "parts"])
def test_guided_by_itself_all_names_weigh_the_same(conditions):
    """Then nothing is to be made up for: each weight is the share that meets the conditions."""
    model = WittenBell.fit(NAMES, context_size=AHEAD)
    share = ConditionalChain(model, conditions).probability
    pool = Guided(model, conditions, seen=NAMES).first
    assert pool.weights == pytest.approx(np.full(POOL, share), rel=1e-9)
    assert pool.effective == pytest.approx(POOL)
    assert pool.share.value == pytest.approx(share, rel=1e-9)


@pytest.mark.parametrize("temperature", [1.0, 0.7])
@pytest.mark.parametrize("conditions", ASKED, ids=["ending", "overlap", "parts"])
@pytest.mark.parametrize("seen", [OWN, HOT], ids=["own", "hot"])
def test_names_come_as_often_as_the_model_itself_makes_them(conditions, temperature, seen):
    """However it is guided: by names of its own, or by such as it hardly makes."""
    exact = ConditionalChain(MODEL, conditions, temperature)
    guided = Guided(MODEL, conditions, temperature, seen=seen)
    names = guided.first.names
    assert conditions.among(mm.corpus_of(names).column).to_pylist() == names
    share = guided.first.share
    assert share.low * 0.9 < exact.probability < share.high * 1.1
    likely = max(exact.walks(Dice(1), 0, 300), key=lambda draw: draw.probability)
    drawn = [draw.name for draw in guided.walks(Dice(2), 0, 30 * DRAWN)]
    sure = 30 * min(DRAWN, guided.first.effective)  # about so many draws of its own
    far = 5 * math.sqrt(likely.probability * (1 - likely.probability) / sure)
    assert drawn.count(likely.name) / len(drawn) == pytest.approx(likely.probability, abs=far)


def test_draws_of_pools_follow_on_each_other():
    chain = Guided(MODEL, ASKED[0], seen=OWN)
    draws = chain.walks(Dice(3), 0, DRAWN + 20)
    assert len(draws) == DRAWN + 20
    assert {draw.name for draw in draws[:DRAWN]} != {draw.name for draw in draws[DRAWN:]}
    begun = sum(draw.rolls for draw in draws[: DRAWN - 5])
    assert chain.walks(Dice(3), begun, 25) == draws[DRAWN - 5 :]
    assert chain.walks(Dice(4), 0, 20) != draws[:20]


def test_a_network_meets_what_its_names_rarely_do():
    """A memory of whole names, carried along; a suffix is asked of it character by character."""
    training = families()["gru"].training(Material(NAMES), seed=1, hidden=8)
    for _ in range(30):
        training.step()
    model, conditions = training.present, Conditions(suffix="nna", shortest=6, longest=6)
    chain = Guided(model, conditions, 0.8, seen=mm.sample_names(model, 300, seed=1))
    name = max(chain.first.names, key=chain.first.names.count)
    assert (len(name), name[-3:]) == (6, "nna")
    weight = chain.first.weights[chain.first.names.index(name)]
    share = chain.first.names.count(name) / POOL
    probability = np.exp(-float(mm.surprisals(Tempered(model, 0.8), name).sum()))
    assert weight == pytest.approx(probability / share, rel=0.5)  # the share is of the rolls
