"""The interface's language: every text of the interface passes through `_` or `plural`.

A text with numbers or names in it is one whole sentence with named places:
`_("After {first} comes {second}.").format(...)`, so that a translator may change their order.

The translations are read from `locale/*/LC_MESSAGES/messages.po` when a language is first spoken:
with no compiled file beside it, none can be stale, and a folder more is a language more. Whoever
has no browser session, such as a background thread, is spoken to in English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, reduce, wraps
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import ParamSpec, TypeVar
from urllib.parse import parse_qs

from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.words.text import apart
from makemore.errors import MakemoreError

NAME = "lang"  # in the URL and in the session
ENGLISH = "en"
MODEL = "{} (model)"  # as catalogues know the title of a family
FOLDER = Path(__file__).parents[1] / "locale"
T = TypeVar("T")
P = ParamSpec("P")
_spoken: ContextVar[str] = ContextVar("language", default="")


def _(text: str) -> str:
    """Return the text in the language of the session."""
    return _catalogue(language()).gettext(text)


def plural(one: str, many: str, number: int) -> str:
    """Return the form that fits the number, which `{number}` stands for.

    Example: plural("{number} name", "{number} names", 2) -> "2 names"
    """
    form = _catalogue(language()).ngettext(one, many, number)
    return form.format(number=f"{number:,}")


def in_steps(number: int) -> str:
    """Return a number of steps in words. Example: 2 -> "2 steps"."""
    return plural("{number} step", "{number} steps", number)


def in_names(number: int) -> str:
    """Return a number of names in words."""
    return plural("{number} name", "{number} names", number)


def in_characters(number: int) -> str:
    """Return a number of characters in words."""
    return plural("{number} character", "{number} characters", number)


def with_commas(texts: Iterable[str]) -> str:
    """Return several texts in a row. Example: ["a", "b", "c"] -> "a, b, c"."""
    return _(", ").join(texts)


def listed(texts: Sequence[str]) -> str:
    """Return several texts as one. Example: ["a", "b", "c"] -> "a, b and c"."""
    *some, last = texts
    return _("{some} and {last}").format(some=with_commas(some), last=last) if some else last


def sentences(*texts: str) -> str:
    """Return sentences one after the other, with a blank where the language has one; "" is none."""
    each = _("{sentence} {next}").format
    said = [text for text in texts if text]
    return reduce(lambda some, text: each(sentence=some, next=text), said) if said else ""


def colon(what: str, text: str) -> str:
    """Return what is said of a thing, after its name. Example: "a", "3 times" -> "a: 3 times"."""
    return _("{what}: {text}").format(what=what, text=text)


def later(text: str) -> str:
    """Return the text as it is: it is listed for translators, and `_` translates it when shown.

    For a text that a module holds: translated there, it would be in one language for ever.
    """
    return text


def model_title(title: str) -> str:
    """Return the title of a family of models: a page may be called by the same word."""
    asked = MODEL.format(title)
    said = _(asked)
    return title if said == asked else said


def explain(error: MakemoreError) -> str:
    """Return what an error of the library says, in the language of the session.

    What it quotes keeps its direction of writing to itself.
    """
    told = {
        name: _Apart(one) if isinstance(one, str) else one for name, one in error.values.items()
    }
    return _(error.sentence).format(**told)


class _Apart(str):
    """A text that a sentence quotes or holds as it is."""

    def __repr__(self) -> str:
        return apart(super().__repr__())

    def __format__(self, spec: str) -> str:
        return apart(super().__format__(spec))


@cache
def languages() -> dict[str, str]:
    """Return the languages' own names by their code in the URL. Example: {"zh": "中文"}."""
    from babel import Locale  # noqa: PLC0415 - not needed for the first text

    own = {code: Locale.parse(folder.name).language_name for code, folder in _folders().items()}
    return {ENGLISH: "English", **own}


def language() -> str:
    """Return the code of the language that is spoken: the chosen one, else the browser's own."""
    return _spoken.get() or _of_session()


def known(code: object) -> bool:
    """Return whether a code is that of a language that is spoken here."""
    return code == ENGLISH or code in _folders()


def tag_of(code: str) -> str:
    """Return a language as a page names it in its `lang`. Example: "zh" -> "zh-CN"."""
    folder = _folders().get(code)
    return folder.name.replace("_", "-") if folder else ENGLISH


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak one language within, whatever the session's is."""
    before = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(before)


def in_one_language(show: Callable[P, T]) -> Callable[P, T]:
    """Return a function that looks up the session's language once, not for each of its texts."""

    @wraps(show)
    def speak(*args: P.args, **kwargs: P.kwargs) -> T:
        with speaking(language()):
            return show(*args, **kwargs)

    return speak


def carried(make: Callable[[], T]) -> Callable[[], T]:
    """Return a function that speaks the language of now, whenever and on whatever thread it runs.

    For downloads: Streamlit makes their bytes later, outside of any session.
    """
    code = language()

    def speak() -> T:
        with speaking(code):
            return make()

    return speak


def _of_session() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return ENGLISH
    state = context.session_state
    # before the header has run, the URL knows what the session does not
    chosen = state[NAME] if NAME in state else _asked(context.query_string)
    if known(chosen):
        return str(chosen)
    wanted = getattr(context.context_info, "locale", None) or ENGLISH
    guess = str(wanted).lower().replace("_", "-").split("-")[0]
    return guess if known(guess) else ENGLISH


def _asked(query: str) -> str:
    return parse_qs(query).get(NAME, [""])[-1]


@cache
def _folders() -> dict[str, Path]:
    """Return the folders of translations by language. Example: {"zh": locale/zh_CN}."""
    found = sorted(path.parents[1] for path in FOLDER.glob("*/LC_MESSAGES/messages.po"))
    return {folder.name.split("_")[0]: folder for folder in found}


@cache
def _catalogue(code: str) -> NullTranslations:
    folder = _folders().get(code)
    if folder is None:
        return NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only who needs it waits for it
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    with (folder / "LC_MESSAGES" / "messages.po").open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return GNUTranslations(compiled)
