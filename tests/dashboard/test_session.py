"""What a session remembers has an end: lists, trainers and runs, the oldest go first."""

from tests.dashboard.conftest import in_session


def titles(sources) -> list[str]:
    return [one.title for one in sources]


def bring_seven_lists():
    from dashboard.lists.source import Source
    from dashboard.state import session

    for number in range(7):
        session.use_own(Source.of(str(number), b"ab" * (number + 1)))


def test_five_lists_of_a_person_stay_at_hand():
    assert titles(in_session(bring_seven_lists)["own_lists"].values()) == [*"23456"]


def bring_the_first_of_five_again():
    from dashboard.lists.source import Source
    from dashboard.state import session

    for number in (0, 1, 2, 3, 4, 0, 5):
        session.use_own(Source.of(str(number), b"ab" * (number + 1)))


def test_a_list_that_comes_back_is_the_newest():
    state = in_session(bring_the_first_of_five_again)
    assert titles(state["own_lists"].values()) == [*"23405"]


def train_on_seven_lists():
    import streamlit as st

    from dashboard.contenders import learning
    from dashboard.contenders.trainer import Pace
    from dashboard.lists.source import Source
    from dashboard.state import session

    st.session_state["all"] = []
    for number in (0, 1, 2, 3, 0, 4, 5):
        session.use(Source.of(str(number), b"ab" * (number + 1)))
        learning.trainer(Pace(1.0, until=10**9)).play()
        st.session_state["all"].append(learning.trainer())


def test_four_networks_stay_and_those_let_go_learn_no_more():
    state = in_session(train_on_seven_lists)
    all_ = state["all"]
    try:
        assert titles(state["trainers"]) == [*"3045"]
        assert list(state["trainers"].values()) == all_[3:]
        assert all_[4] is all_[0]  # it was used again, so it stayed
        assert not all_[1].playing
        assert not all_[2].playing
    finally:
        for trainer in all_:
            trainer.pause()


def compare_runs_on_seven_lists():
    import streamlit as st

    from dashboard.contenders import learning
    from dashboard.contenders.runs import Plan
    from dashboard.lists.source import Source
    from dashboard.state import session

    st.session_state["all"] = []
    for number in (0, 1, 2, 3, 0, 4, 5):
        session.use(Source.of(str(number), b"ab" * (number + 1)))
        learning.runs().start(Plan("gradient descent", 1.0, 10**9, 1), "long")
        st.session_state["all"].append(learning.runs())


def test_the_runs_of_four_lists_stay_and_those_let_go_end():
    state = in_session(compare_runs_on_seven_lists)
    all_ = state["all"]
    try:
        assert titles(state["runs"]) == [*"3045"]
        assert list(state["runs"].values()) == all_[3:]
        assert all(run._stop.is_set() for runs in all_[1:3] for run in runs.all)
        assert not any(run._stop.is_set() for runs in all_[3:] for run in runs.all)
    finally:
        for runs in all_:
            runs.stop()
