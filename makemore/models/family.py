"""What a file in `models/` says of its family of models, so that every page and command knows it.

The folder is the registry: a module there that has a FAMILY is found by `families`, and nothing
else is edited. It knows no torch until a model is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

    from makemore.counting import Names, NgramCounts
    from makemore.models.automaton import Automaton
    from makemore.models.model import LanguageModel
    from makemore.vocabulary import Vocabulary

Values = Mapping[str, float]  # of the knobs, by name


@dataclass(frozen=True)
class Knob:
    """A number within [minimum, maximum]; `marks` are the stops of its slider, if it has one.

    From it come the widget, the field of the URL, the option of the command and the file's entry.

    >>> Knob("context", 5, 1, 8, whole=True).within(9.5)
    8
    """

    name: str
    default: float
    minimum: float
    maximum: float
    marks: tuple[float, ...] = ()
    whole: bool = False
    label: str = ""  # for people, translated where it is shown
    late: bool = False  # there are older files, which mean the default

    def nearest_mark(self, value: float) -> float:
        """Return the stop of the slider that lies nearest to a value."""
        return min(self.marks, key=lambda mark: abs(mark - value))

    def within(self, value: float) -> float:
        """Return a value held within the range, whole where the knob is; NaN is the minimum."""
        held = min(max(self.minimum, value), self.maximum)
        return int(held) if self.whole else float(held)


def log_marks(lowest: int, highest: int) -> tuple[float, ...]:
    """Return 1, 2, 3, 5, 7 times each power of ten from 10**lowest up to 10**highest.

    >>> log_marks(0, 1)
    (1.0, 2.0, 3.0, 5.0, 7.0, 10.0)
    """
    marks = [
        float(f"{digit}e{power}") for power in range(lowest, highest) for digit in (1, 2, 3, 5, 7)
    ]
    return (*marks, float(f"1e{highest}"))


# of every model that looks at longer contexts, so that one slider moves them all
CONTEXT = Knob(
    "context", 5, 1, 8, tuple(range(1, 9)), whole=True, label="Characters of context"
)  # more would store the list


class Material:
    """What models learn from: names, counted once for each context size that is asked for.

    >>> Material(["ann"]).counts(2).total
    4
    """

    def __init__(
        self, names: Names, vocabulary: Vocabulary | None = None, *, choosers: Names | None = None
    ) -> None:
        """Take names; the vocabulary is their own, or a larger one that held-out names share.

        `choosers` are other names, by which networks choose their best step; else they keep some.
        """
        self._names = names
        self.choosers = choosers
        self._vocabulary = vocabulary
        self._counts: dict[int, NgramCounts] = {}

    @property
    def names(self) -> Names:
        """The names themselves."""
        return self._names

    @property
    def vocabulary(self) -> Vocabulary:
        """The characters that models of these names know."""
        return self._vocabulary or self.counts().vocabulary

    def counts(self, context_size: int = 1) -> NgramCounts:
        """Return how often each target followed each context of K tokens."""
        if context_size not in self._counts:
            counts = self._count(context_size)
            self._counts[context_size] = counts.within(self._vocabulary or counts.vocabulary)
        return self._counts[context_size]

    def _count(self, context_size: int) -> NgramCounts:
        from makemore.counting import count_ngrams  # noqa: PLC0415 - loads torch

        return count_ngrams(self.names, context_size=context_size)


CURVE = ("step", "train_nll", "kept_nll")  # what a file says of each point of a curve


@dataclass(frozen=True)
class Progress:
    """Where a training stands. Nlls are means, nats per token, as last scored, not of this step.

    `train_nll` is that of training names, scored as those are that were kept for choosing, whose
    is `kept_nll`: not a number where none were kept. The best step is the one with the lowest
    `kept_nll`; after `stopped` more steps are allowed but promise nothing.
    """

    step: int
    train_nll: float
    kept_nll: float
    best_step: int
    best_nll: float
    stopped: bool = False


class Training(Protocol):
    """A model that learns step by step; who does not call `step` pauses it.

    Equal seeds and paces give equal models on the same machine.
    """

    @property
    def model(self) -> LanguageModel:
        """The model to use: as it was at its best step."""

    @property
    def present(self) -> LanguageModel:
        """The model as it is now."""

    @property
    def progress(self) -> Progress:
        """Where the training stands; `step` gives it too."""

    @property
    def scores(self) -> list[Progress]:
        """The progress at each step that was scored, step 0 the first: the points of a curve."""

    def step(self, pace: float = 1.0) -> Progress:
        """Learn a little more, `pace` times as fast as usual; raises DivergedError."""

    def go_back(self) -> None:
        """Go on from the best step, where there is one; then `stopped` is to be found anew."""


@dataclass(frozen=True)
class Family:
    """One kind of model: how it is named, made and kept in files, and what it can do exactly.

    A family is either counted (`fit`, at once) or trained (`training`, step by step). What it says
    in words is English; the dashboard translates it where it is shown.
    """

    key: str  # in links, files and styles
    title: str  # "Kneser-Ney"
    caption: str  # with the values of its knobs: "Kneser-Ney, context {context}"
    model: type  # what `fit` or `training` makes
    tensors: Callable[[Any], dict[str, Tensor]]  # of a model, for its file
    of_tensors: Callable[[Vocabulary, Mapping[str, Tensor], Values], LanguageModel]
    values: Callable[[Any], dict[str, float]]  # of a model's knobs
    rung: int  # its place among the others
    knobs: tuple[Knob, ...] = ()
    fit: Callable[..., LanguageModel] | None = None  # (material, **values)
    training: Callable[..., Training] | None = None  # (material, *, seed, start=None, **values)
    automaton: Callable[[Any], Automaton] | None = None  # smaller than a state for each context
    # (turns, **values but `context`): ln P of each token, its name left out of the counts, for
    # contexts of 1, 2, ... K tokens, (K, T)
    left_out: Callable[..., np.ndarray] | None = None
    # files for other programs, by their ending: which function writes one, as "module:function"
    exports: Mapping[str, str] = field(default_factory=dict)
    parameters: Callable[[Any], int] | None = None  # where not all numbers of its file are such

    def held(self, values: Values) -> dict[str, float]:
        """Return a value for each knob, within its range; the default where none is given."""
        return {knob.name: knob.within(values.get(knob.name, knob.default)) for knob in self.knobs}


_extra: list[Family] = []


def fit(key: str, names: Names | Material, **values: float) -> LanguageModel:
    """Return a counted model of some names by the key of its family: fit("counts", ["ann"]).

    Values of knobs that are not given are the defaults; to share a vocabulary with held-out names,
    give a Material. Raises KeyError for an unknown family,
    ValueError for one that learns step by step.

    >>> fit("counts", ["ann"], smoothing=0.5).smoothing
    0.5
    """
    family = families()[key]
    if family.fit is None:
        raise ValueError(f"{family.title} is trained, not counted.")
    material = names if isinstance(names, Material) else Material(names)
    return family.fit(material, **family.held(values))


def parameters_of(model: LanguageModel) -> int:
    """Return how many numbers a model has learned.

    >>> parameters_of(fit("counts", ["ann"]))  # .a an nn n.
    4
    """
    family = family_of(model)
    if family.parameters:
        return family.parameters(model)
    return sum(tensor.numel() for tensor in family.tensors(model).values())


def automaton_of(model: LanguageModel) -> Automaton:
    """Return a model as an automaton; raises TooMuchError where it has too many states.

    >>> from makemore.models.ngram import CountModel
    >>> automaton_of(CountModel.fit(["ab", "a"])).states
    3
    """
    from makemore.models.automaton import context_automaton  # noqa: PLC0415 - loads torch
    from makemore.models.tempered import Tempered  # noqa: PLC0415

    if isinstance(model, Tempered):
        return automaton_of(model.model).at(model.temperature)
    family = _family(model)
    if family is None and hasattr(model, "automaton"):  # a model around others says it itself
        return model.automaton()  # type: ignore[no-any-return]
    make = family.automaton if family and family.automaton else context_automaton
    return make(model)


def families() -> dict[str, Family]:
    """Return all families by their key, in the order in which pages show them.

    >>> list(families())[:2]
    ['uniform', 'counts']
    """
    found = sorted([*_in_folder(), *_extra], key=lambda family: family.rung)
    return {family.key: family for family in found}


def family_of(model: LanguageModel) -> Family:
    """Return the family that a model belongs to; raises KeyError for a model of none.

    >>> family_of(fit("uniform", ["ann"])).title
    'Blind guess'
    """
    family = _family(model)
    if family is None:
        raise KeyError(type(model).__name__)
    return family


def _family(model: LanguageModel) -> Family | None:
    return next((one for one in families().values() if type(model) is one.model), None)


@contextmanager
def registered(family: Family) -> Iterator[None]:
    """Let a family that stands in no file here be one of the families, within.

    >>> from dataclasses import replace
    >>> with registered(replace(families()["uniform"], key="other")):
    ...     "other" in families()
    True
    """
    _extra.append(family)
    try:
        yield
    finally:
        _extra.remove(family)


@cache
def _in_folder() -> tuple[Family, ...]:
    from makemore import models  # noqa: PLC0415 - its modules import this one

    modules = (
        import_module(f"makemore.models.{one.name}") for one in iter_modules(models.__path__)
    )
    return tuple(module.FAMILY for module in modules if hasattr(module, "FAMILY"))
