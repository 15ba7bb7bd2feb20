"""Compare: both models side by side, their nll, and the names that the same dice make of them.

All of it is one fragment: a control repaints only this page, and while a run goes on it follows.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from torch import Tensor

from dashboard.charts import compare as charts
from dashboard.contenders import cached
from dashboard.contenders.trainer import Snapshot, Status, Trainer, Weights
from dashboard.frame import controls
from dashboard.frame.title import title
from dashboard.parts import evidence
from dashboard.plot import plot
from dashboard.state import session
from dashboard.state.settings import SAMPLES, SEED, SHOWN, SMOOTHING, TEMPERATURE
from dashboard.words.language import _, carried, explain, in_one_language
from dashboard.words.text import plain
from makemore.comparing import Score, largest_cells, parting
from makemore.export import csv_bytes
from makemore.models.model import LanguageModel, log_probability_matrix
from makemore.models.network import NeuralBigram
from makemore.models.uniform import UniformModel
from makemore.sampling import Walk
from makemore.scoring import mean_nll, unseen_pairs

LIVE_NAMES = 20  # while the network learns: more would only flicker
MUCH = 0.05  # nats; the lecture's 200 steps leave less
LARGEST = 8  # cells in the table of differences
source = session.source()
trainer = session.trainer()
counts = cached.counts(source)


@st.fragment(run_every=0.5 if trainer.playing else None)
@in_one_language
def comparison(trainer: Trainer, was_playing: bool) -> None:
    """Show the two models as they are now."""
    snapshot = trainer.snapshot
    if was_playing and not trainer.playing:
        st.rerun()  # the last picture, and an end to polling
    sentence, offer, controls_row, figures, names, more = (st.container() for _place in range(6))
    with more.expander(_("The models and the dice")):
        smoothing = controls.log_slider(SMOOTHING, _("Smoothing of the counts"))
        seed = choose_dice()
    with offer:
        curious = offer_training(trainer, snapshot)
    with controls_row:
        number, temperature = choose_names(snapshot.status is Status.RUNNING)
    weights = snapshot.weights if snapshot.last.step or curious else None
    rows = cached.walks(
        source, smoothing, weights, number=number, seed=seed, temperature=temperature
    )
    known = cached.held(source, tuple(walk.name for row in rows for walk in row))
    models = models_of(smoothing, snapshot.weights)
    entries = scores(models, smoothing, snapshot.last.step)
    with sentence:
        say_what_it_means(entries, rows, known)
    with figures:
        show_scores(models, entries)
    with names:
        show_names(rows, known, entries)
    if weights is not None:
        with more:
            show_differences(smoothing, weights)


def offer_training(trainer: Trainer, snapshot: Snapshot) -> bool:
    """Offer to train where nothing was learned; return whether its nonsense is wanted."""
    if snapshot.error:
        st.warning(plain(explain(snapshot.error)))
    if snapshot.status is Status.RUNNING:
        share = min(1.0, snapshot.last.step / max(1, trainer.goal))
        st.progress(share, _("Training: step {step}.").format(step=f"{snapshot.last.step:,}"))
        return False
    if snapshot.last.step:
        return False
    row = st.container(horizontal=True, vertical_alignment="center")
    label = _("Train {steps} steps now").format(steps=session.TRAINED_AT_ONCE)
    if row.button(label, type="primary", icon=":material/play_arrow:"):
        session.train_now()
        st.rerun()
    return row.toggle(_("Show the names of the untrained network"), key="untrained")


def choose_names(playing: bool) -> tuple[int, float]:
    """Return how many names to make and the temperature; roll again on a press."""
    slider, others = st.columns([5, 4], vertical_alignment="bottom")
    with slider:
        temperature = controls.log_slider(
            TEMPERATURE,
            _("Temperature"),
            help=_("Below 1 the models play safe, above 1 they dare. 1 is what they learned."),
        )
    row = others.container(horizontal=True, vertical_alignment="bottom")
    with row:
        number = int(controls.number(SAMPLES, _("How many names")))
    row.button(
        _("Roll again"),
        icon=":material/casino:",
        on_click=roll,
        args=(1,),
        help=_("Takes the next seed: whoever presses as often sees the same names."),
    )
    return min(number, LIVE_NAMES) if playing else number, temperature


def choose_dice() -> int:
    """Return the seed of the dice; back to the lecture's on a press."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row:
        seed = int(
            controls.number(
                SEED, _("Seed of the dice"), help=_("The same seed rolls the same dice again.")
            )
        )
    row.button(_("Back to the lecture's dice"), on_click=roll, disabled=seed == SEED.default)
    return seed


def roll(further: int | None = None) -> None:
    """Take the seed so much further on, or the lecture's."""
    now = int(st.session_state.get(SEED.name, SEED.default))
    beyond = int(SEED.maximum) + 1
    st.session_state[SEED.name] = (now + further) % beyond if further else int(SEED.default)


def models_of(smoothing: float, weights: Weights) -> dict[str, LanguageModel]:
    """Return the three models by their kind."""
    return {
        "uniform": UniformModel(counts.vocabulary),
        "counts": cached.count_model(source, smoothing),
        "network": NeuralBigram(counts.vocabulary, weights),
    }


def scores(
    models: dict[str, LanguageModel], smoothing: float, step: int
) -> dict[str, charts.Entry]:
    """Return the scores of the models by their kind, with titles that name their settings."""
    titles = {
        "uniform": _("Blind guess (uniform)"),
        "counts": _("Counts, smoothing {smoothing}").format(smoothing=f"{smoothing:,g}"),
        "network": _("Network, step {step}").format(step=f"{step:,}")
        if step
        else _("Network, not trained"),
    }
    return {
        kind: charts.Entry(
            kind, titles[kind], Score(mean_nll(model, counts)), cached.held_out_nll(source, model)
        )
        for kind, model in models.items()
    }


def say_what_it_means(
    entries: dict[str, charts.Entry], rows: Sequence[tuple[Walk, ...]], known: frozenset[str]
) -> None:
    """Say in one sentence what the comparison shows."""
    if len(rows[0]) == 1:
        st.markdown(
            _("The counts are ready. The network has not learned yet: train it, then compare.")
        )
        return
    gap = entries["network"].score.nll - entries["counts"].score.nll
    alike = sum(parting(first, second) is None for first, second in rows)
    listed = sum(row[0].ended and row[0].name in known for row in rows)
    said = _(
        "From the same dice, the counts and the network make **{alike} of {number}** names "
        "exactly alike; {listed} of the {number} names of the counts are in the list already. {gap}"
    )
    number = f"{len(rows):,}"
    st.markdown(said.format(alike=alike, number=number, listed=listed, gap=gap_words(gap)))
    if gap > MUCH:
        st.page_link(
            "views/train.py",
            label=_("The network has more to learn: train it longer"),
            icon=":material/arrow_forward:",
        )


def gap_words(gap: float) -> str:
    """Return in words how far the network's nll is above the counts', nats."""
    if abs(gap) < 0.00005:
        return _("Their nll is the same to four decimals.")
    size = f"{abs(gap):.4f}"
    if gap > 0:
        return _("The network's nll is **{size} nats** above that of the counts.").format(size=size)
    return _(
        "The network's nll is **{size} nats** below that of the counts, which smoothing holds back."
    ).format(size=size)


def show_scores(models: dict[str, LanguageModel], entries: dict[str, charts.Entry]) -> None:
    """Show the table of scores, what its numbers mean, and why one is infinite."""
    st.html(charts.scores_table(list(entries.values())))
    st.caption(
        _(
            "**nll**: how surprised the model is, on average, by the next character, in nats; "
            "0 is perfect, lower is better. **Perplexity**: as if it had to guess among so many "
            "characters. **Bits**: the same surprise, counted in yes-or-no questions."
        )
    )
    held_out = cached.held_out_counts(source)
    for kind, entry in entries.items():
        if charts.is_infinite(entry.held_out) and held_out:
            st.caption(infinite_words(entry.title, unseen_pairs(models[kind], held_out)))
        if charts.is_infinite(entry.score.nll):
            st.caption(infinite_words(entry.title, unseen_pairs(models[kind], counts)))


def infinite_words(title: str, pairs: Sequence[str]) -> str:
    """Return why an nll is infinite: the pairs that the model holds impossible."""
    return _(
        "{title}: the nll is infinite, because the model holds pairs of these names impossible, "
        "such as **{pairs}**. Smoothing above 0 mends that."
    ).format(title=plain(title), pairs=plain(", ".join(pairs[:3])))


def show_names(
    rows: Sequence[tuple[Walk, ...]], known: frozenset[str], entries: dict[str, charts.Entry]
) -> None:
    """Show the names side by side, and offer them as a file."""
    kinds = ["counts", "network"][: len(rows[0])]
    st.html(charts.names_table(rows, known, [(kind, entries[kind].title) for kind in kinds]))
    st.download_button(
        _("Download these names (CSV)"),
        carried(lambda: csv_bytes(charts.names_columns(rows, known))),
        file_name="names.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def show_differences(smoothing: float, weights: Weights) -> None:
    """Show, once opened, where the two tables of probabilities differ."""
    box = st.expander(_("Where the two tables still differ"), key="differences", on_change="rerun")
    if not box.open:
        return
    network = log_probability_matrix(NeuralBigram(counts.vocabulary, weights)).exp()
    counted = cached.count_log_probabilities(source, smoothing).exp()
    with box:
        st.markdown(
            _(
                "Each cell is the network's probability minus that of the counts. Blue: the counts "
                "give more. Orange: the network gives more. Pale: they agree."
            )
        )
        show_difference_map(counted, network)
        show_largest(counted, network)
    evidence.show(source, *session.selected(), smoothing)


def show_difference_map(counted: Tensor, network: Tensor) -> None:
    """Show the differences as a heatmap, of the commonest characters where there are many."""
    number = len(counts.vocabulary)
    if number > SHOWN.default:
        number = int(controls.number(SHOWN, _("How many characters to show")))
    tokens = cached.common_tokens(source, number)
    labels = counts.vocabulary.labels
    plot(
        charts.difference_map(
            counted.numpy(),
            network.numpy(),
            labels,
            tokens,
            evidence.place_among(tokens, session.selected()),
        ),
        key="difference",
        label=_("Heatmap of the network's probability minus the counts' for each pair"),
        height=620,
        on_click=lambda click: session.select(*tokens[list(click.point)].tolist()),
    )


def show_largest(counted: Tensor, network: Tensor) -> None:
    """Show the cells that differ most, in words."""
    labels = counts.vocabulary.labels
    cells = largest_cells(network - counted, LARGEST)
    if not cells:
        st.markdown(_("The two tables are the same."))
        return
    st.markdown(
        _(
            "The largest differences. The network learns rare characters last, because few names "
            "teach them. Smoothing above 0 moves the counts too."
        )
    )
    lines = [
        (charts.pair_words(labels, *cell), float(counted[cell]), float(network[cell]))
        for cell in cells
    ]
    st.html(charts.cells_table(lines))


title(_("Compare"), "nll", "perplexity", "sampling", "temperature", "seed")
comparison(trainer, trainer.playing)
