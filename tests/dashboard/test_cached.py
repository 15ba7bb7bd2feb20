"""What a source turns into: names in use, names held out, and their counts.

Caches belong to a session, so each test body runs as the script of an app.
"""

from dataclasses import replace

from dashboard.lists.source import Source
from tests.dashboard.conftest import in_session

THREE = Source.of("three", b"ab\nab\nb\nc\n")


def read(source):
    import streamlit as st

    from dashboard.contenders import cached

    st.session_state["split"] = cached.split(source)
    st.session_state["train"] = cached.counts(source)
    st.session_state["held_out"] = cached.held_out_counts(source)


def test_nothing_is_held_out_at_first():
    state = in_session(read, THREE)
    assert state["split"] is None
    assert state["held_out"] is None
    # .a ab b. twice, .b b. once, .c c. once: 3 * 2 + 2 + 2
    assert state["train"].total == 10


def test_train_and_held_out_counts_share_one_vocabulary_and_add_up():
    everything = in_session(read, THREE)["train"]
    state = in_session(read, replace(THREE, held_out=34))  # one of three distinct names
    train, held_out = state["train"], state["held_out"]
    assert train.vocabulary == held_out.vocabulary == everything.vocabulary
    assert (train.matrix() + held_out.matrix()).equal(everything.matrix())


def test_a_list_of_one_distinct_name_holds_nothing_out():
    one = replace(Source.of("one", b"ab\nab\n"), held_out=10)
    assert in_session(read, one)["split"] is None


def test_sources_are_equal_when_they_read_as_the_same_names():
    assert replace(THREE, title="other") == THREE
    assert replace(THREE, held_out=10) != THREE
    assert replace(THREE, lower=False) != THREE
