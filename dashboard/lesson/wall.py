"""A teacher's class on the projector: the way in, and the wall of anonymous tiles."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

import segno
import streamlit as st

from dashboard.frame import joining
from dashboard.lesson import frame
from dashboard.lesson.frame import Step
from dashboard.state.room import Class, Tile
from dashboard.words.language import _, plural

EVERY = 2.0  # seconds between two looks at the wall
_STYLE = """<style>
.class-door { display: flex; flex-wrap: wrap; gap: 1rem 3rem; align-items: center; }
.class-door img { width: min(20rem, 80vw); border-radius: 0.5rem; image-rendering: pixelated; }
.class-door p { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
.class-door .code { font-size: clamp(3.5rem, 12vw, 8rem); line-height: 1.15; font-weight: 700;
  letter-spacing: 0.12em; }
.class-wall { display: grid; gap: 0.6rem; line-height: 1.4;
  grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); }
.class-wall > div { border: 1px solid color-mix(in srgb, currentColor 25%, transparent);
  --seen: light-dark(var(--look), color-mix(in srgb, var(--look) 60%, white));
  border-left: 0.5rem solid var(--seen); border-radius: 0.5rem; padding: 0.3rem 0.6rem; }
.class-wall .sign { font: 2rem "Material Symbols Rounded"; color: var(--seen);
  vertical-align: middle; margin-right: 0.5rem; }
.class-wall .at { display: block; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.class-wall .marks { font-size: 0.75rem; letter-spacing: 0.08em; white-space: nowrap; }
</style>"""


def door(one: Class, base: str) -> str:
    """Return the way into a class as a page shows it: a QR code, the address, and the code."""
    code = segno.make(f"{base}/lesson?{joining.CODE}={one.code}", error="m", micro=False)
    picture = code.svg_data_uri(scale=8, border=2, light="white")
    typed = escape(urlsplit(base).netloc + urlsplit(base).path)
    first, then = escape(_("Scan this, or type the address:")), escape(_("Then type the code:"))
    alt = escape(_("QR code that leads into the class"))
    return (
        f'{_STYLE}<div class="class-door"><img src="{picture}" alt="{alt}"><div>'
        f'<p>{first}</p><p><strong>{typed}</strong></p><p>{then}</p>'
        f'<p class="code">{one.code}</p></div></div>'
    )  # fmt: skip


def wall(tiles: Sequence[Tile], steps: Sequence[Step]) -> str:
    """Return the wall as a page shows it, a tile for each pupil who is on it."""
    drawn = "".join(_tile(one, steps) for one in tiles)
    return f'{_STYLE}<div class="class-wall" role="list">{drawn}</div>'


@st.fragment(run_every=EVERY)
def show(one: Class, steps: Sequence[Step]) -> None:
    """Show the wall, always as it is now."""
    if one.plan is None:
        st.rerun()
    tiles = one.wall
    st.header(plural("{number} pupil on the wall", "{number} pupils on the wall", len(tiles)))
    if tiles:
        st.html(wall(tiles, steps))
    else:
        st.markdown(_("Each who joins gets a tile here. Nobody's name is asked for."))


def _tile(one: Tile, steps: Sequence[Step]) -> str:
    keys = [step.key for step in steps]
    marks = "".join("●" if key in one.solved else "○" for key in keys)
    solved = len(one.solved.intersection(keys))
    said = _("{solved} of {all} solved").format(solved=solved, all=len(keys))
    drawn = f'<span class="marks" role="img" aria-label="{escape(said)}">{marks}</span>'
    if one.step in keys:
        at = frame.numbered(steps, steps[keys.index(one.step)])
        drawn = f'<span class="at">{escape(at)}</span>{drawn}'
    loss = one.loss()
    if loss is not None:
        said = _("Loss {loss}").format(loss=f"{loss:.3f}")
        drawn = f"{drawn}<br>{escape(said)}"
    look = escape(joining.look(one))
    sign = f'<span class="sign" aria-hidden="true">{one.sign}</span>'
    return f'<div role="listitem" style="--look: {one.colour}">{sign}<b>{look}</b><br>{drawn}</div>'
