"""What context costs: contexts that were never seen, names that are copies; and what it is worth.

The longer a model's context, the more of the list it knows by heart. Where learning turns into
copying is seen in a chart of all contexts.
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from dashboard.charts.common import colour_of
from dashboard.charts.copying import Copying, copying
from dashboard.contenders import cached, naming
from dashboard.contenders.contender import Contender, fitted
from dashboard.lists.source import Source
from dashboard.parts import division
from dashboard.parts.making.search import Wish
from dashboard.plot import plot
from dashboard.words import pairs
from dashboard.words.language import _, in_characters, sentences
from dashboard.words.text import plain
from makemore.models.family import Knob
from makemore.sparsity import possible_contexts, seen_contexts

CONTEXT = "context"  # the knob of a family that may look further back


def show(source: Source, one: Contender, wish: Wish) -> None:
    """Say, once opened, what the context of a model costs and is worth, and draw it.

    Of two lists in one only what is made is told: each has its own contexts.
    """
    label = _("Does it learn, or copy?")
    box = st.expander(label, key="copying_open", on_change="rerun", icon=":material/content_copy:")
    if not box.open:
        return
    with box:
        if wish.other:
            st.markdown(f"- {_copies(source, one, wish)}")
        else:
            _show_lines(source, one, wish)
        _say_honestly(source, one, wish)
        knob = next((knob for knob in one.family.knobs if knob.name == CONTEXT), None)
        if knob and not wish.other:
            with st.spinner(_("The model is counted for each context …"), show_time=False):
                data = _data(source, _contenders(source, one, knob), wish)
            _show_chart(one, data)
            _say(one, data)


def _show_lines(source: Source, one: Contender, wish: Wish) -> None:
    """Say what the context costs; offer to hold names out."""
    lines = [_contexts(source, one), _copies(source, one, wish)]
    held_out = cached.scores(source, one)[1]
    if held_out is not None:
        sentence = _("Held-out names surprise it by **{nll} nats** per character.")
        lines.append(sentence.format(nll=pairs.nats(held_out, 4)))
    st.markdown("\n".join(f"- {line}" for line in lines))
    if held_out is None:
        st.caption(_("How does it do on names that it never saw? Keep some away from it to see."))
        division.offer(source)


def _say_honestly(source: Source, one: Contender, wish: Wish) -> None:
    """Say what the model makes when nothing is filtered."""
    honest = naming.honest(source, *wish.maker(one))
    sentence = _(
        "Without any filter, {short} of what this model makes is one character long, and its "
        "names have {length} characters on average."
    ).format(short=pairs.percent(honest.one_character), length=f"{honest.mean_length:.1f}")
    if not honest.exact:
        sampled = _("The model is too large to work this out: it comes from a sample.")
        sentence = sentences(sentence, sampled)
    st.caption(sentence)


def _contexts(source: Source, one: Contender) -> str:
    """Return how many contexts there could be and are."""
    size = one.model.context_size
    seen = seen_contexts(cached.material(source).counts(size))
    possible = possible_contexts(len(one.model.vocabulary) - 1, size)
    return _("It looks at {characters}: **{seen}** of {possible} possible contexts occur.").format(
        characters=in_characters(size),
        seen=f"{seen:,}",
        possible=f"{possible:,}",
    )


def _copies(source: Source, one: Contender, wish: Wish) -> str:
    share = pairs.percent(_listed(source, one, wish))
    return _("**{share}** of what it makes is in the list already.").format(share=share)


def _listed(source: Source, one: Contender, wish: Wish) -> float:
    """Return the share of what a model makes, cut as asked, that the list or both have."""
    maker, temperature = wish.maker(one)
    share: float = naming.listed(source, maker, temperature, wish.other)
    return share


def _contenders(source: Source, one: Contender, knob: Knob) -> list[Contender]:
    """Return the model with each number of characters."""
    every = [{**one.values, knob.name: knob.within(mark)} for mark in knob.marks]
    return [
        fitted(one.key, values, cached.fitted(source, one.key, tuple(values.items())))
        for values in every
    ]


def _data(source: Source, who: list[Contender], wish: Wish) -> Copying:
    contexts = np.array([each.values[CONTEXT] for each in who])
    listed = np.array([_listed(source, each, wish) for each in who])
    train, held_out = zip(*(cached.scores(source, each) for each in who), strict=True)
    tested = None if held_out[0] is None else np.array(held_out)
    return Copying(contexts, listed, np.array(train), tested)


def _show_chart(one: Contender, data: Copying) -> None:
    plot(
        copying(data, now=one.values[CONTEXT], colour=colour_of(one.key)),
        key="copying",
        label=_("Share of names that are in the list already, and nll, for each context"),
        height=380,
    )


def _say(one: Contender, data: Copying) -> None:
    """Say where the turning point is; without held-out names, why it cannot be seen."""
    if data.held_out is not None:
        _say_turn(one, data, int(data.held_out.argmin()))
        return
    st.markdown(
        _(
            "The more it looks at, the better it knows the names that it learned from, and "
            "the more of its names are copies of them. Whether it has *learned* is seen on "
            "names that it never saw: hold some out."
        )
    )


def _say_turn(one: Contender, data: Copying, best: int) -> None:
    last = len(data.contexts) - 1
    if best < last:
        sentence = _(
            "Up to **{best}** of context, names that it never saw surprise **{model}** less and "
            "less: it learns. Beyond, they surprise it no less, and it only copies more: {before} "
            "of what it makes is in the list already with {best}, {share} with {most}."
        )
    else:
        sentence = _(
            "Here more context helps up to the last: names that it never saw surprise **{model}** "
            "least with **{best}**. Of what it makes then, {share} is in the list already."
        )
    values = {
        "model": plain(one.name),
        "best": in_characters(int(data.contexts[best])),
        "before": pairs.percent(float(data.listed[best])),
        "most": in_characters(int(data.contexts[last])),
        "share": pairs.percent(float(data.listed[last])),
    }
    st.markdown(sentence.format(**values))
