"""The kept names in a box: to edit, to copy, and as files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial

import streamlit as st

from dashboard.frame.download import offer_file
from dashboard.frame.held import hold
from dashboard.state.kept import Kept, edited, kept
from dashboard.words.language import _, plural
from makemore.export import csv_bytes

_TEXT = "kept_text"  # what stands in the box


def as_csv(names: Sequence[Kept]) -> bytes:
    """Return kept names as a CSV file that a spreadsheet opens safely."""
    return csv_bytes(
        {
            _("name"): [one.name for one in names],
            _("nll per character"): [one.nll for one in names],
            _("model"): [one.model for one in names],
            _("list"): [one.source for one in names],
        }
    )


def as_json(names: Sequence[Kept]) -> bytes:
    """Return kept names as a JSON file: a list of objects with the fields of Kept."""
    return (
        json.dumps([asdict(one) for one in names], ensure_ascii=False, indent=1) + "\n"
    ).encode()


def as_text(names: Sequence[Kept]) -> bytes:
    """Return kept names as plain text, one a line."""
    return "".join(f"{one.name}\n" for one in names).encode()


def show() -> None:
    """Show the kept names in a box where they can be edited, and offer them as files."""
    st.header(_("Kept names"))
    if not kept():
        st.markdown(_("Press ☆ beside a name to keep it. Kept names stay here, whatever the list."))
        return
    left, right = st.columns([3, 2], gap="medium")
    hold(
        left.text_area,
        plural("{number} name, to edit", "{number} names, to edit", len(kept())),
        key=_TEXT,
        shows=as_text(list(kept().values())).decode(),
        take=_take,
        height=38 * min(12, len(kept()) + 2),
        help=_("One name on each line: change it, delete it, or add your own."),
    )
    with right:
        _offer(list(kept().values()))


def _take(text: str) -> None:
    st.session_state["kept"] = edited(kept(), text)


def _offer(names: list[Kept]) -> None:
    """Offer the names to copy and as files."""
    with st.popover(_("Copy"), icon=":material/content_copy:", width="stretch"):
        st.code(as_text(names).decode(), language=None)
    for label, file, mime, make in (
        (_("Download as CSV"), "kept-names.csv", "text/csv", as_csv),
        (_("Download as JSON"), "kept-names.json", "application/json", as_json),
        (_("Download as plain text"), "kept-names.txt", "text/plain", as_text),
    ):
        offer_file(label, file, mime, partial(make, names), width="stretch")
