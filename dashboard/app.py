"""The page: its title, its navigation, and the header that says which list is in use.

`streamlit run` serves `app`, which runs this same file as a script at each visit.
"""

from contextlib import nullcontext
from pathlib import Path

import streamlit as st

from dashboard import door
from dashboard.frame import fits, header, joining, line, warmup
from dashboard.frame.queues import ARRIVALS
from dashboard.state import session
from dashboard.state.shelf import Brought, Kept
from dashboard.words.language import _, language, speaking

HERE = Path(__file__).parent
ROOMY = ("", "start", "names", "glossary", "room", "privacy")  # they need no table of all pairs


def save() -> None:
    """Offer the whole session as a file."""
    from dashboard.take import offer  # noqa: PLC0415 - loads torch: not before there is work

    offer.offer_session(_("Save"), key="save", kind="tertiary")


def kept() -> Kept:
    """Return what the browser is to keep of the session."""
    from dashboard.take import browser  # noqa: PLC0415 - loads torch

    return browser.kept()


def bring_back(records: object) -> Brought:
    """Go on where the browser says that this person was."""
    from dashboard.take import browser  # noqa: PLC0415 - loads torch

    return browser.bring_back(records)


def show(*, first: bool) -> None:
    """Show the page that the address names, the `first` of a session or not."""
    st.set_page_config(
        page_title="makemore",
        page_icon=str(HERE / "icon.svg"),
        layout="wide",
        initial_sidebar_state=240,
    )
    st.logo(str(HERE / "logo.svg"), icon_image=str(HERE / "icon.svg"), size="large")
    page = st.navigation(
        {
            "": [
                # at the root, and hidden once more by its name, for whoever types that
                st.Page(
                    "views/start.py",
                    title=_("Start"),
                    icon=":material/home:",
                    url_path="home",
                    default=True,
                ),
                st.Page("views/start.py", title=_("Start"), url_path="start", visibility="hidden"),
            ],
            _("Learn"): [
                st.Page("views/lesson.py", title=_("Lesson"), icon=":material/school:"),
                st.Page("views/glossary.py", title=_("Glossary"), icon=":material/menu_book:"),
                st.Page("views/room.py", title=_("Class"), icon=":material/groups:"),
            ],
            _("Your list"): [
                st.Page("views/names.py", title=_("Names"), icon=":material/list:"),
                st.Page("views/counts.py", title=_("Counts"), icon=":material/grid_on:"),
            ],
            _("Models"): [
                st.Page("views/train.py", title=_("Train"), icon=":material/trending_down:"),
                st.Page("views/compare.py", title=_("Compare"), icon=":material/compare_arrows:"),
                st.Page("views/ladder.py", title=_("Ladder"), icon=":material/stairs_2:"),
                st.Page("views/walk.py", title=_("Walk"), icon=":material/directions_walk:"),
                st.Page("views/test.py", title=_("Test"), icon=":material/fact_check:"),
                st.Page(
                    "views/proof.py", title=_("Both ways are one"), icon=":material/join_inner:"
                ),
            ],
            _("Use"): [
                st.Page("views/generate.py", title=_("Make names"), icon=":material/auto_awesome:"),
                st.Page("views/score.py", title=_("Score a name"), icon=":material/spellcheck:"),
                st.Page("views/take.py", title=_("Save and share"), icon=":material/card_travel:"),
                st.Page(
                    "views/privacy.py",
                    title=_("For your data officer"),
                    icon=":material/verified_user:",
                ),
            ],
        },
        expanded=True,
    )
    session.enter(page.url_path)
    joining.arrive()
    places, rest = header.begin(), (save, line.Keeping(kept, bring_back))
    if not first:
        header.finish(places, *rest)
    joining.show()
    if page.url_path in ROOMY or fits.check():
        with speaking(language()):  # looked up once, not for each text
            page.run()
    if first:  # what the browser gets first it also paints first
        header.finish(places, *rest)
    warmup.start()  # now that there is something to see


if __name__ == "__main__":
    begins = not session.has_begun()
    with ARRIVALS.turn() if begins else nullcontext():
        show(first=begins)
else:
    app = st.App(__file__, middleware=door.GUARDS, routes=door.ROUTES, lifespan=door.watch)
