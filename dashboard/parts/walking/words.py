"""What the page Walk says: what the dice show, why models part, and what they made."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.charts.walk import Row
from dashboard.contenders import walking
from dashboard.contenders.walking import Status
from dashboard.frame import safe
from dashboard.parts.walking.scene import Scene, stretches
from dashboard.words.language import _, listed, sentences
from dashboard.words.pairs import on_page
from dashboard.words.text import plain
from makemore.vocabulary import BOUNDARY

SAID = "walk_said"  # the key of the sentence


def say(words: str) -> None:
    """Say what happens, in the words that `sentence` made."""
    with st.container(key=SAID):
        st.markdown(words)


def explain(scene: Scene) -> None:
    """Say how a walk works, and why models parted where they did."""
    for place in scene.trail.partings:
        words = _("They went different ways at character {place}.").format(place=place + 1)
        st.caption(sentences(words, why(scene, place)))
    with st.expander(_("How a walk works")):
        st.markdown(
            _(
                "1. A model looks at what came last, one character or more, and knows how likely "
                "each next one is.\n"
                "2. It lays these shares end to end, from 0 to 1, in the order of the alphabet.\n"
                "3. The dice give a number between 0 and 1: the needle. It takes the character "
                "whose share the needle falls into.\n"
                "4. So it goes on until the needle falls into the end.\n\n"
                "All models get the same numbers. While their shares are nearly the same, they "
                "make the same name. Where a border lies on the other side of the needle, they "
                "part."
            )
        )


def why(scene: Scene, place: int) -> str:
    """Return why one draw picks several characters at a place: the borders, as numbers."""
    turn = (*scene.trail.turns, scene.trail.last)[place]
    rows = scene.rows_at(turn)
    parting = [rows[walker] for walker in scene.trail.who_part(place)]
    write = walking.digits(turn.draw, stretches(parting))
    places = [
        _("in {sign} by {models}").format(
            sign=_bold(scene, token), models=listed([_borders(row, write) for row in takers])
        )
        for token, takers in by_token(parting)
    ]
    sentence = _("The draw **{draw}** lies {places}, because the borders differ.")
    return sentence.format(draw=write(turn.draw), places=listed(places))


def _borders(row: Row, write: Callable[[float], str]) -> str:
    (part,) = stretches([row])
    return _("{model} ({low} to {high})").format(
        model=plain(row.name), low=write(part.low), high=write(part.high)
    )


def by_token(rows: Sequence[Row]) -> list[tuple[int, list[Row]]]:
    """Return the rows that have not ended by the token that they take, in their order."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        if row.token is not None:
            found.setdefault(row.token, []).append(row)
    return list(found.items())


def sentence(scene: Scene) -> str:
    """Return in one sentence what happens."""
    trail = scene.trail
    if trail.status is Status.PARTING:
        return sentences(_("**Here the models go different ways.**"), why(scene, len(trail.turns)))
    if trail.status is Status.CUT:
        return _("This name would not end, so it was cut.")
    return _made(scene) if trail.status is Status.ENDED else _drawn(scene)


def _drawn(scene: Scene) -> str:
    """Return what the draw picks."""
    rows = scene.rows
    taken = by_token(rows)
    token, takers = taken[0]
    number = sum(len(each) for _token, each in taken)  # of models that have not ended
    if len(rows) == 1:
        sentence = _("The dice show **{draw}**: the needle falls into {sign}.")
    elif number == 1:
        sentence = _(
            "{model} goes on alone. The dice show **{draw}**: the needle falls into {sign}."
        )
    elif len(takers) == len(rows) == 2:
        sentence = _("The dice show **{draw}**: the needle falls into {sign}, for both models.")
    elif len(takers) == len(rows):
        sentence = _("The dice show **{draw}**: the needle falls into {sign}, for all models.")
    else:
        sentence = _("They go different ways. The dice show **{draw}**: the needle falls {places}.")
    return sentence.format(
        model=plain(takers[0].name),
        draw=f"{scene.trail.last.draw:.4f}",
        sign=_bold(scene, token),
        places=listed([_into(scene, *one) for one in taken]),
    )


def _into(scene: Scene, token: int, takers: Sequence[Row]) -> str:
    models = listed([plain(row.name) for row in takers])
    return _("into {sign} by {models}").format(sign=_bold(scene, token), models=models)


def _made(scene: Scene) -> str:
    """Return what the models made."""
    who = scene.here.contenders
    made: dict[str, list[str]] = {}
    for walker, one in enumerate(who):
        name = scene.here.vocabulary.decode(scene.trail.path(walker))
        made.setdefault(name, []).append(plain(one.name))
    shown = [on_page(name) for name in safe.shown(scene.here.source, list(made))]
    if len(who) == 1:
        sentence = _("{model} made {name}.")
    elif len(made) > 1:
        sentence = _("{made}, from the same dice.")
    elif len(who) == 2:
        sentence = _("Both made {name}, from the same dice.")
    else:
        sentence = _("All made {name}, from the same dice.")
    each = [
        _("{models} made {name}").format(models=listed(models), name=name)
        for name, models in zip(shown, made.values(), strict=True)
    ]
    return sentence.format(model=plain(who[0].name), name=shown[0], made=listed(each))


def _bold(scene: Scene, token: int) -> str:
    """Return a token that was chosen as Markdown, the boundary as a word."""
    return on_page(_("end") if token == BOUNDARY else scene.here.labels[token])
