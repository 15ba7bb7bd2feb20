"""The errors a person can meet; each message is a plain sentence that offers the remedy."""


class MakemoreError(ValueError):
    """Base of all errors of this library that a person can mend."""


class EmptyListError(MakemoreError):
    """The list holds no name."""

    def __init__(self) -> None:
        """Take nothing."""
        super().__init__("There is no name in this list. Put one name on each line and try again.")


class NotTextError(MakemoreError):
    """The bytes are a picture, an archive, or another file that is not text."""

    def __init__(self) -> None:
        """Take nothing."""
        super().__init__(
            "This is not a text file: it may be a picture, an archive, or a spreadsheet. "
            "Save the names as plain text, one on each line, and try again."
        )


class NotUtf8Error(MakemoreError):
    """The bytes are text in another encoding than UTF-8; `line` is the first line that is not."""

    def __init__(self, line: int) -> None:
        """Take the number of the line, from 1."""
        self.line = line
        super().__init__(
            f"This file is not UTF-8 text (the first unreadable byte is in line {line}). "
            "Open it in a text editor, save it as UTF-8, and try again."
        )


class NamesTooLongError(MakemoreError):
    """Every line is longer than a name can be; `longest` counts characters."""

    def __init__(self, longest: int, limit: int) -> None:
        """Take the longest length and the limit, characters."""
        self.longest, self.limit = longest, limit
        super().__init__(
            f"No line of this list is a name: the longest has {longest:,} characters and a name "
            f"may have {limit}. Put one name on each line and try again."
        )


class UnknownCharacterError(MakemoreError):
    """A name holds a character that the model's list never has."""

    def __init__(self, character: str) -> None:
        """Take the first such character."""
        self.character = character
        super().__init__(
            f"The list never has the character {character!r}, so the model cannot score it. "
            "Use only characters of the list."
        )


class DivergedError(MakemoreError):
    """A step of training gave an infinite or undefined loss; the last good weights are kept."""

    def __init__(self, step: int, learning_rate: float, regularization: float) -> None:
        """Take the number of the step that failed and its settings."""
        self.step, self.learning_rate, self.regularization = step, learning_rate, regularization
        super().__init__(
            f"Step {step:,} made the loss infinite: the step was too big. The weights from before "
            "it are kept. Lower the learning rate or the regularization and play on."
        )


class BrokenModelError(MakemoreError):
    """The file is no saved model, or was damaged."""

    def __init__(self) -> None:
        """Take nothing."""
        super().__init__(
            "This file is not a model saved by makemore, or it was damaged. Choose the "
            ".safetensors file that you downloaded here, or save the model again."
        )


class NewerModelError(MakemoreError):
    """The file was written by a later version; `version` is that of its format."""

    def __init__(self, version: int) -> None:
        """Take the version of the file's format."""
        self.version = version
        super().__init__(
            f"This model was saved by a later makemore (format {version}). Update makemore and "
            "open it again."
        )
