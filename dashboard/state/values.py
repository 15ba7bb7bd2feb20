"""Settings <-> the texts that stand for them in a link or a file; a text is never believed.

A setting is what `dashboard.state.settings` lists: a number, a choice, a switch or a typed text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dashboard.state.settings import CHOICES, LONGEST_TEXT, NUMBERS, SWITCHES, TEXTS, Choice, Number
from makemore.models.family import families

Value = float | str  # a bool and an int are floats to mypy
_NUMBERS = {one.name: one for one in NUMBERS}
# other fields of the URL: whoever asks for one of them need not wait for the models
_NO_SETTINGS = {
    *("list", "first", "case", "rules", "held_out", "split"),
    *("pair", "trained", "step", "lang", "hide", "teacher", "class"),
}
_CHOICES = {one.name: one for one in CHOICES}
_DIGITS = re.compile(r"[-+]?\d{1,20}", re.ASCII)
_DECIMAL = re.compile(r"[-+.\deE]{1,30}", re.ASCII)


def defaults() -> dict[str, Value]:
    """Return every setting with its default."""
    return _DEFAULTS | _defaults_of(_knobs())


def is_setting(name: str) -> bool:
    """Return whether a field of a link or a file is a setting. Example: "lr" -> True."""
    return name in _DEFAULTS or (name not in _NO_SETTINGS and name in _knobs())


def as_texts(values: Mapping[str, object]) -> dict[str, str]:
    """Return the settings that differ from their defaults, as texts; other keys are left out.

    Example: {"smoothing": 0.5, "lr": 50.0, "numbers": True, "x": 1}
    -> {"smoothing": "0.5", "numbers": "true"}
    """
    usual = _DEFAULTS if values.keys() <= _DEFAULTS.keys() else defaults()
    found = {
        name: as_text(values[name])
        for name in usual
        if values.get(name, usual[name]) != usual[name]
    }
    return {name: text for name, text in found.items() if _value(name, text) is not None}


def from_texts(texts: Mapping[str, str]) -> dict[str, Value]:
    """Return the settings that texts name and that are within their range; the rest is left out.

    Example: {"smoothing": "0.5", "lr": "9999", "x": "1"} -> {"smoothing": 0.5}
    """
    found = {name: _value(name, text) for name, text in texts.items()}
    return {name: value for name, value in found.items() if value is not None}


def as_text(value: object) -> str:
    """Return a value as a text that gives it back exactly. Example: 50.0 -> "50"."""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def whole_number(text: str, minimum: float, maximum: float) -> int | None:
    """Return a whole number within a range, None where the text is none."""
    number = int(text) if _DIGITS.fullmatch(text) else None
    return number if number is not None and minimum <= number <= maximum else None


def positive_number(text: str) -> float | None:
    """Return a number from 0 on, None where the text is none or it is infinite."""
    return _number(Number("", 0.0, 0.0, 1e300), text)


def _value(name: str, text: str) -> Value | None:
    if name in _NUMBERS:
        return _number(_NUMBERS[name], text)
    if name in _CHOICES:
        return _chosen(_CHOICES[name], text)
    if name in SWITCHES:
        return {"true": True, "false": False}.get(text)
    if name in TEXTS:
        return text if len(text) <= LONGEST_TEXT else None
    knob = None if name in _NO_SETTINGS else _knobs().get(name)
    return _number(knob, text) if knob else None


def _knobs() -> dict[str, Number]:
    """Return the knobs of all families by name."""
    return {knob.name: knob for family in families().values() for knob in family.knobs}


def _defaults_of(numbers: Mapping[str, Number]) -> dict[str, Value]:
    return {name: one.within(one.default) for name, one in numbers.items()}


def _number(setting: Number, text: str) -> float | None:
    if setting.whole:
        return whole_number(text, setting.minimum, setting.maximum)
    try:
        number = float(text) if _DECIMAL.fullmatch(text) else None
    except ValueError:
        return None
    # what is no number compares false
    return number if number is not None and setting.minimum <= number <= setting.maximum else None


def _chosen(setting: Choice, text: str) -> str | None:
    return text if text in setting.options else None


_DEFAULTS: dict[str, Value] = {
    **_defaults_of(_NUMBERS),
    **{one.name: one.default for one in CHOICES},
    **dict.fromkeys(SWITCHES, False),
    **dict.fromkeys(TEXTS, ""),
}  # of all settings but the knobs of families, whose modules load torch
