"""How close one run has come to the counts: as a number, pair by pair, and row by row."""

from __future__ import annotations

import numpy as np
import streamlit as st
from torch import Tensor

from dashboard.charts.runs import (
    difference_chart,
    gap_text,
    row_chart,
    worst_rows,
)
from dashboard.contenders import cached, roster, selection
from dashboard.contenders import runs as racing
from dashboard.contenders.runs import CLOSE, Run
from dashboard.frame import controls
from dashboard.parts import evidence
from dashboard.parts.race.race import Race
from dashboard.plot import plot
from dashboard.state.settings import SHOWN
from dashboard.words import pairs
from dashboard.words.language import _, in_steps
from dashboard.words.text import plain
from makemore.divergence import row_divergences
from makemore.models.model import probability_matrix
from makemore.models.network import NeuralBigram
from makemore.vocabulary import BOUNDARY

ROWS = 27  # in the chart of rows


def show_one(race: Race, run: Run) -> None:
    """Show how close one run is: as a number, pair by pair, and row by row."""
    learned = probability_matrix(NeuralBigram(race.counts.vocabulary, run.moment.weights))
    counted = cached.count_log_probabilities(race.source, 0.0).exp()
    say_gap(race, run, learned, counted)
    box = st.expander(
        _("Pair by pair: where the tables differ"), key="proof_pairs", on_change="rerun"
    )
    if box.open:
        with box:
            show_difference(race, learned, counted)
        evidence.show(race.source, *selection.selected(), roster.lecture)
    box = st.expander(_("Row by row: who lags behind"), key="proof_rows", on_change="rerun")
    if box.open:
        with box:
            show_rows(race, run, learned, counted)


def say_gap(race: Race, run: Run, learned: Tensor, counted: Tensor) -> None:
    """Say how far a run is from the counts, and where its pace would lead."""
    points = run.moment.points
    last = points[-1]
    seen = race.matrix.sum(dim=1) > 0
    st.markdown(
        _(
            "After {steps} and {seconds} seconds of computing, the gap of **{name}** is **{gap}** "
            "nats. The probability that is farthest off differs by {worst}. {pace}"
        ).format(
            steps=in_steps(last.step),
            seconds=f"{last.seconds:.2f}",
            name=plain(run.name),
            gap=gap_text(last.gap),
            worst=points_text(float((learned - counted)[seen].abs().max())),
            pace=pace(run),
        )
    )


def points_text(share: float) -> str:
    """Return a difference of probabilities in words. Example: 0.0123 -> "1.2 percentage points"."""
    return _("{number} percentage points").format(number=gap_text(100 * share))


def pace(run: Run) -> str:
    """Return where a run that has not come close would end, from the look of its curve."""
    moment = run.moment
    if moment.close_at is not None:
        return ""
    if racing.has_stalled(moment.points):
        return _(
            "It gets no nearer: its steps are too big for some rows and jump from one side of the "
            "valley to the other. Try a lower learning rate."
        )
    needed = racing.steps_to_close(moment.points)
    if needed is None:
        return ""
    return _("At this pace it would need about {steps} steps to come within a millionth.").format(
        steps=f"{int(float(f'{needed:.2g}')):,}"
    )


def show_difference(race: Race, learned: Tensor, counted: Tensor) -> None:
    """Show the network's probability minus that of the counts, for every pair."""
    number = len(race.labels)
    if number > SHOWN.default:
        number = int(controls.number(SHOWN, _("Show this many of the commonest characters")))
    tokens = cached.common_tokens(race.source, number)
    st.markdown(
        _(
            "Each cell is the network's probability minus that of the counts. Blue: the counts "
            "give more. Orange: the network gives more. Look at the scale under the picture: the "
            "colours always reach as far as the largest difference."
        )
    )
    plot(
        difference_chart(counted.numpy(), learned.numpy(), race.labels, tokens),
        key="difference",
        label=_("Heatmap of the network's probability minus that of the counts for each pair"),
        height=470 if number <= ROWS else 640,
        on_click=lambda click: selection.select(*tokens[list(click.point)].tolist()),
    )


def show_rows(race: Race, run: Run, learned: Tensor, counted: Tensor) -> None:
    """Show how far off each row is, beside how often it occurs."""
    divergences = row_divergences(counted, learned).numpy()
    totals = race.matrix.sum(dim=1).double()
    shares = (totals / totals.sum()).numpy()
    worst = worst_rows(divergences, shares)
    say_who_lags(race, run, divergences, shares, worst)
    plot(
        row_chart(divergences, shares, race.labels, most=ROWS),
        key="row_chart",
        label=_("Bars: how far off each row is, and its share of all pairs"),
        height=80 + 22 * min(ROWS, len(worst)),
    )
    st.caption(
        _(
            "How far off a row is: the extra surprise, in nats, of someone who believes the "
            "network while the counts are right (its KL divergence). Each row's number times its "
            "share, all added up, is the gap."
        )
    )


def say_who_lags(
    race: Race, run: Run, divergences: np.ndarray, shares: np.ndarray, worst: np.ndarray
) -> None:
    """Name the row that is farthest off, how often it occurs, and why it is so."""
    row = int(worst[0])
    if divergences[row] < CLOSE:
        st.markdown(
            _("No row is off by more than a millionth of a nat: rare rows have arrived too.")
        )
        return
    commonest = int(shares.argmax())
    st.markdown(
        _(
            "Farthest off is the row of {row}: by {off} nats. It holds {share} of all pairs "
            "({pairs} of {all}). The commonest row, that of {common}, holds {common_share} and is "
            "off by {common_off}. {reason}"
        ).format(
            row=row_words(race, row),
            off=gap_text(float(divergences[row])),
            share=pairs.percent(float(shares[row])),
            pairs=f"{int(race.matrix[row].sum()):,}",
            all=f"{int(race.matrix.sum()):,}",
            common=row_words(race, commonest),
            common_share=pairs.percent(float(shares[commonest])),
            common_off=gap_text(float(divergences[commonest])),
            reason=reason(race, run, float(shares[row])),
        )
    )


def row_words(race: Race, row: int) -> str:
    """Return the character of a row, the boundary in words."""
    sign = pairs.on_page(race.labels[row])
    return _("{sign} (start of a name)").format(sign=sign) if row == BOUNDARY else sign


def reason(race: Race, run: Run, share: float) -> str:
    """Return why a row with this share of all pairs lags behind, where one can tell."""
    if share < 0.5 / len(race.labels):
        return _(
            "Rare rows lag behind: each example pulls on the weights of its own row only, so few "
            "examples pull weakly."
        )
    if racing.has_stalled(run.moment.points):
        return _("It is not rare: the steps are too big for it, and jump over its valley.")
    return ""
