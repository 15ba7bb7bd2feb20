"""The server refuses what a stranger could try."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

SECONDS = 10


def test_only_this_machine_reaches_the_server(address):
    port = urlsplit(address).port
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS):
        pass
    with pytest.raises(OSError, match="refused"):  # a server for all would answer here too
        socket.create_connection(("127.0.0.2", port), timeout=SECONDS)


def test_an_upload_from_another_site_is_refused(address):
    """A form on another site cannot read the token, so it has none to send."""
    where = f"{address}/_stcore/upload_file/session/file"
    request = urllib.request.Request(where, data=b"emma", method="PUT")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=SECONDS)
    assert caught.value.code == 403
    assert b"Traceback" not in caught.value.read()
    caught.value.close()


def test_another_site_cannot_open_a_session(address):
    stream = f"ws{address.removeprefix('http')}/_stcore/stream"
    with pytest.raises(InvalidStatus) as caught:
        connect(stream, origin="http://elsewhere.example", open_timeout=SECONDS)
    assert caught.value.response.status_code == 403
    with connect(stream, origin=address, open_timeout=SECONDS):
        pass


def test_an_error_of_ours_shows_no_path(context, serve, tmp_path):
    """What a page could do wrong: the browser gets one sentence, the log the rest."""
    broken = tmp_path / "broken.py"
    broken.write_text("raise RuntimeError('secret /etc/passwd')\n")
    page = context.new_page()
    page.goto(serve(str(broken)))
    expect(page.get_by_test_id("stException")).to_be_visible()
    shown = page.locator("body").inner_text()
    assert "secret" not in shown
    assert "broken.py" not in shown
