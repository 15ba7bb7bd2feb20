"""The catalogues: complete, fresh, with the same places and marks; no text stands outside them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from dashboard.words import catalogue
from dashboard.words.language import FOLDER
from tests import chinese

DASHBOARD = catalogue.ROOT / "dashboard"
LANGUAGES = {path.parents[1].name: path for path in catalogue.files()}
# What shows a text: of Streamlit, of its columns and of this house.
SHOWS = set(
    "button caption checkbox error expander file_uploader form_submit_button "
    "header info link_button markdown metric number_input offer_file page_link popover progress "
    "radio segmented_control select_slider selectbox slider spinner subheader success tabs text "
    "text_area text_input title toast toggle warning write Page "
    "NumberColumn TextColumn ProgressColumn choice log_slider number switch act text_box".split()
)
NAMED = {"choice", "log_slider", "number", "switch", "text_box"}  # the label comes second
UNREAD = {"key", "icon", "file_name", "css", "js"}  # arguments that no person reads
SPOKEN = {"label", "help", "placeholder", "alt", "title"}  # arguments that are read by people
DRAWN = {"text", "title", "name", "hovertemplate", "ticksuffix"}  # in the dicts of a figure
HANZI = "[\u4e00-\u9fff]"
WRAPPERS = {"_", "plural", "later"}
IN_FILES = {"seed of the first weights", "steps to a gap of 1e-6"}  # columns of a CSV file
EXAMPLES = {"Emma\nOlivia\nAva", "python3"}  # names are names in every language


@pytest.fixture(scope="module")
def template() -> Catalog:
    return catalogue.extracted()


@pytest.fixture(params=LANGUAGES)
def translated(request) -> Catalog:
    return catalogue.read(LANGUAGES[request.param])


def ids(messages: Catalog) -> set[object]:
    return {message.id for message in messages if message.id}


def test_no_text_stands_within_an_f_string():
    """Before Python 3.12, Babel does not see it there, and nobody would translate it."""
    unseen = [
        (str(path), call.args[0].value)
        for path in DASHBOARD.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in WRAPPERS
        and isinstance(call.args[0], ast.Constant)
    ]
    assert not unseen


def test_chinese_is_among_the_languages():
    assert "zh_CN" in LANGUAGES


def test_no_translation_is_missing_or_fuzzy(template, translated):
    left = [
        message.id
        for message in translated
        if message.id and (message.fuzzy or not catalogue.done(message))
    ]
    assert not left, "Translate these in dashboard/locale."
    assert not ids(template) - ids(translated), "Run `make messages`, then translate."


def test_no_translation_is_stale(template, translated):
    assert not ids(translated) - ids(template), "Run `make messages`."
    assert not translated.obsolete


def test_the_template_is_fresh(template):
    assert ids(catalogue.read_template()) == ids(template), "Run `make messages`."


def test_a_translation_has_the_places_and_the_marks_of_its_text(translated):
    for message in filter(catalogue.done, translated):
        for original, translation in forms(message):
            assert places(original) == places(translation), message.id
            assert marks(original) == marks(translation), message.id


def forms(message: Message) -> Iterator[tuple[str, str]]:
    """Yield each translated form with the English one: the last, which has the number."""
    if isinstance(message.id, str):
        yield message.id, message.string
    else:
        yield from ((message.id[-1], form) for form in message.string)


def places(text: str) -> tuple[set[object], list[str]]:
    """Return the named places of a text for str.format, and those of plotly."""
    plotly = sorted(re.findall(r"%\{.*?\}", text))
    if plotly and "%{{" not in text:
        return set(), plotly
    return {(name, spec, how) for _text, name, spec, how in Formatter().parse(text) if name}, plotly


def marks(text: str) -> dict[str, int]:
    """Return how often each mark of Markdown, HTML and of paragraphs stands in a text."""
    return {mark: text.count(mark) for mark in ("**", "`", "<", ">", "\n", "&nbsp;", "[", "](")}


def test_bold_does_not_touch_a_hanzi_where_its_inside_may_be_a_sign(translated):
    for message in filter(catalogue.done, translated):
        for _original, translation in forms(message):
            assert not list(not_bold(translation)), translation


def not_bold(text: str) -> Iterator[str]:
    """Yield what Markdown will not make bold: a sign on its inside, a hanzi on its outside.

    A value may begin or end with a sign, as "76%" does.
    """
    parts = text.split("**")
    for before, inside, after in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
        opens, closes = re.match(r"\W|\{", inside), re.search(r"(\W|\})$", inside)
        if (opens and re.search(HANZI + "$", before)) or (closes and re.match(HANZI, after)):
            yield inside


def test_what_markdown_will_not_make_bold_is_found():
    assert list(not_bold("有**{share}** 。")) == ["{share}"]
    assert list(not_bold("**谷。**损失")) == ["谷。"]
    assert not list(not_bold("有 **{share}**，**山谷。** 损失**小**了"))


def test_one_word_stands_for_one_thing_and_marks_stand_as_chinese_has_them():
    for message in filter(catalogue.done, catalogue.read(LANGUAGES["zh_CN"])):
        for original, translation in forms(message):
            assert not chinese.misnamed(original, translation), translation
            assert not chinese.marked_badly(translation), translation


@pytest.mark.parametrize(
    ("english", "text"),
    [("A heatmap", "一张热图"), ("Pairs", "网络里的字符对"), ("The boundary {loss}", "边界")],
)
def test_a_wrong_word_is_found(english, text):
    assert chinese.misnamed(english, text)


@pytest.mark.parametrize("text", ["可能*是*什么", "**标题：** 文字", "这 **很** 好"])
def test_marks_that_chinese_does_not_have_are_found(text):
    assert chinese.marked_badly(text)


def test_every_text_of_the_code_is_in_the_template(template):
    """Babel does not look into the braces of an f-string."""
    known = {one for id_ in ids(template) for one in ([id_] if isinstance(id_, str) else id_)}
    for path in DASHBOARD.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WRAPPERS:
                first = node.args[0]
                assert not isinstance(first, ast.Constant) or first.value in known, first.value


def test_the_titles_of_the_lists_are_those_of_the_lists_themselves():
    translated = catalogue.read(LANGUAGES["zh_CN"])
    for entry in json.loads((catalogue.ROOT / "data" / "lists.json").read_text(encoding="utf-8")):
        assert translated[entry["title"]].string == entry["title_zh"]
        assert translated[entry["description"]].string == entry["description_zh"]


@pytest.mark.parametrize(
    "code",
    [
        'st.markdown("Read this.")',
        'st.button(label="Press")',
        'st.markdown(f"After {first}")',
        'st.metric(_("nll"), 1, help="why")',
        'plot({"title": {"text": "next character"}})',
        'words = "Here the two part"',
    ],
)
def test_a_text_outside_the_catalogue_is_found(code):
    assert list(outside(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        'st.markdown(_("Read this."))',
        'st.markdown(f"- {sentence} **{n}**")',
        'st.button(plural("one", "many", 2), key="press me now please")',
        'plot({"hovertemplate": "%{customdata}: %{text}<extra></extra>"})',
        '"""The first line of a module."""',
        'raise ValueError("Only for who writes code.")',
    ],
)
def test_a_text_inside_it_is_not(code):
    assert not list(outside(ast.parse(code)))


@pytest.mark.parametrize(
    "path", sorted(DASHBOARD.rglob("*.py")), ids=lambda path: str(path.relative_to(DASHBOARD))
)
def test_no_text_of_the_interface_is_outside_the_catalogue(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not list(outside(tree))
    if path.parent.name != "views" and path.name != "app.py":  # Streamlit runs these each time
        assert not list(frozen(tree)), "A module is imported once: `later` here, `_` where shown."


def outside(tree: ast.Module) -> Iterator[str]:
    """Yield the texts that people read and translators never see."""
    inside = wrapped(tree)
    for node in ast.walk(tree):
        for part in read_by_people(node):
            yield from (text for text in texts(part, inside) if has_words(text))
        if isinstance(node, ast.Constant) and id(node) not in inside and is_sentence(node.value):
            yield node.value


def wrapped(tree: ast.Module) -> set[int]:
    """Return the nodes that are translated, or that no person reads."""
    roots = filter(is_wrapped, ast.walk(tree))
    return {id(inner) for root in roots for inner in ast.walk(root)}


def is_wrapped(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") in WRAPPERS
    if isinstance(node, ast.keyword):
        return node.arg in UNREAD
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or isinstance(node, (ast.Raise, ast.Assert))


def read_by_people(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in SHOWS:
            at = 1 if name in NAMED else 0
            yield from node.args[at : at + 1]
            if name != "Page":  # whose file comes first, and is checked below as a keyword
                yield from (word.value for word in node.keywords if word.arg in SPOKEN)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value in DRAWN:
                yield value


def texts(part: ast.AST, inside: set[int]) -> Iterator[str]:
    """Yield the strings of an expression, but not those handed to another call."""
    # a dict within a dict is looked at by itself
    if id(part) in inside or isinstance(part, (ast.Call, ast.Subscript, ast.Compare, ast.Dict)):
        return
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        yield part.value
    for inner in ast.iter_child_nodes(part):
        yield from texts(inner, inside)


def has_words(text: str) -> bool:
    """Return whether a text has words, besides plotly's places, HTML, paths, icons and units."""
    bare = re.sub(
        r"%\{.*?\}|<[^>]*>?|:material/\w+:|views/\w+\.py|&\w+;|\b(nats|max|min)\b", "", text
    )
    return text not in EXAMPLES and bool(re.search(r"[^\W\d_]{3}", bare))


def is_sentence(text: object) -> bool:
    """Return whether a string is three words or more in a row, and no HTML, CSS or Python."""
    if not isinstance(text, str) or text in IN_FILES | EXAMPLES:
        return False
    if re.search(r"[<{};]|--|\bimport |\bprint\(| = ", text):
        return False
    return bool(re.search(r"[A-Za-z]{2,} [a-z]+ [a-z]+", text))


def frozen(tree: ast.Module) -> Iterator[int]:
    """Yield the lines where a module translates while it is imported."""
    rest: list[ast.AST] = [tree]
    while rest:
        node = rest.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
            rest += [*defaults, *getattr(node, "decorator_list", [])]
            continue
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "plural"}:
            yield node.lineno
        rest += ast.iter_child_nodes(node)


def test_a_module_that_translates_at_import_is_found():
    assert list(frozen(ast.parse('WORDS = {"a": _("never")}')))
    assert list(frozen(ast.parse('def f(a=_("never")): pass')))
    assert not list(frozen(ast.parse('def f(): return _("a")\nlater("a")')))


def test_every_language_has_its_folder():
    assert {path.parents[1].parent for path in LANGUAGES.values()} == {Path(FOLDER)}
