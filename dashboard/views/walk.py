"""Walk: both models make a name from the same dice, one step after another, and one sees why.

All of it is one fragment, which goes on by itself while a person plays it or the network learns.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.charts import score as scores
from dashboard.charts import walk as charts
from dashboard.contenders import cached, walking
from dashboard.contenders.roster import Judge, judged_by, judges_of, marks_of
from dashboard.contenders.walking import Journey, Status, Trail, Turn
from dashboard.frame import controls
from dashboard.frame.title import title
from dashboard.plot import Click, plot
from dashboard.state import session
from dashboard.state.settings import SEED, SMOOTHING, TEMPERATURE
from dashboard.words.language import _, in_one_language
from dashboard.words.pairs import in_chart, on_page, percent, visible
from makemore.sampling import Dice, Sampler
from makemore.vocabulary import BOUNDARY

PLAY = 0.7  # seconds between two steps
LOOK = 0.5  # seconds between two looks at a network that learns
source = session.source()
vocabulary = cached.counts(source).vocabulary
labels = vocabulary.labels
run = session.trained(source)


def is_learning() -> bool:
    """Return whether the network learns at the moment."""
    return run is not None and run.playing


def is_playing() -> bool:
    """Return whether the walk goes on by itself."""
    return bool(st.session_state.get("walk_playing"))


learning, playing = is_learning(), is_playing()


@st.fragment(run_every=PLAY if playing else LOOK if learning else None)
@in_one_language
def walk() -> None:
    """Show where the walk stands and what lies ahead."""
    if is_playing() != playing or is_learning() != learning:
        st.rerun()  # the whole page: it begins or ends to go on by itself
    sentence, name, buttons, picture, more = (st.container() for _place in range(5))
    with buttons:
        row = st.container(horizontal=True, gap="xsmall")
        actions = row.container(horizontal=True, gap="xsmall", width="content")
        with row.container(width="content").popover(_("Settings"), icon=":material/tune:"):
            smoothing, temperature, seed = choose_settings()
    judges = judges_of(source, smoothing)
    samplers = [cached.sampler(source, judge.key, temperature) for judge in judges]
    trail = go_on(lambda journey: walking.follow(journey, samplers, Dice(seed)))
    rows = rows_of(trail.last, judges, samplers)
    with actions:
        show_buttons(trail, rows)
    with name:
        show_name(trail, judges)
    with sentence:
        say(trail, rows)
    with picture:
        show_needle(trail, rows)
        show_scores(trail, judges)
        show_next(trail, rows)
        offer_training()
    with more:
        explain(trail, judges, samplers)


def choose_settings() -> tuple[float, float, int]:
    """Show what changes the models and the dice; return smoothing, temperature and seed."""
    temperature = controls.log_slider(
        TEMPERATURE,
        _("Temperature"),
        help=_("Below 1 the models play safe, above 1 they dare. 1 is what they learned."),
    )
    smoothing = controls.log_slider(SMOOTHING, _("Smoothing of the counts"))
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row:
        seed = int(
            controls.number(
                SEED, _("Seed of the dice"), help=_("The same seed rolls the same dice again.")
            )
        )
    row.button(_("New dice"), key="walk_dice", on_click=new_dice, icon=":material/casino:")
    st.caption(
        _("Temperature and smoothing leave the dice as they are: the same steps are walked again.")
    )
    return smoothing, temperature, seed


def new_dice() -> None:
    """Take the next seed and begin again."""
    now = int(st.session_state.get(SEED.name, SEED.default))
    st.session_state[SEED.name] = (now + 1) % (int(SEED.maximum) + 1)
    keep(Journey())


def journey() -> Journey:
    """Return what the person decided so far on the list in use."""
    of, kept = st.session_state.get("journey", (None, Journey()))
    return kept if of == source else Journey()


def keep(new: Journey) -> None:
    """Keep what the person decided."""
    st.session_state["journey"] = (source, new)


def go_on(follow: Callable[[Journey], Trail]) -> Trail:
    """Return where the walk stands, one step further while it plays; stop it where it must."""
    trail = follow(journey())
    if is_playing():
        keep(walking.roll(journey(), trail))
        trail = follow(journey())
        if trail.status is not Status.WALKING:
            play(False)
            st.rerun()
    return trail


def play(on: bool) -> None:
    """Let the walk go on by itself, or stop it."""
    st.session_state["walk_playing"] = on


def rows_of(turn: Turn, judges: list[Judge], samplers: list[Sampler]) -> list[charts.Row]:
    """Return what the needle points at: a row for each model."""
    return [
        row_of(judge, sampler, context, token)
        for judge, sampler, context, token in zip(
            judges, samplers, turn.contexts, turn.tokens, strict=True
        )
    ]


def row_of(judge: Judge, sampler: Sampler, context: int | None, token: int | None) -> charts.Row:
    """Return one model's share of the picture."""
    model = short(judge.kind)
    if context is None or token is None:
        return charts.Row(judge.kind, _("{model}: ended").format(model=model), (), None)
    title = _("{model}, {place}: {sign}").format(
        model=model, place=place_words(context), sign=in_chart_token(token)
    )
    return charts.Row(judge.kind, title, sampler.cumulative((context,)), token)


def short(kind: str) -> str:
    """Return a model's name."""
    return {"counts": _("Counts"), "network": _("Network")}[kind]


def place_words(context: int) -> str:
    """Return where a model stands, for a chart."""
    if context == BOUNDARY:
        return _("at the start")
    return _("after {sign}").format(sign=in_chart(labels[context]))


def word(token: int) -> str:
    """Return a token that was chosen, the boundary as a word."""
    return _("end") if token == BOUNDARY else labels[token]


def in_chart_token(token: int) -> str:
    """Return a token that was chosen for a chart."""
    return in_chart(word(token))


def bold(token: int) -> str:
    """Return a token that was chosen as Markdown."""
    return on_page(word(token))


def show_buttons(trail: Trail, rows: list[charts.Row]) -> None:
    """Show what can be done next; the first button is what most want."""
    now = journey()
    if trail.status is Status.PARTING:
        act(_("Go on apart"), walking.part(now, trail), icon="call_split", primary=True)
    elif trail.status is Status.WALKING:
        on = is_playing()
        label, icon = (_("Pause"), "pause") if on else (_("Play"), "play_arrow")
        icon = f":material/{icon}:"
        st.button(label, key="walk_play", on_click=play, args=(not on,), icon=icon, type="primary")
    else:
        act(_("Next name"), walking.next_name(now, trail), icon="skip_next", primary=True)
    stuck = trail.status is not Status.WALKING
    act(_("One step"), walking.roll(now, trail), icon="casino", disabled=stuck)
    none = not trail.turns
    act(_("Back"), walking.back(now, trail), icon="undo", disabled=none)
    act(_("Start again"), walking.again(now), icon="first_page", disabled=none)
    choose_yourself(trail, rows)


def act(
    label: str, new: Journey, *, icon: str, primary: bool = False, disabled: bool = False
) -> None:
    """Show a button that makes a new journey the one in use."""
    st.button(
        label,
        key=f"walk {icon}",
        on_click=take,
        args=(new,),
        icon=f":material/{icon}:",
        type="primary" if primary else "secondary",
        disabled=disabled,
    )


def take(new: Journey) -> None:
    """Go on as the person decided, and by themselves no more."""
    play(False)
    keep(new)


def choose_yourself(trail: Trail, rows: list[charts.Row]) -> None:
    """Show all characters with their chances, for choosing one instead of rolling."""
    chances = [row.probabilities for row in rows if row.going]

    def chance(token: int) -> str:
        each = " / ".join(percent(float(row[token])) for row in chances)
        return _("{sign}: {chances}").format(sign=seen(token), chances=each)

    st.selectbox(
        _("Choose the next character yourself"),
        range(len(labels)),
        index=None,
        format_func=chance,
        key="walk_choice",
        placeholder=_("Choose yourself"),
        label_visibility="collapsed",
        on_change=take_choice,
        args=(trail,),
        disabled=trail.ahead is None,
        width=170,
    )


def seen(token: int) -> str:
    """Return a token that can be chosen, as one can see it."""
    return _("end") if token == BOUNDARY else visible(labels[token])


def take_choice(trail: Trail) -> None:
    """Go on with the character picked in the list."""
    token = st.session_state["walk_choice"]
    st.session_state["walk_choice"] = None  # so that the list is ready for the next choice
    if token is not None:
        take(walking.choose(journey(), trail, int(token)))


def show_name(trail: Trail, judges: list[Judge]) -> None:
    """Show the name so far, one line for each model once they have parted."""
    rows = [
        (
            judge.kind,
            [
                charts.Letter(None if token == BOUNDARY else labels[token], trail.turns[n].picked)
                for n, token in enumerate(trail.path(walker))
            ],
        )
        for walker, judge in enumerate(judges)
    ]
    going = trail.ahead is not None
    st.html(charts.path(rows, parted=trail.parted, going=going))


def say(trail: Trail, rows: list[charts.Row]) -> None:
    """Say in one sentence what happens."""
    if trail.status is Status.PARTING:
        st.markdown(_("**Here the two part.**") + " " + why_they_part(trail.last, rows))
    elif trail.status is Status.CUT:
        st.markdown(_("This name would not end, so it was cut."))
    elif trail.status is Status.ENDED:
        st.markdown(say_the_end(trail))
    else:
        st.markdown(say_the_draw(trail.last, rows))


def say_the_draw(turn: Turn, rows: list[charts.Row]) -> str:
    """Return what the draw picks."""
    going = [(short(row.kind), bold(row.token)) for row in rows if row.token is not None]
    if len(going) < len(rows):
        sentence = _(
            "{model} goes on alone. The dice show **{draw}**: the needle falls into {sign}."
        )
    elif len(going) == 1:
        sentence = _("The dice show **{draw}**: the needle falls into {sign}.")
    elif turn.alike:
        sentence = _("The dice show **{draw}**: the needle falls into {sign}, for both models.")
    else:
        sentence = _(
            "Each goes its own way. The dice show **{draw}**: the needle falls into {sign} by the "
            "counts, into {other} by the network."
        )
    model, sign = going[0]
    return sentence.format(model=model, draw=f"{turn.draw:.4f}", sign=sign, other=going[-1][1])


def why_they_part(turn: Turn, rows: list[charts.Row]) -> str:
    """Return why one draw picks two characters: the borders, as numbers."""
    parts = [part_of(row) for row in rows]
    write = walking.digits(turn.draw, parts)
    return _(
        "The draw **{draw}** lies in {first} of the counts ({low} to {high}) and in {second} of "
        "the network ({from_} to {to}), because the borders differ."
    ).format(
        draw=write(turn.draw),
        first=bold(rows[0].token or BOUNDARY),
        low=write(parts[0].low),
        high=write(parts[0].high),
        second=bold(rows[1].token or BOUNDARY),
        from_=write(parts[1].low),
        to=write(parts[1].high),
    )


def part_of(row: charts.Row) -> walking.Stretch:
    """Return the part of the bar that belongs to the token of a row."""
    return walking.stretch(row.cumulative, row.token or BOUNDARY)


def say_the_end(trail: Trail) -> str:
    """Return what the models made."""
    names = [on_page(vocabulary.decode(trail.path(n))) for n in range(len(trail.last.tokens))]
    if trail.parted is not None:
        sentence = _("The counts made {first}, the network {second}, from the same dice.")
        return sentence.format(first=names[0], second=names[1])
    if len(names) > 1:
        return _("Both made {name}, from the same dice.").format(name=names[0])
    return _("The counts made {name}.").format(name=names[0])


def show_needle(trail: Trail, rows: list[charts.Row]) -> None:
    """Show the draw over what belongs to each character; where they part, enlarged too."""
    turn = trail.last
    parts = [part_of(row) for row in rows if row.going]
    number = walking.digits(turn.draw, parts)(turn.draw)
    height = 40 + 78 * len(rows)
    plot(
        charts.needle(rows, turn.draw, labels, number=number),
        key="needle",
        label=_("The draw {draw} over the share of each character: {each}.").format(
            draw=number,
            each=", ".join(
                _("{model}: {sign}").format(model=short(row.kind), sign=seen(row.token))
                for row in rows
                if row.token is not None
            ),
        ),
        height=height,
    )
    if turn.picked:
        st.caption(_("The needle shows what the dice would have taken. You chose instead."))
    if trail.status is Status.PARTING:
        low, high = min(part.low for part in parts), max(part.high for part in parts)
        rim = (high - low) / 10
        st.caption(_("The same, enlarged around the needle:"))
        plot(
            charts.needle(rows, turn.draw, labels, number=number, around=(low - rim, high + rim)),
            key="enlarged",
            label=_("The bars around the needle, enlarged."),
            height=height,
        )


def show_next(trail: Trail, rows: list[charts.Row]) -> None:
    """Show how likely each character is next; a click chooses one."""
    tokens = charts.shown_tokens(rows)

    def take_bar(click: Click) -> None:
        take(walking.choose(journey(), trail, int(tokens[click.point[0]])))

    plot(
        charts.next_bars(rows, labels, tokens),
        key="next",
        label=_("Bars: how likely each character is next, by each model."),
        height=230,
        on_click=take_bar if trail.ahead else None,
    )
    words = _(
        "How likely each character comes next; strong is what the draw picks. Above, the same "
        "shares lie end to end from 0 to 1, so the draw picks a likely one more often. "
        "Click a bar to choose it yourself."
    )
    some = _("Shown: {shown} of {all}, the likeliest and what the draw picks.")
    if len(tokens) < len(labels):
        words = f"{words} {some.format(shown=len(tokens), all=f'{len(labels):,}')}"
    st.caption(words)


def show_scores(trail: Trail, judges: list[Judge]) -> None:
    """Show how surprised each model is by the finished names."""
    if trail.status is not Status.ENDED:
        return
    paths = [trail.path(walker) for walker in range(len(judges))]
    names = list(dict.fromkeys(vocabulary.decode(path) for path in paths))
    table = [judged_by(source, name, judges) for name in names]
    st.html(
        scores.scores_table(
            table, names, marks_of(source, names), boundary=vocabulary.boundary_label
        )
    )
    st.caption(
        _(
            "nll: how surprised the model is by the whole name, its end counted; 0 is perfect, "
            "lower is better. Scores are always those of temperature 1."
        )
    )


def offer_training() -> None:
    """Offer to train where the network has not learned, so that both can walk."""
    if run is not None and run.playing:
        last = run.snapshot.last
        words = _("Training: step {step}.").format(step=f"{last.step:,}")
        st.progress(min(1.0, last.step / max(1, run.goal)), words)
        return
    if session.learned(source):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            _("Only the counts walk: the network has not learned from this list yet."),
            width="content",
        )
        label = _("Train {steps} steps now").format(steps=session.TRAINED_AT_ONCE)
        if st.button(label, key="walk_train", icon=":material/play_arrow:"):
            session.train_now()
            st.rerun()


def explain(trail: Trail, judges: list[Judge], samplers: list[Sampler]) -> None:
    """Say how a walk works, and why the two parted where they did."""
    if trail.parted is not None:
        turn = trail.turns[trail.parted]
        place = _("They parted at character {place}.").format(place=trail.parted + 1)
        st.caption(f"{place} {why_they_part(turn, rows_of(turn, judges, samplers))}")
    with st.expander(_("How a walk works")):
        st.markdown(
            _(
                "1. A model looks at the last character and knows how likely each next one is.\n"
                "2. It lays these shares end to end, from 0 to 1, in the order of the alphabet.\n"
                "3. The dice give a number between 0 and 1: the needle. It takes the character "
                "whose share the needle falls into.\n"
                "4. So it goes on until the needle falls into the end.\n\n"
                "Both models get the same numbers. While their shares are nearly the same, they "
                "make the same name. Where a border lies on the other side of the needle, they "
                "part."
            )
        )


title(_("Walk"), "sampling", "probability", "seed", "temperature")
walk()
