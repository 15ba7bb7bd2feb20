"""Lets a widget look up its own value alone.

To see whether it has one, a box of Streamlit asks for all values of the session. Those of charts
and other components are made anew for that: it took half of the time of a box.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from streamlit.runtime.state import SafeSessionState

_ALL: property = vars(SafeSessionState)["filtered_state"]


class OneByOne(Mapping[str, Any]):
    """The values of a session, each made when it is asked for: to keep them, make a dict of it."""

    def __init__(self, state: SafeSessionState) -> None:
        self._state = state

    def __contains__(self, key: object) -> bool:
        """Tell whether there is such a value."""
        return isinstance(key, str) and key in self._state

    def __getitem__(self, key: str) -> Any:
        """Return a value."""
        return self._state[key]

    def __iter__(self) -> Iterator[str]:
        """Go over the keys of all values."""
        return iter(_ALL.__get__(self._state))

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(_ALL.__get__(self._state))


def one_by_one() -> None:
    """Let sessions give their values so, from now on."""
    SafeSessionState.filtered_state = property(OneByOne)  # type: ignore[assignment]
