"""The part of the page Save and share that makes programs and the report."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard.contenders import cached, learning, roster
from dashboard.contenders.here import Here
from dashboard.contenders.trainer import Snapshot, Stretch
from dashboard.frame import commonest, controls, safe
from dashboard.frame.download import Kind, offer_file
from dashboard.lists import bundled, corpora
from dashboard.lists.source import Source
from dashboard.parts import how_read, scores
from dashboard.state import session
from dashboard.state.settings import SAMPLES, SEED, SMOOTHING, TEMPERATURE
from dashboard.take import report, reproduce
from dashboard.take.saved import to_save
from dashboard.take.session_file import session_bytes
from dashboard.take.work import Work
from dashboard.words import pairs
from dashboard.words.language import _, in_names, language, model_title, plural, tag_of, with_commas
from dashboard.words.text import apart
from makemore.corpus import Corpus
from makemore.models.family import families
from makemore.rules import DEFAULT

MOST_NAMES = 50  # in a report; more is a file of its own
_MOST_PACES = 20  # in a report; a program has all
_LONGEST = 80  # characters of a file's name
_UNSAFE = re.compile(  # to file systems, and signs that show a name as another one
    r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]'
)


def offer_session(label: str, key: str, kind: Kind) -> None:
    """Offer the whole session as a file, behind a button of a kind."""
    make, mime = to_save(), "application/zip"
    file = "makemore-session.zip"
    offer_file(label, file, mime, lambda: session_bytes(make()), key=key, button=kind)


def show_reproduce() -> None:
    """Offer the work as a program, in the library's words and in the lecture's."""
    st.header(_("As a program"))
    st.markdown(
        _(
            "A short program that comes to the same numbers and names as the page Compare. It "
            "needs the file of the list beside it."
        )
    )
    ways = {False: _("With this library"), True: _("The lecture's way")}
    lecture = st.segmented_control(
        _("In whose words"),
        list(ways),
        default=False,
        required=True,
        format_func=ways.__getitem__,
        key="program_words",
        label_visibility="collapsed",
    )
    now = work()
    if _unknown_steps():
        st.info(
            _(
                "The steps of your network are not known, because it came from a file, so the "
                "program is without it. To have it there, train it from its first weights: on "
                "the page Train, press Reset, then Play."
            )
        )
    _offer_program(now, bool(lecture))
    if lecture and (others := [key for key, _values in now.parts if key not in roster.LECTURE]):
        models = with_commas(model_title(families()[key].title) for key in others)
        words = _("In the lecture's words there are its two models only, without **{models}**.")
        st.caption(words.format(models=models))
    with st.expander(_("Look at it"), icon=":material/code:"):
        st.code(reproduce.as_python(now, lecture=bool(lecture)), language="python")


def _offer_program(now: Work, lecture: bool) -> None:
    source = session.source()
    run = learning.has_learned(source) if now.has("network") else None

    def then() -> Work:
        return replace(now, stretches=run.snapshot.stretches or ()) if run else now

    with st.container(horizontal=True):
        for label, name, kind, make in (
            (
                _("As Python"),
                reproduce.script_name(lecture=lecture),
                "text/x-python",
                lambda: reproduce.as_python(then(), lecture=lecture).encode(),
            ),
            (
                _("As a notebook"),
                reproduce.script_name(lecture=lecture).replace(".py", ".ipynb"),
                "application/x-ipynb+json",
                lambda: reproduce.as_notebook(then(), lecture=lecture),
            ),
            (_("The list"), now.file, "text/plain", _list_of(source, now)),
        ):
            offer_file(label, name, kind, make, key=f"program: {kind}")


def show_report() -> None:
    """Offer the report."""
    st.header(_("As a report"))
    st.markdown(
        _(
            "One page with the list, the heatmap, the curve, the scores and the names, to mail or "
            "to print: open the file in a browser, and print it from there, also as PDF."
        )
    )
    if roster.is_learning(session.source()):
        st.caption(_("The network learns: the report shows it as it was when this page opened."))
    label, make = _("Download the report (HTML)"), partial(report_bytes, findings())
    offer_file(label, "makemore-report.html", "text/html", make)


def work() -> Work:
    """Return what there is to reproduce, as the page Compare shows it."""
    source = session.source()
    run = learning.trained(source)
    learned = learning.learned(source)
    models = tuple((one.key, tuple(one.values.items())) for one in roster.contenders(source))
    chosen = learned if "network" in dict(models) else None
    return Work(
        file=file_name(source.title),
        lower=source.lower,
        first=source.first,
        held_out=source.held_out if cached.split(source) else 0,
        split_seed=source.split_seed,
        smoothing=controls.now(SMOOTHING),
        weights_seed=run.seed if run else learning.seed(),
        stretches=(chosen.stretches if chosen else None) or (),
        characters=len(cached.counts(source).vocabulary),
        number=int(controls.now(SAMPLES)),
        seed=int(controls.now(SEED)),
        temperature=controls.now(TEMPERATURE),
        as_read=_is_mended(source),
        counted=corpora.full_corpus(source.whole).weights is not None,
        clusters=source.rules.clusters,
        models=models,
        lines=session.bundled_name() is None,
        call=way.call if (way := how_read.way_of(source)) else "",
    )


def _is_mended(source: Source) -> bool:
    """Tell whether the list was read by more than what a short program does again."""
    read = corpora.full_corpus(source.whole).report
    usual = source.rules == DEFAULT and not source.counted and corpora.rest(source) is None
    mended = (read.title, read.spaces, read.unseen, read.turkish)
    return not usual or any(one.count for one in mended)


def _list_of(source: Source, now: Work) -> Callable[[], bytes]:
    if not now.as_read:
        return lambda: source.data
    of_all = corpora.rest(source) is None  # else the commonest are those of the names in use
    names: Corpus = corpora.full_corpus(source.whole) if of_all else corpora.corpus(source)
    return names.lines


def file_name(title: str) -> str:
    """Return the name of the file that a list has, or gets where its title is none.

    The file lies beside a program, so it must not be one: Python would take a list of the name
    "torch.py" for torch, and run it.

    Example: "US baby names 2018" -> "us-names-2018.txt"; "a/b" -> "a_b.txt"
    """
    for one in bundled.bundled_lists().values():
        if one.title == title:
            return one.file
    name = _UNSAFE.sub("_", title)[-_LONGEST:].strip(" .") or "names"
    return name if name.lower().endswith(".txt") else f"{name}.txt"  # whatever it came as


def findings() -> report.Report:
    """Return what a report says of the work of now."""
    source = session.source()
    learned = learning.learned(source)
    number = min(int(controls.now(SAMPLES)), MOST_NAMES)
    here = Here(source, roster.contenders(source))
    rows = cached.walks(
        source,
        here.contenders,
        number=number,
        seed=int(controls.now(SEED)),
        temperature=controls.now(TEMPERATURE),
    )
    made = tuple(walk.name for row in rows for walk in row)
    counts = cached.counts(source)
    return report.Report(
        title=bundled.translated(source.title),
        language=tag_of(language()),
        sentences=_sentences(),
        facts=_facts(learned),
        counts=cached.count_matrix(source).numpy(),
        labels=counts.vocabulary.labels,
        tokens=cached.common_tokens(source, min(len(counts.vocabulary), report.MOST)),
        history=learned.way if learned else (),
        floor=cached.count_nll(source, 0.0),
        entries=scores.entries(here),
        rows=rows,
        known=cached.held(source, made),
        hidden=safe.rude(source, made),
    )


def report_bytes(made: report.Report) -> bytes:
    """Return a report as the bytes of its file."""
    return report.page(made).encode()


def _sentences() -> tuple[str, ...]:
    source = session.source()
    names = corpora.corpus(source)
    said = _("{names}, {distinct} of them different, made of {characters}.").format(
        names=in_names(len(names)),
        distinct=f"{names.distinct:,}",
        characters=plural(
            "{number} character", "{number} different characters", len(names.characters)
        ),
    )
    few = with_commas(map(apart, names.column[:10].to_pylist()))
    return said, _("It begins: {names}.").format(names=few)


def _facts(learned: Snapshot | None) -> tuple[tuple[str, str], ...]:
    """Return the settings that make the numbers, by name."""
    source, now = session.source(), work()
    read = corpora.full_corpus(source.whole).report
    facts = [
        (_("Lines of the list"), f"{read.lines:,}"),
        (_("Left out"), f"{sum(one.count for one in read.left_out.values()):,}"),
        (_("Letters"), _("all made small") if source.lower else _("as they came")),
        (_("Names in use"), f"{len(corpora.corpus(source)):,}"),
        (_("Held out"), pairs.percentage(f"{now.held_out}")),
        (_("Smoothing"), f"{now.smoothing:g}"),
        (_("Temperature"), f"{now.temperature:g}"),
        (_("Seed of the dice"), str(now.seed)),
    ]
    if told := commonest.said(source):
        facts.append((_("Characters told apart"), told))
    if learned:
        facts.append((_("Seed of the first weights"), str(now.weights_seed)))
        facts += _paces(now.stretches)
        if learned.stretches is None:
            facts.append((_("Steps"), _("not known, because the network came from a file")))
    return tuple(facts)


def _paces(stretches: Sequence[Stretch]) -> list[tuple[str, str]]:
    """Return how the steps were made; of many changes the first ones, and how many more."""
    said = [
        (
            _("Up to step {step}").format(step=f"{one.until:,}"),
            _("learning rate {rate}, regularization {regularization}").format(
                rate=f"{one.learning_rate:g}", regularization=f"{one.regularization:g}"
            ),
        )
        for one in stretches[:_MOST_PACES]
    ]
    if more := len(stretches) - len(said):
        until = _("Up to step {step}").format(step=f"{stretches[-1].until:,}")
        said.append((until, plural("{number} more change", "{number} more changes", more)))
    return said


def _unknown_steps() -> bool:
    learned = learning.learned(session.source())
    return learned is not None and learned.stretches is None
