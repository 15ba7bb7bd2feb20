"""The report: one page of HTML that says what the pages say, light, and safe on hostile names."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts.tables import Entry
from dashboard.take import offer
from dashboard.take.report import Report, page
from makemore.comparing import Score
from makemore.sampling import Walk
from makemore.training import Losses

DATA = Path(__file__).parents[2] / "data"
HOSTILE = '</style></title><img src=x onerror="alert(1)"><script>alert(1)</script>'
ALLOWED = set(
    "html head meta title style body h1 h2 p figure figcaption svg rect text title polyline line "
    "div table thead tbody tr th td dl dt dd a span mark bdi".split()
)


class Elements(HTMLParser):
    """Collects the elements of a page, their attributes, and its text."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(content)

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def report(**changes: object) -> Report:
    walk = Walk("ab", (), ended=True)
    fields = {
        "title": "mine.txt",
        "language": "en",
        "sentences": ("2 names.",),
        "facts": (("Smoothing", "0"),),
        "counts": np.array([[0, 2, 0], [1, 0, 8], [1, 0, 0]]),
        "labels": (".", "a", "b"),
        "tokens": np.arange(3),
        "history": [Losses(0, 3.0, 3.0), Losses(1, 2.5, 2.5), Losses(4, 2.0, 2.0)],
        "floor": 1.0,
        "entries": [Entry("counts", "Counts", Score(1.0)), Entry("network", "Net", Score(2.0))],
        "rows": [(walk, walk)],
        "known": {"ab"},
    }
    return Report(**{**fields, **changes})


def test_it_draws_one_cell_for_each_pair_that_occurs():
    content = page(report())
    cells = re.findall(r"<title>(. .): (\d+)</title>", content)
    assert cells == [(". a", "2"), ("a .", "1"), ("a b", "8"), ("b .", "1")]
    fills = re.findall(r'fill="(#\w+)"><title>', content)
    assert fills[1] == fills[3] == "#deebf7"  # once: the palest
    assert fills[2] == "#062b5b"  # the largest: the darkest
    assert len(set(fills)) == 3  # twice lies between


def test_the_curve_goes_from_the_first_loss_down_to_the_last():
    points = re.search(r'polyline points="([^"]+)"', page(report()))
    assert points
    # 588 units for 4 steps, and 206 units from nll 3 down to the floor at 1
    assert points[1].split() == ["52.0,8.0", "199.0,59.5", "640.0,111.0", "640.0,111.0"]


def test_a_sign_that_needs_a_code_fits_its_cell():
    content = page(report(labels=(".", "\u200b", "b")))
    assert content.count('textLength="16" lengthAdjust="spacingAndGlyphs">U+200B<') == 2
    assert content.count("textLength") == 2


def test_without_a_network_there_is_no_curve():
    content = page(report(history=[], rows=[(Walk("ab", (), ended=True),)]))
    assert "polyline" not in content
    assert "How the network learned" not in content


def test_nothing_of_other_people_becomes_an_element():
    content = page(
        report(
            title=HOSTILE,
            sentences=(HOSTILE,),
            facts=((HOSTILE, HOSTILE),),
            labels=(".", "<", "&"),
            rows=[(Walk(HOSTILE, (), ended=True), Walk("<b>", (), ended=False))],
            known={HOSTILE},
        )
    )
    seen = Elements(content)
    assert set(seen.names) <= ALLOWED
    assert not [name for name, _value in seen.attributes if name.startswith("on")]
    assert HOSTILE in seen.text
    outside = [value for name, value in seen.attributes if name in ("src", "href")]
    assert outside == ["https://www.youtube.com/watch?v=PaCmpygFfXo&t=0s"]
    assert "default-src 'none'" in content


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("US baby names 2018", "us-names-2018.txt"),
        ("mine.txt", "mine.txt"),
        ("../../etc/passwd", "_.._etc_passwd.txt"),
        ("table.csv", "table.csv.txt"),
        ("torch.py", "torch.py.txt"),  # beside a program, Python would run it
        ("Makemore.PYC", "Makemore.PYC.txt"),
        ("a\u202etxt.py", "a_txt.py.txt"),  # which shows as "ayp.txt"
        ("a/b", "a_b.txt"),
        ("  ", "names.txt"),
        ("x" * 500 + ".txt", "x" * 76 + ".txt"),
        ("a\nb\x00<c>.txt", "a_b__c_.txt"),
    ],
)
def test_a_file_has_a_harmless_name(title, name):
    assert offer.file_name(title) == name


def a_report() -> None:
    import streamlit as st

    from dashboard.take import offer

    st.code(offer.report_bytes(offer.findings()).decode())


def test_the_report_of_the_bundled_list_is_light_and_has_its_figures():
    app = AppTest.from_function(a_report, default_timeout=150).run()
    assert not app.exception
    content = app.code[0].value
    assert len(content.encode()) < 300_000
    text = Elements(content).text
    assert "32,178 names, 29,619 of them different, made of 26 different characters" in text
    assert "It begins: emma, olivia, ava" in text
    assert "2.4543" in text  # the nll of the counts, as on every page
    assert "mor" in text  # the first name from the lecture's dice


def a_report_after_a_blow_up() -> None:
    import streamlit as st

    from dashboard.contenders import learning
    from dashboard.contenders.trainer import Pace
    from dashboard.take import offer

    run = learning.trainer()
    for rate in range(1, 25):  # each step at a pace of its own
        run.pace = Pace(float(rate))
        run.step()
    run.pace = Pace(500, regularization=10)
    while run.snapshot.error is None:
        run.step()
    st.code(offer.report_bytes(offer.findings()).decode())
    st.code(f"{run.snapshot.last.nll:.4f}")


def test_a_report_after_a_blow_up_tells_of_the_good_weights_and_counts_many_changes():
    app = AppTest.from_function(a_report_after_a_blow_up, default_timeout=150).run()
    assert not app.exception
    text, good = Elements(app.code[0].value).text, app.code[1].value
    assert f"nll of the network, {good} at the end" in text
    assert "Up to step 20learning rate 20" in text
    assert "Up to step 244 more changes" in text


def a_network_from_a_file() -> None:
    import streamlit as st

    from dashboard.contenders import learning
    from dashboard.take import offer
    from makemore.training import Losses

    run = learning.trainer()
    run.stand_at(run.snapshot.model.weights, [Losses(7, 3.7, 3.7)], seed=1)
    offer.show_reproduce()
    st.code(offer.report_bytes(offer.findings()).decode())


def test_of_a_network_from_a_file_the_program_has_the_counts_only_and_both_say_why():
    app = AppTest.from_function(a_network_from_a_file, default_timeout=150).run()
    assert not app.exception
    assert "it came from a file" in app.info[0].value
    program, content = (one.value for one in app.code)
    assert "CountModel" in program
    assert "GradientDescent" not in program
    assert "not known, because the network came from a file" in Elements(content).text


def test_a_name_cannot_turn_the_sentence_around_it():
    app = AppTest.from_function(a_report_of_hostile_names, default_timeout=150).run()
    assert not app.exception
    text = Elements(app.code[0].value).text
    assert "\u2068\u05d0ab\u2069, <img src=x>" in text
    assert "Left out2" in text


def a_report_of_hostile_names() -> None:
    import streamlit as st

    from dashboard.lists.source import Source
    from dashboard.state import session
    from dashboard.take import offer

    session.use(Source.of("own.txt", "\u05d0ab\n\n\n<img src=x>\n".encode()))
    st.code(offer.report_bytes(offer.findings()).decode())


PROGRAMS = {
    "default": {},
    "smoothing 1": {"smoothing": 1.0},
    "first 50, some held out": {"first": 50, "held_out": 20, "temperature": 0.5},
    "own list": {"own": "<img>\n\"'\n\\n\n张三\n.\n**a**\n{x} %s\n"},
}


def compared(asked: dict[str, object]) -> None:
    """Train at two rates, then show what Compare and the programs say."""
    from dataclasses import replace

    import streamlit as st

    from dashboard.contenders import cached, learning
    from dashboard.contenders.trainer import Pace
    from dashboard.lists.source import Source
    from dashboard.state import session
    from dashboard.take import offer
    from dashboard.take.reproduce import as_python

    asked = dict(asked)
    if "own" in asked:
        session.use(Source.of("torch.py", str(asked.pop("own")).encode()))
    lists = {name: asked.pop(name) for name in ("first", "held_out") if name in asked}
    session.use(replace(session.source(), **lists))
    for name, value in asked.items():
        st.session_state[name] = value
    run = learning.trainer()
    for rate in (50.0, 50.0, 50.0, 7.0, 7.0):
        run.pace = Pace(rate)
        run.step()
    made = offer.findings()
    nlls = [n for one in made.entries[1:] for n in (one.score.nll, one.held_out) if n is not None]
    st.code("\n".join(f"{nll:.4f}" for nll in nlls))
    st.code("\n".join("\t".join(walk.name for walk in row) for row in made.rows))
    for lecture in (False, True):
        st.code(as_python(offer.work(), lecture=lecture))
    assert cached.counts(session.source()).total


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the lecture leaves its file open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_print_what_the_pages_show(name, tmp_path, monkeypatch, capsys):
    asked = PROGRAMS[name]
    app = AppTest.from_function(compared, args=(asked,), default_timeout=150).run()
    assert not app.exception
    nlls, names, *programs = (one.value for one in app.code)
    own = asked.get("own")
    file = tmp_path / ("torch.py.txt" if own else "us-names-2018.txt")
    file.write_bytes(str(own).encode() if own else (DATA / file.name).read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["script"])
    for program in programs:
        exec(compile(program, "<script>", "exec"), {"__name__": "script"})
        lines = capsys.readouterr().out.splitlines()
        numbers = [line.split()[-1] for line in lines if line.startswith(("counts", "network"))]
        assert numbers == nlls.splitlines()
        assert lines[len(numbers) + 1 :] == names.splitlines()


def test_the_page_shows_its_program(open_page):
    app = open_page("take")
    shown = next(one.value for one in app.code if "mm.read_file" in one.value)
    assert "smoothing=0.0" in shown
    app.session_state["smoothing"] = 2.0
    app.session_state["program_words"] = True
    app.run()
    shown = next(one.value for one in app.code if "searchsorted" in one.value)
    assert "(N + 2.0) / (N + 2.0).sum(1, keepdim=True)" in shown
