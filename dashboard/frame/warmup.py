"""Loads the heavy libraries in the background, once a server, while the first page is painted.

A step on a small table is slower on two processors, and each run of a script is a thread of its
own, whose first step would begin threads for all of them: so what torch computes with is told,
before it comes, to take one.
"""

from __future__ import annotations

import gc
import os
import threading
from functools import cache

os.environ.setdefault("OMP_NUM_THREADS", "1")


@cache
def start() -> threading.Thread:
    """Start loading; later calls do nothing."""
    thread = threading.Thread(target=_load, name="warm-up", daemon=True)
    thread.start()
    return thread


def _load() -> None:
    import torch  # noqa: F401, PLC0415

    # Python looks through what is alive for garbage, now and then: all of torch stays as it is.
    gc.collect()
    gc.freeze()
