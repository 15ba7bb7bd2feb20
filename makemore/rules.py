"""How a list is tidied while it is read: which rules are on, and what each looks for.

Patterns are RE2's, with Unicode classes, for whole Arrow columns at once; `makemore.tidy` applies
them, `makemore.checkup` counts what those that are off would touch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

LONGEST_NAME = 200  # characters; the longest place name in use has 85
LONGEST_LINE = 1000  # characters, with the rule for long names off

# Controls and marks that are no part of a name; the two joiners and the letters of flags are.
UNSEEN = r"[\x00-\x08\x0e-\x1f\x7f-\x{9f}\x{ad}\x{61c}\x{180e}\x{200b}\x{200e}\x{200f}" + (
    r"\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}\x{fff9}-\x{fffb}]"
)
SPACES = r"[\t\v\f\p{Z}]{2,}|[\t\v\f]"  # within a line: several spaces, or a tab
DIGIT = r"\p{Nd}"
SIGN = r"[^\p{L}\p{M}\p{Nd}\p{Cc}\p{Cf}\s'’.·\-]"  # names of many languages have these few
LETTER = r"\p{L}"


@dataclass(frozen=True)
class Rules:
    """Which rules are on. The first ones mend a name, the others leave a line out.

    >>> mm.corpus_of(["ava", "b2"], rules=Rules(digits=True)).names
    ['ava']
    """

    mend: bool = False  # letters that were read in a wrong encoding become what they were
    strip: bool = True  # space before and after a name is taken away
    spaces: bool = True  # several spaces within a name, or a tab, become one space
    unseen: bool = True  # characters that cannot be seen are taken out; joiners stay
    compose: bool = True  # letters and their accents become one character (NFC)
    apostrophes: bool = False  # all signs for an apostrophe become one
    turkish: bool = True  # where a list is Turkish, capital I becomes small ı
    dotless: bool = False  # as if a list was Turkish
    clusters: bool = False  # what is seen as one character counts as one (UAX 29)
    title: bool = True  # a first line such as "Name" is left out
    long: bool = True  # names longer than LONGEST_NAME are left out
    digits: bool = False  # names with digits are left out
    signs: bool = False  # names with punctuation and symbols that names seldom have
    no_letter: bool = False  # names without any letter
    rare: bool = False  # names with a character that no other line has
    repeated: bool = False  # a name that stood before

    @classmethod
    def as_it_is(cls, *, clusters: bool = False) -> Rules:
        """Return rules that mend nothing and leave nothing out: for names that were read before."""
        off = dict.fromkeys(
            ("strip", "spaces", "unseen", "compose", "turkish", "title", "long"), False
        )
        return cls(clusters=clusters, **off)

    def mending(self, *, turkish: bool) -> Rules:
        """Return these rules without those that leave lines out: for a name that a person types.

        Whether its list is Turkish one name cannot tell.
        """
        leaving = dict.fromkeys(
            ("title", "digits", "signs", "no_letter", "rare", "repeated"), False
        )
        return replace(self, turkish=False, dotless=turkish, **leaving)

    @property
    def longest(self) -> int:
        """How many characters a name may have."""
        return LONGEST_NAME if self.long else LONGEST_LINE


DEFAULT = Rules()
