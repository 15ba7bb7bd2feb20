"""How Chinese is set on our pages: blanks, marks, and one word for one thing.

`faults` holds a text as a person sees it to the rules of setting, `shown` reads such texts off a
page, and `misnamed` holds a translation to the table of terms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

HAN = "[\u4e00-\u9fff]"
SIGN = "[A-Za-z0-9\u00c0-\u024f\u0370-\u03ff²ˣ%∞]"  # letters and numbers: a blank keeps them apart
MARK = "，。：；？！、"
SETTING = {
    "a blank between hanzi": rf"{HAN}[ \xa0]+{HAN}",
    "no blank between a hanzi and a letter or number": rf"{HAN}{SIGN}|{SIGN}{HAN}",
    "a blank before a wide mark": rf"[ \xa0][{MARK}）”》]",
    "a blank after a wide mark": rf"[{MARK}（“《][ \xa0]|[”）][ \xa0]{HAN}",
    "a blank before %": r"\d[ \xa0]%",
    "two blanks": r"\S[ \xa0]{2,}\S",
    "a narrow mark beside a hanzi": rf"{HAN}[,;:?!]|[,;:?!] ?{HAN}",
    "a narrow bracket beside a hanzi": rf"{HAN} ?\(|\) ?{HAN}|\({HAN}|{HAN}\)",
    "a narrow stop": rf"{HAN}\.(?!\w)|{HAN}…(?!…)|\.\.\.",
    "other quotes than “ ”": rf"[「」『』]|\"[^\"]*{HAN}|'[^']*{HAN}[^']*'",
    "a mark twice": rf"[{MARK}]{{2}}",
}
FORMULA = re.compile(r" = .*[/×]")  # such a line may have narrow brackets
# What a text means in English, and the one word for it.
TERMS = {
    r"heatmap": "热力图",
    r"smoothing": "平滑",
    r"regularization": "正则化",
    r"learning rate": "学习率",
    r"perplexity": "困惑度",
    r"surprisal": "惊讶程度",
    r"one-hot": "One-Hot",
    r"softmax": "Softmax|softmax\\(",
    r"gradient descent": "梯度下降",
    r"held[- ]out": "留出",
    r"nlls?": "负对数似然|nll",
    r"temperature": "温度",
    r"weights?": "权重",
    r"knobs?": "旋钮",
    r"network": "神经网络",
    r"loss": "损失",
    r"counts?": "计数|次数|次|算|数",
    r"probabilit(y|ies)": "概率",
    r"the boundary": "起止符",
    r"lecture": "讲座",
    r"normaliz\w+": "归一化",
    r"broadcasting": "广播机制",
    r"seed": "种子",
}
# Words that mean something else, or the same as another word.
NOT_SAID = {
    "记号|边界符?": "起止符",
    r"(?<!逐字)生成": "造",
    r"独热(?!编码）)|one-hot": "One-Hot",
    r"softmax(?!\()": "Softmax",
    r"(?<!神经)网络": "神经网络",
    "看法": "看的方法",
    "十拿九稳": "完全肯定",
    "带走": "保存与分享",
    "亲戚": "很像",
    "往山下走": "下山",
    "0 是完美": "最完美是 0",
    "小名字": "短名字",
    "抱怨": "报错",
    "上文": "往前看",
    "份额": "概率",
    "最大胆": "最少见",
    "音标|重音": "变音符号",
    "首字符": "开头字符",
    "更新版本": "更高版本",
    "[这那]些和": "总和",
    "无比": "无限",
    "学到底": "训练到底",
    "更不令人惊讶": "惊讶程度更低",
}
# In the catalogue: what Markdown makes of Chinese.
MARKDOWN = {
    "slanted hanzi": rf"(?<!\*)\*(?!\*)[^*\n]*{HAN}[^*\n]*\*(?!\*)",
    "a stop within bold, then a blank": rf"[{MARK}]\*\* ",
    "a blank between hanzi and bold hanzi": rf"{HAN} \*\*{HAN}|{HAN}\*\* {HAN}",
}
UNSEEN = {"id", "key", "element_id", "js_content", "css_content", "html_content", "url_pathname"}


@cache
def faults(text: str) -> tuple[str, ...]:
    """Return what is wrong with how a text is set, each with its place; Markdown and HTML pass."""
    text = re.sub(r"</?(?:b|i|sup)\b[^>]*>|\*\*|`|[\u2066-\u2069]", "", text)
    text = re.sub(r":material/\w+:|\]\([^)]*\)|\\(?=\W)", "", re.sub(r"%\{[^}]*\}", "1", text))
    lines = [line for line in re.split(r"<[^>]*>|\n|&nbsp;", text) if line.strip()]
    return tuple(
        f"{name}: {line[max(0, found.start() - 12) : found.end() + 12]}"
        for line in lines
        for name, rule in SETTING.items()
        if not ("bracket" in name and FORMULA.search(line))
        for found in re.finditer(rule, line)
    )


def misnamed(english: str, chinese: str) -> list[str]:
    """Return the terms that a translation lacks, and its words that are not said."""
    english = re.sub(r"\{\w*\}", "", english)
    lacks = [
        f"{word} is {term}"
        for word, term in TERMS.items()
        if re.search(rf"\b{word}\b", english, re.IGNORECASE) and not re.search(term, chinese)
    ]
    said = [f"not {word} but {term}" for word, term in NOT_SAID.items() if re.search(word, chinese)]
    return lacks + said


def marked_badly(chinese: str) -> list[str]:
    """Return what Markdown would make of a translation that Chinese does not have."""
    return [name for name, rule in MARKDOWN.items() if re.search(rule, chinese)]


def on_page(app: AppTest) -> list[str]:
    """Return the faults of all texts that a page shows, where it speaks Chinese."""
    if app.session_state["language"] != "zh":
        return []
    return [fault for text in set(shown(app)) for fault in faults(text)]


def shown(app: AppTest) -> Iterator[str]:
    """Yield the texts of a page: labels, helps, options, paragraphs, and those in charts."""
    rest: list[Any] = [app._tree]
    while rest:
        node = rest.pop()
        rest += getattr(node, "children", {}).values()
        if node.type != "code" and isinstance(getattr(node, "proto", None), Message):
            yield from texts(node.proto)


def texts(message: Message) -> Iterator[str]:
    """Yield the texts of a message to the browser; what is JSON is read."""
    for field, value in message.ListFields():
        if field.name in UNSEEN:
            continue
        for one in value if isinstance(value, (list, tuple)) or field.is_repeated else [value]:
            if isinstance(one, Message):
                yield from texts(one)
            elif isinstance(one, str):
                yield from strings(read(one))


def read(text: str) -> object:
    """Return a text, or what it says in JSON."""
    if text[:1] not in "{[" or not text:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def strings(value: object) -> Iterator[str]:
    """Yield the texts within what was JSON; a figure travels as a text within."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        inner = read(value)
        yield from [value] if inner is value else strings(inner)
