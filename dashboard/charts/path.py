"""The name so far of models that walk, as HTML: one line while they agree, more once they part."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.common import model_colours
from dashboard.words.language import _, colon, plural
from dashboard.words.pairs import visible


@dataclass(frozen=True)
class Letter:
    """A character of a path as one can see it; the end has none. `picked`: the person chose it."""

    sign: str | None
    picked: bool = False


@dataclass(frozen=True)
class Line:
    """A way so far, and the models that went it: the keys of their families, and their names."""

    models: Sequence[tuple[str, str]]
    letters: Sequence[Letter]

    @property
    def ended(self) -> bool:
        """Whether the name is whole."""
        return bool(self.letters) and self.letters[-1].sign is None


def path(lines: Sequence[Line], *, parted: int | None, going: bool) -> str:
    """Return the names so far as HTML; `parted` is the place of the first difference.

    While `going`, a line that has not ended has an empty place behind it.
    """
    ways = "".join(_who(line) + _way(line, parted, going) for line in lines)
    return f'{model_colours()}{_STYLE}<div class="makemore-ways">{ways}</div>'


_STYLE = """<style>
.makemore-ways {
  display: grid; grid-template-columns: fit-content(50%) 1fr; align-items: center;
  column-gap: 0.6rem;
}
.makemore-who { display: flex; flex-wrap: wrap; column-gap: 0.7rem; font-size: 0.875rem; }
.makemore-who i {
  display: inline-block; width: 0.7em; height: 0.7em; margin-inline-end: 0.45em;
  border-radius: 50%; background: var(--colour);
}
.makemore-path { display: flex; flex-wrap: wrap; align-items: center; gap: 3px; padding: 2px 0; }
.makemore-path > span {
  min-width: 2.1rem; padding: 0.1rem 0.4rem; border-radius: 0.35rem; text-align: center;
  font-size: 1.25rem; line-height: 1.7rem; min-height: 1.9rem;
  border: 1px solid color-mix(in srgb, currentColor 30%, transparent);
}
.makemore-path > .end { font-size: 0.85rem; }
.makemore-path > .apart {
  background: color-mix(in srgb, var(--colour) 35%, transparent); border-color: var(--colour);
}
.makemore-path > .picked { border: 2px dashed currentColor; }
.makemore-path > .next { border-style: dotted; opacity: 0.6; }
</style>"""


def _who(line: Line) -> str:
    names = "".join(
        f'<div><i class="makemore-{key}"></i>{html.escape(name)}</div>' for key, name in line.models
    )
    return f'<div class="makemore-who">{names}</div>'


def _way(line: Line, parted: int | None, going: bool) -> str:
    tiles = "".join(
        _tile(letter, line.models[0][0], apart=parted is not None and place >= parted)
        for place, letter in enumerate(line.letters)
    )
    asked = _("what comes next")
    more = f'<span class="next" title="{asked}">?</span>'
    signs = [letter.sign for letter in line.letters if letter.sign is not None]
    words = plural("{number} character so far", "{number} characters so far", len(signs))
    said = html.escape(colon("".join(signs), words))
    return (
        f'<div class="makemore-path" dir="auto" role="img" aria-label="{said}">'
        f"{tiles}{more if going and not line.ended else ''}</div>"
    )


def _tile(letter: Letter, kind: str, *, apart: bool) -> str:
    classes = [
        *(["end"] if letter.sign is None else []),
        *(["apart", f"makemore-{kind}"] if apart else []),
        *(["picked"] if letter.picked else []),
    ]
    sign = _("end") if letter.sign is None else html.escape(visible(letter.sign))
    chosen = _("You chose this one.")
    hint = f' title="{chosen}"' if letter.picked else ""
    return f'<span class="{" ".join(classes)}"{hint}>{sign}</span>'
