"""Step 5: guessing the next character against the machine, both graded by surprise."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.lesson import character_chips, round_bars
from dashboard.frame.held import hold
from dashboard.lesson import here, spelling
from dashboard.lesson.beginnings import COUNTED
from dashboard.lesson.frame import Content, Task
from dashboard.lists import corpora
from dashboard.parts import formula
from dashboard.plot import plot
from dashboard.words.language import _, sentences
from dashboard.words.pairs import nats, on_page, percent
from makemore.corpus import MAX_NAME_LENGTH
from makemore.errors import UnknownCharacterError
from makemore.vocabulary import BOUNDARY

ROUNDS = 10
SURE = (10, 25, 50, 75, 95)  # percent on the guess
_KEY, _TYPED, _SURE = "game", "typed", "lesson_sure"


@dataclass(frozen=True)
class Round:
    """One question: a name, and the place of the character to guess; len(name) is the end."""

    name: str
    place: int


@dataclass(frozen=True)
class Game:
    """The answers so far: for each round the token guessed and the percent put on it."""

    seed: int = 1
    answers: tuple[tuple[int, int], ...] = ()


def rounds_of(names: pa.LargeStringArray, seed: int) -> list[Round]:
    """Return the ten questions of a seed, from names of a list; equal seeds, equal questions."""
    dice = np.random.default_rng(seed)
    chosen = names.take(dice.integers(len(names), size=ROUNDS)).to_pylist()
    return [Round(name, int(dice.integers(len(name) + 1))) for name in chosen]


def surprise_of_guess(guess: int, percent_on_it: int, truth: int, size: int) -> float:
    """Return -ln of what a guess gave the true token, nats, among `size` tokens.

    The guess has its percent, all other tokens share the rest evenly.
    """
    share = percent_on_it / 100
    return -math.log(share if guess == truth else (1 - share) / max(size - 1, 1))


def _text() -> str:
    return _(
        "How good is the machine? Play against it. You see the beginning of a name of the list "
        "and type the next character. You also say how sure you are. Your guess gets that "
        "percentage, and all other characters share the rest. Both players are graded by "
        "**surprisal**: who gave the truth 100 % gets 0, for 50 % it is 0.69, for 10 % 2.30, "
        "for 1 % 4.61. The average is called **nll**; the lower one wins."
    )


def _game() -> Game:
    found: Game = st.session_state.get(here.key(_KEY), Game())
    return found


def _keep(game: Game) -> None:
    st.session_state[here.key(_KEY)] = game


def _rounds(game: Game) -> list[Round]:
    return rounds_of(corpora.corpus(here.source()).column, game.seed)


def _truth(question: Round) -> int:
    tokens = [*here.vocabulary().encode(question.name), BOUNDARY]
    return tokens[question.place]


def _show() -> DeltaGenerator:
    game = _game()
    rounds = _rounds(game)
    if len(game.answers) == ROUNDS:
        st.button(_("Ten new rounds"), on_click=_keep, args=(Game(game.seed + 1),), key="again")
    else:
        _ask(rounds[len(game.answers)], len(game.answers) + 1)
    reply = st.container(key="reply")
    formula.offer(formula.surprisal())
    if game.answers:
        plot(
            round_bars(*_surprises(game, rounds), ROUNDS),
            key="lesson_rounds",
            label=_("Bars: your surprisal and the machine's in each round."),
            height=240,
        )
    _show_surprising()
    return reply


def _ask(question: Round, number: int) -> None:
    """Show a beginning; a character that is typed, or the end, is the guess."""
    st.markdown(
        _("Round {number} of {all}: which character comes next?").format(number=number, all=ROUNDS)
    )
    boundary = here.vocabulary().boundary_label
    st.html(character_chips(question.name[: question.place], boundary, ended=False))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        hold(
            st.container(width=120).text_input,
            _("Type it"),
            key=here.key("guess"),
            shows=st.session_state.get(here.key(_TYPED), ""),
            take=_take_typed,
            live=True,
            max_chars=MAX_NAME_LENGTH,
            autocomplete="off",
        )
        end = _("{sign} (end)").format(sign=here.sign(BOUNDARY))
        st.button(end, key="guess_end", on_click=_take, args=(BOUNDARY,))
        st.segmented_control(
            _("How sure are you?"),
            SURE,
            default=50,
            required=True,
            key=_SURE,
            format_func=lambda share: percent(share / 100),
            persist_state="session",
            wrap=True,
        )


def _take_typed(typed: str) -> None:
    """Take a typed character as the guess; what the list does not have stays in its box."""
    st.session_state[here.key(_TYPED)] = typed
    vocabulary = here.vocabulary()
    signs = (typed[-1:], here.read(typed)[-1:])  # a blank may be a character too
    found = [vocabulary.token(sign) for sign in signs if sign in vocabulary.characters]
    if found or typed == vocabulary.boundary_label:
        _take(found[0] if found else BOUNDARY)


def _take(guess: int) -> None:
    game = _game()
    st.session_state[here.key(_TYPED)] = ""
    if len(game.answers) < ROUNDS:
        _keep(replace(game, answers=(*game.answers, (guess, st.session_state.get(_SURE) or 50))))


def _surprises(game: Game, rounds: list[Round]) -> tuple[list[float], list[float]]:
    """Return your surprisals and the machine's, nats, one each a round played."""
    size = len(here.vocabulary())
    played = list(zip(rounds, game.answers, strict=False))
    yours = [
        surprise_of_guess(guess, sure, _truth(question), size) for question, (guess, sure) in played
    ]
    return yours, [_machines_surprise(question) for question, _answer in played]


def _machines_surprise(question: Round) -> float:
    from dashboard.contenders import cached  # noqa: PLC0415 - loads torch

    tokens = [BOUNDARY, *here.vocabulary().encode(question.name)]
    row = cached.count_log_row(here.source(), 0.0, tokens[question.place])
    return abs(float(row[_truth(question)]))


def _reply(game: Game, rounds: list[Round]) -> str:
    """Return what the last round brought, and the score: both nlls so far, in nats."""
    yours, models = _surprises(game, rounds)
    at = len(game.answers) - 1
    question, (guess, _sure) = rounds[at], game.answers[at]
    truth = _truth(question)
    last = (
        _("Right, it was {truth}, in {name}. Your surprisal: {yours}. The machine's: {models}.")
        if guess == truth
        else _("It was {truth}, in {name}. Your surprisal: {yours}. The machine's: {models}.")
    ).format(
        truth=here.sign(truth),
        name=on_page(question.name),
        yours=nats(yours[-1]),
        models=nats(models[-1]),
    )
    score = _(
        "After {number} of {all} rounds your nll is **{yours}** nats, the machine's **{models}**."
    ).format(
        number=at + 1,
        all=ROUNDS,
        yours=nats(sum(yours) / len(yours)),
        models=nats(sum(models) / len(models)),
    )
    if len(yours) < ROUNDS:
        return sentences(last, score)
    return sentences(last, score, _verdict(sum(yours), sum(models)))


def _verdict(yours: float, models: float) -> str:
    if yours < models:
        return _(
            "You win! You saw the whole beginning of each name; the machine looks at one character "
            "only."
        )
    return _(
        "The machine wins. It looks at one character only, but it has counted every name, and "
        "all its confidence comes from real counts."
    )


def _task() -> Task:
    game = _game()
    return Task(
        text=_(
            "Play {all} rounds against the machine, and compare: whose nll is lower? To guess, "
            "type one character."
        ).format(all=ROUNDS),
        done=len(game.answers) == ROUNDS,
        reply=_reply(game, _rounds(game)) if game.answers else "",
        hint=_(
            "A guess that is wrong costs the more, the surer you were. Where you cannot know, "
            "say {least}. Names end too: then guess the sign {sign}."
        ).format(least=percent(SURE[0] / 100), sign=here.sign(BOUNDARY)),
    )


def _show_surprising() -> None:
    """Show a box for a name that surprises the machine more than a blind guess does."""
    size = len(here.vocabulary())
    st.markdown(
        _(
            "**One more.** Find a name that surprises the machine more than a blind guess would: "
            "an nll above {mark}. (A blind guess among {size} characters has the surprisal "
            "{mark}, which is ln {size}.)"
        ).format(mark=nats(mark(size)), size=f"{size:,}")
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            _("A surprising name"),
            key=here.key("surprising"),
            max_chars=MAX_NAME_LENGTH,
            persist_state="session",
            autocomplete="off",
            live=True,
            width=240,
            help=_hint(),
        )
        name = here.read(st.session_state.get(here.key("surprising")) or "")
        nll = _nll_of(name) if name else None
        with st.container(key="surprise"):
            if name:
                st.info(_said_of(name, nll, mark(size)))
            if name and nll is None:
                spelling.offer(name, "surprising")


def mark(size: int) -> float:
    """Return the nll of a blind guess among `size` characters, nats: ln of their number."""
    return math.log(size)


def _hint() -> str:
    if len(here.vocabulary()) == 2:
        return _("Here only one character is used. Try a name that is much too long.")
    return _(
        "Put characters side by side that never stand so in a name. A pair that the machine has "
        "never seen has an infinite surprisal."
    )


def _nll_of(name: str) -> float | None:
    """Return the nll of a name, nats per character; None where the list cannot spell it."""
    from dashboard.contenders import cached  # noqa: PLC0415 - loads torch
    from makemore.ranking import score_name  # noqa: PLC0415

    try:
        return score_name(cached.count_model(here.source(), 0.0), name).per_token
    except UnknownCharacterError:
        return None


def _said_of(name: str, nll: float | None, blind: float) -> str:
    if nll is None:
        return _(
            "{name} has a character that this list does not have. Write it with the characters of "
            "this list (a Chinese name in pinyin, say), or take a list that has them."
        ).format(name=on_page(name))
    if math.isinf(nll):
        sentence = _(
            "{name} has an infinite nll: it holds a pair that the machine has never seen, and "
            "it considers what it has never seen impossible. The next step mends that."
        )
    elif nll > blind:
        sentence = _("{name} has the nll {nll}: worse than a blind guess. A fine surprise!")
    else:
        sentence = _("{name} has the nll {nll}. That is not above {mark}: go stranger.")
    return sentence.format(name=on_page(name), nll=nats(nll), mark=nats(blind))


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/score.py",
    library="""\
from makemore import CountModel, mean_nll

names = open("names.txt").read().splitlines()
model = CountModel.fit(names)
print(mean_nll(model, names))""",
    lecture=COUNTED
    + """\
P = N.float()
P /= P.sum(1, keepdim=True)
log_likelihood = 0.0
n = 0
for w in words:
    chs = ["."] + list(w) + ["."]
    for ch1, ch2 in zip(chs, chs[1:]):
        prob = P[stoi[ch1], stoi[ch2]]
        log_likelihood += torch.log(prob).item()
        n += 1
nll = -log_likelihood
print(nll / n)""",
    seconds=3417,
)
