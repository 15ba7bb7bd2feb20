"""One search for names, a moment in each run of the page, and what is said of it.

It lives in the session while what was asked stays the same, so the page never waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import streamlit as st

from dashboard.contenders import naming
from dashboard.contenders.contender import Contender
from dashboard.frame import safe
from dashboard.lists.source import Source
from dashboard.parts.making.conditions import said_of
from dashboard.words.language import _, explain, sentences, with_commas
from dashboard.words.pairs import percent
from dashboard.words.text import plain
from makemore.conditional import MOST_PARTS, Conditions, obstacles
from makemore.errors import MakemoreError, NothingNewError, NothingPassesError
from makemore.generating import End, Filter, Filters, Search
from makemore.guided import AHEAD, Guided
from makemore.models.tempered import Tempered
from makemore.models.truncated import Truncated
from makemore.ranking import ScoredName, score_name
from makemore.rejecting import TRIALS, Chain, Rejection

MOMENT = 0.4  # seconds of searching before the page shows how far it is
PAGE = 30  # names shown at first, and with each press of "Show more"


@dataclass(frozen=True)
class Wish:
    """What a person asks of a model."""

    number: int
    seed: int
    temperature: float
    conditions: Conditions
    filters: Filters
    top_k: int = 0
    top_p: float = 1.0
    safe: bool = True  # no rude names
    other: Source | None = None  # the list that the one in use is mixed with

    def maker(self, one: Contender) -> tuple[Contender, float]:
        """Return the model that makes the names, and its temperature: 1 where it is cut."""
        if not self.top_k and self.top_p == 1:
            return one, self.temperature
        model = Truncated(Tempered(one.model, self.temperature), self.top_k, self.top_p)
        settings = (self.temperature, self.top_k, self.top_p)
        return replace(one, model=model, fingerprint=(*one.fingerprint, *settings)), 1.0


@dataclass(frozen=True)
class Hopeless:
    """What was asked and cannot be found, why, and which conditions alone are in the way."""

    key: tuple[object, ...]
    error: MakemoreError
    in_the_way: Sequence[str] = ()


@dataclass
class Finds:
    """A search by a model and what was found out of it so far; `key` says what was asked."""

    key: tuple[object, ...]
    one: Contender
    search: Search
    other: Source | None = None  # the list that the one in use is mixed with
    scores: list[ScoredName] = field(default_factory=list)


def current() -> Finds | None:
    """Return the search of this session."""
    found = st.session_state.get("finds")
    return found if isinstance(found, Finds) else None


def start(source: Source, one: Contender | None, wish: Wish) -> Finds | None:
    """Return the search for what was asked: the last one or a new one.

    None if it is hopeless, which is said, and where there is no model.
    """
    key = (source, one and one.fingerprint, wish)
    found: Finds | Hopeless | None = st.session_state.get("finds")
    if one is None:
        st.session_state.pop("finds", None)
        return None
    if found is None or found.key != key:
        st.session_state["shown_names"] = PAGE
        with st.spinner(_("The dice are weighted …"), show_time=False):
            found = st.session_state["finds"] = _begin(key, source, one, wish)
    if isinstance(found, Hopeless):
        _say_hopeless(found, wish)
        return None
    found.one = one  # its title may be in another language now
    return found


def _begin(key: tuple[object, ...], source: Source, one: Contender, wish: Wish) -> Finds | Hopeless:
    try:
        return Finds(key, one, _search(source, one, wish), wish.other)
    except NothingNewError as error:
        return Hopeless(key, error)
    except NothingPassesError as error:
        maker, temperature = wish.maker(one)
        return Hopeless(key, error, obstacles(maker.model, wish.conditions, temperature))
    except MakemoreError as error:
        return Hopeless(key, error)


def _search(source: Source, one: Contender, wish: Wish) -> Search:
    maker, temperature = wish.maker(one)
    chain = naming.conditional(source, maker, wish.conditions, temperature)
    such = source, maker, temperature, wish.conditions, wish.other
    return search_of(source, one, wish, chain, partial(naming.listed_of_such, *such))


def search_of(
    source: Source, one: Contender, wish: Wish, chain: Chain, listed: Callable[[], float | None]
) -> Search:
    """Return a search for what was asked; `listed` as in `Search`."""
    maker, temperature = wish.maker(one)
    return Search(
        maker.model,
        wish.number,
        seed=wish.seed,
        column=naming.names_of(source, wish.other),
        conditions=wish.conditions,
        filters=wish.filters,
        temperature=temperature,
        chain=chain,
        neighbours=naming.neighbours(source, wish.other) if wish.filters.apart > 1 else None,
        listed=listed,
        rude=naming.rude_words(source, wish.other).are_in if wish.safe else None,
    )


def _say_hopeless(found: Hopeless, wish: Wish) -> None:
    """Say why nothing can be found, and which condition is in the way."""
    st.warning(plain(explain(found.error)))
    said = said_of(wish.conditions)
    ways = [said[name] for name in found.in_the_way if name in said]
    if ways:
        sentence = _("It is enough to drop one of these: {conditions}.")
        st.markdown(sentence.format(conditions=with_commas(ways)))


def go_on(finds: Finds) -> None:
    """Search for a moment; where it takes longer, show how far it is, and a way to stop."""
    search = finds.search
    if search.end is None:
        search.advance(MOMENT)
    for name in search.found[len(finds.scores) :]:
        finds.scores.append(score_name(finds.one.model, name))
    if search.end is None:
        row = st.container(horizontal=True, vertical_alignment="center")
        sentence = _("Searching: {found} of {wanted} names found in {tries} tries.")
        row.progress(search.progress, sentence.format(**_figures(search)))
        row.button(_("Stop"), icon=":material/stop:", on_click=search.stop)


def say(source: Source, finds: Finds, wish: Wish) -> None:
    """Say in one sentence what was found, and why no more; how much is known; what is hidden."""
    found = {
        None: _("**{found}** names so far by {model}."),
        End.FOUND: _("**{found}** names by {model}."),
        End.TRIES: _(
            "Only **{found}** of {wanted} names by {model} passed in {tries} tries, and there the "
            "search ends. Loosen a condition, or raise the temperature."
        ),
        End.SEEN: _(
            "**{found}** of {wanted} names by {model}: that is all. It can make no others that "
            "pass. Loosen a condition, or choose another model."
        ),
        End.STOPPED: _("**{found}** names by {model}; stopped after {tries} tries."),
    }
    sentence = found[finds.search.end]
    said = sentence.format(model=plain(finds.one.title), **_figures(finds.search))
    st.markdown(
        sentences(said, _say_listed(source, finds, wish), _say_hidden(finds, wish)),
        help=safe.rule(),
    )


def _say_listed(source: Source, finds: Finds, wish: Wish) -> str:
    """Return which share of such names the list has already; empty where only a trial can tell."""
    maker, temperature = wish.maker(finds.one)
    share = naming.listed_of_such(source, maker, temperature, wish.conditions, wish.other)
    if share is None:
        return ""
    listed = percent(share)
    if not wish.filters.new:
        return _("**{share}** of such names are in the list already.").format(share=listed)
    sentence = _("**{share}** of such names are in the list already: those are left out.")
    return sentence.format(share=listed)


def _say_hidden(finds: Finds, wish: Wish) -> str:
    """Return how many rude names are hidden."""
    hidden = finds.search.rejected[Filter.RUDE]
    if not wish.safe:
        return _("Rude names are shown.")
    return safe.said(hidden) if hidden else _("School-safe: no name had to be hidden.")


def _figures(search: Search) -> dict[str, str]:
    """Return the numbers of a search, as its sentences have them."""
    numbers = {
        "found": len(search.found),
        "wanted": search.wanted,
        "tries": search.tries,
        "rejected": search.rejected.total(),
    }
    return {name: f"{number:,}" for name, number in numbers.items()}


def show_rejected(finds: Finds) -> None:
    """Show what the filters threw away, by filter, and what was exact."""
    search = finds.search
    texts: dict[Filter | None, str] = {
        None: _("do not meet the conditions"),
        Filter.MUST: _("lack what they must have"),
        Filter.MUST_NOT: _("have what they must not have"),
        Filter.TWICE: _("were made before"),
        Filter.LISTED: _("are in the list"),
        Filter.NEAR: _("are too near a name of the list"),
        Filter.RUDE: _("are rude in some language"),
    }
    line = _("- **{number}** {why}")
    lines = [
        line.format(number=f"{search.rejected[one]:,}", why=why)
        for one, why in texts.items()
        if search.rejected[one]
    ]
    made = _("Of {tries} names that were made, these were thrown away:")
    nothing = _("No name was thrown away.")
    st.markdown(made.format(tries=f"{search.tries:,}") if lines else nothing)
    st.markdown("\n".join(lines))
    _say_exact(search)


def _say_exact(search: Search) -> None:
    """Say what share of the model's names meets the conditions, and when a search ends."""
    chain = search.chain
    if isinstance(chain, Rejection):
        said = _say_share(chain)
    else:
        said = _say_guided(chain) if isinstance(chain, Guided) else _say_chain(search)
    ends = _("A search ends after {most} tries.").format(most=f"{search.most_tries:,}")
    st.caption(sentences(said, ends))


def _say_chain(search: Search) -> str:
    return _(
        "Beginning, ending, length, what must not occur, and up to {parts} texts that must occur "
        "are exact: the dice are weighted so that only such names come, each as often as the model "
        "itself makes it. They are {share} of the names with this beginning."
    ).format(parts=MOST_PARTS, share=percent(search.chain.probability))


def _say_share(chain: Rejection) -> str:
    """Return how many of a model's names meet the conditions, where only a trial can tell."""
    return _(
        "This model cannot be asked exactly: it makes names, and those that do not meet the "
        "conditions are thrown away. Of {tries} names with this beginning {share} met them, so of "
        "all it is likely {low} to {high}."
    ).format(
        tries=f"{TRIALS:,}",
        share=percent(chain.share.value),
        low=percent(chain.share.low),
        high=percent(chain.share.high),
    )


def _say_guided(chain: Guided) -> str:
    """Return how names of a model come that looks further back than tables can."""
    pool = chain.first
    return _(
        "This model cannot be asked exactly. A simpler one, which sees {ahead} characters and "
        "learned from its names, looks ahead and weights the dice; what it gets wrong is made up "
        "for by drawing from many names. Here {pool} of them are worth {effective} names of the "
        "model itself (the effective sample size). Of all names with this beginning {share} meet "
        "the conditions, likely {low} to {high}."
    ).format(
        ahead=AHEAD,
        pool=f"{len(pool.names):,}",
        effective=f"{pool.effective:,.0f}",
        share=percent(pool.share.value),
        low=percent(pool.share.low),
        high=percent(pool.share.high),
    )
