"""Loads the heavy libraries in the background, once a server, while the first page is painted."""

from __future__ import annotations

import gc
import threading
from functools import cache


@cache
def start() -> threading.Thread:
    """Start loading; later calls do nothing."""
    thread = threading.Thread(target=_load, name="warm-up", daemon=True)
    thread.start()
    return thread


def _load() -> None:
    import torch  # noqa: PLC0415

    torch.set_num_threads(1)  # a step on a small table is slower on two
    # Python looks through what is alive for garbage, now and then: all of torch stays as it is.
    gc.collect()
    gc.freeze()
