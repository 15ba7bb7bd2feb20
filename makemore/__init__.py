"""Make more of a list of names, by counting pairs of characters and by training a small network.

    import makemore as mm

    corpus = mm.read_file("data/us-names-2018.txt")
    model = mm.CountModel.fit(corpus, smoothing=1)
    mm.mean_nll(model, corpus), mm.sample_names(model, 5, seed=2147483647)

Letters in shapes: N examples, K context size, V vocabulary size (the boundary included),
M distinct (context, target) pairs.

Names load on first use, so that reading a list does not wait for torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from makemore.bridge import optimum as optimum
    from makemore.commonest import with_commonest as with_commonest
    from makemore.conditional import Conditions as Conditions
    from makemore.corpus import Corpus as Corpus
    from makemore.corpus import corpus_of as corpus_of
    from makemore.corpus import read_corpus as read_corpus
    from makemore.counting import NgramCounter as NgramCounter
    from makemore.counting import NgramCounts as NgramCounts
    from makemore.counting import count_ngrams as count_ngrams
    from makemore.errors import MakemoreError as MakemoreError
    from makemore.generating import Filters as Filters
    from makemore.generating import make_names as make_names
    from makemore.leaving_out import choose as choose
    from makemore.leaving_out import leave_one_out as leave_one_out
    from makemore.models.family import Material as Material
    from makemore.models.family import fit as fit
    from makemore.models.model import LanguageModel as LanguageModel
    from makemore.models.model import probability_matrix as probability_matrix
    from makemore.models.network import NeuralBigram as NeuralBigram
    from makemore.models.ngram import CountModel as CountModel
    from makemore.models.uniform import UniformModel as UniformModel
    from makemore.reading.on_disk import read_file as read_file
    from makemore.rules import Rules as Rules
    from makemore.sampling import sample_names as sample_names
    from makemore.sampling import sample_side_by_side as sample_side_by_side
    from makemore.sampling import sample_walks as sample_walks
    from makemore.saving import load as load
    from makemore.saving import save as save
    from makemore.scoring import mean_nll as mean_nll
    from makemore.scoring import perplexity as perplexity
    from makemore.scoring import surprisals as surprisals
    from makemore.splitting import hold_out as hold_out
    from makemore.streaming import count_file as count_file
    from makemore.training import GradientDescent as GradientDescent
    from makemore.training import initial_weights as initial_weights
    from makemore.vocabulary import Vocabulary as Vocabulary

_HOME = {
    "bridge": ("optimum",),
    "commonest": ("with_commonest",),
    "conditional": ("Conditions",),
    "corpus": ("Corpus", "corpus_of", "read_corpus"),
    "counting": ("NgramCounter", "NgramCounts", "count_ngrams"),
    "errors": ("MakemoreError",),
    "generating": ("Filters", "make_names"),
    "leaving_out": ("choose", "leave_one_out"),
    "models.model": ("LanguageModel", "probability_matrix"),
    "models.family": ("Material", "fit"),
    "models.network": ("NeuralBigram",),
    "models.ngram": ("CountModel",),
    "models.uniform": ("UniformModel",),
    "reading.on_disk": ("read_file",),
    "rules": ("Rules",),
    "sampling": ("sample_names", "sample_side_by_side", "sample_walks"),
    "saving": ("load", "save"),
    "scoring": ("mean_nll", "perplexity", "surprisals"),
    "splitting": ("hold_out",),
    "streaming": ("count_file",),
    "training": ("GradientDescent", "initial_weights"),
    "vocabulary": ("Vocabulary",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_MODULE_OF)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use (PEP 562)."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'makemore' has no attribute {name!r}")
    return getattr(import_module(f"makemore.{_MODULE_OF[name]}"), name)
