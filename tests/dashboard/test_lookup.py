"""A widget looks up its own value alone; who asks for all values gets them all."""

from streamlit.runtime.state import SafeSessionState, SessionState

from dashboard.frame import lookup


class Watched(SessionState):
    """A session that notes which values are looked up."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def __getitem__(self, key: str) -> object:
        self.seen.append(key)
        return super().__getitem__(key)


def test_one_value_is_looked_up_alone():
    lookup.one_by_one()
    inner = Watched()
    state = SafeSessionState(inner, lambda: None)
    state["a"], state["b"] = 1, None
    values = state.filtered_state
    assert "b" in values
    assert values["b"] is None
    assert "c" not in values
    assert set(inner.seen) == {"b", "c"}


def test_all_values_are_there():
    lookup.one_by_one()
    state = SafeSessionState(SessionState(), lambda: None)
    state["a"], state["b"] = 1, None
    assert dict(state.filtered_state) == {"a": 1, "b": None}
    assert len(state.filtered_state) == 2
