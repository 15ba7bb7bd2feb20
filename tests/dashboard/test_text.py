"""Text of other people on a page: every sign that Markdown would take for its own stays a sign."""

import pytest

from dashboard.words.text import apart, cut, plain, quoted

# what Streamlit's Markdown takes for markup; a backslash before any of them makes it a sign
MARKUP = {
    "backslash": "\\",
    "code": "`",
    "bold or a list": "*",
    "italic": "_",
    "a colour or a badge": "{}",
    "a link": "[]()",
    "HTML": "<>",
    "a heading": "#",
    "a list": "+-",
    "a picture": "!",
    "a list with numbers": ".",
    "a table": "|",
    "struck out": "~",
    "LaTeX": "$",
    "an emoji or a colour": ":",
    "a character by its name": "&",
    "a superscript": "^",
    "a heading, underlined": "=",
}


@pytest.mark.parametrize("kind", MARKUP)
def test_a_sign_of_markup_is_no_markup(kind):
    for sign in MARKUP[kind]:
        assert plain(f"a{sign}b{sign}") == f"a\\{sign}b\\{sign}"


def test_letters_of_all_scripts_stay_as_they_are():
    assert plain("Zoë O'Neil 王, 7") == "Zoë O'Neil 王, 7"


def test_lines_become_one():
    """A line of its own could begin a heading or a list."""
    assert plain(" a\nb\t\r\n c\u2028d ") == "a b c d"


def test_a_long_text_is_cut_to_forty_characters():
    assert cut("x" * 40) == "x" * 40
    assert cut("x" * 41) == "x" * 39 + "…"


def test_a_name_in_a_sentence_is_bold_plain_cut_and_keeps_its_direction_to_itself():
    assert quoted("$שלום$") == "**\u2068\\$שלום\\$\u2069**"
    assert quoted("$" * 41) == "**\u2068" + "\\$" * 39 + "…\u2069**"


def test_what_could_turn_a_sentence_is_set_apart_and_nothing_else():
    assert apart("\u05e9ab") == "\u2068\u05e9ab\u2069"
    assert apart("Anna 王芳 2") == "Anna 王芳 2"
