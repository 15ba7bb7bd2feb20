"""Step 4: rolling dice along the rows makes a name, one character at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.bars import next_character_bars
from dashboard.charts.lesson import character_chips, name_chips
from dashboard.contenders import cached, roster
from dashboard.frame import safe
from dashboard.frame.held import hold
from dashboard.lesson import here
from dashboard.lesson.frame import Content, Task
from dashboard.lists import corpora
from dashboard.plot import plot
from dashboard.words.language import _, plural, with_commas
from dashboard.words.pairs import on_page, percent, visible
from makemore.corpus import MAX_NAME_LENGTH
from makemore.rolling import Dice
from makemore.sampling import Sampler
from makemore.vocabulary import BOUNDARY

SEED = 2147483647  # the lecture's
MANY = 20
RARE = 1 / 100  # below this chance of a real name, a person may choose characters
TOP = 12  # bars
_KEY = "dice"


@dataclass(frozen=True)
class Table:
    """What lies on the table: the name so far, the rolls used, and twenty names if just rolled."""

    tokens: tuple[int, ...] = ()  # the name's characters; BOUNDARY last where it has ended
    rolls: int = 0
    many: tuple[str, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether the name has its end."""
        return self.tokens[-1:] == (BOUNDARY,) or len(self.tokens) >= MAX_NAME_LENGTH

    @property
    def name(self) -> str:
        """The name so far."""
        return here.vocabulary().decode(self.tokens)

    def put(self, token: int) -> Table:
        """Return the table with one more character, or the end."""
        return replace(self, tokens=(*self.tokens, token), many=())


def _text() -> str:
    return _(
        "The machine makes a name by rolling dice. It starts at the sign, looks at that row, and "
        "rolls: a likely character wins often, a rare one seldom. Then it goes to the row of the "
        "character it got. When it rolls the sign, the name is finished."
    )


def _table() -> Table:
    found: Table = st.session_state.get(here.key(_KEY), Table())
    return found


def _keep(table: Table) -> None:
    st.session_state[here.key(_KEY)] = table


def _roll() -> None:
    table = _table()
    if table.ended:
        table = replace(table, tokens=())
    draw = Dice(SEED)[table.rolls]
    token = _sampler().choose((_last(table),), draw)
    _keep(replace(table.put(token), rolls=table.rolls + 1))


def _roll_many() -> None:
    table, dice = _table(), Dice(SEED)
    sampler, rolls, names = _sampler(), table.rolls, []
    for _number in range(MANY):
        walk = sampler.walk(dice, rolls)
        rolls += len(walk.steps)
        names.append(walk.name)
    tokens = () if table.ended else table.tokens
    _keep(replace(table, tokens=tokens, rolls=rolls, many=tuple(names)))


def _sampler() -> Sampler:
    sampler: Sampler = cached.sampler(here.source(), roster.counted(here.source()), 1.0)
    return sampler


def _start_again() -> None:
    _keep(replace(_table(), tokens=()))


def _last(table: Table) -> int:
    return table.tokens[-1] if table.tokens else BOUNDARY


def _show() -> DeltaGenerator:
    table = _table()
    boundary = here.vocabulary().boundary_label
    made = safe.spelled(here.source(), table.name)
    st.html(character_chips(made, boundary, ended=table.ended))
    safe.say(int(made != table.name))
    box, reply = here.beside()
    buttons = box.container(horizontal=True)
    roll = _("Roll again") if table.ended else _("Roll the dice")
    buttons.button(roll, on_click=_roll, type="primary", icon=":material/casino:", key="roll")
    buttons.button(_("Start again"), on_click=_start_again, disabled=not table.tokens)
    buttons.button(_("Twenty names"), on_click=_roll_many, icon=":material/filter_9_plus:")
    if table.many:
        names = safe.shown(here.source(), table.many)
        st.html(name_chips(names, _real(table)))
        st.caption(_("Green with a tick: a name of the list. All others are new."))
        safe.say_of(names)
    if not table.ended:
        _show_next(table)
    return reply


def _show_next(table: Table) -> None:
    shares, labels = _shares(_last(table)), here.vocabulary().labels
    if _rare():
        _offer_choice(shares, labels)
    st.markdown(_("What can come after {sign}:").format(sign=here.sign(_last(table))))
    plot(
        next_character_bars(shares, labels, top=TOP),
        key="lesson_dice",
        label=_("Bars: what the dice may give, the likeliest first."),
        height=24 + 20 * min(TOP, len(labels)),
    )


def _shares(row: int) -> np.ndarray:
    shares: np.ndarray = cached.count_log_row(here.source(), 0.0, row).exp().numpy()
    return shares


def _offer_choice(shares: np.ndarray, labels: tuple[str, ...]) -> None:
    """Let a person choose a character where the dice alone hardly ever make a real name."""
    possible = [int(token) for token in np.argsort(-shares, kind="stable") if shares[token] > 0]
    end = _("{sign} (end)").format(sign=labels[BOUNDARY])
    hold(
        st.selectbox,
        _("Or choose the next character yourself"),
        possible,
        key=here.key("picked"),
        shows=None,  # so that the list is ready for the next choice
        take=lambda token: _keep(_table().put(token)),
        index=None,
        format_func=lambda token: end if token == BOUNDARY else visible(labels[token]),
        placeholder=_("Choose a character"),
        width=360,
    )


def chance(nll: np.ndarray, copies: np.ndarray) -> float:
    """Return how likely a rolled name stands in the list, from each name's nll (names,), nats.

    A name that stands there twice counts once.
    """
    return float((np.exp(-nll) / copies).sum())


def _chance() -> float:
    source = here.source()
    scores = cached.name_scores(source, roster.counted(source))
    return chance(scores.nll, corpora.corpus(source).copies)


def _rare() -> bool:
    return _chance() < RARE


def _real(table: Table) -> frozenset[str]:
    own = (table.name,) if table.tokens[-1:] == (BOUNDARY,) else ()
    found: frozenset[str] = cached.held(here.source(), (*own, *table.many))
    return found


def _task() -> Task:
    table = _table()
    real = _real(table) if table.tokens or table.many else frozenset()
    return Task(
        text=_text_of_task(),
        done=bool(real),
        reply=_reply(table, real),
        hint=_hint(),
    )


def _text_of_task() -> str:
    if _rare():
        return _(
            "Make a name that is really in the list. With these names the dice alone would hardly "
            "ever do it, so here you may choose a character yourself now and then."
        )
    return _("Make a name that is really in the list: roll until you have one.")


def _hint() -> str:
    if _rare():
        name = str(corpora.corpus(here.source()).column[0])
        return _(
            "{name} is in the list. Choose its characters one by one, and then the end."
        ).format(name=on_page(name))
    expected = math.ceil(1 / max(_chance(), 1e-9))
    return _(
        "About {share} of the names that the dice make are in the list: one in {number}. The "
        "button for twenty names is the quick way."
    ).format(share=percent(min(_chance(), 1.0)), number=f"{expected:,}")


def _reply(table: Table, real: frozenset[str]) -> str:
    if table.many:
        return _of_many(table.many, real)
    if real:
        return _(
            "{name} is really in the list! The machine does not remember any name. It only knows "
            "which character follows which, and the dice did the rest."
        ).format(name=on_page(min(real)))
    if table.tokens[-1:] == (BOUNDARY,):
        return _("{name} is not in the list: it is a new name. Roll again.").format(
            name=on_page(safe.spelled(here.source(), table.name))
        )
    return ""


def _of_many(names: tuple[str, ...], real: frozenset[str]) -> str:
    """Return what some names show: how many of them are in the list, and which."""
    if not real:
        return plural(
            "This {number} name is new. Roll again.",
            "None of these {number} names is in the list: all are new. Roll again.",
            len(names),
        )
    return _(
        "Really in the list: {number} of these {all} ({names}). All others are new. The machine "
        "does not remember any name. It only knows which character follows which, and the dice "
        "did the rest."
    ).format(
        number=len([name for name in names if name in real]),
        all=len(names),
        names=with_commas(map(on_page, sorted(real))),
    )


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/walk.py",
    library="""\
from makemore import CountModel, sample_names

names = open("names.txt").read().splitlines()
model = CountModel.fit(names)
for name in sample_names(model, 20, seed=2147483647):
    print(name)""",
    lecture="""\
import torch

words = open("names.txt").read().splitlines()
chars = sorted(set("".join(words)))
stoi = {s: i + 1 for i, s in enumerate(chars)}
stoi["."] = 0
itos = {i: s for s, i in stoi.items()}
N = torch.zeros((len(stoi), len(stoi)), dtype=torch.int32)
for w in words:
    chs = ["."] + list(w) + ["."]
    for ch1, ch2 in zip(chs, chs[1:]):
        N[stoi[ch1], stoi[ch2]] += 1
P = N.float()
P /= P.sum(1, keepdim=True)
g = torch.Generator().manual_seed(2147483647)
for i in range(20):
    out = []
    ix = 0
    while True:
        p = P[ix]
        ix = torch.multinomial(p, num_samples=1, replacement=True, generator=g).item()
        if ix == 0:
            break
        out.append(itos[ix])
    print("".join(out))""",
    seconds=2170,
)
