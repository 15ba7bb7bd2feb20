"""How surprising a text is, by the letters of the world's languages: the less, the likelier.

What a language calls the countries, languages and towns of the world stands in the CLDR of Unicode,
which babel brings: names in every alphabet, enough to know which letter follows which. Of Chinese,
Japanese and Korean it has too few signs; there the old standards help, which part the signs in
daily use from the others. It knows nothing of encodings.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from math import log

_BOUNDARY = " "
_PARTS_WORDS = " \t\r\n\v\f,;|\x85\u2028"
# By the first word of a letter's name in Unicode: the languages that may be written with it.
_LANGUAGES = {
    "LATIN": (
        *("en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "is", "pl", "cs", "sk"),
        *("hu", "ro", "hr", "sl", "tr", "lt", "lv", "et", "vi", "sq", "ca"),
    ),
    "CYRILLIC": ("ru", "uk", "bg", "sr", "be", "mk", "kk"),
    "GREEK": ("el",),
    "HEBREW": ("he",),
    "ARABIC": ("ar", "fa", "ur"),
    "THAI": ("th",),
    "ARMENIAN": ("hy",),
    "GEORGIAN": ("ka",),
    "DEVANAGARI": ("hi",),
    "HANGUL": ("ko",),
    "CJK": ("zh", "zh_Hant", "ja", "ko"),
    **dict.fromkeys(("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"), ("ja",)),
}
# Rows of an old standard: its encoding, their first and last lead byte, their share of a text.
_STANDARDS = {
    "zh": (("gb2312", 0xB0, 0xD7, 0.95), ("gb2312", 0xD8, 0xF7, 0.03)),
    "zh_Hant": (("big5", 0xA4, 0xC6, 0.95), ("big5", 0xC9, 0xF9, 0.03)),
    "ja": (
        *(("euc-jp", 0xB0, 0xCF, 0.8), ("euc-jp", 0xD0, 0xF4, 0.02)),
        ("euc-jp", 0xA4, 0xA5, 0.16),
    ),
    "ko": (("euc-kr", 0xB0, 0xC8, 0.95), ("euc-kr", 0xCA, 0xFD, 0.03)),
}
_OLD = str.maketrans("țȚșȘ", "ţŢşŞ")  # Romanian's commas were cedillas in all old encodings
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}  # of katakana: CLDR has no other
_INSIDE, _SHOUTED, _SMALL = 7.0, 1.5, 1.0  # nats: a capital in a word, a word of them, without
_HALF_WIDTH = 20.0  # nats, once: nobody mixes them


def surprise(text: str) -> float:
    """Return how surprising a text is in the language that fits it best, in nats.

    Example: surprise("Łódź") < surprise("£ódŸ")
    """
    text, known = text.translate(_OLD), 0.0
    if any("\uff61" <= sign <= "\uff9f" for sign in text):
        text, known = unicodedata.normalize("NFKC", text), _HALF_WIDTH
    pairs = Counter(_pairs(text))
    return known + _of_capitals(text) + min(_in(pairs, one) for one in _languages(pairs))


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    """Return each small letter after the one before it; all that parts words is one boundary."""
    small = text.lower().translate(_HIRAGANA)
    signs = [_BOUNDARY if sign in _PARTS_WORDS else sign for sign in small]
    return zip([_BOUNDARY, *signs], [*signs, _BOUNDARY], strict=True)


def _languages(pairs: Mapping[tuple[str, str], int]) -> tuple[str, ...]:
    """Return the languages that come into question, by the letters beyond ASCII."""
    scripts: Counter[str] = Counter()
    for (_before, sign), times in pairs.items():
        if sign > "\x7f" and sign.isalpha():
            scripts[_script(sign)] += times
    (script, _times), *_rest = scripts.most_common(1) or [("LATIN", 0)]
    return _LANGUAGES.get(script, (script,))


def _in(pairs: Mapping[tuple[str, str], int], language: str) -> float:
    model = _model(language)
    return sum(times * model.surprise(before, sign) for (before, sign), times in pairs.items())


def _of_capitals(text: str) -> float:
    kinds = text.translate(_KINDS)
    pairs = Counter(zip(kinds, kinds[1:], strict=False))
    return _INSIDE * pairs["a", "A"] + _SHOUTED * pairs["A", "A"] + _SMALL * pairs[" ", "a"]


class _Kinds(dict[int, str]):
    """Each character -> "A" a capital, "a" a small letter, "-" one without case, " " no letter."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        kind = "A" if sign.isupper() else "a" if sign.islower() else "-" if sign.isalpha() else " "
        self[code] = kind
        return kind


_KINDS = _Kinds()


class _Model:
    """Which letter follows which in the names of a language (Witten and Bell's smoothing)."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._pairs = Counter(pair for name in _names(language) for pair in _pairs(name))
        self._letters: Counter[str] = Counter()
        self._before: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()  # different letters after each
        for (before, sign), times in self._pairs.items():
            self._letters[sign] += times
            self._before[before] += times
            self._kinds[before] += 1
        self._total = self._letters.total()
        self._known: dict[tuple[str, str], float] = {}

    def surprise(self, before: str, sign: str) -> float:
        """Return the surprise of a sign after another, in nats."""
        nats = self._known.get((before, sign))
        if nats is None:
            nats = self._known[before, sign] = -log(self._probability(before, sign))
        return nats

    def _probability(self, before: str, sign: str) -> float:
        kinds = self._total if self._language in _STANDARDS else len(self._letters) + 1
        alone = (self._letters[sign] + kinds * _rough(sign, self._language)) / (self._total + kinds)
        kinds = self._kinds[before] + 1
        return (self._pairs[before, sign] + kinds * alone) / (self._before[before] + kinds)


@cache
def _model(language: str) -> _Model:
    return _Model(language)


def _names(language: str) -> set[str]:
    """Return what a language calls countries, languages and the towns of time zones."""
    if not language.islower() and language != "zh_Hant":  # a script of which nothing is known
        return set()
    from babel import Locale  # noqa: PLC0415 - only old encodings need it

    locale = Locale.parse(language)
    towns = (zone.get("city", "") for zone in locale.time_zones.values())
    names = [*locale.territories.values(), *locale.languages.values(), *towns]
    return {name.translate(_OLD) for name in names}


def _rough(sign: str, language: str) -> float:
    """Return about how probable a sign is where a language's names do not tell."""
    if sign < "\x80":
        if sign.isalnum() or sign in " -'.":
            return 5e-3
        return 1e-4 if sign.isprintable() else 1e-7
    kind = unicodedata.category(sign)
    if kind[0] in "LM":
        if _script(sign) == language:
            return 1e-2
        return _by_standard(sign, language) or (1e-4 if _is_of(sign, language) else 1e-6)
    if sign in "‘’“”–«»·・、。「」":
        return 1e-5
    return 1e-10 if kind in ("Cc", "Co", "Cn", "Cs") or sign == "\ufffd" else 1e-7


def _is_of(sign: str, language: str) -> bool:
    return language in _LANGUAGES.get(_script(sign), ())


def _by_standard(sign: str, language: str) -> float:
    """Return how probable a sign is by the rows of the standard in which it stands, or 0."""
    for encoding, first, last, share in _STANDARDS.get(language, ()):
        lead, *trail = sign.encode(encoding, errors="replace")
        if trail and first <= lead <= last:
            return share / ((157 if encoding == "big5" else 94) * (last - first + 1))
    return 0.0


@lru_cache(maxsize=100_000)
def _script(sign: str) -> str:
    first = unicodedata.name(sign, "?").partition(" ")[0]
    return "LATIN" if first == "COMBINING" else first
