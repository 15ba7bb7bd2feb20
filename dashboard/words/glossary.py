"""The words of the lecture: each with one plain sentence, in every language of the catalogues."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.words.language import _, languages, later, speaking


@dataclass(frozen=True)
class Term:
    """A word and what it means, both as the catalogues know them."""

    word: str
    meaning: str

    def said(self) -> dict[str, tuple[str, str]]:
        """Return the word and its meaning by the code of each language."""
        said = {}
        for code in languages():
            with speaking(code):
                said[code] = _(self.word), _(self.meaning)
        return said


# By the anchor on the page, in the order in which the lecture needs them.
TERMS = {
    "name": Term(later("name"), later("One line of your list, such as emma or tokyo.")),
    "character": Term(
        later("character"), later("One sign of a name: a letter, an accented letter, a hanzi.")
    ),
    "boundary": Term(
        later("boundary"),
        later("The sign that stands before the first and after the last character of a name."),
    ),
    "bigram": Term(
        later("bigram model"),
        later("A model that looks at one character only and guesses the next one."),
    ),
    "count": Term(
        later("count matrix"),
        later("A table that says, for each pair of characters, how often the pair occurs."),
    ),
    "heatmap": Term(later("heatmap"), later("A table whose numbers are shown as colours.")),
    "probability": Term(
        later("probability"),
        later("How often something happens out of all times: a number from 0 to 1."),
    ),
    "normalizing": Term(
        later("normalization"),
        later("Dividing the numbers of a row by their sum, so that together they make 1."),
    ),
    "smoothing": Term(
        later("smoothing"),
        later("Adding a little to every count, so that no pair is impossible."),
    ),
    "surprisal": Term(
        later("surprisal"),
        later(
            "How surprising an event is: 0 if it was certain, 0.69 at 50 %, 2.30 at 10 %, "
            "4.61 at 1 %."
        ),
    ),
    "nll": Term(
        later("negative log likelihood (nll)"),
        later("The average surprisal of all characters. Lower is better, 0 is perfect."),
    ),
    "perplexity": Term(
        later("perplexity"),
        later("The nll in other words: as if the model chose among this many characters."),
    ),
    "sampling": Term(
        later("sampling"),
        later("Rolling dice to choose the next character: likely ones come up more often."),
    ),
    "seed": Term(
        later("seed"), later("A number that the dice start from: the same one repeats them.")
    ),
    "temperature": Term(
        later("temperature"),
        later("How daring the dice are: below 1 they play safe, above 1 they dare more."),
    ),
    "prefix": Term(later("prefix"), later("Characters that a new name has to begin with.")),
    "one-hot": Term(
        later("one-hot encoding"),
        later("Writing a character as a row of numbers: a single 1 at its place, 0 elsewhere."),
    ),
    "weight": Term(
        later("weight (knob)"),
        later("A number inside the network that learning changes, like a knob one turns."),
    ),
    "logits": Term(
        later("logits"), later("The numbers a network gives before softmax makes them shares.")
    ),
    "softmax": Term(
        later("softmax"),
        later("Turns any numbers into probabilities: all above 0, together 1."),
    ),
    "forward": Term(
        later("forward pass"),
        later("Going through the network from the input to the loss: how good is it now?"),
    ),
    "loss": Term(
        later("loss"),
        later(
            "The one number that training makes smaller: nll, plus the price "
            "of regularization if there is one."
        ),
    ),
    "backward": Term(
        later("backward pass"),
        later("Going back from the loss to find, for each weight, which way lowers the loss."),
    ),
    "descent": Term(
        later("gradient descent"),
        later("Walking downhill: turning every weight a little towards a lower loss."),
    ),
    "rate": Term(
        later("learning rate"),
        later("How far one step goes: too small is slow, too big jumps over the valley."),
    ),
    "step": Term(
        later("step"), later("One round of training: forward, backward, turn the weights.")
    ),
    "regularization": Term(
        later("regularization"),
        later("A pull on all weights towards 0. For the network it does what smoothing does."),
    ),
    "broadcasting": Term(
        later("broadcasting"),
        later("Stretching a row or a column over a whole table, so that the shapes fit."),
    ),
    "held-out": Term(
        later("held-out names"),
        later("Names kept away from the models, to test them on something they have not seen."),
    ),
    "divergence": Term(
        later("divergence"),
        later("How far two lists of probabilities are apart: 0 if they are the same."),
    ),
}
