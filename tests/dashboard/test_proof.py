"""The Proof page: what it says, what its controls do, and that any list can be raced on."""

import html
import re

import pytest

from dashboard.contenders.trainer import Status
from dashboard.lists.bundled import bundled_lists
from dashboard.lists.source import Source
from makemore.corpus import read_corpus
from makemore.counting import count_ngrams
from makemore.training import GradientDescent, initial_weights
from tests.dashboard.conftest import figures, press, wait_for

HOSTILE = "<img src=x onerror=alert(1)>\n**b**\n$x$\n:smile:\n=cmd()\na.b\n😀👍🏽\nשלום\n%{z}\n"
PARTS = ("proof_pairs", "proof_rows", "proof_sweep")


@pytest.fixture
def proof(open_page):
    """Open the page, on other names if given; without its first race, but for its numbers."""

    def open_(names=None, *, raced=False, **query):
        app = open_page("proof", **{"run_steps": "200", **query})
        if names is not None:
            app.session_state["source"] = Source.of("mine", names.encode(), lower=False)
            app.run()
        assert not app.exception
        if not raced:
            for made in wait_for_the_end(app) and runs_of(app).all:
                runs_of(app).remove(made)
            app.run()
        return app

    return open_


def runs_of(app):
    return app.session_state["runs"][app.session_state["source"]]


def wait_for_the_end(app):
    wait_for("run")
    app.session_state["change_run"] = True  # the box is open
    app.run()
    assert not app.exception
    return app


def run(app, optimizer):
    app.segmented_control(key="optimizer_shown").set_value(optimizer).run()
    return wait_for_the_end(press(app, "Run"))


def opened(app):
    for part in PARTS:
        app.session_state[part] = True
    app.run()
    assert not app.exception
    return app


def words(app):
    return "\n".join(element.value for element in app.markdown)


def column(app, title):
    """A column of the table of runs, cell by cell as it is read."""
    (body,) = [one.proto.body for one in app.get("html") if "<tbody>" in one.proto.body]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("<tr>")[1:]]
    titles, *cells = [[html.unescape(text) for text in row] for row in rows]
    return [row[titles.index(title)] for row in cells]


def test_it_opens_with_a_race_that_is_over_soon(proof):
    app = wait_for_the_end(proof(raced=True, run_steps="10000"))
    assert "its nll is **2.4543**" in app.markdown[0].value
    assert column(app, "Steps")[0] == "1,000"  # which takes less than a second
    assert [run.name for run in runs_of(app).all] == ["Gradient descent 50", "Newton 1"]
    assert "**Newton 1** came within a millionth of it in **9 steps**" in app.markdown[0].value
    assert "**Gradient descent 50** is still" in app.markdown[0].value
    assert len(figures(app)["gaps"]["data"]) == 2
    assert column(app, "Steps to a millionth") == ["not yet", "9"]


def test_a_wide_hidden_layer_reaches_the_table_of_longer_contexts(proof):
    app = proof()
    narrow = words(app)
    assert re.search(r"with \*\*8 hidden units\*\* is still \*\*0\.[5-9]", narrow)
    assert [len(line["x"]) < 120 for line in figures(app)["hidden_layer"]["data"]] == [True, False]
    app.select_slider(key="units_slider").set_value(200).run()
    assert re.search(
        r"\*\*200 hidden units\*\* gets there too: within 0.01 nats in \*\*\d\d", words(app)
    )
    assert len(figures(app)["hidden_layer"]["data"]) == 1
    app.select_slider(key="units_slider").set_value(0).run()
    assert re.search(r"without hidden units stays \*\*0\.67\*\* nats above", words(app))


def test_the_gap_of_the_chosen_run_is_said(proof):
    app = run(proof(), "Gradient descent")
    counts = count_ngrams(read_corpus(next(iter(bundled_lists().values())).read()))
    descent = GradientDescent(counts.matrix(), initial_weights(27, 2147483647))
    for _ in range(200):
        nll = descent.step(50).nll
    assert f"is **{nll - 2.4542966447:.2g}** nats" in words(app)
    assert "After 200 steps" in words(app)


@pytest.mark.parametrize("optimizer", ["Momentum", "Adam", "L-BFGS", "Newton"])
def test_every_optimizer_runs_with_its_own_learning_rate(proof, optimizer):
    app = run(proof(list="dinosaurs", run_steps="30"), optimizer)
    (made,) = runs_of(app).all
    assert made.plan.optimizer == optimizer.lower()
    assert column(app, "Optimizer") == [optimizer]
    assert made.name.startswith(f"{optimizer} ")
    assert made.moment.last.gap < made.moment.points[0].gap


def test_a_link_sets_every_control(proof):
    app = proof(optimizer="Adam", adam_lr="0.3", run_steps="7")
    (made,) = runs_of(wait_for_the_end(press(app, "Run"))).all
    assert (made.plan.optimizer, made.plan.learning_rate, made.plan.steps) == ("adam", 0.3, 7)


def test_a_run_can_be_stopped(proof):
    app = press(proof(run_steps="100000"), "Run")
    (made,) = runs_of(app).all
    wait_for_the_end(press(app, "Stop"))
    assert made.moment.status is Status.PAUSED
    assert column(app, "How it ended") == ["stopped"]


def test_a_click_that_arrives_twice_starts_one_run(proof):
    app = proof(list="dinosaurs")
    (button,) = [button for button in app.button if button.label == "Run"]
    button.click().run()
    button.click().run()
    assert len(runs_of(app).all) == 1
    wait_for_the_end(app)


def test_runs_are_renamed_hidden_and_removed(proof):
    app = run(run(proof(list="dinosaurs"), "Newton"), "Newton")
    app.text_input(key="name3").set_value("**mine** <b>").run()
    assert column(app, "Run") == ["Newton 1", "**mine** <b>"]
    assert "\\*\\*mine\\*\\* \\<b\\>" in words(app)
    assert figures(app)["gaps"]["data"][1]["name"] == "**mine** &lt;b&gt;"
    app.toggle(key="shown3").set_value(False).run()
    assert column(app, "In the chart") == ["yes", "hidden"]
    assert len(figures(app)["gaps"]["data"]) == 1
    press(app, "Remove this run")
    assert [left.name for left in runs_of(app).all] == ["Newton 1"]
    app.toggle(key="shown2").set_value(False).run()
    assert "All runs are hidden." in app.info[0].value
    press(app, "Remove this run")
    wait_for_the_end(press(app, "Race gradient descent against Newton"))
    assert [again.name for again in runs_of(app).all] == ["Gradient descent 50", "Newton 1"]


def test_an_empty_name_changes_nothing(proof):
    app = run(proof(list="dinosaurs"), "Newton")
    app.text_input(key="name2").set_value("  ").run()
    assert column(app, "Run") == ["Newton 1"]


def test_runs_are_kept_for_their_list_across_pages(proof):
    app = run(proof(list="dinosaurs"), "Newton")
    source = app.session_state["source"]
    app.switch_page("views/names.py").run()
    app.session_state["source"] = Source.of("other", b"ann\nbob\n")
    app.switch_page("views/proof.py").run()
    assert not app.exception
    wait_for_the_end(app)
    assert column(app, "Run") == ["Gradient descent 50", "Newton 1"]
    app.session_state["source"] = source
    app.run()
    assert column(app, "Run") == ["Newton 1"]


def test_the_row_that_lags_is_named_with_how_rare_it_is(proof):
    app = opened(run(proof(), "Gradient descent"))
    # In the US list q is a context 272 times in 229,201 pairs: 0.12 %.
    assert "the row of **q**" in words(app)
    assert "0.12\N{NO-BREAK SPACE}% of all pairs (272 of 229,201)" in words(app)
    assert "Rare rows lag behind" in words(app)
    assert figures(app)["row_chart"]["layout"]["yaxis"]["ticktext"][0] == "q"


def test_when_newton_has_arrived_no_row_lags(proof):
    app = opened(run(proof(), "Newton"))
    assert "No row is off by more than a millionth" in words(app)


def test_steps_that_are_too_big_are_named(proof):
    app = opened(run(proof(list="dinosaurs", run_steps="2000"), "Gradient descent"))
    assert "It gets no nearer" in words(app)


def test_the_sweep_marks_what_is_too_big(proof):
    app = opened(proof())
    names = [trace["name"] for trace in figures(app)["sweep_chart"]["data"]]
    assert names[0] == "0.1"
    assert names[-1] == "500: too big"
    assert len(names) == 8
    assert "the learning rate **50** is nearest" in words(app)


def test_a_sweep_over_many_characters_waits_for_a_button(proof):
    app = opened(proof("".join(f"{chr(0x4E00 + i)}{chr(0x4E01 + i)}\n" for i in range(250))))
    assert "sweep_chart" not in figures(app)
    press(app, "Try 8 learning rates")
    assert len(figures(app)["sweep_chart"]["data"]) == 8


def test_lbfgs_is_not_offered_for_very_many_characters(proof):
    app = proof("".join(f"{chr(0x4E00 + i)}\n" for i in range(450)), optimizer="L-BFGS")
    (button,) = [button for button in app.button if button.label == "Run"]
    assert button.disabled
    assert any("too much to remember" in caption.value for caption in app.caption)


@pytest.mark.parametrize("names", ["a\n", "ab\n", "..\n", HOSTILE, "x" * 200 + "\n"])
def test_any_list_can_be_raced_on(proof, names):
    app = opened(wait_for_the_end(proof(names, raced=True)))
    assert "nan" not in words(app).lower()
    assert runs_of(app).all[1].moment.close_at is not None


def test_the_bundled_list_of_the_most_characters_can_be_raced_on(proof):
    app = proof(list="song-poets", run_steps="5")
    opened(run(app, "Newton"))
    assert "nan" not in words(app).lower()


def test_held_out_names_may_leave_rows_without_an_example(proof):
    app = proof("ab\nab\nba\ncd\nef\n")
    source = app.session_state["source"]
    app.session_state["source"] = Source(
        source.digest, source.lower, None, 20, 1, "mine", source.data
    )
    app.run()
    opened(wait_for_the_end(app))
    assert runs_of(app).all[1].moment.close_at is not None
