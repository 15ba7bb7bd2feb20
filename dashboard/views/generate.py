"""Make names: a shortlist of new names from either model, to keep, hide, edit and take along.

All of it is one fragment. A search goes on for a moment in each run and the fragment comes back to
it, so the page never waits; most searches are over within their first moment.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from dashboard.charts.score import pair_sign
from dashboard.contenders import cached
from dashboard.contenders.roster import Judge, judges_of
from dashboard.frame import controls, fits
from dashboard.frame.title import title
from dashboard.parts import kept
from dashboard.parts.kept import Kept
from dashboard.state import session
from dashboard.state.settings import (
    APART,
    LONGEST,
    MODEL,
    ORDER,
    SAMPLES,
    SEED,
    SHORTEST,
    SMOOTHING,
    TEMPERATURE,
)
from dashboard.words.language import _, explain, in_one_language, plural
from dashboard.words.pairs import percent
from dashboard.words.text import plain
from makemore.conditional import Conditions, obstacles
from makemore.errors import MakemoreError, NothingNewError, NothingPassesError
from makemore.generating import End, Filter, Filters, Search
from makemore.ranking import ScoredName, score_name

MOMENT = 0.4  # seconds of searching before the page shows how far it is
MOST_CHARACTERS = 2_000  # the chain under conditions holds several tables of them
PAGE = 20  # names shown at first, and with each press of "Show more"
BEGINNING = 3  # characters of a name, at most, for more like it
TEXTS = ("begins", "ends", "must", "mustnot")
source = session.source()
vocabulary = cached.counts(source).vocabulary
trainer = session.trained(source)


@dataclass
class Finds:
    """A search and what was found out of it so far; `key` says what was asked."""

    key: tuple[object, ...]
    search: Search
    scores: list[ScoredName] = field(default_factory=list)


def is_busy() -> bool:
    """Whether a search goes on, or the network learns that is to make names."""
    finds: Finds | None = st.session_state.get("finds")
    if st.session_state.get(MODEL.name) != MODEL.default and trainer and trainer.playing:
        return True
    return finds is not None and finds.search.end is None


@st.fragment(run_every=0.3 if is_busy() else None)
@in_one_language
def making(was_busy: bool) -> None:
    """Show the controls and the names, and go on searching for a moment."""
    sentence, row, offer, names, more = (st.container() for _place in range(5))
    with row:
        kind, number = choose()
    with more:
        box = st.expander(_("Conditions"), key="conditions")
        with box:
            smoothing, temperature, seed, order = choose_model()
            conditions, filters = choose_conditions()
    with offer:
        judge = judge_of(kind, smoothing)
        say_conditions(conditions)
    if judge is None:
        st.session_state.pop("finds", None)
    else:
        finds = found(judge, conditions, filters, temperature, number, seed, offer)
        if finds:
            with offer:
                go_on(finds, judge)
            with sentence:
                say(finds, judge)
            with names:
                show_names(finds, judge, best=order == ORDER.default)
            with box:
                show_rejected(finds)
        with names:
            say_honestly(judge, temperature)
    kept.show()
    if is_busy() != was_busy:
        st.rerun()  # to begin polling, or to end it


def choose() -> tuple[str, int]:
    """Return which model makes names, and how many."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row:
        kind = controls.choice(MODEL, _("Model"))
        number = int(controls.number(SAMPLES, _("How many names")))
    row.button(
        _("Make new ones"),
        type="primary",
        icon=":material/casino:",
        on_click=roll,
        help=_("Takes the next seed: whoever presses as often sees the same names."),
    )
    return kind, number


def roll() -> None:
    """Take the next seed."""
    now = int(st.session_state.get(SEED.name, SEED.default))
    st.session_state[SEED.name] = (now + 1) % (int(SEED.maximum) + 1)


def choose_model() -> tuple[float, float, int, str]:
    """Return smoothing, temperature, seed and order."""
    left, right = st.columns(2, gap="medium")
    with left:
        temperature = controls.log_slider(
            TEMPERATURE,
            _("Temperature"),
            help=_("Below 1 the models play safe, above 1 they dare. 1 is what they learned."),
        )
    with right:
        smoothing = controls.log_slider(SMOOTHING, _("Smoothing of the counts"))
    with left:
        order = controls.choice(
            ORDER, _("Order"), help=_("Best: the smallest nll per character comes first.")
        )
    with right:
        seed = int(
            controls.number(
                SEED, _("Seed of the dice"), help=_("The same seed rolls the same dice again.")
            )
        )
    return smoothing, temperature, seed, order


def choose_conditions() -> tuple[Conditions, Filters]:
    """Return what names must be like, and what is thrown away."""
    left, right = st.columns(2, gap="medium")
    several = _(
        "Characters or pairs, with spaces between them, such as: a qu. Write ␣ for a space."
    )
    with left:
        prefix = as_read(controls.text_box("begins", _("Begins with")))
        shortest = int(controls.number(SHORTEST, _("Shortest, in characters")))
        must = parts(controls.text_box("must", _("Must have"), help=several))
    with right:
        suffix = as_read(controls.text_box("ends", _("Ends with")))
        longest = int(controls.number(LONGEST, _("Longest, in characters")))
        must_not = parts(controls.text_box("mustnot", _("Must not have"), help=several))
    with left:
        listed = controls.switch("listed", _("Also names that are in the list"))
        twice = controls.switch("twice", _("Also the same name twice"))
    with right:
        apart = int(
            controls.number(
                APART,
                _("Changes away from the nearest name of the list, at least"),
                help=_("A change adds, drops or replaces one character. 1: only new names."),
            )
        )
    filters = Filters(new=not listed, different=not twice, apart=0 if listed else apart)
    return Conditions(prefix, suffix, shortest, longest, must, must_not), filters


def as_read(text: str) -> str:
    """Return a text as it would be read from the list in use."""
    return unicodedata.normalize("NFC", text.lower() if source.lower else text)


def parts(text: str) -> tuple[str, ...]:
    """Return the texts that stand apart in a box; a comma parts them unless the list has it."""
    for sign in set(",;，、；") - set(vocabulary.characters):
        text = text.replace(sign, " ")
    return tuple(dict.fromkeys(as_read(one.replace("␣", " ")) for one in text.split()))


def judge_of(kind: str, smoothing: float) -> Judge | None:
    """Return the model that was chosen; where it has not learned, offer to train it."""
    judges = {judge.kind: judge for judge in judges_of(source, smoothing)}
    if kind == MODEL.default:
        return judges["counts"]
    if trainer and trainer.playing:
        step = trainer.snapshot.last.step
        share = min(1.0, step / max(1, trainer.goal))
        st.progress(share, _("Training: step {step}.").format(step=f"{step:,}"))
        return None
    if "network" not in judges:
        st.markdown(_("The network has not learned yet: train it, and it makes names too."))
        label = _("Train {steps} steps now").format(steps=session.TRAINED_AT_ONCE)
        if st.button(label, icon=":material/play_arrow:"):
            session.train_now()
            st.rerun()
    return judges.get("network")


def say_conditions(conditions: Conditions) -> None:
    """Say which conditions hold, as they may be out of sight, and offer to drop them."""
    said = said_of(conditions)
    if not said:
        return
    row = st.container(horizontal=True, vertical_alignment="center")
    row.markdown(_("Conditions: {conditions}.").format(conditions=", ".join(said.values())))
    row.button(_("Drop them"), on_click=drop, icon=":material/close:", type="tertiary")


def said_of(conditions: Conditions) -> dict[str, str]:
    """Return the conditions that hold, in words, by their field."""
    together = " ".join
    values = {
        "prefix": (_("begins with **{text}**"), conditions.prefix),
        "suffix": (_("ends with **{text}**"), conditions.suffix),
        "must": (_("has **{text}**"), together(conditions.must)),
        "must_not": (_("does not have **{text}**"), together(conditions.must_not)),
    }
    said = {
        name: words.format(text=plain(text.replace(" ", "␣") if len(text) == 1 else text))
        for name, (words, text) in values.items()
        if text
    }
    if conditions.shortest != SHORTEST.default:
        number = conditions.shortest
        said["shortest"] = plural("at least {number} long", "at least {number} long", number)
    if conditions.longest != LONGEST.default:
        number = conditions.longest
        said["longest"] = plural("at most {number} long", "at most {number} long", number)
    return said


def drop() -> None:
    """Take back all conditions."""
    for name in TEXTS:
        st.session_state[name] = ""
    for setting in (SHORTEST, LONGEST):
        st.session_state[setting.name] = int(setting.default)


def found(
    judge: Judge,
    conditions: Conditions,
    filters: Filters,
    temperature: float,
    number: int,
    seed: int,
    place: st.delta_generator.DeltaGenerator,
) -> Finds | None:
    """Return the search for what was asked: the last one or a new one; None if it is hopeless."""
    key = (source, fingerprint(judge), conditions, filters, temperature, number, seed)
    finds: Finds | None = st.session_state.get("finds")
    if finds and finds.key == key:
        return finds
    st.session_state.pop("finds", None)
    st.session_state["shown_names"] = PAGE
    try:
        search = Search(
            judge.model,
            number,
            seed=seed,
            column=cached.corpus(source).column,
            conditions=conditions,
            filters=filters,
            temperature=temperature,
            chain=cached.conditional(source, judge.key, conditions, temperature),
            neighbours=cached.neighbours(source),
        )
    except MakemoreError as error:
        with place:
            say_hopeless(error, judge, conditions, temperature)
        return None
    finds = st.session_state["finds"] = Finds(key, search)
    return finds


def fingerprint(judge: Judge) -> object:
    """Return what tells one model from another."""
    if isinstance(judge.key, float):
        return judge.key
    return hashlib.sha256(judge.key.weights.numpy().tobytes()).hexdigest()


def say_hopeless(
    error: MakemoreError, judge: Judge, conditions: Conditions, temperature: float
) -> None:
    """Say why nothing can be found, and which condition is in the way."""
    st.warning(plain(explain(error)))
    if not isinstance(error, NothingPassesError) or isinstance(error, NothingNewError):
        return
    said = said_of(conditions)
    ways = [said[name] for name in obstacles(judge.model, conditions, temperature) if name in said]
    if ways:
        st.markdown(
            _("It is enough to drop one of these: {conditions}.").format(conditions=", ".join(ways))
        )


def go_on(finds: Finds, judge: Judge) -> None:
    """Search for a moment; where it takes longer, show how far it is, and a way to stop."""
    search = finds.search
    if search.end is None:
        search.advance(MOMENT)
    for name in search.found[len(finds.scores) :]:
        finds.scores.append(score_name(judge.model, name))
    if search.end is None:
        row = st.container(horizontal=True, vertical_alignment="center")
        sentence = _("Searching: {found} of {wanted} names found in {tries} tries.")
        row.progress(
            search.progress,
            sentence.format(
                found=f"{len(search.found):,}",
                wanted=f"{search.wanted:,}",
                tries=f"{search.tries:,}",
            ),
        )
        row.button(_("Stop"), icon=":material/stop:", on_click=search.stop)


def say(finds: Finds, judge: Judge) -> None:
    """Say in one sentence what was found, and why no more."""
    search = finds.search
    sentences = {
        None: _("**{found}** names so far by {model}."),
        End.FOUND: _("**{found}** names by {model}; {rejected} of {tries} were thrown away."),
        End.TRIES: _(
            "Only **{found}** of {wanted} names by {model} passed in {tries} tries, and there the "
            "search ends. Loosen a condition, or raise the temperature."
        ),
        End.SEEN: _(
            "**{found}** of {wanted} names by {model}: that is all. It can make no others that "
            "pass. Loosen a condition, or set the smoothing above 0."
        ),
        End.STOPPED: _("**{found}** names by {model}; stopped after {tries} tries."),
    }
    st.markdown(
        sentences[search.end].format(
            found=f"{len(search.found):,}",
            wanted=f"{search.wanted:,}",
            tries=f"{search.tries:,}",
            rejected=f"{search.rejected.total():,}",
            model=plain(judge.title),
        )
    )


def show_rejected(finds: Finds) -> None:
    """Show what the filters threw away, by filter, and what was exact."""
    search = finds.search
    texts = {
        Filter.MUST: _("lack what they must have"),
        Filter.MUST_NOT: _("have what they must not have"),
        Filter.TWICE: _("were made before"),
        Filter.LISTED: _("are in the list"),
        Filter.NEAR: _("are too near a name of the list"),
    }
    line = _("- **{number}** {why}")
    lines = [
        line.format(number=f"{search.rejected[one]:,}", why=texts[one])
        for one in Filter
        if search.rejected[one]
    ]
    made = _("Of {tries} names that were made, these were thrown away:")
    nothing = _("No name was thrown away.")
    st.markdown(made.format(tries=f"{search.tries:,}") if lines else nothing)
    st.markdown("\n".join(lines))
    st.caption(
        _(
            "Beginning, ending, length, and up to three characters or pairs are exact: the dice "
            "are weighted so that only such names come, each as often as the model itself makes "
            "it. They are {share} of the names with this beginning. A search ends after {most} "
            "tries."
        ).format(share=percent(search.chain.probability), most=f"{search.most_tries:,}")
    )


def show_names(finds: Finds, judge: Judge, *, best: bool) -> None:
    """Show the names, each with its buttons, and how to see the others."""
    hidden: set[str] = st.session_state.setdefault("hidden_names", set())
    scores = sorted(finds.scores, key=lambda one: one.per_token) if best else finds.scores
    seen = [score for score in scores if score.name not in hidden]
    most = st.session_state.get("shown_names", PAGE)
    with st.container(gap="xsmall"):
        for place, score in enumerate(seen[:most]):
            show_name(place, score, judge)
    row = st.container(horizontal=True)
    if len(seen) > most:
        label = _("Show {number} more").format(number=min(PAGE, len(seen) - most))
        row.button(label, on_click=show_more, icon=":material/expand_more:")
    if len(scores) > len(seen):
        number = len(scores) - len(seen)
        row.button(
            plural("Show {number} hidden name", "Show {number} hidden names", number),
            on_click=hidden.clear,
            type="tertiary",
        )


def show_more() -> None:
    """Show some more names."""
    st.session_state["shown_names"] = st.session_state.get("shown_names", PAGE) + PAGE


def show_name(place: int, score: ScoredName, judge: Judge) -> None:
    """Show one name: a star, its figures, and what else can be done with it."""
    name = score.name
    row = st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small")
    is_kept = name in kept.kept()
    row.button(
        "★" if is_kept else "☆",
        key=f"star {place}",
        type="tertiary",
        help=_("Let go of {name}").format(name=plain(name))
        if is_kept
        else _("Keep {name}").format(name=plain(name)),
        on_click=partial(kept.toggle, Kept(name, score.per_token, judge.title, source.title)),
    )
    with row.container(width="stretch", gap=None):
        st.markdown(f"**{plain(name)}**")
        st.caption(figures(score))
        if st.session_state.get("open_name") == name:
            show_editor(score, judge)
    actions = {
        "hide": _("Hide"),
        "more": _("More like this"),
        "edit": _("Edit or copy"),
    }
    key = f"act {place}"
    row.menu_button(
        "⋮",
        list(actions),
        format_func=actions.__getitem__,
        key=key,
        type="tertiary",
        help=_("What to do with {name}").format(name=plain(name)),
        on_click=act,
        args=(key, name),
    )


def figures(score: ScoredName) -> str:
    """Return what is worth knowing of a name, safe in Markdown."""
    near = cached.neighbours(source).nearest(score.name)
    assert near is not None  # a list has a name
    pair = plain(pair_sign(score.letters, score.rarest, vocabulary.boundary_label))
    values = {
        "nll": f"{score.per_token:.2f}",
        "nearest": plain(near[0]),
        "edits": plural("{number} change away", "{number} changes away", near[1]),
        "pair": pair,
    }
    if not near[1]:
        return _("nll {nll} · in the list · boldest pair **{pair}**").format(**values)
    return _("nll {nll} · nearest: **{nearest}**, {edits} · boldest pair **{pair}**").format(
        **values
    )


def act(key: str, name: str) -> None:
    """Do what was chosen for a name."""
    chosen = st.session_state[key]
    if chosen == "hide":
        st.session_state["hidden_names"].add(name)
    elif chosen == "more":
        st.session_state["begins"] = name[: max(1, min(BEGINNING, len(name) // 2))]
    elif chosen == "edit":
        st.session_state["open_name"] = name


def show_editor(score: ScoredName, judge: Judge) -> None:
    """Show a box to change a name in before it is kept, and the name to copy."""
    st.code(score.name, language=None)
    typed = st.text_input(_("Edit"), score.name, key=f"edit {score.name}", max_chars=200)
    row = st.container(horizontal=True)
    row.button(_("Keep"), icon=":material/star:", on_click=keep_edited, args=(typed, score, judge))
    row.button(_("Close"), on_click=close_editor, type="tertiary")


def keep_edited(typed: str, score: ScoredName, judge: Judge) -> None:
    """Keep what a name was changed into; unchanged it keeps its figures."""
    name = " ".join(typed.split())
    if name == score.name:
        kept.kept()[name] = Kept(name, score.per_token, judge.title, source.title)
    elif name:
        kept.kept()[name] = Kept(name)
    close_editor()


def close_editor() -> None:
    """Put the box away."""
    st.session_state.pop("open_name", None)


def say_honestly(judge: Judge, temperature: float) -> None:
    """Say what the model makes when nothing is filtered."""
    honest = cached.honest(source, judge.key, temperature)
    st.caption(
        _(
            "To be honest: without any filter, {listed} of what this model makes is in the list "
            "already, and {short} is one character long. Its names have {length} characters on "
            "average."
        ).format(
            listed=percent(honest.listed),
            short=percent(honest.one_character),
            length=f"{honest.mean_length:.1f}",
        )
    )


title(_("Make names"), "sampling", "nll", "surprisal", "temperature", "prefix", "seed")
if fits.check(MOST_CHARACTERS):
    making(is_busy())
