"""The errors a person can meet; each message is a plain sentence that offers the remedy."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar


def later(sentence: str) -> str:
    """Return the sentence as it is: it is listed for translators, and who shows it translates.

    >>> later("There is no name.")
    'There is no name.'
    """
    return sentence


@dataclass(eq=False)
class MakemoreError(ValueError):
    """Base of all errors of this library that a person can mend.

    The message is `sentence` with `values`, the fields of a subclass, in its named places, so that
    it can be said in another language too.

    >>> NotUtf8Error(line=3).values
    {'line': 3}
    """

    sentence: ClassVar[str] = ""

    def __post_init__(self) -> None:
        """Say it in English."""
        super().__init__(self.sentence.format(**self.values))

    @property
    def values(self) -> dict[str, Any]:
        """What stands in the named places of the sentence."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a worker process hand the error over as it is."""
        return type(self), tuple(self.values.values()), self.__dict__


class EmptyListError(MakemoreError):
    """The list holds no name."""

    sentence = later("There is no name in this list. Put one name on each line and try again.")


class AllLeftOutError(MakemoreError):
    """The list holds lines, but the rules leave all of them out."""

    sentence = later("These rules would leave out every line. Switch one of them off.")


class NotTextError(MakemoreError):
    """The bytes are a picture, an archive, or another file that is not text."""

    sentence = later(
        "This is not a text file: it may be a picture, an archive, or a spreadsheet. "
        "Save the names as plain text, one on each line, and try again."
    )


@dataclass(eq=False)
class NotUtf8Error(MakemoreError):
    """The bytes are text in another encoding than UTF-8; `line` is the first line that is not."""

    sentence = later(
        "This file is not UTF-8 text (the first unreadable byte is in line {line}). "
        "Open it in a text editor, save it as UTF-8, and try again."
    )
    line: int


@dataclass(eq=False)
class NoListError(MakemoreError):
    """The file is of a kind that holds no list, or whose list cannot be read."""

    sentence = later(
        "This file is {kind}, and no list in it can be read. Open it in its own program, save the "
        "names as CSV or as plain text, one on each line, and try again."
    )
    kind: str  # "PDF"


@dataclass(eq=False)
class UnreadableEncodingError(MakemoreError):
    """The bytes are not text in an encoding, the one that was asked for or the likeliest one."""

    sentence = later(
        "This file cannot be read as {encoding}. Choose another encoding, or open it in a text "
        "editor, save it as UTF-8, and try again."
    )
    encoding: str


class PasswordProtectedError(MakemoreError):
    """The file is encrypted."""

    sentence = later(
        "This file is protected by a password. Open it, save it without one, and try again."
    )


@dataclass(eq=False)
class BrokenFileError(MakemoreError):
    """The file is damaged, or not what it seems to be; `kind` is what it seems to be."""

    sentence = later(
        "This {kind} file is damaged, or too large to open. Save it again, or save the names as "
        "plain text, one on each line, and try again."
    )
    kind: str  # "Excel"


@dataclass(eq=False)
class TooMuchToReadError(BrokenFileError):
    """The process that read the file came to the end of its memory or its time, or broke."""

    sentence = later(
        "This file is damaged, or reading it takes too much memory or time. Save it again, or "
        "save the names as plain text, one on each line, in parts if there are many, and try "
        "again."
    )
    kind: str = ""


@dataclass(eq=False)
class TooLargeUnpackedError(MakemoreError):
    """The archive holds more than is read; `limit` counts MB."""

    sentence = later(
        "Unpacked, this file is larger than {limit} MB. Save the names as plain text, in parts "
        "if there are many, and try again."
    )
    limit: int


class NoNameColumnError(MakemoreError):
    """The table has no column with text."""

    sentence = later(
        "This table has no column of names: all its columns are numbers or empty. Save the names "
        "as plain text, one on each line, and try again."
    )


@dataclass(eq=False)
class NoSuchPartError(MakemoreError):
    """What was asked for by name is not in the file; `there` are the names that are."""

    sentence = later("This file has no {wanted}. It has: {there}.")
    wanted: str
    there: str


@dataclass(eq=False)
class NamesTooLongError(MakemoreError):
    """Every line is longer than a name can be; `longest` counts characters."""

    sentence = later(
        "No line of this list is a name: the longest has {longest:,} characters and a name "
        "may have {limit}. Put one name on each line and try again."
    )
    longest: int
    limit: int


@dataclass(eq=False)
class UnknownCharacterError(MakemoreError):
    """A name holds a character that the model's list never has."""

    sentence = later(
        "The list never has the character {character!r}, so the model cannot score it. "
        "Use only characters of the list."
    )
    character: str


@dataclass(eq=False)
class DivergedError(MakemoreError):
    """A step of training gave an infinite or undefined loss; the last good weights are kept."""

    sentence = later(
        "Step {step:,} made the loss infinite: the step was too big. The weights from before "
        "it are kept. Lower the learning rate or the regularization and press Play again."
    )
    step: int
    learning_rate: float
    regularization: float


class BrokenModelError(MakemoreError):
    """The file is no saved model, or was damaged."""

    sentence = later(
        "This file is not a model saved by makemore, or it was damaged. Choose the "
        ".safetensors file that you downloaded here, or save the model again."
    )


@dataclass(eq=False)
class NewerModelError(MakemoreError):
    """The file was written by a later version; `version` is that of its format."""

    sentence = later(
        "This model was saved by a later makemore (format {version}). Update makemore and "
        "open it again."
    )
    version: int


class BrokenSessionError(MakemoreError):
    """The file is no saved session, or was damaged."""

    sentence = later(
        "This file is not a session saved by makemore, or it was damaged. Choose the .zip file "
        "that you downloaded here, or save the session again."
    )


@dataclass(eq=False)
class LargeSessionError(BrokenSessionError):
    """A part of the session is larger than is read; `limit` counts MB."""

    sentence = later(
        "This session is too large to open: {part} in it holds more than {limit} MB. Save one with "
        "a shorter list or fewer kept names, and open that."
    )
    part: str
    limit: int


class LongLineError(LargeSessionError):
    """A line of the session's list is so long that it cannot be a name."""

    sentence = later(
        "This session is too large to open: a line of its list, {part}, holds more than {limit} "
        "MB. Save one with a list that has a name on each line, and open that."
    )


@dataclass(eq=False)
class NewerSessionError(MakemoreError):
    """The file was written by a later version; `version` is that of its format."""

    sentence = later(
        "This session was saved by a later makemore (format {version}). Update makemore and "
        "open it again."
    )
    version: int


class NothingPassesError(MakemoreError):
    """No name that the model can make meets the conditions."""

    sentence = later(
        "No name can meet all these conditions: the model cannot make one. Loosen a condition, or "
        "set the smoothing above 0."
    )


@dataclass(eq=False)
class NothingFoundError(NothingPassesError):
    """No name of `tries` that a model made meets the conditions; whether another would is open."""

    sentence = later(
        "None of {tries:,} names that the model made meets all these conditions. Loosen a "
        "condition, or raise the temperature."
    )
    tries: int


class NothingNewError(NothingPassesError):
    """Every name that the model can make under the conditions is in the list already."""

    sentence = later(
        "Every name that the model can make under these conditions is in the list already. Allow "
        "names of the list, loosen a condition, or set the smoothing above 0."
    )


class TooMuchError(MakemoreError):
    """What was asked for exactly needs larger tables than there is room for."""

    sentence = later(
        "This would take too much memory. Choose fewer characters of context, a smaller number of "
        "characters at most, or fewer parts that must or must not occur."
    )
