"""Pages to print: one HTML file without anything from outside, a page for each language."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence

from dashboard.lesson import teachers
from dashboard.words.language import _, speaking, tag_of

BLANK = "_" * 9  # to write in; it does not break
_MARK = re.compile(r"\\(?P<plain>.)|\*\*|`(?P<code>[^`]*)`")
_BEFORE_PERCENT = re.compile(r"(?<=[\d_]) (?=%)")
_STYLE = """
@page { size: A4; margin: 9mm; }
* { box-sizing: border-box; }
body { margin: 0; color: #111; background: #fff;
  font: 8.8pt/1.3 'Noto Sans', 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC',
  sans-serif; }
main { max-width: 192mm; margin: 0 auto; }
main:lang(en) { font-family: 'Noto Sans', 'Segoe UI', Arial, 'Liberation Sans', sans-serif; }
main + main { break-before: page; }
h1 { font-size: 13pt; margin: 0 0 1.5mm; display: flex; gap: 3mm; align-items: baseline; }
h1 small { font-size: 9pt; font-weight: normal; }
h1 .name { margin-left: auto; }
.columns { columns: 2; column-gap: 6mm; }
section { break-inside: avoid; margin: 0 0 1.6mm; border-top: .3mm solid #999; padding-top: .8mm; }
h2 { font-size: 9.4pt; margin: 0 0 .6mm; }
p, ul { margin: 0 0 .8mm; padding: 0; }
ul { padding-left: 4mm; }
.qr { float: right; width: 15mm; height: 15mm; margin-left: 1.5mm; }
.qr svg { width: 100%; height: 100%; display: block; }
.task { border-left: 1mm solid #0072B2; padding-left: 1.6mm; line-height: 1.65; }
svg.picture { display: block; margin: .5mm 0; overflow: visible; }
svg text { font: 9px sans-serif; fill: #111; }
table { border-collapse: collapse; margin: .5mm 0; }
td, th { border: .2mm solid #888; padding: .2mm 1.4mm; text-align: left; vertical-align: top; }
.row { break-inside: avoid; margin-bottom: 1.5mm; display: flex; gap: 1.2mm; }
.row > b { font-size: 11pt; width: 5mm; text-align: center; border: .3mm solid #111;
  align-self: stretch; }
.row > div { display: flex; flex-wrap: wrap; gap: 0 2.2mm; flex: 1; align-content: start; }
.row span { white-space: nowrap; font-size: 9.2pt; line-height: 1.3; width: 14.2mm; }
.lines { display: flex; flex-direction: column; gap: 6mm; margin-top: 6mm; }
.lines div { border-bottom: .2mm solid #888; }
"""


def document(languages: Sequence[str], page: Callable[[], str]) -> str:
    """Return a file to print: what `page` makes in each language, one after the other."""
    pages = []
    for code in languages:
        with speaking(code):
            pages.append(f'<main lang="{tag_of(code)}">{page()}</main>')
    return (
        f'<!doctype html><html lang="{tag_of(languages[0])}"><head><meta charset="utf-8">'
        f"<title>makemore</title><style>{_STYLE}</style></head><body>{''.join(pages)}</body></html>"
    )


def heading(title: str, of: str, *, named: bool = False) -> str:
    """Return the head of a page: its title, the list it is of, and a line for the pupil's name."""
    mine = html.escape(_("Name:"))
    name = f'<small class="name">{mine} {BLANK * 3}</small>' if named else ""
    return f"<h1>{html.escape(title)} <small>makemore · {html.escape(of)}</small>{name}</h1>"


def subheading(text: str) -> str:
    """Return the heading of a part of a page."""
    return f"<h2>{html.escape(text)}</h2>"


def qr(base: str, **query: str) -> str:
    """Return a QR code that leads to the lesson, nothing where its address is not known."""
    import segno  # noqa: PLC0415 - only who prints waits for it

    if not base:
        return ""
    code = segno.make(teachers.link(base, query, ()), error="l", micro=False)
    return f'<div class="qr">{code.svg_inline(border=1, omitsize=True)}</div>'


def table(rows: Iterable[Sequence[str]], *, head: bool = False) -> str:
    """Return rows of HTML as a table, the first row its head if so."""
    lines = []
    for place, row in enumerate(rows):
        tag = "th" if head and place == 0 else "td"
        lines.append("".join(f"<{tag}>{cell}</{tag}>" for cell in row))
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def as_html(markdown: str) -> str:
    """Return a text of the lesson as HTML: paragraphs, lists, bold and code, all else as it is.

    Example: "**a** <b>" -> "<p><b>a</b> &lt;b&gt;</p>"
    """
    return "".join(_block(block) for block in markdown.split("\n\n") if block.strip())


def _block(block: str) -> str:
    lines = block.split("\n")
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in lines) + "</ul>"
    return f"<p>{_inline(' '.join(lines))}</p>"


def _inline(text: str) -> str:
    parts, at, bold = [], 0, False
    for mark in _MARK.finditer(text):
        parts.append(html.escape(text[at : mark.start()]))
        at = mark.end()
        if mark["plain"] is not None:
            parts.append(html.escape(mark["plain"]))
        elif mark["code"] is not None:
            parts.append(f"<code>{html.escape(mark['code'])}</code>")
        else:
            parts.append("</b>" if bold else "<b>")
            bold = not bold
    said = "".join(parts) + html.escape(text[at:])
    return _BEFORE_PERCENT.sub("\N{NO-BREAK SPACE}", said)
