"""Save and share: the work leaves this page as a link, as one file, or as files of its parts."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.contenders import cached, learning
from dashboard.contenders.contender import Contender
from dashboard.contenders.here import Here
from dashboard.contenders.trainer import can_replay
from dashboard.frame import choosing, controls
from dashboard.frame.download import offer_file
from dashboard.frame.title import title
from dashboard.lesson import frame
from dashboard.parts import how_read
from dashboard.state import link, room, session
from dashboard.state.link import Training
from dashboard.state.settings import SMOOTHING, WEIGHTS_SEED
from dashboard.state.values import as_texts
from dashboard.take import offer, opened
from dashboard.take.files import history_csv, pairs_parquet
from dashboard.words.language import NAME, _
from makemore.export import matrix_csv
from makemore.models.model import probability_matrix
from makemore.saving import exported, model_bytes

CSV = "text/csv"


def pages() -> dict[str, str]:
    """Return the titles of the pages by their place in the address."""
    return {
        "": _("Start"),
        "lesson": _("Lesson"),
        "names": _("Names"),
        "counts": _("Counts"),
        "train": _("Train"),
        "compare": _("Compare"),
        "ladder": _("Ladder"),
        "generate": _("Make names"),
        "score": _("Score a name"),
        "walk": _("Walk"),
        "test": _("Test"),
        "proof": _("Both ways are one"),
        "take": _("Save and share"),
        "glossary": _("Glossary"),
    }


def show_link(here: Here) -> None:
    """Show a link to a page with the list and the settings of now."""
    st.header(_("As a link"))
    titles = pages()
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    page = left.selectbox(
        _("The page that it opens"),
        titles,
        index=list(titles).index("compare"),
        format_func=titles.__getitem__,
        key="link_page",
        persist_state="session",
    )
    right.code(address_of(here, page), language=None, wrap_lines=True)
    training = training_of_now(here)
    if session.bundled_name() is None:
        _say_own()
        return
    if learning.learned(here.source) is None:
        sentence = _("Whoever opens it has the same list, settings and names.")
    elif training:
        sentence = _(
            "Whoever opens it has the same list, settings and names; the network is trained again "
            "as yours was, {steps} steps."
        )
    else:
        sentence = _(
            "Whoever opens it has the same list, settings and names, but a network that has "
            "not learned: yours was trained for too long to fit in a link, or with changing "
            "learning rates. To send it, save the whole session below."
        )
    st.caption(sentence.format(steps=f"{training.steps:,}" if training else ""))


def _say_own() -> None:
    """Say whether the link holds a person's own list."""
    if session.fragment():
        st.caption(
            _(
                "Your list and the settings travel in the link itself, the list behind the # sign: "
                "no server writes that part down. Whoever has the link has the list."
            )
        )
    else:
        st.info(
            _(
                "Your own list is too long for a link: the other person needs the file of it. To "
                "send list and settings together, save the whole session below."
            )
        )


def training_of_now(here: Here) -> Training | None:
    """Return how the network was trained, None where that cannot be done again at once."""
    run, network = learning.trained(here.source), learning.learned(here.source)
    if network is None or run is None or run.even is None:
        return None
    step = network.last.step
    return Training(step, *run.even) if can_replay(step, len(here.labels)) else None


def address_of(here: Here, page: str) -> str:
    """Return the link to a page."""
    values = session.everything()
    texts = link.of_list(here.source, session.bundled_name())
    read = how_read.settings_of(here.source)
    if read is not None:
        texts |= link.of_reading(read)
    if texts and "selected" in values:  # of a person's own list not even a pair
        texts |= link.of_pair(values["selected"])
    if page == "lesson" and frame.STEP in values:
        texts["step"] = values[frame.STEP]
    if values.get(NAME):
        texts[NAME] = values[NAME]
    run, training = learning.trained(here.source), training_of_now(here)
    if run and training and session.bundled_name():
        values |= {WEIGHTS_SEED.name: run.seed}
        texts |= link.of_training(training)
    base = room.address(st.context.url or "")
    return link.link(base, page, texts, values) + session.fragment()


def show_session() -> None:
    """Offer the whole session as a file, and take such a file back."""
    st.header(_("As one file"))
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.markdown(
            _("Your list, your settings, the network as it is now, and the names you kept.")
        )
        offer.offer_session(_("Save the whole session"), key="session", kind="primary")
    with right:
        opened.show()


def show_files(here: Here) -> None:
    """Offer the parts of the work as files for other programs."""
    st.header(_("As files for other programs"))
    with st.container(horizontal=True, vertical_alignment="center"):
        for one in here.contenders:
            offer_model(here, one)
    choosing.offer_training(here.source)
    st.caption(_("They open here again, above, and in Python with makemore.load."))
    with st.expander(_("Tables and curves"), icon=":material/table:"):
        offer_tables(here)
    st.caption(
        _(
            "Every chart of every page can be saved too: point at it, and at its upper right there "
            "is a picture (PNG), a drawing (SVG), and a page that stays interactive (HTML)."
        )
    )


def offer_model(here: Here, one: Contender) -> None:
    """Offer a model with its vocabulary, the settings of now and the title of its list."""
    settings = {**as_texts(session.everything()), opened.TITLE: here.source.title}
    run = learning.run_of(here.source, one.key) if one.family.training else None

    def make() -> bytes:
        now = run.snapshot if run else None
        if run is None or now is None or now.model is None:
            return model_bytes(one.model, settings=settings)
        learned = {opened.STEP: str(now.step), opened.FIRST_SEED: str(run.seed)}
        return model_bytes(now.model, settings={**settings, **learned})

    label = _("{model} (safetensors)").format(model=one.name)
    offer_file(label, f"{one.key}.safetensors", "application/octet-stream", make)
    for ending in one.family.exports:
        label = _("{model} ({kind})").format(model=one.name, kind=ending.upper())
        offer_file(label, f"{one.key}.{ending}", "text/plain", partial(exported, one.model, ending))


def offer_tables(here: Here) -> None:
    """Offer counts, probabilities and losses."""
    smoothing = controls.now(SMOOTHING)
    model, run = cached.count_model(here.source, smoothing), learning.has_learned(here.source)
    counts, labels = here.matrix.numpy(), here.labels
    sentence = _("The probabilities are those of smoothing {smoothing}.")
    st.markdown(sentence.format(smoothing=f"{smoothing:g}"))

    def probabilities() -> bytes:
        return matrix_csv(probability_matrix(model).numpy(), labels)

    def pairs() -> bytes:
        also = probability_matrix(run.snapshot.model).numpy() if run else None
        return pairs_parquet(counts, probability_matrix(model).numpy(), labels, also)

    with st.container(horizontal=True):
        offer_file(_("Counts (CSV)"), "counts.csv", CSV, partial(matrix_csv, counts, labels))
        offer_file(_("Probabilities (CSV)"), "probabilities.csv", CSV, probabilities)
        offer_file(
            _("All pairs (parquet)"), "pairs.parquet", "application/vnd.apache.parquet", pairs
        )
        if run:
            label = _("Losses by step (CSV)")
            offer_file(label, "losses.csv", CSV, lambda: history_csv(run.snapshot.way))
    st.caption(
        _(
            "CSV opens in a spreadsheet: one row for each character, one column for each next one. "
            "Parquet is for programs such as pandas: one row for each pair."
        )
    )


title(_("Save and share"), "smoothing", "probability", "weight", "nll")
st.markdown(_("Your work can leave this page: as a link, as one file, or in parts."))
place = Here(session.source(), choosing.choose(session.source()))
show_link(place)
show_session()
show_files(place)
offer.show_reproduce()
offer.show_report()
