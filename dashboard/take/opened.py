"""A file that comes back: a session, to go on with, or a model, to look at and to train on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.contenders import cached, learning
from dashboard.contenders.learner import Start
from dashboard.frame import controls, safe
from dashboard.lists import corpora
from dashboard.lists.bundled import translated
from dashboard.state import address, session, visits
from dashboard.state.settings import NET, SEED, TEMPERATURE, WEIGHTS_SEED
from dashboard.state.values import whole_number
from dashboard.take import saved as saved_session
from dashboard.take.session_file import Session, read_session
from dashboard.words.language import (
    _,
    explain,
    in_names,
    model_title,
    plural,
    sentences,
    with_commas,
)
from dashboard.words.pairs import nats, visible
from dashboard.words.text import apart, plain
from makemore.errors import MakemoreError, UnknownCharacterError
from makemore.models.family import family_of
from makemore.models.model import LanguageModel
from makemore.models.network import NeuralBigram
from makemore.sampling import sample_names
from makemore.saving import SavedModel, read_model
from makemore.shared_weights import descent_of
from makemore.training import Losses

STEP, FIRST_SEED, TITLE = "step", WEIGHTS_SEED.name, "list"  # in the settings of a model file
_ZIP = b"PK"
_MANY = 5000  # characters; rolling dice among more takes much memory
_MOST_STEPS = 10**12
_LONGEST = 200  # characters of a title
_SHOWN = 10  # names that a model shows


def show() -> None:
    """Take a file, and show what it holds and what can be done with it."""
    key = f"taken_{st.session_state.get('restored', 0)}"  # a new one is empty again
    file = st.file_uploader(_("Open a session or a model that was saved here"), key=key)
    if file is None:
        say_restored()
        return
    st.session_state.pop("restored_list", None)
    try:
        found = read(file)
    except MakemoreError as error:
        st.error(plain(explain(error)))
        return
    if isinstance(found, Session):
        show_session(found)
    else:
        show_model(found, file.file_id)


def read(file: UploadedFile) -> Session | SavedModel:
    """Return what a file holds, read once; raises MakemoreError."""
    known: tuple[str, Session | SavedModel] | None = st.session_state.get("opened")
    if known is None or known[0] != file.file_id:
        data = file.getvalue()
        with visits.reading(len(data)):
            found = read_session(data) if data.startswith(_ZIP) else read_model(data)
        known = st.session_state["opened"] = (file.file_id, found)
    return known[1]


def say_restored() -> None:
    """Say that a session has been opened, as long as its list is in use."""
    st.session_state.pop("opened", None)
    if st.session_state.get("restored_list") == session.source():
        title = plain(apart(translated(session.source().title)))
        st.success(_("The session is open. Its list, {title}, is in use now.").format(title=title))


def show_session(saved: Session) -> None:
    """Say what a session file holds and what opening it changes; offer to open it."""
    names = len(corpora.corpus(saved.source))
    holds = [
        _("the list **{title}**, {names}").format(
            title=plain(apart(translated(saved.source.title))),
            names=in_names(names),
        )
    ]
    if saved.network:
        steps = saved.network.history[-1].step
        learned = plural("a network after {number} step", "a network after {number} steps", steps)
        holds.append(learned)
    if saved.kept:
        number = len(saved.kept)
        holds.append(plural("{number} kept name", "{number} kept names", number))
    st.markdown(_("This session holds {parts}.").format(parts=with_commas(holds)))
    run = learning.trained(saved.source)
    if saved.network and run and run.snapshot.last.step:
        sentence = _(
            "Your settings become those of the file. Your network of this list (step {step}) gives "
            "way to that of the file; save your own session first if you want to keep it."
        )
        st.caption(sentence.format(step=f"{run.snapshot.last.step:,}"))
    else:
        st.caption(_("Your settings become those of the file."))
    st.caption(
        _("Your own lists stay on the page Names, and your kept names stay with those of the file.")
    )
    st.button(
        _("Open this session"),
        type="primary",
        icon=":material/folder_open:",
        on_click=restore,
        args=(saved,),
    )


def restore(saved: Session) -> None:
    """Go on where a session stood, and make room for another file."""
    saved_session.restore(saved)
    st.session_state["restored"] = st.session_state.get("restored", 0) + 1
    st.session_state["restored_list"] = session.source()


def show_model(saved: SavedModel, file: str) -> None:
    """Show what a model is, how it does on the list in use, and names that it makes."""
    st.markdown(what_it_is(saved))
    say_nll(saved.model, file)
    if len(saved.model.vocabulary) <= _MANY:
        show_names(saved.model)
    if family_of(saved.model).training:
        offer_training(saved.model, saved.settings)


def show_names(model: LanguageModel) -> None:
    """Show names that a model makes, with the seed and the temperature of now."""
    names = sample_names(
        model,
        _SHOWN,
        seed=int(controls.now(SEED)),
        temperature=controls.now(TEMPERATURE),
    )
    st.markdown(_("Names that it makes:"))
    shown = safe.shown(session.source(), names)
    lines = "\n".join("".join(map(visible, name)) for name in shown)
    st.code(lines, language=None, wrap_lines=True)
    safe.say_of(shown)


def what_it_is(saved: SavedModel) -> str:
    """Return in one or two sentences what a model file holds."""
    size = len(saved.model.vocabulary)
    family = family_of(saved.model)
    values = {name: f"{value:,g}" for name, value in family.values(saved.model).items()}
    step = steps_of(saved.settings)
    title = model_title(family.title)
    if family.fit:
        title = _(family.caption).format(**values)
    elif step:
        title = _(family.caption).format(step=f"{step:,}")
    holds = _("A model: **{model}**, for {size} different characters with the boundary.")
    sentence = holds.format(model=plain(title), size=f"{size:,}")
    source = plain(apart(translated(saved.settings.get(TITLE, "")[:_LONGEST])))
    if not source:
        return sentence
    return sentences(sentence, _("It learned from the list **{title}**.").format(title=source))


def steps_of(settings: Mapping[str, str]) -> int | None:
    """Return after how many steps a network was saved, None where the file does not say."""
    return whole_number(settings.get(STEP, ""), 1, _MOST_STEPS)


def say_nll(model: LanguageModel, file: str) -> None:
    """Say how the list in use surprises a model, if it knows the characters."""
    try:
        nll = cached.nll_of_file(session.source(), file, model)
    except UnknownCharacterError as error:
        sentence = _(
            "It does not know the character {character} of the list in use, so it has no nll "
            "here. On the page Names, choose a list that has only characters it knows."
        )
        st.info(sentence.format(character=plain(visible(error.character))))
        return
    if nll is None:
        st.caption(_("It is too large to be tested on the list in use on this page."))
        return
    st.markdown(_("Its nll on the list in use is **{nll}**.").format(nll=nats(nll, 4)))


def offer_training(model: LanguageModel, settings: Mapping[str, str]) -> None:
    """Offer to go on training a network, where it has the characters of the list in use."""
    if model.vocabulary != cached.counts(session.source()).vocabulary:
        sentence = _("To train it on, choose a list with exactly its characters.")
        st.caption(sentence)
        return
    key = family_of(model).key
    learned = learning.learned_by(session.source(), key)
    if learned:
        sentence = _("Training it on replaces your network of this list (step {step}).")
        st.caption(sentence.format(step=f"{learned.step:,}"))
    if st.button(_("Train this network on"), icon=":material/play_arrow:"):
        if isinstance(model, NeuralBigram):
            problem = train_on(model, settings)
        else:
            problem = go_on(model, settings)
        if problem:
            st.error(problem)
            return
        address.put(NET, "" if key == learning.LECTURE else key)
        st.switch_page("views/train.py")


def train_on(model: NeuralBigram, settings: Mapping[str, str]) -> str:
    """Make a network that of the list in use; return what is in the way, nothing as a rule."""
    losses = descent_of(cached.trained_on(session.source()), model.weights).losses()
    if not math.isfinite(losses.loss):
        return _("Its numbers are too large to train on. Choose another file.")
    first = seed_of(settings)
    address.put(WEIGHTS_SEED.name, first)
    history = (Losses(steps_of(settings) or 1, losses.loss, losses.nll),)  # 0: learned nothing
    learning.trainer().stand_at(model.weights, history, first)
    return ""


def go_on(model: LanguageModel, settings: Mapping[str, str]) -> str:
    """Make another network that of the list in use; return what is in the way, as a rule nothing.

    Which of the names it learned from is not known: those kept for choosing are chosen by its seed.
    """
    family, source, seed = family_of(model), session.source(), seed_of(settings)
    values, step = family.values(model), steps_of(settings) or 1
    assert family.training is not None
    try:
        names = cached.material(source)
        known = family.training(names, seed=seed, start=model, **values).progress
    except ValueError:
        return _("It was made for a list with longer or shorter names. Train a new one.")
    learner = learning.learner(family.key)
    known = replace(known, step=step, best_step=step)
    learner.stand_at(Start(model, known), seed, values)
    return ""


def seed_of(settings: Mapping[str, str]) -> int:
    """Return the seed of a network's first weights, that of now where the file does not say."""
    seed = whole_number(
        settings.get(FIRST_SEED, ""), int(WEIGHTS_SEED.minimum), int(WEIGHTS_SEED.maximum)
    )
    return learning.seed() if seed is None else seed
