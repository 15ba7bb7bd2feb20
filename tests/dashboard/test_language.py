"""The interface's language: from the URL, else from the browser; switched with nothing lost."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.words import language
from dashboard.words.glossary import TERMS
from dashboard.words.language import _, carried, explain, later, plural, speaking
from makemore.errors import MakemoreError, NotUtf8Error, UnknownCharacterError
from tests import chinese

VIEWS = Path(__file__).parents[2] / "dashboard" / "views"
TITLES = {
    "lesson": None,  # its title is that of the step
    "start": "机器怎样学会起名字？",
    "names": "名字",
    "counts": "计数",
    "train": "训练",
    "generate": "造名字",
    "compare": "比较",
    "ladder": "梯子",
    "score": "给名字打分",
    "walk": "逐字生成",
    "test": "测试",
    "proof": "殊途同归",
    "take": "保存与分享",
    "glossary": "术语表",
    "room": "班级",
    "privacy": "给数据保护负责人",
}


def test_without_a_session_the_language_is_english():
    assert language.language() == "en"
    assert _("Counts") == "Counts"
    assert plural("{number} name", "{number} names", 1) == "1 name"
    assert plural("{number} name", "{number} names", 1000) == "1,000 names"


def test_a_language_can_be_spoken_for_a_while():
    with speaking("zh"):
        assert _("Counts") == "计数"
        assert plural("{number} name", "{number} names", 1000) == "1,000 个名字"
        assert language.tag_of(language.language()) == "zh-CN"
    assert _("Counts") == "Counts"


def test_a_thread_of_its_own_speaks_english():
    said = []
    with speaking("zh"):
        thread = threading.Thread(target=lambda: said.append(_("Counts")))
        thread.start()
        thread.join()
    assert said == ["Counts"]


def test_a_download_speaks_the_language_of_when_it_was_offered():
    with speaking("zh"):
        make = carried(lambda: _("Counts"))
    assert make() == "计数"


def test_languages_are_the_folders_of_translations():
    assert language.languages() == {"en": "English", "zh": "中文"}


def test_a_text_for_later_is_translated_when_it_is_shown():
    word = later("surprisal")
    assert word == "surprisal"
    with speaking("zh"):
        assert _(word) == "惊讶程度"


@pytest.mark.parametrize("error", [NotUtf8Error(7), UnknownCharacterError("é")])
def test_an_error_is_explained_in_both_languages(error: MakemoreError):
    assert explain(error) == str(error)
    with speaking("zh"):
        assert explain(error) != str(error)
        assert str(next(iter(error.values.values()))) in explain(error)


def test_what_an_error_quotes_turns_no_sentence():
    assert "character \u2068'\u05e9'\u2069, so" in explain(UnknownCharacterError("\u05e9"))
    assert " \u2068\u05e9.txt\u2069 " in explain(HoldsTextError("\u05e9.txt"))


@dataclass(eq=False)
class HoldsTextError(MakemoreError):
    """An error that holds a text as it is."""

    sentence = "In {file} is no name."
    file: str


@pytest.mark.parametrize("page", TITLES)
def test_every_page_opens_in_chinese(open_page, page):
    app = open_page(page, lang="zh")
    assert TITLES[page] in (None, app.title[0].value if app.title else None)
    assert "当前名单：**2018 年美国新生儿名字** · 32,178 个名字" in app.caption[0].value
    assert not chinese.on_page(app)


@pytest.mark.parametrize(
    "text",
    [
        "走了 10 步 以后",
        "走了10 步",
        "**名单** ，10 个",
        "数完了。 再来",
        "占 76 %",
        "一个  字符",
        "名字, 次数",
        "名字(次数)",
        "数完了.",
        "「训练」页",
        "好。，",
        "<p>名单 <b>恐龙</b></p>",
    ],
)
def test_a_fault_of_setting_is_found(text):
    assert chinese.faults(text)


@pytest.mark.parametrize(
    "text",
    ["走了 **10 步**，共 76%。", "P = (计数 + a) / (计数的和)", "“a”：1,234", "emma's, (a) ..?"],
)
def test_what_is_set_well_passes(text):
    assert not chinese.faults(text)


def show_a_fault():
    import streamlit as st

    st.session_state["language"] = "zh"
    st.slider("滑块", help="数完了。 再来")
    st.code("# 代码 里")


def test_a_fault_on_a_page_is_found_where_it_stands():
    (fault,) = chinese.on_page(AppTest.from_function(show_a_fault).run())
    assert fault.startswith("a blank after a wide mark: 数完了。 再来")


def test_all_pages_are_in_this_test():
    unfinished = {"__init__"}
    assert {path.stem for path in VIEWS.glob("*.py")} - unfinished == set(TITLES)


@pytest.mark.parametrize("asked", ["", "fr", "<b>", "zh_CN"])
def test_an_unknown_language_gives_the_browsers(open_page, asked):
    assert open_page("counts", lang=asked).title[0].value == "Counts"


def say_language():
    import streamlit as st

    from dashboard.words import language

    st.text(language.language())


@pytest.mark.parametrize(
    ("browser", "spoken"),
    [
        ("zh-CN", "zh"),
        ("ZH", "zh"),
        ("zh_TW", "zh"),
        ("en-GB", "en"),
        ("fr-FR", "en"),
        (None, "en"),
    ],
)
def test_the_first_guess_is_the_browsers_language(browser, spoken):
    app = AppTest.from_function(say_language)
    app.context = {"locale": browser}
    assert app.run().text[0].value == spoken
    app.query_params["lang"] = "en"  # what the URL asks for counts more
    assert app.run().text[0].value == "en"


def test_a_switch_keeps_what_was_typed_and_the_list(open_page):
    app = open_page("counts", list="dinosaurs", show="surprisal")
    app.number_input(key="smoothing_box").set_value(0.37).run()
    app.segmented_control(key="language").set_value("中文").run()
    assert not app.exception
    assert app.title[0].value == "计数"
    assert "恐龙" in app.caption[0].value
    assert app.number_input(key="smoothing_box").value == 0.37
    assert app.session_state["show"] == "surprisal"
    app.segmented_control(key="language").set_value("English").run()
    assert app.title[0].value == "Counts"
    assert app.number_input(key="smoothing_box").value == 0.37


def test_a_choice_made_in_chinese_is_english_in_the_url(open_page):
    app = open_page("counts", lang="zh")
    shown = app.segmented_control(key="show_shown@zh")
    assert shown.options[1] == "概率"
    shown.set_value("probabilities").run()
    assert app.session_state["show"] == "probabilities"


def test_the_languages_of_two_sessions_do_not_mix(open_page):
    chinese, english = open_page("counts", lang="zh"), open_page("counts")
    chinese.run()
    english.run()
    assert (chinese.title[0].value, english.title[0].value) == ("计数", "Counts")


def test_every_word_of_the_glossary_is_said_in_every_language(open_page):
    app = open_page("glossary")
    assert [head.anchor for head in app.header] == list(TERMS)
    for term in TERMS.values():
        said = term.said()
        assert said.keys() == language.languages().keys()
        assert said["en"][1] != said["zh"][1]


def test_the_words_of_a_page_stand_beside_its_title_once_opened(open_page):
    app = open_page("counts", lang="zh")
    assert not [text for text in app.markdown if "smoothing" in text.value]
    app.session_state["words"] = True
    app.run()
    [found] = [text.value for text in app.markdown if "smoothing" in text.value]
    assert "**平滑 · smoothing**：给每个计数都加上一点点" in found
