"""The work on a page -> a short program that comes to the same numbers and names again.

It is written twice, in the library's words and in the lecture's, as parts: a sentence and a few
lines of Python each. A script is the parts in a row, a notebook has a cell for each.
"""

from __future__ import annotations

import shlex
import textwrap

from dashboard.take import in_lecture, in_library
from dashboard.take.program import Part
from dashboard.take.work import Work
from dashboard.words.language import _, sentences

SCRIPT_FILE = "import sys\n\nFILE = sys.argv[1] if len(sys.argv) > 1 else {file!r}"
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def as_python(work: Work, *, lecture: bool = False) -> str:
    """Return a script, in the library's words or in the lecture's; it takes the list's file."""
    head = _("Run this beside the file of the list: python {script} {file}")
    file = shlex.quote(_on_one_line(work.file))  # whoever copies the line runs nothing else
    says = head.format(script=script_name(lecture=lecture), file=file)
    begin = Part(f"{says}\n{_needs(lecture)}", SCRIPT_FILE.format(file=work.file))
    parts = [_wrapped(part) for part in _parts(work, lecture)]
    return "\n\n".join(_commented(part) for part in (begin, *parts)) + "\n"


def as_notebook(work: Work, *, lecture: bool = False) -> bytes:
    """Return a Jupyter notebook (nbformat 4), in the library's words or in the lecture's.

    Equal work gives equal bytes.
    """
    import nbformat  # noqa: PLC0415 - slow to load, and few ask for it
    from nbformat import v4  # noqa: PLC0415

    says = _("The file of the list lies beside this notebook.")
    begin = Part(sentences(says, _needs(lecture)), f"FILE = {work.file!r}")
    cells = []
    for place, part in enumerate((begin, *_parts(work, lecture))):
        cells.append(v4.new_markdown_cell(part.says, id=f"text-{place}"))
        cells.append(v4.new_code_cell(part.code, id=f"code-{place}"))
    notebook = v4.new_notebook(cells=cells, metadata={"kernelspec": _KERNEL})
    nbformat.validate(notebook)
    return f"{nbformat.writes(notebook)}\n".encode()


def script_name(*, lecture: bool) -> str:
    """Return the name of a script's file."""
    return "makemore_lecture.py" if lecture else "makemore_again.py"


def _needs(lecture: bool) -> str:
    if lecture:
        return _("It needs torch (pip install torch).")
    return _("It needs makemore (in its folder: pip install -r requirements.txt).")


def _wrapped(part: Part) -> Part:
    return Part("\n".join(textwrap.wrap(part.says, 88)), part.code)


def _commented(part: Part) -> str:
    says = part.says.replace("\n", "\n# ")
    return f"# {says}\n{part.code}"


def _on_one_line(text: str) -> str:
    """Return a text that cannot leave its comment."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _parts(work: Work, lecture: bool) -> list[Part]:
    return in_lecture.parts_of(work) if lecture else in_library.parts_of(work)
