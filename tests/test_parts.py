"""Which parts a name holds, against looking for each of them."""

from hypothesis import given
from hypothesis import strategies as st

from makemore.parts import NOWHERE, parts_of

texts = st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=4), max_size=3)


def holds(name, text) -> bool:
    return any(name[at : at + len(text)] == text for at in range(len(name)))


@given(texts, texts, st.lists(st.integers(1, 4), max_size=12))
def test_equals_looking_for_each(must, must_not, name):
    parts = parts_of(must, must_not, 5)
    state = parts.after(name)
    assert (state == NOWHERE) == any(holds(name, text) for text in must_not)
    if state != NOWHERE:
        assert parts.done[state] == all(holds(name, text) for text in must)
        assert parts.moves[state, 0] == state  # the boundary changes nothing


def test_as_few_states_as_needed():
    assert len(parts_of([], [], 4).done) == 1
    assert len(parts_of([[1, 2, 1]], [], 4).done) == 4  # nothing, 1, 12, 121
    assert len(parts_of([], [[1, 2, 1]], 4).done) == 3
