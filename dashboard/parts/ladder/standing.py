"""What the ladder means, in a few sentences from the list's own figures."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dashboard.contenders.climbing import Climb, Rung, best_of
from dashboard.contenders.judging import above
from dashboard.words.language import _, in_names, listed, model_title, plural, sentences
from dashboard.words.text import plain

MANY = 20  # names; fewer judges hardly tell two models apart
BY_HEART = 0.1  # nats by which a model must know its own names better to be said to know them


def name_of(rung: Rung) -> str:
    """Return a rung's name for a sentence."""
    return f"**{plain(model_title(rung.family.title))}**"


def invite(climb: Climb) -> str:
    """Say what there is to climb."""
    return _(
        "Each rung is a model that knows more than the one below. All learn from the same "
        "{learners}, and are judged by {judges} that none of them has seen. Which one does best "
        "on your list?"
    ).format(
        learners=in_names(len(climb.parts.train)),
        judges=in_names(len(climb.parts.validation)),
    )


def standing(climb: Climb) -> str:
    """Say which rung does best, whether others are as good, and who only learns by heart."""
    rungs = list(climb.rungs.values())
    best = best_of(rungs)
    if best is None:
        return invite(climb)
    if not math.isfinite(best.validation.mean):
        return _("Every rung so far holds some of the unseen names impossible.")
    others = [rung for rung in rungs if rung is not best]
    said = [_best(climb, best), *_equals(best, others), *_higher(rungs), *_by_heart(best, others)]
    said += _few(climb)
    return sentences(*said)


def equal_to(best: Rung, others: Sequence[Rung]) -> list[Rung]:
    """Return the rungs that cannot be told apart from the best one with these names."""
    apart = [(rung, above(rung.validation, best.validation)) for rung in others]
    return [rung for rung, one in apart if one is not None and not one.certain]


def _best(climb: Climb, best: Rung) -> str:
    names = in_names(len(climb.parts.validation))
    blind = next((one for key, one in climb.rungs.items() if not one.family.rung), None)
    if climb.by_line:
        sentence = _("Divided line by line, {best} seems to do best, with **{nll} nats**.")
    elif blind is None or blind is best:
        sentence = _("{best} does best on {names} that it never saw: **{nll} nats** a character.")
    else:
        sentence = _(
            "{best} does best on {names} that no rung has seen: they surprise it by **{nll} nats** "
            "a character, a blind guess by {blind}."
        )
    return sentence.format(
        best=name_of(best),
        names=names,
        nll=f"{best.validation.mean:.3f}",
        blind=f"{blind.validation.mean:.3f}" if blind else "",
    )


def _equals(best: Rung, others: Sequence[Rung]) -> list[str]:
    """Say which rungs are as good, or how far behind the next one is."""
    equals = equal_to(best, others)
    if equals:
        sentence = _("On this list it cannot be told apart from {others}.")
        return [sentence.format(others=listed([name_of(one) for one in equals]))]
    second = best_of([one for one in others if math.isfinite(one.validation.mean)])
    far = above(second.validation, best.validation) if second else None
    if second is None or far is None:
        return []
    sentence = _("The next one, {second}, is {far} behind, which is more than luck.")
    return [sentence.format(second=name_of(second), far=f"{far.difference:.3f}")]


def _higher(rungs: Sequence[Rung]) -> list[str]:
    """Say which rungs, done with learning step by step, stay behind one below that only counts."""
    counter = best_of([one for one in rungs if one.family.fit])
    if counter is None:
        return []
    above_it = [one for one in rungs if one.family.rung > counter.family.rung]
    higher = [one for one in above_it if one.done and _is_behind(one, counter)]
    if not higher:
        return []
    sentence = _(
        "Higher is not always better: {counter} only counts, with **{nll}**, and still does better "
        "here than {others}."
    )
    return [
        sentence.format(
            counter=name_of(counter),
            nll=f"{counter.validation.mean:.3f}",
            others=listed([name_of(one) for one in higher]),
        )
    ]


def _is_behind(one: Rung, other: Rung) -> bool:
    """Return whether a rung does worse than another by more than luck."""
    found = above(one.validation, other.validation)
    return found is not None and found.certain and found.difference > 0


def _by_heart(best: Rung, others: Sequence[Rung]) -> list[str]:
    """Say which rung knows its own names best, where it is not the best on others."""
    equals = equal_to(best, others)
    hearts = [
        one for one in others if one.train.mean < best.train.mean - BY_HEART and one not in equals
    ]
    heart = min(hearts, key=lambda one: one.train.mean, default=None)
    if heart is None:
        return []
    sentence = _(
        "{heart} knows the names that it learned from better still ({train}), but not new ones "
        "({nll}): it learned them by heart."
    )
    return [
        sentence.format(
            heart=name_of(heart),
            train=f"{heart.train.mean:.3f}",
            nll=_figure(heart.validation.mean),
        )
    ]


def _few(climb: Climb) -> list[str]:
    number = climb.parts.validation.distinct
    if number >= MANY:
        return []
    sentence = plural(
        "{number} name is very little to judge by: other ones might rank the rungs otherwise.",
        "{number} names are very little to judge by: other ones might rank the rungs otherwise.",
        number,
    )
    return [sentence]


def _figure(nll: float) -> str:
    return f"{nll:.3f}" if math.isfinite(nll) else _("infinite")
