"""A link that opens the same page with the same list and settings; never with a person's list.

Whoever opens a link may have changed it: what is not within its range is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from dashboard.lists.bundled import bundled_lists
from dashboard.lists.source import Source
from dashboard.state.settings import FIRST, HELD_OUT, LEARNING_RATE, REGULARIZATION, SPLIT_SEED
from dashboard.state.values import Value, as_text, as_texts, from_texts, whole_number
from makemore.reading import ENCODINGS, WHOLE_LINES, Options
from makemore.rules import DEFAULT, Rules

LIST, CASE, RULES, HELD, READ = "list", "case", "rules", "held_out", "read"
PAIR, TRAINED = "pair", "trained"
OF_LIST = (LIST, FIRST.name, CASE, RULES, HELD, SPLIT_SEED.name)
_KEEP, _SMALL = "keep", "small"
_MOST_STEPS = 10**12
_READING = {  # the stages of reading that a link may name, with the range of their numbers
    "encoding": (0, 0),
    "separator": (1, 0xD7FF),
    "header": (0, 1000),
    "column": (WHOLE_LINES, 1000),
    "counts": (0, 1000),
}
_BOUNDARY = "\n"  # no name holds it, so it can stand for the boundary in a pair
Pair = tuple[str, str]  # two characters; the empty one is the boundary


@dataclass(frozen=True)
class Training:
    """A training whose learning rate and regularization never changed."""

    steps: int
    learning_rate: float
    regularization: float


@dataclass(frozen=True)
class Opening:
    """What a link asks for; None where it does not say."""

    list: str | None = None  # the name of a bundled list
    first: int | None = None
    lower: bool | None = None
    held_out: int = 0
    split_seed: int = int(SPLIT_SEED.default)
    pair: Pair | None = None
    training: Training | None = None
    settings: Mapping[str, Value] = field(default_factory=dict)
    rules: Rules = DEFAULT
    reading: Options | None = None  # of the next file that is brought


def link(base: str, page: str, texts: Mapping[str, str], values: Mapping[str, object]) -> str:
    """Return the address of a page with all settings that differ from their defaults.

    `texts` are other parameters, such as those of `of_list`; of `values` only settings are taken.
    Example: link("http://x", "counts", {"list": "dinosaurs"}, {"smoothing": 0.5})
    -> "http://x/counts?list=dinosaurs&smoothing=0.5"
    """
    asked = urlencode({**texts, **as_texts(values)}, quote_via=quote, safe=",")
    address = f"{base.rstrip('/')}/{page}"
    return f"{address}?{asked}" if asked else address


def of_list(source: Source, bundled: str | None) -> dict[str, str]:
    """Return the parameters of a list that came with makemore; a person's own list has none."""
    if bundled is None:
        return {}
    return {LIST: bundled} | of_use(source, bundled_lists()[bundled].lower)


def of_use(source: Source, lower: bool) -> dict[str, str]:
    """Return the parameters of how a list is used that is read in small letters, or not, by itself.

    Example: Source.of("mine", b"Ab\\n", lower=False), True -> {"case": "keep"}
    """
    texts = {}
    if source.first is not None:
        texts[FIRST.name] = str(source.first)
    if source.lower != lower:
        texts[CASE] = _SMALL if source.lower else _KEEP
    if source.rules != DEFAULT:
        texts[RULES] = _switched(source.rules)
    if source.held_out:
        texts |= {HELD: str(source.held_out), SPLIT_SEED.name: str(source.split_seed)}
    return texts


def of_reading(options: Options) -> dict[str, str]:
    """Return the parameter of how a file was read: numbers and an encoding, no name in the file.

    Example: Options(column=1, encoding="cp1250") -> {"read": "encoding:cp1250,column:1"}
    """
    texts = {name: getattr(options, name) for name in _READING}
    if options.separator:
        texts["separator"] = ord(options.separator[0])
    known = (f"{name}:{one}" for name, one in texts.items() if _is_setting(name, one))
    text = ",".join(known)
    return {READ: text} if text else {}


def of_pair(pair: Pair) -> dict[str, str]:
    """Return the parameter of a pair. Example: ("", "a") -> {"pair": "\\na"}."""
    return {PAIR: "".join(one or _BOUNDARY for one in pair)}


def of_training(training: Training) -> dict[str, str]:
    """Return the parameter of a training. Example: {"trained": "200,50,0"}."""
    numbers = (training.steps, training.learning_rate, training.regularization)
    return {TRAINED: ",".join(map(as_text, numbers))}


def read(texts: Mapping[str, str]) -> Opening:
    """Return what the parameters of a link ask for, each checked, or left out."""
    asked = texts.get(LIST)
    percent = whole_number(texts.get(HELD, ""), 0, max(HELD_OUT))
    split = whole_number(texts.get(SPLIT_SEED.name, ""), SPLIT_SEED.minimum, SPLIT_SEED.maximum)
    return Opening(
        list=asked if asked in bundled_lists() else None,
        first=whole_number(texts.get(FIRST.name, ""), FIRST.minimum, FIRST.maximum),
        lower={_KEEP: False, _SMALL: True}.get(texts.get(CASE, "")),
        rules=_rules(texts.get(RULES, "")),
        held_out=percent if percent in HELD_OUT else 0,
        split_seed=int(SPLIT_SEED.default) if split is None else split,
        pair=_pair(texts.get(PAIR, "")),
        training=_training(texts.get(TRAINED, "")),
        settings=from_texts(texts),
        reading=_reading(texts.get(READ, "")),
    )


def _switched(rules: Rules) -> str:
    """Return the rules that are not as by default. Example: "digits,title"."""
    ours, usual = asdict(rules), asdict(DEFAULT)
    return ",".join(sorted(name for name in ours if ours[name] != usual[name]))


def _rules(text: str) -> Rules:
    usual = asdict(DEFAULT)
    return Rules(**{name: on != (name in text.split(",")) for name, on in usual.items()})


def _reading(text: str) -> Options | None:
    """Return how a link asks to read the next file, None where it does not."""
    asked = dict(part.split(":", 1) for part in text[:200].split(",") if ":" in part)
    found: dict[str, Any] = {
        name: whole_number(asked.get(name, ""), *within) for name, within in _READING.items()
    }
    found["encoding"] = asked.get("encoding") if asked.get("encoding") in ENCODINGS else None
    if found["separator"] is not None:
        found["separator"] = chr(found["separator"])
    options = Options(**found)
    return None if options == Options() else options


def _is_setting(name: str, value: object) -> bool:
    return value in ENCODINGS if name == "encoding" else isinstance(value, int)


def _pair(text: str) -> Pair | None:
    if len(text) != 2:
        return None
    first, second = ("" if one == _BOUNDARY else one for one in text)
    return first, second


def _training(text: str) -> Training | None:
    steps, rate, regularization = (*text.split(",", 2), "", "")[:3]
    number = whole_number(steps, 1, _MOST_STEPS)
    found = from_texts({LEARNING_RATE.name: rate, REGULARIZATION.name: regularization})
    if number is None or len(found) < 2:
        return None
    return Training(number, float(found[LEARNING_RATE.name]), float(found[REGULARIZATION.name]))
