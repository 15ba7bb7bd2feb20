"""The pictures of a walk: the name so far, the needle, what comes next, the scores at the end."""

from __future__ import annotations

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
from dashboard.words.language import _, sentences, with_commas
from makemore.vocabulary import BOUNDARY


def show_name(scene: Scene) -> None:
    """Show the name so far, one line for each way that models went."""
    ways: dict[tuple[int, ...], list[tuple[str, str]]] = {}
    for walker, one in enumerate(scene.here.contenders):
        ways.setdefault(scene.trail.path(walker), []).append((one.key, one.name))
    lines = [Line(models, _letters(scene, way)) for way, models in ways.items()]
    st.html(path(lines, parted=scene.trail.parted, going=scene.trail.ahead is not None))
    safe.say(len(safe.rude(scene.here.source, map(scene.here.vocabulary.decode, ways))))


def _letters(scene: Scene, way: tuple[int, ...]) -> list[Letter]:
    name = scene.here.vocabulary.decode(way)
    hidden = name in safe.rude(scene.here.source, [name])
    labels = scene.here.labels
    return [
        Letter(None if token == BOUNDARY else safe.DOT if hidden else labels[token], turn.picked)
        for token, turn in zip(way, scene.trail.turns, strict=False)  # it may have ended before
    ]


def show_needle(scene: Scene) -> None:
    """Show the draw over what belongs to each character; where models part, enlarged too."""
    turn, rows = scene.trail.last, scene.rows
    number = walking.digits(turn.draw, stretches(rows))(turn.draw)
    each = [
        _("{model}: {sign}").format(model=row.name, sign=scene.sign(row.token))
        for row in rows
        if row.token is not None
    ]
    plot(
        charts.needle(rows, turn.draw, scene.here.labels, number=number),
        key="needle",
        label=_("The draw {draw} over the share of each character: {each}.").format(
            draw=number, each=with_commas(each)
        ),
        height=_height(scene),
    )
    if turn.picked:
        st.caption(_("The needle shows what the dice would have taken. You chose instead."))
    if scene.trail.status is Status.PARTING:
        _show_enlarged(scene, number)


def _show_enlarged(scene: Scene, number: str) -> None:
    rows = scene.rows
    who = scene.trail.who_part(len(scene.trail.turns))
    parts = stretches([rows[walker] for walker in who])
    low, high = min(part.low for part in parts), max(part.high for part in parts)
    rim = (high - low) / 10
    around = (low - rim, high + rim)
    st.caption(_("The same, enlarged around the needle:"))
    draw = scene.trail.last.draw
    plot(
        charts.needle(rows, draw, scene.here.labels, number=number, around=around),
        key="enlarged",
        label=_("The bars around the needle, enlarged."),
        height=_height(scene),
    )


def _height(scene: Scene) -> int:
    return 40 + 78 * len(scene.samplers)  # pixels


def show_next(scene: Scene) -> None:
    """Show how likely each character is next; a click chooses one."""
    rows, labels = scene.rows, scene.here.labels
    tokens = charts.shown_tokens(rows)

    def take_bar(click: Click) -> None:
        steering.choose(scene.trail, int(tokens[click.point[0]]))

    plot(
        charts.next_bars(rows, labels, tokens),
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
