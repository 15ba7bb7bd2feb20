"""What reading did to a list: for each rule the lines that it touched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from makemore.rules import LONGEST_NAME

_EXAMPLES = 5


@dataclass(frozen=True)
class Finding:
    """Lines that one rule touched: how many, and the first few as they stood in the file.

    Of a long line an example shows LONGEST_NAME characters.
    """

    count: int = 0
    examples: tuple[str, ...] = ()

    @classmethod
    def of(cls, lines: pa.LargeStringArray, mask: np.ndarray) -> Finding:
        """Return the finding of a rule that marked some lines, mask (lines,)."""
        if not mask.any():
            return cls()
        examples = lines.take(pa.array(np.flatnonzero(mask)[:_EXAMPLES]))
        shown = pc.utf8_slice_codeunits(examples, 0, LONGEST_NAME)
        return cls(int(mask.sum()), tuple(shown.to_pylist()))


@dataclass(frozen=True)
class Report:
    """What reading did to a list, rule by rule; `lines` counts all lines of the file.

    The first ones were mended; those from `title` on, blank and too long ones were left out, each
    line by the first rule that it breaks.
    """

    lines: int
    blank: Finding
    stripped: Finding
    composed: Finding
    lowered: Finding
    too_long: Finding
    unseen: Finding = Finding()
    spaces: Finding = Finding()
    mended: Finding = Finding()
    apostrophes: Finding = Finding()
    turkish: Finding = Finding()
    broken: Finding = Finding()  # what `mend`, which is off, would mend
    unlike: Finding = Finding()  # lines with another apostrophe than ', where a list has several
    dotted: Finding = Finding()  # lines with İ or ı, where small letters are not Turkish ones
    title: Finding = Finding()
    uncounted: Finding = Finding()
    digits: Finding = Finding()
    signs: Finding = Finding()
    no_letter: Finding = Finding()
    rare: Finding = Finding()
    repeated: Finding = Finding()

    @property
    def left_out(self) -> dict[str, Finding]:
        """The findings of the rules that leave lines out, in the order in which they ask."""
        return {name: getattr(self, name) for name in _LEAVING}


_LEAVING = (
    *("blank", "title", "too_long", "uncounted"),
    *("digits", "signs", "no_letter", "rare", "repeated"),
)
