"""The errors a person can meet; each message is a plain sentence that offers the remedy."""

from typing import Any


def later(sentence: str) -> str:
    """Return the sentence as it is: it is listed for translators, and who shows it translates.

    >>> later("There is no name.")
    'There is no name.'
    """
    return sentence


class MakemoreError(ValueError):
    """Base of all errors of this library that a person can mend.

    The message is `sentence` with `values` in its named places, so that it can be said in another
    language too.

    >>> NotUtf8Error(line=3).values
    {'line': 3}
    """

    sentence = ""

    def __init__(self, **values: Any) -> None:
        """Take what stands in the named places of the sentence."""
        self.values = values
        super().__init__(self.sentence.format(**values))

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a worker process hand the error over as it is."""
        return handed_over, (type(self), self.values), self.__dict__


def handed_over(kind: type[MakemoreError], values: dict[str, Any]) -> MakemoreError:
    """Return an error as another process raised it.

    >>> handed_over(NotUtf8Error, {"line": 3}).values
    {'line': 3}
    """
    error = kind.__new__(kind)
    MakemoreError.__init__(error, **values)
    return error


class EmptyListError(MakemoreError):
    """The list holds no name."""

    sentence = later("There is no name in this list. Put one name on each line and try again.")

    def __init__(self) -> None:
        """Take nothing."""
        super().__init__()


class AllLeftOutError(MakemoreError):
    """The list holds lines, but the rules leave all of them out."""

    sentence = later("These rules would leave out every line. Switch one of them off.")

    def __init__(self) -> None:
        """Take nothing."""
        super().__init__()


class NotTextError(MakemoreError):
    """The bytes are a picture, an archive, or another file that is not text."""

    sentence = later(
        "This is not a text file: it may be a picture, an archive, or a spreadsheet. "
        "Save the names as plain text, one on each line, and try again."
    )

    def __init__(self) -> None:
        """Take nothing."""
        super().__init__()


class NotUtf8Error(MakemoreError):
    """The bytes are text in another encoding than UTF-8; `line` is the first line that is not."""

    sentence = later(
        "This file is not UTF-8 text (the first unreadable byte is in line {line}). "
        "Open it in a text editor, save it as UTF-8, and try again."
    )

    def __init__(self, line: int) -> None:
        """Take the number of the line, from 1."""
        self.line = line
        super().__init__(line=line)


class NoListError(MakemoreError):
    """The file is of a kind that holds no list, or whose list cannot be read."""

    sentence = later(
        "This file is {kind}, and no list in it can be read. Open it in its own program, save the "
        "names as CSV or as plain text, one on each line, and try again."
    )

    def __init__(self, kind: str) -> None:
        """Take a kind of file. Example: "PDF"."""
        super().__init__(kind=kind)


class UnreadableEncodingError(MakemoreError):
    """The bytes are not text in an encoding, the one that was asked for or the likeliest one."""

    sentence = later(
        "This file cannot be read as {encoding}. Choose another encoding, or open it in a text "
        "editor, save it as UTF-8, and try again."
    )

    def __init__(self, encoding: str) -> None:
        """Take the name of the encoding."""
        super().__init__(encoding=encoding)


class PasswordProtectedError(MakemoreError):
    """The file is encrypted."""

    sentence = later(
        "This file is protected by a password. Open it, save it without one, and try again."
    )

    def __init__(self) -> None:
        """Take nothing."""
        super().__init__()


class BrokenFileError(MakemoreError):
    """The file is damaged, or not what it seems to be; `kind` is what it seems to be."""

    sentence = later(
        "This {kind} file is damaged, or too large to open. Save it again, or save the names as "
        "plain text, one on each line, and try again."
    )

    def __init__(self, kind: str) -> None:
        """Take a kind of file. Example: "Excel"."""
        super().__init__(kind=kind)


class TooMuchToReadError(BrokenFileError):
    """The process that read the file came to the end of its memory or its time, or broke."""

    sentence = later(
        "This file is damaged, or reading it takes too much memory or time. Save it again, or "
        "save the names as plain text, one on each line, in parts if there are many, and try "
        "again."
    )

    def __init__(self) -> None:
        """Take nothing."""
        MakemoreError.__init__(self)


class TooLargeUnpackedError(MakemoreError):
    """The archive holds more than is read; `limit` counts MB."""

    sentence = later(
        "Unpacked, this file is larger than {limit} MB. Save the names as plain text, in parts "
        "if there are many, and try again."
    )

    def __init__(self, limit: int) -> None:
        """Take the limit, MB."""
        super().__init__(limit=limit)


class NoNameColumnError(MakemoreError):
    """The table has no column with text."""

    sentence = later(
        "This table has no column of names: all its columns are numbers or empty. Save the names "
        "as plain text, one on each line, and try again."
    )

    def __init__(self) -> None:
        """Take nothing."""
        super().__init__()


class NoSuchPartError(MakemoreError):
    """What was asked for by name is not in the file; `there` are the names that are."""

    sentence = later("This file has no {wanted}. It has: {there}.")

    def __init__(self, wanted: str, there: str) -> None:
        """Take what was wanted, and what is there instead."""
        super().__init__(wanted=wanted, there=there)


class NamesTooLongError(MakemoreError):
    """Every line is longer than a name can be; `longest` counts characters."""

    sentence = later(
        "No line of this list is a name: the longest has {longest:,} characters and a name "
        "may have {limit}. Put one name on each line and try again."
    )

    def __init__(self, longest: int, limit: int) -> None:
        """Take the longest length and the limit, characters."""
        self.longest, self.limit = longest, limit
        super().__init__(longest=longest, limit=limit)


class UnknownCharacterError(MakemoreError):
    """A name holds a character that the model's list never has."""

    sentence = later(
        "The list never has the character {character!r}, so the model cannot score it. "
        "Use only characters of the list."
    )

    def __init__(self, character: str) -> None:
        """Take the first such character."""
        self.character = character
        super().__init__(character=character)


class DivergedError(MakemoreError):
    """A step of training gave an infinite or undefined loss; the last good weights are kept."""

    sentence = later(
        "Step {step:,} made the loss infinite: the step was too big. The weights from before "
        "it are kept. Lower the learning rate or the regularization and press Play again."
    )

    def __init__(self, step: int, learning_rate: float, regularization: float) -> None:
        """Take the number of the step that failed and its settings."""
        self.step, self.learning_rate, self.regularization = step, learning_rate, regularization
        super().__init__(step=step)


class BrokenModelError(MakemoreError):
    """The file is no saved model, or was damaged."""

    sentence = later(
        "This file is not a model saved by makemore, or it was damaged. Choose the "
        ".safetensors file that you downloaded here, or save the model again."
    )

    def __init__(self) -> None:
        """Take nothing."""
        super().__init__()


class NewerModelError(MakemoreError):
    """The file was written by a later version; `version` is that of its format."""

    sentence = later(
        "This model was saved by a later makemore (format {version}). Update makemore and "
        "open it again."
    )

    def __init__(self, version: int) -> None:
        """Take the version of the file's format."""
        self.version = version
        super().__init__(version=version)


class BrokenSessionError(MakemoreError):
    """The file is no saved session, or was damaged."""

    sentence = later(
        "This file is not a session saved by makemore, or it was damaged. Choose the .zip file "
        "that you downloaded here, or save the session again."
    )

    def __init__(self) -> None:
        """Take nothing."""
        super().__init__()


class LargeSessionError(BrokenSessionError):
    """A part of the session is larger than is read; `limit` counts MB."""

    sentence = later(
        "This session is too large to open: {part} in it holds more than {limit} MB. Save one with "
        "a shorter list or fewer kept names, and open that."
    )

    def __init__(self, part: str, limit: int) -> None:
        """Take the part, by its name in the file, and the limit, MB."""
        MakemoreError.__init__(self, part=part, limit=limit)


class LongLineError(LargeSessionError):
    """A line of the session's list is so long that it cannot be a name."""

    sentence = later(
        "This session is too large to open: a line of its list, {part}, holds more than {limit} "
        "MB. Save one with a list that has a name on each line, and open that."
    )


class NewerSessionError(MakemoreError):
    """The file was written by a later version; `version` is that of its format."""

    sentence = later(
        "This session was saved by a later makemore (format {version}). Update makemore and "
        "open it again."
    )

    def __init__(self, version: int) -> None:
        """Take the version of the file's format."""
        self.version = version
        super().__init__(version=version)


class NothingPassesError(MakemoreError):
    """No name that the model can make meets the conditions."""

    sentence = later(
        "No name can meet all these conditions: the model cannot make one. Loosen a condition, or "
        "set the smoothing above 0."
    )

    def __init__(self) -> None:
        """Take nothing."""
        super().__init__()


class NothingFoundError(NothingPassesError):
    """No name of `tries` that a model made meets the conditions; whether another would is open."""

    sentence = later(
        "None of {tries:,} names that the model made meets all these conditions. Loosen a "
        "condition, or raise the temperature."
    )

    def __init__(self, tries: int) -> None:
        """Take how many names were made."""
        self.tries = tries
        MakemoreError.__init__(self, tries=tries)


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

    def __init__(self) -> None:
        """Take nothing."""
        super().__init__()
