"""What tells an act of a person from an echo; the same in a browser: `browser/test_slow_way.py`."""

from dashboard.frame.held import Held


def drawn(value: object) -> Held:
    """Return what is known of a widget that was set to a value, which the browser has drawn."""
    held = Held()
    assert not held.acts(value, held.set(value))
    return held


def test_another_value_on_a_screen_that_is_up_to_date_is_an_act():
    held = drawn(0)
    assert held.acts(5, 1)
    assert held.acts(0, 1)  # and back
    assert not held.acts(0, 1)
    assert not held.behind


def test_the_old_value_is_an_echo_until_the_browser_has_drawn_the_new_one():
    held = drawn(0)
    held.set(7)
    assert not held.acts(0, 1)
    assert held.behind
    assert not held.acts(7, 2)
    assert held.acts(0, 2)


def test_an_act_on_an_old_screen_counts_once():
    """The slider goes to 5, the box to 0.37 before the answer: the slider is not at 5 for ever."""
    slider = drawn(0)
    assert slider.acts(5, 1)
    slider.set(0.3)  # it follows the box
    assert not slider.acts(5, 1)
    slider.set(0.3)
    assert slider.acts(2, 1)


def test_what_was_sent_may_be_drawn_before_its_number_comes_back():
    held = drawn(0)
    held.set(7)
    assert not held.acts(7, 1)
    assert not held.acts(7, 2)


def test_what_is_set_again_until_it_is_drawn_is_remembered_once():
    held = drawn(0)
    for _ in range(1000):
        held.set(7)
    assert len(held.sent) == 1
    assert not held.acts(7, 500)
    assert not held.acts(7, 1001)
    assert held.acts(0, 1001)


def test_going_back_on_the_newest_screen_is_an_act_at_once():
    """0.37 was typed and drawn; then the slider goes back to where it was: no echo."""
    slider = drawn(0)
    slider.set(0.3)
    assert slider.acts(0, 2)


def test_a_screen_of_another_session_says_nothing():
    held = drawn(0)
    assert not held.acts(5, 9)
    assert held.behind


def test_a_widget_that_is_drawn_without_its_value_is_no_act(open_page):
    """One in a box that is opened after a later run comes back bare, and so does its shadow."""
    app = open_page("counts", numbers="true", list="dinosaurs")
    app.text_input(key="shadow_numbers_switch").set_value("")
    app.toggle(key="numbers_switch").set_value(False).run()
    assert app.session_state["numbers"] is True
    app.run()
    assert app.toggle(key="numbers_switch").value is True
    app.toggle(key="numbers_switch").set_value(False).run()
    assert app.session_state["numbers"] is False
