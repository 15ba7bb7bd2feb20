"""Every setting a person can change: its default, its range, and its name in the URL.

One table, no Streamlit. A view asks `controls` for the widget and gets a value within the range.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.words.language import later
from makemore.models.family import Knob, log_marks

Number = Knob  # a family's knob is a setting like any other


def within(setting: Number, typed: float | None) -> float:
    """Return what was typed, held within the range; an empty box means the default."""
    return setting.within(setting.default if typed is None else typed)


@dataclass(frozen=True)
class Choice:
    """One of a few words, the first by default; in the URL English, on the page translated."""

    name: str
    options: tuple[str, ...]

    @property
    def default(self) -> str:
        """The first option."""
        return self.options[0]


MAX_LENGTH = 200  # characters of a made name, as in makemore.sampling, which would load torch


FIRST = Number("first", 50, 1, 10**9, log_marks(0, 9), whole=True)  # names in use
SMOOTHING = Number("smoothing", 0.0, 0.0, 1000.0, (0.0, *log_marks(-3, 3)))
LEARNING_RATE = Number("lr", 50.0, 0.1, 500.0, tuple(m for m in log_marks(-1, 3) if m <= 500))
REGULARIZATION = Number("reg", 0.0, 0.0, 10.0, (0.0, *log_marks(-4, 1)))
PACE = Number("pace", 1.0, 0.01, 100.0, log_marks(-2, 2))  # times a network's usual learning rate
STEPS = Number(
    "steps", 200, 1, 1_000_000, (10, 20, 50, 100, 200, 500, *log_marks(3, 6)), whole=True
)
SPEED = Number(
    "speed", 50, 1, 100_000, (1, 5, 10, 20, 50, 100, 200, 500, 1000, 100_000), whole=True
)
SEED = Number("seed", 2147483647, 0, 2**53 - 1, whole=True)
WEIGHTS_SEED = Number("weights", 2147483647, 0, 2**53 - 1, whole=True)
TEMPERATURE = Number(
    "temperature", 1.0, 0.1, 5.0, tuple(k / 10 for k in (*range(1, 21), 25, 30, 40, 50))
)
SAMPLES = Number("samples", 10, 1, 1000, (5, 10, 20, 50, 100, 200, 500, 1000), whole=True)

HELD_OUT = (0, 10, 20)  # percent of the distinct names
SPLIT_SEED = Number("split", 1, 0, 2**31 - 1, whole=True)

SHOW = Choice("show", (later("counts"), later("probabilities"), later("surprisal")))
COLOUR = Choice("colour", (later("log"), later("linear")))
SHOWN = Number("characters", 40, 5, 200, whole=True)  # rows and columns of a large table

# The proof that both ways are one: the words are keys of makemore's OPTIMIZERS when they are small.
OPTIMIZER = Choice(
    "optimizer",
    (later("Gradient descent"), later("Momentum"), later("Adam"), "L-BFGS", later("Newton")),
)
OPTIMIZER_RATES = {  # each optimizer keeps a learning rate of its own
    "Gradient descent": Number("gd_lr", 50.0, 0.1, 500.0, LEARNING_RATE.marks),
    "Momentum": Number("momentum_lr", 10.0, 0.01, 100.0, log_marks(-2, 2)),
    "Adam": Number("adam_lr", 0.1, 0.0001, 10.0, log_marks(-4, 1)),
    "L-BFGS": Number("lbfgs_lr", 1.0, 0.01, 10.0, log_marks(-2, 1)),
    "Newton": Number("newton_lr", 1.0, 0.01, 1.0, log_marks(-2, 0)),
}
RUN_STEPS = Number("run_steps", 10_000, 1, 100_000, (10, 100, *log_marks(3, 5)), whole=True)
UNITS = Number("units", 8, 0, 200, (0, 1, 2, 4, 8, 16, 32, 64, 128, 200), whole=True)  # hidden

# The page that makes names.
MODEL = "model"  # the key of the family that makes them
SORTING = Choice("order", (later("Best first"), later("As the dice fell")))
MADE = Number("made", 30, 1, 1000, whole=True)  # names
SHORTEST = Number("shortest", 0, 0, MAX_LENGTH, whole=True)  # characters; 0: as most of the list
LONGEST = Number("longest", 0, 0, MAX_LENGTH, whole=True)
APART = Number("apart", 1, 1, 9, whole=True)  # edits
TOP_K = Number("topk", 0, 0, 1000, whole=True)  # characters; 0: all
TOP_P = Number("topp", 1.0, 0.01, 1.0, (*(k / 10 for k in range(1, 10)), 0.95, 1.0))
MIX = "mix"  # the name of the bundled list that the list in use is mixed with
SHARE = Number("share", 50, 0, 100, tuple(range(0, 101, 10)), whole=True)  # percent, of that list

CHOICES = (SHOW, COLOUR, OPTIMIZER, SORTING)
SWITCHES = ("numbers", "logx", "listed", "twice", "rude", "by_line")  # off by default
MODELS = "models"  # the keys of the families that take part, with commas between them
NET = "net"  # the key of the family that the page Train trains
TEXTS = ("begins", "ends", "must", "mustnot", MODELS, MODEL, NET, MIX)  # empty by default
LONGEST_TEXT = 200  # characters of such a text
LESSON_RATE = Number("lesson_lr", 1.0, 0.1, 10_000.0, log_marks(-1, 4))
NUMBERS = (
    *(
        SMOOTHING,
        LEARNING_RATE,
        PACE,
        REGULARIZATION,
        STEPS,
        SPEED,
        SEED,
        WEIGHTS_SEED,
        TEMPERATURE,
    ),
    *(SAMPLES, SHOWN, *OPTIMIZER_RATES.values(), RUN_STEPS, UNITS, SHORTEST, LONGEST, APART),
    *(LESSON_RATE, MADE, TOP_K, TOP_P, SHARE),
)
