"""The knobs of families of models as options of a command."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from makemore.models.family import Knob, families


def add_options(command: argparse.ArgumentParser) -> None:
    """Give a command an option for each knob.

    >>> parser = argparse.ArgumentParser()
    >>> add_options(parser)
    >>> parser.parse_args(["--smoothing", "0.5"]).smoothing
    0.5
    """
    for name, by_key in _knobs().items():
        knob = next(iter(by_key.values()))
        help_ = f"of {', '.join(by_key)} ({knob.default:g})"
        command.add_argument(option(name), type=int if knob.whole else float, help=help_)


def option(name: str) -> str:
    """Return a name as one writes it on the command line.

    >>> option("learning_rate")
    '--learning-rate'
    """
    return f"--{name.replace('_', '-')}"


def values(asked: argparse.Namespace, keys: Sequence[str]) -> dict[str, float]:
    """Return the knobs that were given; raises ValueError where the families do not take them.

    >>> parser = argparse.ArgumentParser()
    >>> add_options(parser)
    >>> values(parser.parse_args(["--smoothing", "2"]), ["counts"])
    {'smoothing': 2.0}
    """
    for key in keys:
        if key not in families():
            raise ValueError(f"There is no model {key!r}. Choose from {', '.join(families())}.")
    found = given(asked)
    for name, value in found.items():
        choosers = [key for key in _knobs()[name] if key in keys and families()[key].left_out]
        if choosers and getattr(asked, "choose", False):
            raise ValueError(f"--choose finds {option(name)} itself: leave one of them out.")
        knobs = [knob for key, knob in _knobs()[name].items() if key in keys]
        if not knobs:
            owners = ", ".join(_knobs()[name])
            raise ValueError(f"{option(name)} is for {owners}: leave it out, or choose that.")
        for knob in knobs:
            if not knob.minimum <= value <= knob.maximum:
                bounds = f"from {knob.minimum:g} to {knob.maximum:g}"
                raise ValueError(f"{option(name)} is a number {bounds}, not {value:g}.")
    return found


def given(asked: argparse.Namespace) -> dict[str, float]:
    """Return the knobs that were given, by name.

    >>> given(argparse.Namespace(**dict.fromkeys(_knobs())))
    {}
    """
    found = {name: getattr(asked, name) for name in _knobs()}
    return {name: value for name, value in found.items() if value is not None}


def _knobs() -> dict[str, dict[str, Knob]]:
    """Return every knob by its name, then by the key of each family that has it."""
    found: dict[str, dict[str, Knob]] = {}
    for key, family in families().items():
        for knob in family.knobs:
            found.setdefault(knob.name, {})[key] = knob
    return found
