"""The page Take along: a session comes back, files of every kind, and a link that is enough."""

import csv
import io
import threading

import pyarrow.parquet as pq
import pytest
import torch
from streamlit.testing.v1 import AppTest

from dashboard.take.session_file import read_session, session_bytes
from makemore.counting import count_ngrams
from makemore.corpus import read_corpus
from makemore.neural import NeuralBigram
from makemore.ngram import CountModel
from makemore.saving import model_bytes, read_model

HOSTILE = '<img src=x onerror="alert(1)">\n=cmd()\n[$x$](a)\na\u2028b\n\u202eשלום\n\U0001f600\n</script>\n'


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def everything(app: AppTest) -> str:
    """All text of the page."""
    return "\n".join(one.value for one in [*app.markdown, *app.caption, *app.info, *app.success])


def train(app: AppTest) -> None:
    """Train the network of the list in use 20 steps."""
    app.switch_page("views/train.py").run()
    app.number_input(key="steps").set_value(20).run()
    press(app, "Play")
    for thread in threading.enumerate():
        if thread.name == "trainer":
            thread.join(timeout=60)
    app.switch_page("views/take.py").run()


def give(app: AppTest, name: str, data: bytes) -> None:
    """Put a file into the uploader of the page."""
    app.file_uploader[0].set_value((name, data, "application/octet-stream")).run()
    assert not app.exception


def downloaded(app: AppTest, label: str) -> bytes:
    """The bytes of a download, made as a browser's press makes them."""
    return next(button for button in app.download_button if button.label == label).click().run()


def test_at_first_sight(open_page):
    app = open_page("take")
    assert [one.value for one in app.subheader] == [
        *("As a link", "As one file", "As files for other programs")
    ]
    assert app.code[0].value.endswith("/compare?list=us-names-2018")
    print(app.download_button)
