"""Tables as HTML: the scores of models, and what any table of models is made of.

They are HTML, because a character within a name is marked. Text of other people passes through
`html.escape`, and nothing else of it reaches the page.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.common import model_colours
from dashboard.words.language import _
from makemore.comparing import Score

Column = tuple[str, str]  # the key of a model's family, and its title

_STYLE = """<style>
.makemore-box { overflow: auto; max-height: 27rem; }
.makemore-box.whole { max-height: none; }
.makemore-table { width: 100%; border-collapse: collapse; }
.makemore-table :is(th, td) {
  padding: 0.3rem 0.5rem; text-align: start; vertical-align: baseline; font-weight: normal;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent);
}
.makemore-table thead th {
  color: color-mix(in srgb, currentColor 75%, transparent); font-size: 0.875rem;
  vertical-align: bottom;
}
.makemore-box.whole :is(th, td) { min-width: 3em; }
.makemore-table.names { table-layout: fixed; }
.makemore-table.names :is(th, td):nth-child(3) { width: 22%; }
.makemore-table .number { text-align: end; font-variant-numeric: tabular-nums; }
.makemore-table .aside { opacity: 0.75; font-size: 0.875rem; }
.makemore-table .aside.span { white-space: nowrap; }
.makemore-table .name {
  overflow-wrap: anywhere; white-space: pre-wrap; font-size: 1.05rem; letter-spacing: 0.02em;
}
.makemore-table mark {
  color: inherit; font-weight: 700; padding: 0.05em 0; border-radius: 0.2em;
  background: color-mix(in srgb, var(--colour) 30%, transparent);
  box-shadow: 0 2px var(--colour);
}
.makemore-dot {
  display: inline-block; width: 0.7em; height: 0.7em; margin-inline-end: 0.5em;
  border-radius: 50%; background: var(--colour);
}
.makemore-badge {
  display: inline-block; margin-inline-start: 0.5em; padding: 0 0.4em; border-radius: 0.6em;
  font-size: 0.75rem; letter-spacing: 0; white-space: nowrap;
  border: 1px solid color-mix(in srgb, currentColor 35%, transparent);
}
@media (max-width: 640px) {
  .makemore-table :is(th, td) { padding: 0.3rem 0.25rem; font-size: 0.875rem; }
  .makemore-table .name { font-size: 0.95rem; }
}
</style>"""


@dataclass(frozen=True)
class Entry:
    """One model's line in the table of scores; `kind` is the key of its family.

    `held_out` is the nll of names that no model was made from, None where there are none.
    """

    kind: str
    title: str
    score: Score
    held_out: float | None = None


def scores_table(entries: Sequence[Entry]) -> str:
    """Return the scores as an HTML table, each with its distance to the best."""
    best = min((entry.score for entry in entries), key=lambda score: score.nll)
    titles = [_("model"), _("nll"), _("above the best"), _("perplexity"), _("bits per character")]
    if entries[0].held_out is not None:
        titles.append(_("nll of held-out names"))
    rows = [row_cells(dotted(entry.kind, entry.title), *_figures(entry, best)) for entry in entries]
    return html_table(titles, rows, numbers=True)


def html_table(titles: Sequence[str], rows: Sequence[str], *, numbers: bool = False) -> str:
    """Return an HTML table, of numbers or of names; titles and cells are HTML already."""
    heads = [
        f'<th scope="col" class="{"number" if numbers and place else ""}">{title}</th>'
        for place, title in enumerate(titles)
    ]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f"{model_colours()}{_STYLE}"
        f'<div class="makemore-box{" whole" if numbers else ""}" tabindex="0">'
        f'<table class="makemore-table{"" if numbers else " names"}">'
        f"<thead><tr>{''.join(heads)}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def row_cells(first: str, *numbers: str) -> str:
    """Return a row of a table of numbers: its head and its numbers, HTML already."""
    minus = "−"  # the sign, not the hyphen
    rest = "".join(f'<td class="number">{text.replace("-", minus)}</td>' for text in numbers)
    return f'<th scope="row">{first}</th>{rest}'


def dotted(kind: str, title: str) -> str:
    """Return a model's title as HTML, its colour in front."""
    return f'<span class="makemore-dot makemore-{kind}"></span>{html.escape(title)}'


def badge(text: str) -> str:
    """Return a small word beside a name, as HTML."""
    return f'<span class="makemore-badge">{html.escape(text)}</span>'


def nll_text(nll: float) -> str:
    """Return nats with four decimals, or that they are infinite."""
    return f"{nll:,.4f}" if math.isfinite(nll) else _("infinite")


def is_infinite(nll: float | None) -> bool:
    """Return whether there is an nll and it is infinite."""
    return nll is not None and math.isinf(nll)


def _figures(entry: Entry, best: Score) -> list[str]:
    score, above = entry.score, entry.score.above(best)
    distance = f"+{nll_text(above)}" if above > 0 else _("best")
    bits = f"{score.bits:,.3f}" if math.isfinite(score.bits) else _("infinite")
    figures = [nll_text(score.nll), distance, _perplexity(score), bits]
    return figures if entry.held_out is None else [*figures, nll_text(entry.held_out)]


def _perplexity(score: Score) -> str:
    if not math.isfinite(score.nll):
        return _("infinite")
    if not math.isfinite(score.perplexity):
        return _("over 10<sup>307</sup>")
    return f"{score.perplexity:,.2f}" if score.perplexity < 1e6 else f"{score.perplexity:.2e}"
