"""The parts of a session -> files that other programs read."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from makemore.export import csv_bytes
from makemore.training import Losses

LARGE = 2000  # characters; of a larger table only the pairs that occur are written


def pairs_parquet(
    counts: np.ndarray,
    counted: np.ndarray,
    labels: Sequence[str],
    learned: np.ndarray | None = None,
) -> bytes:
    """Return all pairs as a parquet file: context, next, count, probability, one row a pair.

    `counted` (V, V) are the probabilities of the counts (V, V), `learned` those of the network,
    which has a column of its own. The boundary is the label that it has everywhere. Of more than
    LARGE characters only the pairs that occur are written.
    """
    rows, columns = np.indices(counts.shape) if len(labels) <= LARGE else counts.nonzero()
    rows, columns = rows.reshape(-1).astype(np.int32), columns.reshape(-1).astype(np.int32)
    signs = pa.array(labels, pa.string())
    table = {
        "context": pa.DictionaryArray.from_arrays(pa.array(rows), signs),
        "next": pa.DictionaryArray.from_arrays(pa.array(columns), signs),
        "count": pa.array(counts[rows, columns]),
        "probability": pa.array(counted[rows, columns]),
    }
    if learned is not None:
        table["network"] = pa.array(learned[rows, columns])
    file = BytesIO()
    pq.write_table(pa.table(table), file)
    return file.getvalue()


def history_csv(history: Sequence[Losses]) -> bytes:
    """Return the losses of a run as a CSV file: step, loss, nll."""
    return csv_bytes(
        {
            "step": [one.step for one in history],
            "loss": [one.loss for one in history],
            "nll": [one.nll for one in history],
        }
    )
