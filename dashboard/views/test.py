"""Test: how the models do on names that they have never seen, and which setting does best."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch

from dashboard.charts.common import DIVERGING, NEURAL_COLOUR
from dashboard.charts.matrix import heatmap
from dashboard.charts.valley import valley
from dashboard.contenders import cached, roster
from dashboard.frame import controls
from dashboard.frame.title import title
from dashboard.parts import evidence
from dashboard.plot import plot
from dashboard.state import session
from dashboard.state.settings import HELD_OUT, REGULARIZATION, SHOWN, SMOOTHING, SPLIT_SEED
from dashboard.words import pairs
from dashboard.words.language import _, plural
from makemore.bridge import added_counts
from makemore.models.network import NeuralBigram
from makemore.scoring import unseen_pairs

FLAT = 0.002  # nats; a smaller difference is nothing that one would notice
BRIDGE = 0.01  # the lecture's regularization, where none is chosen
LARGE = 300  # characters; beyond, the finished network takes seconds

source = session.source()
counts = cached.counts(source)
parts = cached.split(source)


def choose() -> float:
    """Show how many names are held out, and the smoothing; return the smoothing."""
    left, right = st.columns([1, 2], gap="medium", vertical_alignment="bottom")
    st.session_state["held_out"] = source.held_out
    with left:
        st.segmented_control(
            _("Held out"),
            HELD_OUT,
            format_func=lambda percent: f"{percent}\N{NO-BREAK SPACE}%",
            key="held_out",
            required=True,
            on_change=take_held_out,
            help=_("These names are kept for the test: the models do not learn from them."),
        )
    with right:
        return controls.log_slider(SMOOTHING, _("Smoothing"))


def take_held_out() -> None:
    """Hold out as many names as was chosen."""
    session.use_held_out(int(st.session_state["held_out"] or 0), source.split_seed)


def take_split_seed() -> None:
    """Hold out other names."""
    session.use_held_out(source.held_out, int(st.session_state[SPLIT_SEED.name]))


def use_smoothing(smoothing: float) -> None:
    """Make a smoothing the one in use, on every page."""
    st.session_state[SMOOTHING.name] = smoothing


def invite() -> None:
    """Say why one holds names out, where none are."""
    st.markdown(
        _(
            "A model that has seen a name is not surprised by it. To test a model honestly, keep "
            "some names away from it and ask how much *they* surprise it."
        )
    )
    if cached.corpus(source).distinct < 2:
        st.info(_("This list has only one name: none can be held out. Choose a longer list."))
    elif source.held_out == 0:
        st.button(
            _("Hold out 10 % of the names"),
            on_click=session.use_held_out,
            args=(10,),
            type="primary",
        )


@dataclass(frozen=True)
class Figures:
    """The nll of the count model at some smoothing, on training and on held-out names."""

    smoothing: float
    train: float
    held_out: float


def figures_at(smoothing: float) -> Figures:
    """Return the figures at a smoothing."""
    held_out = cached.held_out_nll(source, cached.count_model(source, smoothing))
    return Figures(
        smoothing, cached.count_nll(source, smoothing), math.nan if held_out is None else held_out
    )


def say_result(now: Figures, best: Figures) -> None:
    """Say in one sentence how the test went."""
    if math.isinf(now.held_out):
        held_out = cached.held_out_counts(source)
        assert held_out is not None
        missing = unseen_pairs(cached.count_model(source, now.smoothing), held_out)
        sentence = _(
            "The held-out names surprise the counts **infinitely**: {number} of their pairs never "
            "occur in the training names, such as {pairs}. A little smoothing mends that; "
            "**{best}** is best, with an nll of **{nll}**."
        )
        st.markdown(
            sentence.format(
                number=f"{len(missing):,}",
                pairs=", ".join(map(pairs.on_page, missing[:3])),
                best=f"{best.smoothing:.3g}",
                nll=pairs.nats(best.held_out, 4),
            )
        )
        return
    st.markdown(
        _(
            "The training names surprise the counts by **{train}** on average, the held-out names "
            "by **{held_out}**. The best smoothing for held-out names is **{best}**, with "
            "**{nll}**."
        ).format(
            train=pairs.nats(now.train, 4),
            held_out=pairs.nats(now.held_out, 4),
            best=f"{best.smoothing:.3g}",
            nll=pairs.nats(best.held_out, 4),
        )
    )


def show_smoothing_curve(now: Figures, best: Figures | None) -> None:
    """Show nll against smoothing, the best place marked."""
    smoothings, train, held_out = cached.smoothing_curve(source)
    plot(
        valley(
            smoothings,
            train,
            held_out,
            title=_("smoothing"),
            chosen=(now.smoothing, now.train if best is None else now.held_out),
            best=(best.smoothing, best.held_out) if best else None,
        ),
        key="smoothing_curve",
        label=_("Curves of the nll against smoothing, on training and on held-out names"),
        height=380,
    )


def explain_shape(now: Figures, best: Figures) -> None:
    """Say why the curve has a valley or is flat, and offer its best place."""
    smoothings, _train, held_out = cached.smoothing_curve(source)
    assert held_out is not None
    near = held_out[(smoothings > best.smoothing / 20) & (smoothings < best.smoothing * 20)]
    flat = bool(near.size) and float(near.max()) - best.held_out < 10 * FLAT
    if flat:
        reason = _(
            "The curve is nearly flat around its lowest place: with {names} a cell counts so much "
            "already that adding a little changes little. Use fewer names, and a valley appears."
        )
    else:
        reason = _(
            "The curve is a valley. Too little smoothing: pairs that chance left out surprise too "
            "much. Too much: every pair looks alike, and what was counted is drowned."
        )
    names = plural("{number} name", "{number} names", len(cached.train_corpus(source)))
    st.markdown(reason.format(names=names))
    st.button(
        _("Use smoothing {best}").format(best=f"{best.smoothing:.3g}"),
        on_click=use_smoothing,
        args=(float(f"{best.smoothing:.3g}"),),
        disabled=abs(now.smoothing - best.smoothing) < 0.005 * best.smoothing,
    )


def show_split() -> None:
    """Say how the names were divided, and what a careless way would leak."""
    with st.expander(_("How the names are divided")):
        if parts is None:
            st.markdown(_("No names are held out: the models learn from all of them."))
            return
        st.markdown(
            _(
                "{held_out} are held out, {train} remain to learn from. Which ones is decided by "
                "dice with a seed, for each *different* name: all its copies go to the same side, "
                "so the test holds no name that the models have seen.\n\n"
                "A careless way would divide line by line. Then **{leak}** of the held-out lines "
                "would hold a name that is among the training lines too: the test would be partly "
                "given away."
            ).format(
                held_out=plural("{number} name", "{number} names", len(parts.held_out)),
                train=plural("{number}", "{number}", len(parts.train)),
                leak=pairs.percent(parts.leak),
            )
        )
        st.session_state[SPLIT_SEED.name] = source.split_seed
        st.number_input(
            _("Seed of the division"),
            min_value=0,
            max_value=int(SPLIT_SEED.maximum),
            key=SPLIT_SEED.name,
            on_change=take_split_seed,
            width=240,
        )
        explain_new_characters()


def explain_new_characters() -> None:
    """Name the characters that only held-out names have."""
    assert parts is not None
    new = sorted(set(parts.held_out.characters) - set(parts.train.characters))
    if new:
        st.markdown(
            _(
                "Only held-out names have {characters}. The models know that these characters "
                "exist, but have seen nothing of them: after one, every next character is equally "
                "likely, and without smoothing the counts hold the character itself impossible."
            ).format(characters=", ".join(map(pairs.on_page, new[:12])))
        )


def opened(title: str, key: str) -> st.delta_generator.DeltaGenerator | None:
    """Return an expander's inside, None while it is closed, so that no work is done for it."""
    box = st.expander(title, key=key, on_change="rerun")
    return box if box.open else None


def show_regularization() -> None:
    """Show the same curve for the network: nll against regularization."""
    box = opened(_("The same for the network: regularization"), "regularization_open")
    if box is None:
        return
    with box:
        if len(counts.vocabulary) > LARGE:
            st.info(_("With so many different characters this would take too long here."))
            return
        strengths, train, held_out = cached.regularization_curve(source)
        best = None
        if held_out is not None:
            at = int(held_out.argmin())
            best = (float(strengths[at]), float(held_out[at]))
        plot(
            valley(
                strengths,
                train,
                held_out,
                title=_("regularization"),
                best=best,
                colour=NEURAL_COLOUR,
            ),
            key="regularization_curve",
            label=_("Curves of the nll against regularization, for the finished network"),
            height=340,
        )
        st.markdown(
            _(
                "Each point is a network that has finished learning with that regularization. "
                "Regularization pulls the weights towards 0, so that no pair becomes impossible: "
                "it does for the network what smoothing does for the counts."
            )
        )


def show_bridge() -> None:
    """Show which counts regularization adds and takes, beside what smoothing adds."""
    box = opened(_("The bridge: regularization, said in counts"), "bridge_open")
    if box is None:
        return
    with box:
        chosen = controls.log_slider(REGULARIZATION, _("Regularization"))
        strength = chosen or BRIDGE
        if not chosen:
            st.caption(
                _("At 0 there is nothing to see: this is {strength}.").format(strength=BRIDGE)
            )
        with st.spinner(_("The network learns to the end …"), show_time=False):
            finished = cached.optimum(source, strength)
        added = added_counts(finished.weights, counts.total, strength)
        like = cached.smoothing_like(source, finished.nll)
        left, right = st.columns([3, 2], gap="medium")
        with left:
            show_added(added)
        with right:
            explain_bridge(added, strength, like, finished.nll)
    evidence.show(source, *session.selected(), roster.lecture(source, smoothing))


def show_added(added: torch.Tensor) -> None:
    """Show the counts that regularization seems to add, as a heatmap."""
    tokens = cached.common_tokens(source, int(SHOWN.default))
    shown = added[tokens][:, tokens].numpy()
    largest = float(np.abs(shown).max()) or 1.0
    plot(
        heatmap(
            shown,
            tuple(counts.vocabulary.labels[token] for token in tokens),
            hover=_("Regularization adds %{z:.2f} here"),
            colorscale=DIVERGING,
            limits=(-largest, largest),
            selected=evidence.place_among(tokens, session.selected()),
        ),
        key="bridge",
        label=_("Heatmap of the counts that regularization adds to each pair"),
        height=520,
        on_click=lambda click: session.select(*tokens[list(click.point)].tolist()),
    )


def explain_bridge(added: torch.Tensor, strength: float, like: float | None, nll: float) -> None:
    """Say what the heatmap shows, and how it differs from smoothing."""
    st.markdown(
        _(
            "When the network has finished, its probabilities are\n\n"
            "&nbsp;&nbsp;P = (count + a) / (sum of the row's counts)\n\n"
            "with a = − 2 · λ · n / V² · W. Here λ is the regularization ({strength}), n the "
            "number of pairs ({pairs}), V the number of characters with the boundary ({size}).\n\n"
            "So regularization **adds counts where weights are low** (up to {most}) and **takes "
            "them where weights are high** (down to {least}). In each row a sums to zero "
            "(here to within {sum})."
        ).format(
            strength=f"{strength:g}",
            pairs=f"{counts.total:,}",
            size=f"{len(counts.vocabulary):,}",
            most=f"{float(added.max()):,.1f}",
            least=f"{float(added.min()):,.1f}",
            sum=f"{float(added.sum(dim=1).abs().max()):.0e}",
        )
    )
    if like is not None:
        st.markdown(
            _(
                "Smoothing adds the *same* to every cell. With smoothing **{like}** the counts "
                "have the same nll on the training names, {nll}. The two are kin, not identical."
            ).format(like=f"{like:.3g}", nll=pairs.nats(nll, 4))
        )


def show_uncertainty(now: Figures) -> None:
    """Say whether a difference on held-out names means anything."""
    box = opened(_("Is a difference real, or luck?"), "uncertainty_open")
    if box is None:
        return
    with box:
        st.markdown(
            _(
                "Other held-out names would give other numbers. So draw names from the held-out "
                "ones again and again, as from a bag, and see how much a difference varies: 95 of "
                "100 draws lie in the interval."
            )
        )
        if parts is None or parts.held_out.distinct < 2:
            st.markdown(_("Hold at least two different names out first."))
            return
        for title, first, second in rivals(now):
            say_difference(title, first, second)


def rivals(now: Figures) -> list[tuple[str, NeuralBigram | float, float]]:
    """Return which models are compared: titles and models, counts by their smoothing."""
    best = cached.best_smoothing(source)
    found: list[tuple[str, NeuralBigram | float, float]] = []
    if math.isfinite(now.held_out) and abs(now.smoothing - best) > 0.005 * best:
        title = _("Counts with smoothing {now} against {best}")
        found.append(
            (title.format(now=f"{now.smoothing:g}", best=f"{best:.3g}"), now.smoothing, best)
        )
    trainer = session.trained(source)
    if trainer is not None and trainer.snapshot.last.step:
        title = _("The network after {steps} against the counts with smoothing {best}")
        steps = plural("{number} step", "{number} steps", trainer.snapshot.last.step)
        title = title.format(steps=steps, best=f"{best:.3g}")
        found.append((title, trainer.snapshot.model, best))
    if not found:
        st.markdown(
            _(
                "There is nothing to compare yet: choose another smoothing than the best one, or "
                "train the network on the page Train."
            )
        )
    return found


def say_difference(title: str, first: NeuralBigram | float, second: float) -> None:
    """Show the difference of two models with its interval, in words."""
    interval = cached.difference(source, first, second)
    if interval.certain:
        verdict = (
            _("The first one is worse: zero lies outside, so this is more than luck.")
            if interval.difference > 0
            else _("The first one is better: zero lies outside, so this is more than luck.")
        )
        if abs(interval.difference) < FLAT:
            verdict += " " + _("But the difference is too small to matter.")
    else:
        verdict = _("Zero lies inside: with these names one cannot tell which is better.")
    st.markdown(
        _("**{title}**: {difference} nats, from {low} to {high}. {verdict}").format(
            title=title,
            difference=f"{interval.difference:+.4f}",
            low=f"{interval.low:+.4f}",
            high=f"{interval.high:+.4f}",
            verdict=verdict,
        )
    )


title(_("Test"), "held-out", "smoothing", "regularization", "nll")
lead = st.container()
smoothing = choose()
now = figures_at(smoothing)
best = figures_at(cached.best_smoothing(source)) if parts else None
with lead:
    say_result(now, best) if best else invite()
show_smoothing_curve(now, best)
if best:
    explain_shape(now, best)
show_split()
show_regularization()
show_bridge()
show_uncertainty(now)
