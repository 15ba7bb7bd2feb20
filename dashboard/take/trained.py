"""A network that is not the lecture's, at its best step <-> a member of a session file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.state.settings import WEIGHTS_SEED
from dashboard.state.values import as_text, positive_number, whole_number
from makemore.errors import BrokenSessionError, MakemoreError
from makemore.models.family import families, family_of
from makemore.models.model import LanguageModel
from makemore.saving import model_bytes, read_model
from makemore.vocabulary import Vocabulary

ENDING = ".safetensors"
_MOST_STEPS = 10**12


@dataclass(frozen=True)
class Trained:
    """A network, the nll of names that it learned from and of others, and its first seed."""

    model: LanguageModel
    seed: int
    step: int
    train_nll: float
    kept_nll: float


def names() -> set[str]:
    """Return the names of such members: the keys of the families that are trained."""
    return {f"{key}{ENDING}" for key, one in families().items() if one.training}


def as_members(networks: Mapping[str, Trained]) -> dict[str, bytes]:
    """Return the members of networks by the keys of their families."""
    return {f"{key}{ENDING}": _as_bytes(one) for key, one in networks.items()}


def read_all(members: Mapping[str, bytes], vocabulary: Vocabulary) -> dict[str, Trained]:
    """Return the networks of some members by the keys of their families.

    They are of names with these characters. Raises BrokenSessionError.
    """
    return {
        name.removesuffix(ENDING): _read(name, data, vocabulary) for name, data in members.items()
    }


def _as_bytes(one: Trained) -> bytes:
    about = {"seed": one.seed, "step": one.step, "train": one.train_nll, "kept": one.kept_nll}
    texts = {name: as_text(value) for name, value in about.items()}
    return model_bytes(one.model, settings=texts)


def _read(name: str, data: bytes, vocabulary: Vocabulary) -> Trained:
    try:
        saved = read_model(data)
    except MakemoreError:
        raise BrokenSessionError from None
    told = {key: saved.settings.get(key, "") for key in ("seed", "step", "train", "kept")}
    seed = whole_number(told["seed"], WEIGHTS_SEED.minimum, WEIGHTS_SEED.maximum)
    step = whole_number(told["step"], 1, _MOST_STEPS)
    train, kept = positive_number(told["train"]), positive_number(told["kept"])
    fits = f"{family_of(saved.model).key}{ENDING}" == name and saved.model.vocabulary == vocabulary
    if not fits or seed is None or step is None or train is None or kept is None:
        raise BrokenSessionError
    return Trained(saved.model, seed, step, train, kept)
