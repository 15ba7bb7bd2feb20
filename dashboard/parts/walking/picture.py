"""The pictures of a walk: the name so far, the needle, what comes next, the scores at the end."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard.charts import walk as charts
from dashboard.charts.path import Letter, Line, path
from dashboard.charts.score_tables import scores_table
from dashboard.contenders import walking
from dashboard.contenders.roster import judged_by, marks_of
from dashboard.contenders.walking import Status
from dashboard.frame import safe
from dashboard.parts.walking import steering
from dashboard.parts.walking.scene import Scene, stretches
from dashboard.plot import Click, plot
from dashboard.plot.plot import Drawing
from dashboard.words.language import _, sentences, with_commas
from makemore.vocabulary import BOUNDARY

NAME = "walk_name"  # the key of the name so far
Figures = Mapping[str, Drawing]  # by the keys of their plots


def show_name(scene: Scene, name: str) -> None:
    """Show the name so far, which `name_of` made."""
    with st.container(key=NAME):
        st.html(name)
    safe.say(len(safe.rude(scene.here.source, map(scene.here.vocabulary.decode, _ways(scene)))))


def name_of(scene: Scene) -> str:
    """Return the name so far as HTML, one line for each way that models went."""
    lines = [Line(models, _letters(scene, way)) for way, models in _ways(scene).items()]
    return path(lines, parted=scene.trail.parted, going=scene.trail.ahead is not None)


def _ways(scene: Scene) -> dict[tuple[int, ...], list[tuple[str, str]]]:
    """Return the keys and names of the models that went each way."""
    ways: dict[tuple[int, ...], list[tuple[str, str]]] = {}
    for walker, one in enumerate(scene.here.contenders):
        ways.setdefault(scene.trail.path(walker), []).append((one.key, one.name))
    return ways


def _letters(scene: Scene, way: tuple[int, ...]) -> list[Letter]:
    name = scene.here.vocabulary.decode(way)
    hidden = name in safe.rude(scene.here.source, [name])
    labels = scene.here.labels
    return [
        Letter(None if token == BOUNDARY else safe.DOT if hidden else labels[token], turn.picked)
        for token, turn in zip(way, scene.trail.turns, strict=False)  # it may have ended before
    ]


def figures(scene: Scene) -> Figures:
    """Return the plots by their keys: the needle, where models part enlarged too, and the bars."""
    rows, draw, labels = scene.rows, scene.trail.last.draw, scene.here.labels
    number = _number(scene)
    made: dict[str, Drawing] = {
        "needle": charts.needle(rows, draw, labels, number=number),
        "next": charts.next_bars(rows, labels, charts.shown_tokens(rows)),
    }
    if scene.trail.status is Status.PARTING:
        around = _around(scene)
        made["enlarged"] = charts.needle(rows, draw, labels, number=number, around=around)
    return made


def _number(scene: Scene) -> str:
    """Return the draw in as many digits as tell it from the borders around it."""
    draw = scene.trail.last.draw
    return walking.digits(draw, stretches(scene.rows))(draw)


def _around(scene: Scene) -> tuple[float, float]:
    """Return the part of the bars around the needle where models part."""
    rows, who = scene.rows, scene.trail.who_part(len(scene.trail.turns))
    parts = stretches([rows[walker] for walker in who])
    low, high = min(part.low for part in parts), max(part.high for part in parts)
    rim = (high - low) / 10
    return low - rim, high + rim


def show_needle(scene: Scene, made: Figures) -> None:
    """Show the draw over what belongs to each character; where models part, enlarged too."""
    each = [
        _("{model}: {sign}").format(model=row.name, sign=scene.sign(row.token))
        for row in scene.rows
        if row.token is not None
    ]
    plot(
        made["needle"],
        key="needle",
        label=_("The draw {draw} over the share of each character: {each}.").format(
            draw=_number(scene), each=with_commas(each)
        ),
        height=_height(scene),
    )
    if scene.trail.last.picked:
        st.caption(_("The needle shows what the dice would have taken. You chose instead."))
    if "enlarged" in made:
        st.caption(_("The same, enlarged around the needle:"))
        label = _("The bars around the needle, enlarged.")
        plot(made["enlarged"], key="enlarged", label=label, height=_height(scene))


def _height(scene: Scene) -> int:
    return 40 + 78 * len(scene.samplers)  # pixels


def show_next(scene: Scene, made: Figures) -> None:
    """Show how likely each character is next; a click chooses one."""
    labels, tokens = scene.here.labels, charts.shown_tokens(scene.rows)

    def take_bar(click: Click) -> None:
        steering.choose(scene.trail, int(tokens[click.point[0]]))

    plot(
        made["next"],
        key="next",
        label=_("Bars: how likely each character is next, by each model."),
        height=230,
        on_click=take_bar if scene.trail.ahead else None,
    )
    words = _(
        "How likely each character comes next; strong is what the draw picks. Above, the same "
        "shares lie end to end from 0 to 1, so the draw picks a likely one more often. "
        "Click a bar to choose it yourself."
    )
    some = _("Shown: {shown} of {all}, the likeliest and what the draw picks.")
    if len(tokens) < len(labels):
        words = sentences(words, some.format(shown=len(tokens), all=f"{len(labels):,}"))
    st.caption(words)


def show_scores(scene: Scene) -> None:
    """Show how surprised each model is by the finished names."""
    if scene.trail.status is not Status.ENDED:
        return
    here, paths = scene.here, map(scene.trail.path, range(len(scene.samplers)))
    names = list(dict.fromkeys(map(here.vocabulary.decode, paths)))
    table = [judged_by(here.source, name, here.contenders) for name in names]
    marks = marks_of(here.source, names)
    shown = safe.shown(here.source, names)
    st.html(scores_table(table, shown, marks, boundary=here.vocabulary.boundary_label))
    st.caption(
        _(
            "nll: how surprised the model is by the whole name, its end included; 0 is "
            "perfect, lower is better. Scores are always those of temperature 1."
        )
    )
