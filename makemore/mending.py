"""Text that was once read in a wrong encoding and saved so (JosÃ©) -> what it was; by ftfy.

Only a line that looks broken is touched; where nothing does, nothing is loaded but one pattern.
"""

from __future__ import annotations

_LOOKED_AT = 1 << 20  # characters that tell whether a list is broken


def is_broken(text: str) -> bool:
    """Tell whether some text looks as if it was read in a wrong encoding.

    >>> is_broken("JosÃ©"), is_broken("José")
    (True, False)
    """
    if text.isascii():
        return False
    from ftfy.badness import is_bad  # noqa: PLC0415 - most lists are ASCII

    return is_bad(text)


def looks_broken(text: str) -> bool:
    """Tell whether the beginning of a list does.

    >>> looks_broken("JosÃ©\\nAna")
    True
    """
    return is_broken(text[:_LOOKED_AT])


def mended(line: str) -> str:
    """Return a line as it was before it was read in a wrong encoding; any other line as it is.

    >>> mended("JosÃ©"), mended("São Tomé")
    ('José', 'São Tomé')
    """
    if not is_broken(line):
        return line
    from ftfy import fix_encoding  # noqa: PLC0415

    return " ".join(fix_encoding(line).splitlines())


def mended_text(text: str) -> str:
    """Return a text with each of its lines mended.

    Where some are broken, others that could be are so, too: "Åžule" alone may be a name.

    >>> mended_text("JosÃ©\\nAna").split()
    ['José', 'Ana']
    """
    if not is_broken(text):
        return text
    return "\n".join(line if line.isascii() else _among_broken(line) for line in text.split("\n"))


def _among_broken(line: str) -> str:
    found = mended(line)
    if found != line:
        return found
    from ftfy import bad_codecs  # noqa: F401, PLC0415 - brings the encoding that it names

    try:
        return " ".join(line.encode("sloppy-windows-1252").decode("utf-8").splitlines())
    except UnicodeError:
        return line
