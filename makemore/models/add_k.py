"""N-grams as the lecture counts pairs: a longer context, and the same number added to each count.

No context learns from another: one that never occurred knows nothing, and its names run wild.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from makemore.models.automaton import Automaton, check_cells
from makemore.models.family import CONTEXT, Family, Knob, log_marks
from makemore.models.interpolated import counts_of_file
from makemore.models.ngram import CountModel, counts_tensors, left_out
from makemore.models.suffixes import Suffixes


@dataclass(frozen=True)
class AddK(CountModel):
    """P(w | u) = (c(uw) + k) / (c(u) + k V): the count model of a context of any size.

    What is added, k, is its `smoothing`; a context never seen is uniform.

    >>> AddK.fit(["ab", "b"], context_size=2, smoothing=0.1).context_size
    2
    """

    def automaton(self) -> Automaton:
        """Return it as an automaton: a state is the longest end of what was read that was seen.

        Of shorter contexts than K tokens it knows nothing, but where a name begins with them.
        """
        suffixes, V = Suffixes(self.counts), len(self.vocabulary)
        check_cells(suffixes.states * V)
        parts = []
        for level, whole in zip(suffixes.levels, suffixes.whole, strict=True):
            counts = np.zeros((len(level.keys), V))
            counts[level.nodes, level.targets] = level.occurrences
            counts = counts * whole[:, None] + self.smoothing
            counts[counts.sum(axis=1) == 0] = 1.0  # never seen: uniform
            parts.append(torch.from_numpy(counts))
        smoothed = torch.cat(parts)
        logs = smoothed.log() - smoothed.sum(dim=1, keepdim=True).log()
        return Automaton(self.vocabulary, logs, *suffixes.moves())


FAMILY = Family(
    key="n-gram",
    title="N-grams",
    caption="N-grams, context {context}, smoothing {added}",
    rung=3,
    model=AddK,
    knobs=(
        CONTEXT,
        Knob("added", 0.1, 0.0, 1000.0, (0.0, *log_marks(-3, 3)), label="Smoothing of the n-grams"),
    ),
    fit=lambda material, context, added: AddK(material.counts(context), added),
    tensors=lambda model: counts_tensors(model.counts),
    of_tensors=lambda vocabulary, tensors, values: AddK(
        counts_of_file(vocabulary, tensors, values), values["added"]
    ),
    values=lambda model: {"context": model.context_size, "added": model.smoothing},
    parameters=lambda model: len(model.counts.targets),
    automaton=AddK.automaton,
    left_out=lambda turns, added: left_out(turns, added),
)
