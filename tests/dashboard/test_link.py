"""Links: every setting there and back; whatever a link says, what is read is within its range."""

import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard.lists.bundled import bundled_lists
from dashboard.lists.source import Source
from dashboard.state import link, settings, short
from dashboard.state.link import Opening, Training
from dashboard.state.settings import Choice, Number
from dashboard.state.values import defaults
from makemore.models.family import families
from makemore.reading import WHOLE_LINES, Options
from makemore.rules import Rules
from tests.dashboard.conftest import ROOT

VIEWS = sorted(path.stem for path in (ROOT / "dashboard/views").glob("[a-z]*.py"))
OTHERS = {  # every setting, away from its default
    **{one.name: one.nearest_mark(one.maximum) if one.marks else 3 for one in settings.NUMBERS},
    **{one.name: one.options[-1] for one in settings.CHOICES},
    **dict.fromkeys(settings.SWITCHES, True),
    **dict.fromkeys(settings.TEXTS, "<b>=1+1 é&x=#\u202e\U0001f600"),
    "newton_lr": 0.1,
    "topp": 0.5,
    "characters": 5,
    "seed": 2**53 - 1,
    **{
        knob.name: knob.nearest_mark(knob.maximum)
        for family in families().values()
        for knob in family.knobs
    },
}


def opened(address: str) -> Opening:
    return link.read(dict(parse_qsl(urlsplit(address).query, keep_blank_values=True)))


def dinosaurs(**changes) -> Source:
    chosen = bundled_lists()["dinosaurs"]
    return replace(Source.of(chosen.title, chosen.read(), lower=chosen.lower), **changes)


def test_an_address_has_what_differs():
    address = link.link("http://x/", "counts", {"list": "dinosaurs"}, {"smoothing": 0.5, "lr": 50})
    assert address == "http://x/counts?list=dinosaurs&smoothing=0.5"
    assert link.link("http://x", "", {}, defaults()) == "http://x/"


def test_every_setting_there_and_back():
    assert OTHERS.keys() == defaults().keys()
    assert not [name for name, value in defaults().items() if OTHERS[name] == value]
    assert opened(link.link("http://x", "train", {}, OTHERS)).settings == OTHERS


def test_every_setting_of_the_table_is_in_it():
    """A new Number or Choice of settings.py joins the links by itself, or is named here."""
    of_list = {settings.FIRST.name, settings.SPLIT_SEED.name}
    found = {one.name for one in vars(settings).values() if isinstance(one, (Number, Choice))}
    found |= {one.name for one in settings.OPTIMIZER_RATES.values()}
    assert found - of_list <= defaults().keys()


def test_a_list_there_and_back():
    source = dinosaurs(first=100, lower=False, held_out=10, split_seed=4)
    texts = link.of_list(source, "dinosaurs")
    assert texts == {
        **{"list": "dinosaurs", "first": "100", "case": "keep"},
        **{"held_out": "10", "split": "4"},
    }
    assert link.read(texts) == Opening("dinosaurs", 100, False, 10, 4)
    assert link.of_list(dinosaurs(), "dinosaurs") == {"list": "dinosaurs"}


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        (Rules(), None),
        (Rules(digits=True, title=False), "digits,title"),
        (Rules(rare=True), "rare"),
    ],
)
def test_rules_there_and_back(rules, text):
    texts = link.of_list(dinosaurs(rules=rules), "dinosaurs")
    assert texts.get("rules") == text
    assert link.read(texts).rules == rules
    assert link.read({"rules": "x,digits,,\n"}).rules == Rules(digits=True)


def test_an_own_list_stays_at_home():
    assert link.of_list(Source.of("secret.txt", b"secret\n"), None) == {}


@pytest.mark.parametrize("pair", [("", "a"), ("a", ""), ("q", "u"), ("&", "="), ("", "")])
def test_a_pair_there_and_back(pair):
    assert opened(link.link("http://x", "", link.of_pair(pair), {})).pair == pair


@pytest.mark.parametrize("training", [Training(200, 50.0, 0.0), Training(1, 0.1, 0.01)])
def test_a_training_there_and_back(training):
    address = link.link("http://x", "", link.of_training(training), {})
    assert opened(address).training == training


@pytest.mark.parametrize("text", ["", "200", "0,50,0", "200,50,0,1", "1e9,50,0", "9,9999,0", ",,"])
def test_a_bent_training_is_none(text):
    assert link.read({"trained": text}).training is None


@pytest.mark.parametrize(("text", "percent"), [("20", 20), ("15", 0), ("1", 0), ("21", 0)])
def test_only_a_share_that_the_page_offers_is_held_out(text, percent):
    assert link.read({"held_out": text}).held_out == percent


names = st.sampled_from(["trained", *defaults(), *link.OF_LIST, "pair", "other"])
FOREIGN = ("inf", "-inf", "nan", "1e400", "-1e400", "9" * 30, "-1", "概率", "٣", "²", "<b>", "")
texts = (
    st.sampled_from(FOREIGN)
    | st.text(max_size=20)
    | st.floats().map(str)
    | st.integers().map(str)
    | st.just("true")
)


@given(st.dictionaries(names, texts))
def test_whatever_a_link_says_its_settings_are_valid(asked):
    found = link.read(asked)
    assert found.list is None or found.list in bundled_lists()
    assert found.held_out in settings.HELD_OUT
    assert found.first is None or 1 <= found.first <= 10**9
    assert 0 <= found.split_seed < 2**31
    numbers = {one.name: one for one in settings.NUMBERS}
    for name, value in found.settings.items():
        if name in numbers:
            assert numbers[name].minimum <= value <= numbers[name].maximum
        assert type(value) is type(defaults()[name])
    changed = {name: value for name, value in found.settings.items() if value != defaults()[name]}
    assert opened(link.link("http://x", "", {}, found.settings)).settings == changed


# -- the app ------------------------------------------------------------------------------------


def test_a_link_sets_what_other_pages_show(open_page):
    app = open_page(
        "names",
        **{"list": "dinosaurs", "first": "100", "held_out": "10", "split": "4", "pair": "an"},
        **{"lr": "70", "steps": "77", "smoothing": "1", "show": "surprisal", "numbers": "true"},
        case="keep",
    )
    source = app.session_state["source"]
    assert (source.first, source.lower, source.held_out, source.split_seed) == (100, False, 10, 4)
    app.switch_page("views/train.py").run()
    assert app.number_input(key="lr_box").value == 70
    assert app.number_input(key="steps_box").value == 77
    app.switch_page("views/counts.py").run()
    assert app.number_input(key="smoothing_box").value == 1
    assert app.segmented_control(key="show_shown").value == "surprisal"
    assert app.toggle(key="numbers_switch").value is True
    assert not app.exception


def test_a_link_trains_the_network_again(open_page):
    """The steps of Train at the same settings give the very same weights."""
    app = open_page("train", list="dinosaurs", lr="20", reg="0.01", weights="5")
    for _step in range(3):
        next(button for button in app.button if button.label == "One step").click().run()
    (run,) = app.session_state["trainers"].values()
    app.switch_page("views/take.py").run()
    address = app.code[0].value
    assert "trained=3,20,0.01" in address
    assert "weights=5" in address
    query = dict(parse_qsl(urlsplit(address).query))
    other = open_page("compare", **query)
    (again,) = other.session_state["trainers"].values()
    assert again.snapshot.model.weights.equal(run.snapshot.model.weights)
    assert tuple(again.snapshot.history) == tuple(run.snapshot.history)
    other.switch_page("views/train.py").run()
    assert again.snapshot.last.step == 3
    other.switch_page("views/take.py").run()
    assert "trained=3,20,0.01" in other.code[0].value


def test_a_training_that_changed_its_pace_does_not_travel(open_page):
    app = open_page("train", list="dinosaurs")
    for rate in (50.0, 20.0):
        app.number_input(key="lr_box").set_value(rate).run()
        next(button for button in app.button if button.label == "One step").click().run()
    app.switch_page("views/take.py").run()
    assert "trained" not in app.code[0].value
    assert "a network that has not learned" in "".join(one.value for one in app.caption)


@pytest.mark.parametrize("trained", ["999999,50,0", "200,500,10"])
def test_a_training_that_is_too_long_or_diverges_is_left_out(open_page, trained):
    app = open_page("compare", list="dinosaurs", trained=trained)
    assert not app.exception


@pytest.mark.parametrize(
    "query",
    [
        {"first": "0"},
        {"first": "999999999"},
        {"held_out": "99"},
        {"held_out": "ten"},
        {"split": "-1", "held_out": "10"},
        {"pair": "\U0001f600\U0001f600"},
        {"pair": "abc"},
        {"list": "../../etc/passwd"},
        {"case": "<b>"},
        {"lr": "nan", "steps": "1e9", "seed": "x", "begins": "x" * 1000},
    ],
)
def test_a_bent_link_opens_every_page(open_page, query):
    app = open_page("names", **query)
    assert app.session_state["source"].first is None
    for page in ("counts", "train", "compare", "generate", "take"):
        app.switch_page(f"views/{page}.py").run()
        assert not app.exception, page


FIELDS = [*defaults(), *link.OF_LIST, "pair", "trained", "read", "step", "lang", "hide"]


@pytest.mark.parametrize("word", ["inf", "nan", "-1e400", "9" * 30, "概率"])
def test_no_page_breaks_when_every_field_of_a_link_says_nonsense(open_page, word):
    """A page never sees it: what a session begins with is within its range."""
    app = open_page("names", **dict.fromkeys(FIELDS, word))
    texts = dict.fromkeys(settings.TEXTS, word)
    assert not {
        name: app.session_state[name]
        for name in defaults()
        if name in app.session_state and app.session_state[name] != {**defaults(), **texts}[name]
    }
    for page in VIEWS:
        app.switch_page(f"views/{page}.py").run()
        assert not app.exception, page


def test_the_address_says_which_list_is_in_use(open_page):
    app = open_page("names")
    assert "list" not in app.query_params  # the list that everyone starts on
    app.selectbox(key="chosen").set_value("dinosaurs").run()
    assert app.query_params["list"] == "dinosaurs"
    app.switch_page("views/test.py").run()
    app.button[0].click().run()
    assert app.query_params["held_out"] == "10"
    app.switch_page("views/names.py").run()
    app.file_uploader[0].set_value(("own.txt", b"ab\ncb\n", "text/plain")).run()
    assert "list" not in app.query_params
    assert "held_out" not in app.query_params


def test_the_link_on_the_page(open_page):
    app: AppTest = open_page("take", list="dinosaurs", smoothing="1", begins="é&", lang="en")
    address = app.code[0].value
    assert opened(address).settings == {"smoothing": 1.0, "begins": "é&"}
    assert "/compare?list=dinosaurs&" in address
    assert "lang=en" in address
    app.selectbox(key="link_page").set_value("lesson").run()
    assert "/lesson?" in app.code[0].value


def test_a_pair_of_an_own_list_is_not_in_the_link(open_page):
    app = open_page("take", list="dinosaurs")
    app.session_state["selected"] = ("s", "u")
    app.run()
    assert "pair=su" in app.code[0].value
    app.session_state["source"] = Source.of("secret.txt", b"sub\n")
    app.run()
    assert app.code[0].value.partition("#")[0].endswith("/compare")


def test_a_short_own_list_travels_behind_the_sign_that_no_server_sees(open_page):
    app = open_page("names", smoothing="2")
    app.file_uploader[0].set_value(("secret.txt", b"Ab\nCb\n", "text/plain")).run()
    app.toggle(key="small_letters").set_value(False).run()
    app.switch_page("views/take.py").run()
    seen, fragment = app.code[0].value.split("#names=")
    assert "secret" not in seen
    assert "list=" not in seen
    came = short.unpack(fragment)
    assert came == Source.of("secret.txt", b"Ab\nCb\n", lower=False)
    assert came.title == "secret.txt"
    assert any("Whoever has the link has the list" in one.value for one in app.caption)


def test_a_long_own_list_stays_out_of_the_link_and_the_page_says_so(open_page):
    data = "\n".join(f"{number * 7919 % 100_003:x}" for number in range(2000))
    assert short.pack(Source.of("", data.encode())) == ""
    app = open_page("names")
    app.file_uploader[0].set_value(("secret.txt", data.encode(), "text/plain")).run()
    app.switch_page("views/take.py").run()
    assert "#" not in app.code[0].value
    assert "too long for a link" in app.info[0].value


@given(st.text(), st.text(), st.booleans(), st.booleans())
def test_a_list_comes_out_of_a_link_as_it_went_in(title, names, lower, counted):
    rules = Rules(mend=True, rare=True)
    source = replace(Source.of(title, names.encode(), lower=lower, counted=counted), rules=rules)
    source = replace(source, first=7, held_out=10, split_seed=3)
    fragment = short.pack(source)
    if fragment:
        came = short.unpack(fragment.removeprefix("#names="))
        assert came == source
        assert came.data == source.data


@given(st.text() | st.recursive(st.text() | st.integers(), lambda one: st.lists(one)))
def test_whatever_stands_behind_the_sign_breaks_nothing(said):
    packed = zlib.compress(json.dumps(said).encode(), wbits=-15)
    for text in (str(said), urlsafe_b64encode(packed).decode()):
        assert short.unpack(text) is None
    bomb = zlib.compress(b"[" * 10**6, wbits=-15)
    assert short.unpack(urlsafe_b64encode(bomb).decode()) is None


@pytest.mark.parametrize(
    "options",
    [
        Options(column=1),
        Options(column=WHOLE_LINES, encoding="cp1250"),
        Options(separator="\t", header=3, column=0, counts=2),
    ],
)
def test_how_a_file_was_read_travels_without_a_word_of_the_file(options):
    texts = link.of_reading(options)
    assert link.read(texts).reading == options
    named = replace(options, member="secret.csv", sheet="secret", path="secret")
    assert "secret" not in str(link.of_reading(named))
    assert "secret" not in str(link.of_reading(replace(options, column="secret")))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "column:",
        "column:-2",
        "column:9999",
        "encoding:rot13",
        "separator:55296",
        "sheet:1",
    ],
)
def test_a_link_that_asks_to_read_as_nothing_can_asks_nothing(text):
    assert link.read({"read": text}).reading is None


def test_the_next_file_is_read_as_a_link_asks(open_page):
    app = open_page("names", read="column:2")
    app.file_uploader[0].set_value(("own.csv", b"Ada,1,uma\nBea,2,vi\n", "text/csv")).run()
    assert [row["name"] for row in app.dataframe[0].value.to_dict("records")] == ["uma", "vi"]
    app.switch_page("views/take.py").run()
    assert "read=column%3A2" in app.code[0].value
    app.switch_page("views/names.py").run()
    app.file_uploader[0].set_value(("b.csv", b"Cy,1,uma\nDan,2,vi\n", "text/csv")).run()
    assert [row["name"] for row in app.dataframe[0].value.to_dict("records")] == ["cy", "dan"]
