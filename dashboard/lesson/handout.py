"""The lesson on paper: one HTML file without anything from outside, a page for each language.

Its texts are the steps' own, on the list in use.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from dashboard.lesson.frame import Step
from dashboard.lesson.steps import TWELVE
from dashboard.lists import bundled
from dashboard.state import session
from dashboard.words.language import _, speaking, tag_of

_MARK = re.compile(r"\\(?P<plain>.)|\*\*|`(?P<code>[^`]*)`")
_STYLE = """
@page { size: A4; margin: 10mm; }
* { box-sizing: border-box; }
body { margin: 0; color: #111; background: #fff;
  font: 8.8pt/1.34 'Noto Sans', 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC',
  sans-serif; }
main { max-width: 190mm; margin: 0 auto; padding: 4mm 0; }
main + main { break-before: page; }
h1 { font-size: 13pt; margin: 0 0 2mm; }
h1 small { font-size: 9pt; font-weight: normal; }
.steps { columns: 2; column-gap: 7mm; }
section { break-inside: avoid; margin: 0 0 2.2mm; }
h2 { font-size: 9.4pt; margin: 0 0 .6mm; }
p, ul { margin: 0 0 .8mm; padding: 0; }
ul { padding-left: 4mm; }
.task { border-left: 1mm solid #0072B2; padding-left: 1.6mm; }
.task p:first-child::before { content: "☐ "; font-size: 11pt; line-height: 1; }
"""


def handout(languages: Sequence[str]) -> str:
    """Return the handout as HTML: all steps with their tasks, one page a language.

    It asks the steps for their texts, so it needs a session, and torch.
    """
    pages = "".join(_page(code) for code in languages)
    return (
        f'<!doctype html><html lang="{tag_of(languages[0])}"><head><meta charset="utf-8">'
        f"<title>makemore</title><style>{_STYLE}</style></head><body>{pages}</body></html>"
    )


def _page(code: str) -> str:
    with speaking(code):
        title = html.escape(bundled.translated(session.source().title))
        sections = "".join(_section(place, step) for place, step in enumerate(TWELVE, start=1))
        head = html.escape(_("How a machine learns names"))
    return (
        f'<main lang="{tag_of(code)}"><h1>{head} <small>makemore · {title}</small></h1>'
        f'<div class="steps">{sections}</div></main>'
    )


def _section(place: int, step: Step) -> str:
    content = step.open()
    heading = _("{number}. {title}").format(number=place, title=step.title())
    return (
        f"<section><h2>{html.escape(heading)}</h2>{as_html(content.text())}"
        f'<div class="task">{as_html(content.task().text)}</div></section>'
    )


def as_html(markdown: str) -> str:
    """Return a text of the lesson as HTML: paragraphs, lists, bold and code, all else as it is.

    Example: "**a** \\\\* b" -> "<p><b>a</b> * b</p>"
    """
    return "".join(_block(block) for block in markdown.split("\n\n"))


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
    return "".join(parts) + html.escape(text[at:])
