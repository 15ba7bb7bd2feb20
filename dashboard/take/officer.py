"""What a school's data officer asks: what is kept, where, how long, who sees it, how to delete it.

Each sentence has a test or a setting behind it: tests/browser/test_line.py, test_kept.py and
test_every_page.py, tests/dashboard/test_door.py, test_link.py, test_browser.py and test_room.py.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from dashboard.frame.line import DAYS
from dashboard.state import room
from dashboard.state.shelf import LARGEST, WAITS
from dashboard.words.language import _, sentences, speaking, tag_of

COOKIE = "_streamlit_xsrf"
_STYLE = """
@page { size: A4; margin: 20mm; }
body { margin: 0 auto; max-width: 170mm; color: #111; background: #fff;
  font: 10.5pt/1.45 'Noto Sans', 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC',
  sans-serif; }
main + main { break-before: page; }
h1 { font-size: 16pt; }
h2 { font-size: 12pt; margin: 5mm 0 1mm; }
p { margin: 0; }
"""


def title() -> str:
    """Return the title of the page."""
    return _("For your data officer")


def sections() -> dict[str, str]:
    """Return what there is to say, by what is asked; plain text."""
    hours = round(st.get_option("server.disconnectedSessionTTL") / 3600)
    return {
        _("What is kept, and where?"): sentences(
            _(
                "The server keeps the lists that people bring, their settings and what networks "
                "learned in its memory, apart for each visit. It writes none of it to a disk, but "
                "for a file of more than 1 MB while it comes in: that passes through a temporary "
                "file without a name."
            ),
            _(
                "The browser keeps on the device itself: lists up to {size} MB, settings, the "
                "networks of the list in use, kept names, and the ticks and answers of the lesson. "
                "With the switch for a shared computer it keeps nothing."
            ).format(size=LARGEST // 1_000_000),
        ),
        _("How long?"): sentences(
            _(
                "A visit ends at once when its tab closes, or {hours} hours after its browser was "
                "last seen. When the server stops, all that it held is gone."
            ).format(hours=hours),
            _(
                "What the browser did not have by then waits {seconds} seconds more, in case the "
                "page is opened again."
            ).format(seconds=WAITS),
            _("What the browser keeps goes {days} days after it was last used.").format(days=DAYS),
        ),
        _("Who sees it?"): sentences(
            _(
                "There are no accounts: nobody is asked for a name, an address or a password. No "
                "visit sees what another one holds; whoever runs the server can look into its "
                "memory."
            ),
            _(
                "Whoever uses the same browser next finds there what it keeps, unless it was "
                "forgotten or the switch for a shared computer is on."
            ),
            _(
                "A link holds settings; a short list that a person brought stands in it behind the "
                "#, which browsers send to no server. A file leaves only when a person saves it. "
                "The log of the server holds no names and no addresses of visitors."
            ),
        ),
        _("What does a class add?"): sentences(
            _(
                "The teacher's list lies in the server's memory while the class runs, and goes to "
                "all who have its code. The wall shows the teacher anonymous tiles: the step that "
                "a pupil is at, what is solved, and the loss. A pupil sees that they are on it, "
                "and can leave it."
            ),
            _(
                "All of it is gone when the teacher ends the class, after {hours} hours, or with "
                "the server. No browser keeps the list of a class; a pupil who saves the session "
                "as a file has it in that file."
            ).format(hours=round(room.LASTS / 3600)),
            _(
                "A page that sleeps at that time lets go of the list when it wakes up, at the "
                "latest {hours} hours after its browser was last seen."
            ).format(hours=hours),
        ),
        _("Third parties and cookies?"): sentences(
            _(
                "None: no page loads anything from another server, and this server asks no other "
                "one for anything. Each answer forbids the browser to do so "
                "(Content-Security-Policy)."
            ),
            _(
                "There is one cookie, {cookie}: a random number that protects uploads against "
                "other sites, until the browser ends."
            ).format(cookie=COOKIE),
        ),
        _("How is it deleted?"): _(
            'The button "Forget everything", on top of each page, deletes what the browser keeps, '
            "and ends the visits of this browser with all that the server held of them."
        ),
    }


def printed(languages: Sequence[str]) -> str:
    """Return the page as an HTML file to print, once in each language."""
    pages = "".join(map(_page, languages))
    return (
        f'<!doctype html><html lang="{tag_of(languages[0])}"><head><meta charset="utf-8">'
        f"<title>makemore</title><style>{_STYLE}</style></head><body>{pages}</body></html>"
    )


def _page(code: str) -> str:
    with speaking(code):
        said = "".join(
            f"<h2>{html.escape(asked)}</h2><p>{html.escape(answer)}</p>"
            for asked, answer in sections().items()
        )
        return f'<main lang="{tag_of(code)}"><h1>makemore: {html.escape(title())}</h1>{said}</main>'
