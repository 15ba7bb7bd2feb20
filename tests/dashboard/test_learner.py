"""Networks of any family on the page Train, and what other pages and files make of them."""

import threading
from dataclasses import replace

import pytest

import makemore as mm
from dashboard.contenders import learner as learning
from dashboard.contenders.learner import Learner, Start
from dashboard.contenders.trainer import Status
from dashboard.lists.source import Source
from dashboard.take.session_file import Session, read_session, session_bytes
from dashboard.take.trained import Trained
from makemore.errors import BrokenSessionError
from makemore.learning.running import run
from makemore.models.family import Material, Progress, families
from tests.dashboard.conftest import offered, wait_for

NAMES = ["ann", "anna", "nan", "hanna", "ana", "hans", "sana", "nahan", "anh", "sahan", "nash"]
MLP = families()["mlp"]


@pytest.fixture
def mlp():
    return Learner(MLP, Material(NAMES), 1, {"hidden": 8, "window": 3})


def test_one_step_then_play_until_nothing_is_gained(mlp):
    mlp.step()
    wait_for("learner")
    assert mlp.snapshot.status is Status.PAUSED
    assert mlp.snapshot.progress.step == 1
    mlp.play()
    assert mlp.playing
    wait_for("learner")
    scene = mlp.snapshot
    assert scene.status is Status.DONE
    assert scene.progress.stopped
    assert scene.scores[0].step == 0
    assert scene.progress.best_nll == min(one.kept_nll for one in scene.scores)
    assert scene.step == scene.progress.best_step < scene.progress.step
    again = Learner(MLP, Material(NAMES), 1, {"hidden": 8, "window": 3})
    again.play()
    wait_for("learner")
    assert again.snapshot.scores == scene.scores  # the seed decides, wherever one paused


def test_a_pause_holds_and_a_reset_takes_the_seed_and_the_knobs(mlp):
    mlp.play()
    while mlp.snapshot.progress is None:
        threading.Event().wait(0.005)
    mlp.pause()
    assert mlp.snapshot.status in (Status.PAUSED, Status.DONE)
    step = mlp.snapshot.progress.step
    wait_for("learner")
    assert mlp.snapshot.progress.step == step
    mlp.asked = 2, {"hidden": 4, "window": 2}
    assert mlp.snapshot.progress.step == step  # what was learned is not lost by a slider
    mlp.reset()
    assert (mlp.snapshot.status, mlp.snapshot.progress) == (Status.READY, None)
    mlp.step()
    wait_for("learner")
    assert mlp.snapshot.present.context_size == 2


def test_who_diverges_keeps_its_best_and_goes_on_from_there(mlp):
    mlp.step()
    wait_for("learner")
    best = mlp.snapshot.model
    mlp.pace = 1e35
    mlp.play()
    wait_for("learner")
    scene = mlp.snapshot
    assert scene.status is Status.DIVERGED
    assert scene.error is not None
    assert scene.model is best
    mlp.pace = 1.0
    mlp.step()
    wait_for("learner")
    assert mlp.snapshot.error is None
    assert mlp.snapshot.progress.step == scene.step + 1


def test_the_rate_sinks_to_nothing_in_the_end(mlp):
    mlp.finish(seconds=1e9)
    wait_for("learner")
    scene = mlp.snapshot
    assert scene.status is Status.DONE
    again = families()["mlp"].training(Material(NAMES), seed=1, hidden=8, window=3)
    for last in run(again, 1e9):
        assert last.step <= scene.progress.step
    assert scene.scores == tuple(again.scores)  # it goes back to its best as the command line does
    mlp.reset()
    mlp.finish(seconds=0.01)
    wait_for("learner")
    assert mlp.snapshot.status is Status.DONE


def test_a_network_travels_in_a_session_file_and_goes_on():
    source = Source.of("mine.txt", "\n".join(NAMES).encode())
    model = MLP.training(Material(NAMES), seed=1, hidden=4, window=2).model
    one = Trained(model, 7, 30, 1.5, 2.5)
    data = session_bytes(Session(source, others={"mlp": one}))
    found = read_session(data).others["mlp"]
    assert replace(found, model=model) == one
    assert mm.mean_nll(found.model, NAMES) == pytest.approx(mm.mean_nll(model, NAMES), abs=1e-6)
    learner = Learner(MLP, Material(NAMES), 1, {"hidden": 4, "window": 2})
    learner.stand_at(Start(found.model, Progress(30, 1.5, 2.5, 30, 2.5)), 7, learner.values)
    assert (learner.snapshot.step, learner.seed) == (30, 7)
    learner.step()
    wait_for("learner")
    assert learner.snapshot.progress.step == 31


@pytest.mark.parametrize("bad", [{"step": 0}, {"kept_nll": float("inf")}, {"seed": -1}])
def test_a_network_with_impossible_figures_is_refused(bad):
    source = Source.of("mine.txt", "\n".join(NAMES).encode())
    model = MLP.training(Material(NAMES), seed=1, hidden=4, window=2).model
    one = replace(Trained(model, 7, 30, 1.5, 2.5), **bad)
    with pytest.raises(BrokenSessionError):
        read_session(session_bytes(Session(source, others={"mlp": one})))


def test_on_the_page_it_learns_and_joins_the_others(open_page, monkeypatch):
    app = open_page("train", list="dinosaurs", first="40", net="mlp", models="counts,mlp")
    assert "has not learned from this list yet" in app.markdown[0].value
    app.button(key="step").click().run()
    wait_for("learner")
    app.run()
    assert not app.exception
    assert "After 1 step the nll of **MLP**" in app.markdown[0].value
    assert any("Names that it makes now" in one.value for one in app.markdown)
    app.button(key="play0").click().run()
    wait_for("learner")
    app.run()
    assert not app.exception
    assert "gains nothing more" in app.markdown[0].value
    learner = app.session_state["learners"][app.session_state["source"], "mlp"]
    best = learner.snapshot.step
    rows = offered(app)["The curve (CSV)"].decode("utf-8-sig").split()
    assert rows[0] == "step,train_nll,kept_nll"
    assert len(rows) == 1 + len(learner.snapshot.scores)
    assert rows[-1].startswith(f"{learner.snapshot.scores[-1].step},")
    app.number_input(key="weights_box").set_value(5).run()
    assert learner.snapshot.step == best  # until Reset
    app.switch_page("views/compare.py").run()
    assert not app.exception
    table = next(one.proto.body for one in app.get("html") if "makemore-table" in one.proto.body)
    assert f"MLP, step {best}" in table
    app.switch_page("views/take.py").run()
    assert not app.exception
    code = "".join(one.value for one in app.code)
    assert 'mlp = mm.load("mlp.safetensors")' in code
    app.switch_page("views/train.py").run()
    app.button(key="reset").click().run()
    assert "has not learned from this list yet" in app.markdown[0].value
    assert learner.seed == 5


def test_other_pages_offer_to_train_it(open_page, monkeypatch):
    monkeypatch.setattr(learning.Learner, "finish", lambda self: Learner.step(self))
    app = open_page("test", list="dinosaurs", first="40", models="counts,mlp", held_out="20")
    app.button(key="train_nowmlp").click().run()
    wait_for("learner")
    app.run()
    assert not app.exception
    assert not [one for one in app.button if one.key == "train_nowmlp"]
    assert any("MLP, step 1" in one.proto.body for one in app.get("html"))
