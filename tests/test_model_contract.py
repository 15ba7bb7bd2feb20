"""What every model must keep to. A new model joins by one line in MODELS."""

import math
from itertools import islice

import pytest
import torch

import makemore as mm
from makemore.broadcasting import TableModel, normalized_wrongly
from makemore.models.add_k import AddK
from makemore.models.family import Material, families
from makemore.models.kneser_ney import KneserNey
from makemore.models.model import Remembering
from makemore.models.tempered import Tempered
from makemore.models.truncated import Truncated
from makemore.models.witten_bell import WittenBell
from makemore.sampling import MAX_LENGTH
from makemore.scoring import name_nll
from makemore.shared_weights import SharedDescent

NAMES = ["emma", "ava", "olivia", "zoë", "王芳", "j. r.", "ava"]
COUNTS = mm.count_ngrams(NAMES)
VOCABULARY = COUNTS.vocabulary
V = len(VOCABULARY)


def learned(key: str, **values: float) -> mm.LanguageModel:
    """A network after forty steps: its names end."""
    training = families()[key].training(Material(NAMES), seed=1, **values)
    for _ in range(40):
        training.step()
    return training.present


MODELS: dict[str, mm.LanguageModel] = {
    "uniform": mm.UniformModel(VOCABULARY),
    "uniform K=3": mm.UniformModel(VOCABULARY, 3),
    "counts": mm.CountModel(COUNTS),
    "counts + 0.5": mm.CountModel(COUNTS, 0.5),
    "counts + 1": mm.CountModel(COUNTS, 1),
    "counts K=2": mm.CountModel.fit(NAMES, context_size=2),
    "counts K=2 + 1": mm.CountModel.fit(NAMES, context_size=2, smoothing=1),
    "counts K=4": mm.CountModel.fit(NAMES, context_size=4),
    "counts K=4 + 0.5": mm.CountModel.fit(NAMES, context_size=4, smoothing=0.5),
    "nothing counted": mm.CountModel(
        mm.NgramCounts.from_matrix(VOCABULARY, torch.zeros((V, V), dtype=torch.int64))
    ),
    "neural": mm.NeuralBigram(VOCABULARY, mm.initial_weights(V, seed=1)),
    "neural, shared weights": mm.NeuralBigram(VOCABULARY, SharedDescent(COUNTS).weights),
    "n-gram": AddK.fit(NAMES, context_size=3, smoothing=0.1),
    "n-gram, as counted": AddK.fit(NAMES, context_size=2),
    "witten-bell": WittenBell.fit(NAMES),
    "kneser-ney": KneserNey.fit(NAMES),
    "kneser-ney K=6": KneserNey.fit(NAMES, context_size=6),  # too long for a table of contexts
    "log-linear": learned("log-linear", context=3),
    "mlp": learned("mlp", window=3, hidden=4),
    "rnn": learned("rnn", hidden=4),
    "gru": learned("gru", hidden=4),
    "bag of words": learned("bag-of-words", hidden=4),
    "transformer": learned("transformer", width=8, layers=1),
    "residual": learned("residual", hidden=4),
    "residual, mlp": learned("residual", hidden=4, mend=2, context=2),
    "residual, two networks": learned("residual", hidden=4, networks=2, context=2),
    "wrong axis": TableModel(VOCABULARY, normalized_wrongly(COUNTS.matrix())),
}

every_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())


def some_contexts(model: mm.LanguageModel) -> torch.Tensor:
    """Contexts of a real name, and 200 at random, most of them never seen, (N, K)."""
    K = model.context_size
    tokens = torch.tensor([0] * K + VOCABULARY.encode("olivia") + [0])
    generator = torch.Generator().manual_seed(0)
    random = torch.randint(V, (200, K), generator=generator)
    return torch.cat([tokens.unfold(0, K, 1), random])


@every_model
def test_it_says_what_it_is(model):
    assert model.vocabulary == VOCABULARY
    assert model.context_size >= 1


@every_model
def test_log_probabilities_are_a_table_of_float64(model):
    contexts = some_contexts(model)
    log_probabilities = model.log_probabilities(contexts)
    assert log_probabilities.shape == (len(contexts), V)
    assert log_probabilities.dtype == torch.float64
    assert model.log_probabilities(contexts[:0]).shape == (0, V)


@every_model
def test_rows_are_distributions(model):
    log_probabilities = model.log_probabilities(some_contexts(model))
    assert not log_probabilities.isnan().any()
    assert (log_probabilities <= 1e-12).all()  # ln P <= 0, to rounding; -inf is honest
    sums = log_probabilities.exp().sum(dim=1)
    torch.testing.assert_close(sums, torch.ones_like(sums), rtol=0, atol=1e-12)


@every_model
def test_top_k_of_all_and_top_p_of_1_leave_it_as_it_is(model):
    """In the cold too, where the likelier ones have 1 together, through rounding."""
    cold, contexts = Tempered(model, 0.05), some_contexts(model)
    whole, cut = (one.log_probabilities(contexts) for one in (cold, Truncated(cold, V, 1.0)))
    torch.testing.assert_close(cut, whole, rtol=0, atol=1e-12)


@every_model
def test_a_row_depends_on_its_own_context_alone(model):
    contexts = some_contexts(model)[:20]
    one_by_one = torch.cat([model.log_probabilities(context[None]) for context in contexts])
    torch.testing.assert_close(model.log_probabilities(contexts), one_by_one, rtol=0, atol=1e-12)
    again = model.log_probabilities(contexts.flip(0)).flip(0)
    torch.testing.assert_close(again, one_by_one, rtol=0, atol=1e-12)


@every_model
@pytest.mark.parametrize("name", ["emma", "王芳", "j. r.", "aaa", "芳", ""])
def test_surprisals_are_one_a_token_and_add_up(model, name):
    surprisals = mm.surprisals(model, name)
    assert surprisals.shape == (len(name) + 1,)
    assert (surprisals >= -1e-12).all()  # finite or infinite, never NaN
    assert name_nll(model, name) == pytest.approx(math.fsum(surprisals.tolist()), abs=1e-9)


@every_model
def test_mean_nll_is_the_mean_of_all_surprisals(model):
    tokens = torch.cat([mm.surprisals(model, name) for name in NAMES])
    nll = mm.mean_nll(model, NAMES)
    assert 0 <= nll < math.inf  # every model here gives its own list a probability above 0
    assert nll == pytest.approx(float(tokens.mean()), abs=1e-10)
    assert mm.perplexity(model, NAMES) == pytest.approx(math.exp(nll), rel=1e-12)


@every_model
def test_seeded_samples_repeat(model):
    names = mm.sample_names(model, 20, seed=7)
    assert names == mm.sample_names(model, 20, seed=7)
    assert names != mm.sample_names(model, 20, seed=8)
    assert all(set(name) <= set(VOCABULARY.characters) for name in names)


@every_model
@pytest.mark.parametrize("prefix", ["", "olivia olivi"])
def test_names_made_in_step_are_those_made_one_by_one(model, prefix):
    """Some are longer than what a network remembers; 60 names are several rounds of walkers."""
    walks = islice(mm.sample_walks(model, seed=3, temperature=0.9, prefix=prefix), 60)
    names = [walk.name for walk in walks]
    assert mm.sample_names(model, 60, seed=3, temperature=0.9, prefix=prefix) == names
    assert mm.sample_names(model, 2, seed=3, temperature=0.9, prefix=prefix) == names[:2]


@pytest.mark.parametrize(
    "model",
    [one for one in MODELS.values() if isinstance(one, Remembering)],
    ids=lambda one: type(one).__name__,
)
def test_a_state_says_what_its_context_says(model):
    K, tokens = model.context_size, VOCABULARY.encode("olivia ava")
    assert len(tokens) > K  # it is asked beyond what it remembers
    state, asked = model.start(2), []
    for token in [*tokens, None]:
        asked.append(model.after(state))
        if token is not None:
            state = model.follow(state, torch.tensor([token, 1]))
    padded = [0] * K + tokens
    contexts = torch.tensor([padded[at : at + K] for at in range(len(tokens) + 1)])
    found = torch.stack(asked)[:, 0]
    torch.testing.assert_close(found, model.log_probabilities(contexts), rtol=0, atol=1e-12)


@every_model
def test_steps_follow_the_distribution_and_spell_the_name(model):
    """The chosen token is the first whose cumulative probability is not below the draw."""
    K = model.context_size
    for walk in islice(mm.sample_walks(model, seed=7), 30):
        tokens = [step.token for step in walk.steps]
        contexts = [step.context for step in walk.steps]
        probabilities = model.log_probabilities(torch.tensor(contexts)).exp()
        for step, row in zip(walk.steps, probabilities, strict=True):
            cumulative = row.cumsum(0)
            assert 0 <= step.draw < 1
            assert row[step.token] > 0
            assert cumulative[step.token] >= step.draw - 1e-12
            assert step.token == 0 or cumulative[step.token - 1] < step.draw + 1e-12
        padded = [0] * K + tokens
        assert contexts == [tuple(padded[i : i + K]) for i in range(len(tokens))]
        assert VOCABULARY.decode(tokens) == walk.name
        assert walk.ended == (tokens[-1] == 0)
        assert walk.ended or len(tokens) == MAX_LENGTH
        assert tokens.count(0) == walk.ended


@every_model
def test_a_prefix_begins_every_name(model):
    assert all(name.startswith("ol") for name in mm.sample_names(model, 20, seed=7, prefix="ol"))
