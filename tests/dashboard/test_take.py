"""The page Save and share: a session comes back, models open again, and files of the parts."""

import csv
import io
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from streamlit.testing.v1 import AppTest

from dashboard.lists.bundled import bundled_lists
from dashboard.lists.source import Source
from dashboard.state.kept import Kept
from dashboard.take.files import history_csv, pairs_parquet
from dashboard.take.session_file import Network, Session, session_bytes
from makemore.corpus import read_corpus
from makemore.counting import count_ngrams
from makemore.export import matrix_csv
from makemore.models.family import Material, families
from makemore.models.model import probability_matrix
from makemore.models.network import NeuralBigram
from makemore.models.ngram import CountModel
from makemore.saving import model_bytes
from makemore.scoring import mean_nll
from makemore.training import GradientDescent, Losses, initial_weights
from tests.dashboard.conftest import offered, press

HOSTILE = [
    *('<img src=x onerror="alert(1)">', "=cmd()", "[$x$](a)", "a\u2028b", "\u202eשלום"),
    *("\U0001f600\u200d\U0001f525", "</script>", ":smile: **b** `c`"),
]
OWN = Source.of("<b>own</b>.txt", "\n".join(HOSTILE).encode())


def network(source: Source, steps: int = 3) -> Network:
    counts = count_ngrams(read_corpus(source.data, lower=source.lower)).matrix()
    descent = GradientDescent(counts, initial_weights(len(counts), 7))
    history = [descent.losses(), *(descent.step(10.0) for _step in range(steps))]
    return Network(descent.weights, tuple(history), 7)


SAVED = Session(
    OWN,
    {"smoothing": 0.5, "lr": 70.0, "seed": 5, "show": "surprisal"},
    network(OWN),
    (Kept("ava", 2.5, "Counts, smoothing 0.5", "[$x$](a)"), Kept("=1+1")),
)


def everything(app: AppTest) -> str:
    """All sentences of the page."""
    return "\n".join(
        one.value for one in [*app.markdown, *app.caption, *app.info, *app.success, *app.error]
    )


def give(app: AppTest, data: bytes, name: str = "any") -> None:
    """Put a file into the uploader of the page."""
    app.file_uploader[0].set_value((name, data, "application/octet-stream")).run()
    assert not app.exception


def test_at_first_sight(open_page):
    app = open_page("take")
    titles = ["As a link", "As one file", "As files for other programs"]
    titles += ["As a program", "As a report"]
    assert [one.value for one in app.header] == titles
    assert app.code[0].value.endswith("/compare?list=us-names-2018")
    assert list(offered(app)) == [
        *("Save the whole session", "Counts (safetensors)", "Counts (CSV)"),
        *("Probabilities (CSV)", "All pairs (parquet)", "As Python", "As a notebook", "The list"),
        "Download the report (HTML)",
    ]


def test_kneser_ney_leaves_as_two_kinds_of_file(open_page):
    app = open_page("take", models="kneser-ney")
    assert {"Kneser-Ney (safetensors)", "Kneser-Ney (ARPA)"} <= set(offered(app))
    assert 'mm.fit("kneser-ney"' in app.code[1].value.replace("'", '"')


# -- sessions ----------------------------------------------------------------------------------


def test_a_session_comes_back(open_page):
    app = open_page("take")
    give(app, session_bytes(SAVED))
    said = everything(app).replace("\\", "")
    assert "the list **<b>own</b>.txt**, 8 names, a network after 3 steps, 2 kept names" in said
    press(app, "Open this session")
    assert "The session is open" in app.success[0].value
    state = app.session_state
    assert state["source"] == OWN
    assert (state["smoothing"], state["seed"], state["lr"]) == (0.5, 5, 70.0)
    assert list(state["kept"].values()) == list(SAVED.kept)
    run = state["trainers"][OWN]
    assert torch.equal(run.snapshot.model.weights, SAVED.network.weights)
    assert tuple(run.snapshot.history) == SAVED.network.history
    assert {"Network (safetensors)", "Losses by step (CSV)"} <= set(offered(app))
    app.switch_page("views/train.py").run()
    assert not app.exception
    assert app.number_input(key="weights_box").value == 7
    print(
        [one.value for one in app.markdown],
        [one.value for one in app.warning],
        [one.label for one in app.button],
    )
    assert "After 3 steps" in " ".join(one.value for one in app.markdown)
    press(app, "One step")
    assert run.snapshot.last.step == 4
    app.switch_page("views/counts.py").run()
    assert app.segmented_control(key="show_shown").value == "surprisal"


def test_a_session_of_a_bundled_list(open_page):
    chosen = bundled_lists()["dinosaurs"]
    source = Source.of(chosen.title, chosen.read(), lower=chosen.lower)
    app = open_page("take")
    give(app, session_bytes(Session(replace(source, first=100, held_out=10))))
    press(app, "Open this session")
    assert app.session_state["source"] == replace(source, first=100, held_out=10)
    assert "own_lists" not in app.session_state or not app.session_state["own_lists"]
    assert "/compare?list=dinosaurs&first=100" in app.code[0].value
    app.switch_page("views/names.py").run()
    assert app.selectbox(key="chosen").value == "dinosaurs"


def test_nothing_of_the_session_before_is_lost(open_page):
    app = open_page("names", lr="3")
    app.file_uploader[0].set_value(("first.txt", b"ab\ncb\n", "text/plain")).run()
    app.session_state["kept"] = {"mine": Kept("mine"), "ava": Kept("ava")}
    app.switch_page("views/take.py").run()
    give(app, session_bytes(replace(SAVED, settings={})))
    press(app, "Open this session")
    titles = [one.title for one in app.session_state["own_lists"].values()]
    assert titles == ["first.txt", "<b>own</b>.txt"]
    assert list(app.session_state["kept"]) == ["ava", "=1+1", "mine"]
    assert app.session_state["lr"] == 50
    assert "lr" not in app.query_params


def test_a_setting_of_a_page_that_was_seen_gives_way_too(open_page):
    app = open_page("counts", smoothing="1", lang="en")
    app.number_input(key="smoothing_box").set_value(3.0).run()
    app.switch_page("views/take.py").run()
    give(app, session_bytes(SAVED))
    press(app, "Open this session")
    app.switch_page("views/counts.py").run()
    assert app.number_input(key="smoothing_box").value == 0.5


def test_the_network_that_gives_way_is_named(open_page):
    app = open_page("take")
    for _time in range(2):
        give(app, session_bytes(SAVED))
        last = everything(app)
        press(app, "Open this session")
    assert "Your network of this list (step 3) gives way" in last


@pytest.mark.parametrize("data", [b"PK\x03\x04 no zip", b"\x80\x04K\x01.", b"", b"ab\ncb\n"])
def test_a_broken_file_gets_a_sentence(open_page, data):
    app = open_page("take")
    before = app.session_state["source"]
    give(app, data)
    assert "that you downloaded here" in app.error[0].value.replace("\\", "")
    assert app.session_state["source"] == before


# -- models ------------------------------------------------------------------------------------


def use_own(app: AppTest) -> None:
    app.switch_page("views/names.py").run()
    app.file_uploader[0].set_value((OWN.title, OWN.data, "text/plain")).run()
    app.switch_page("views/take.py").run()


def test_a_count_model_opens_again(open_page):
    app = open_page("take")
    use_own(app)
    corpus = read_corpus(OWN.data)
    model = CountModel.fit(corpus, smoothing=0.5)
    give(app, model_bytes(model, settings={"list": OWN.title}))
    said = everything(app).replace("\\", "")
    assert "Counts, smoothing 0.5**, for 40 different characters" in said
    assert "It learned from the list **<b>own</b>.txt**." in said
    assert f"Its nll on the list in use is **{mean_nll(model, corpus):.4f}**" in said
    assert "Names that it makes:" in said
    assert not [button for button in app.button if button.label == "Train this network on"]


def test_the_title_in_a_model_file_is_no_markup(open_page):
    app = open_page("take")
    give(app, model_bytes(CountModel.fit(["ava"]), settings={"list": "**b** $x$ :smile:"}))
    assert r"the list **\*\*b\*\* \$x\$ \:smile\:**" in everything(app)


def test_a_model_of_other_characters_says_so(open_page):
    app = open_page("take")
    give(app, model_bytes(CountModel.fit(["xyz"])))
    assert "does not know the character a" in app.info[0].value


def test_a_model_of_longer_contexts_opens(open_page):
    app = open_page("take", list="dinosaurs")
    names = read_corpus(bundled_lists()["dinosaurs"].read())
    give(app, model_bytes(CountModel.fit(names, context_size=3, smoothing=1)))
    assert "Its nll on the list in use is" in everything(app)
    give(app, model_bytes(CountModel.fit(names.first(3), context_size=9)))
    assert "too large to be tested" in everything(app)


def test_a_network_is_trained_on(open_page):
    app = open_page("take")
    use_own(app)
    saved = SAVED.network
    vocabulary = CountModel.fit(read_corpus(OWN.data)).vocabulary
    model = NeuralBigram(vocabulary, saved.weights)
    settings = {"step": "3", "weights": "7", "list": OWN.title}
    give(app, model_bytes(model, settings=settings))
    assert "**Network, step 3**" in everything(app)
    press(app, "Train this network on")
    run = app.session_state["trainers"][OWN]
    assert torch.equal(run.snapshot.model.weights, saved.weights)
    assert (run.snapshot.last.step, run.seed) == (3, 7)
    assert app.session_state["weights"] == 7
    assert run.snapshot.last.nll == pytest.approx(saved.history[-1].nll)


def test_a_network_that_sees_further_is_trained_on(open_page):
    app = open_page("take")
    use_own(app)
    family, names = families()["mlp"], Material(read_corpus(OWN.data))
    training = family.training(names, seed=7, hidden=4, window=3)
    model = [training.step() for _ in range(9)] and training.model
    give(app, model_bytes(model, settings={"step": "8", "weights": "7"}))
    press(app, "Train this network on")
    (run,) = app.session_state["learners"].values()
    assert (run.family.key, run.seed, run.snapshot.step) == ("mlp", 7, 8)
    assert run.values == {"hidden": 4, "window": 3}
    kept = run.snapshot.progress.kept_nll
    assert kept == pytest.approx(training.progress.best_nll, abs=1e-6)
    run.step()
    assert run.snapshot.progress.step == 9
    shown = app.switch_page("views/train.py").run()
    assert not shown.exception
    assert app.session_state["net"] == "mlp"

    vocabulary = training.model.vocabulary  # the same, for shorter names
    short = Material(list(vocabulary.characters[:4]), vocabulary)
    other = families()["transformer"].training(short, seed=1, width=8, layers=1)
    app.switch_page("views/take.py").run()
    give(app, model_bytes(other.model))
    press(app, "Train this network on")
    assert "longer or shorter names" in app.error[0].value


def test_a_network_of_other_characters_is_not_trained_on(open_page):
    app = open_page("take")
    model = NeuralBigram(CountModel.fit(["ab"]).vocabulary, initial_weights(3, 1))
    give(app, model_bytes(model, settings={"step": "many", "list": "x"}))
    assert "choose a list with exactly its characters" in everything(app)


def test_weights_that_are_too_large_are_not_trained_on(open_page):
    app = open_page("take")
    use_own(app)
    vocabulary = CountModel.fit(read_corpus(OWN.data)).vocabulary
    weights = torch.full((len(vocabulary),) * 2, -1.7e308, dtype=torch.float64)
    weights[:, 0] = 1.7e308
    give(app, model_bytes(NeuralBigram(vocabulary, weights)))
    press(app, "Train this network on")
    assert "too large" in app.error[0].value


# -- files -------------------------------------------------------------------------------------

MODEL = CountModel.fit(read_corpus(OWN.data), smoothing=0.5)
LABELS = MODEL.vocabulary.labels


def test_pairs_come_back_from_parquet():
    counts, counted = MODEL.counts.matrix().numpy(), probability_matrix(MODEL).numpy()
    table = pq.read_table(io.BytesIO(pairs_parquet(counts, counted, LABELS, 1 - counted)))
    V = len(LABELS)
    assert table.num_rows == V * V
    assert table["context"].to_pylist() == [one for one in LABELS for _next in LABELS]
    assert table["next"].to_pylist() == list(LABELS) * V
    assert np.array_equal(table["count"].to_numpy().reshape(V, V), counts)
    assert np.array_equal(table["probability"].to_numpy().reshape(V, V), counted)
    assert np.array_equal(table["network"].to_numpy().reshape(V, V), 1 - counted)


def test_of_a_large_table_only_pairs_that_occur(monkeypatch):
    monkeypatch.setattr("dashboard.take.files.LARGE", 3)
    counts = MODEL.counts.matrix().numpy()
    table = pq.read_table(io.BytesIO(pairs_parquet(counts, counts / 7, LABELS)))
    assert table.num_rows == np.count_nonzero(counts)
    assert sum(table["count"].to_pylist()) == counts.sum()


def test_counts_come_back_from_csv():
    counts = MODEL.counts.matrix().numpy()
    text = matrix_csv(counts, LABELS).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert np.array_equal(np.array([row[1:] for row in rows[1:]], dtype=np.int64), counts)
    signs = [one.removeprefix("'") if one != "'" else one for one in rows[0][1:]]
    assert signs == [row[0].removeprefix("'") if row[0] != "'" else row[0] for row in rows[1:]]
    assert signs == list(LABELS)


def test_losses_come_back_from_csv():
    history = [Losses(0, 3.75, 3.5), Losses(10, 2.5, 2.4540144)]
    rows = list(csv.reader(io.StringIO(history_csv(history).decode("utf-8-sig"), newline="")))
    assert rows[0] == ["step", "loss", "nll"]
    assert [Losses(int(row[0]), float(row[1]), float(row[2])) for row in rows[1:]] == history
