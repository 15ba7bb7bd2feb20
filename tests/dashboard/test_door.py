"""The door: who may come in, uploads that stop, files at addresses that stay, and the room left."""

from __future__ import annotations

import asyncio
import gc
import gzip
import os
import socket
import subprocess
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.routing import Match
from streamlit import config
from streamlit.web import bootstrap
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from dashboard.door import ROUTES, keeping, leaving
from dashboard.door.guard import FIGURES, Guard, refused
from dashboard.door.headers import inline_scripts, policy
from dashboard.door.page import page, styled
from dashboard.door.scripts import modules, route
from dashboard.door.sending import send_at_once
from dashboard.frame.held import SHADOW
from dashboard.lists.source import Source
from dashboard.plot.plot import PLOTLY
from dashboard.state import desk, visits
from dashboard.state.desk import Desk
from dashboard.state.visits import FullError, Visit

HERE = "127.0.0.1:8501"


@pytest.fixture(autouse=True)
def named(monkeypatch):
    """Name the hosts as the project's settings do."""
    names = ["localhost", "127.0.0.1"]
    get = config.get_option
    monkeypatch.setattr(
        config, "get_option", lambda key: names if key == "server.allowedHosts" else get(key)
    )


def asked(kind="http", path="/", method="GET", **headers):
    """Return a request as the door gets it."""
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "path": path, "headers": pairs}
    return scope | ({"method": method} if kind == "http" else {})


def answers(app, scope, *messages):
    """Return the messages that an app sends when these come, and then nothing more.

    It runs in a thread of its own: in that of the tests, Playwright's loop may be running.
    """
    waiting, sent = list(messages), []

    async def receive():
        return waiting.pop(0) if waiting else await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(app(scope, receive, send))).result()
    return sent


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        (asked(host=HERE), None),
        (asked(host="localhost:1"), None),
        (asked(host="evil.example"), 403),  # a name that a foreign site has pointed here
        (asked(), 403),
        (asked("websocket", host=HERE, origin=f"http://{HERE}"), None),
        (asked("websocket", host=HERE), None),  # no page at all: a program
        (asked("websocket", host=HERE, origin="http://evil.example"), 403),
        (asked("websocket", host="evil.example", origin="http://evil.example"), 403),
        (asked("websocket", host=HERE, origin="null"), 403),
        (asked(host=HERE, origin="http://evil.example"), None),  # the browser keeps the answer
        (asked(method="POST", path="/leave/a", host=HERE, origin="http://evil.example"), 403),
        (asked(path="/_stcore/metrics", host=HERE), 404),
        (asked(path="/_stcore/health", host=HERE), None),
    ],
)
def test_who_may_come_in(scope, status):
    refusal = refused(scope)
    assert (refusal and refusal.status_code) == status


def test_figures_are_given_when_they_are_asked_for(monkeypatch):
    monkeypatch.setenv(FIGURES, "1")
    assert refused(asked(path="/_stcore/metrics", host=HERE)) is None


def test_an_unknown_name_is_told_how_to_become_known():
    (start, body) = answers(Guard(never), asked(host="pc7.school:8501"))
    assert start["status"] == 403
    assert b"streamlit run dashboard/app.py --server.allowedHosts pc7.school" in body["body"]


async def never(scope, receive, send):
    pytest.fail("It came in.")


async def reads_all(scope, receive, send):
    more = True
    while more:
        more = (await receive()).get("more_body", False)
    await send({"type": "http.response.start", "status": 204, "headers": []})


def test_an_upload_that_stops_half_way_is_given_up():
    scope = asked(method="PUT", host=HERE)
    half = {"type": "http.request", "body": b"em", "more_body": True}
    rest = {"type": "http.request", "body": b"ma", "more_body": False}
    guard = Guard(reads_all, patience=0.05)
    given_up = answers(guard, scope, half)
    assert given_up[0]["status"] == 408
    assert answers(guard, scope, half, half, rest)[0]["status"] == 204
    headers = Headers(raw=given_up[0]["headers"])
    assert headers["connection"] == "close"  # what may come after all is not another request


def test_every_answer_says_what_may_run():
    """A refusal too; the hash of `a` is the one that openssl prints: nothing else runs inline."""
    for scope in (asked(host=HERE), asked(host="evil.example")):
        start = answers(Guard(gives), scope)[0]
        headers = Headers(raw=start["headers"])
        scripts = headers["content-security-policy"].split(";")[1]
        assert scripts.startswith(" script-src 'self' blob: 'wasm-unsafe-eval' 'sha256-")
        assert "unsafe-inline" not in scripts
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
    inline = inline_scripts("<script>a</script><script src=b></script>")
    said = policy(HERE, inline)
    assert "'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='" in said
    assert f"connect-src 'self' blob: ws://{HERE} wss://{HERE};" in said
    assert "evil" not in policy("x; script-src evil", inline)


async def gives(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})


# -- the page that loads everything ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "ours"),
    [("/", True), ("/counts", True), ("/favicon.png", False), ("/_stcore/health", False)],
)
def test_every_page_comes_with_our_style_and_no_file_does(path, ours):
    """Ours is the last one, so that it wins over Streamlit's; the rest is Streamlit's own page."""
    matches = [route.matches(asked(path=path))[0] is Match.FULL for route in ROUTES]
    assert matches == [False] * (len(ROUTES) - 1) + [ours]
    before, _style, after = styled().partition("<style>")
    before = before.removesuffix(
        "".join(f'<link rel="modulepreload" href="{one}">' for one in modules())
    )
    assert before + after.partition("</style>")[2] == page()
    assert after.partition("</style>")[2].split() == ["</body>", "</html>"]
    assert f'[class*="st-key-{SHADOW}"]' in after


def test_scripts_are_given_packed_and_stay_as_long_as_their_address():
    assert {"follow", "plot"} <= {one.split("/")[-1].split("-")[0] for one in modules()}
    app = Starlette(routes=[route()])
    for address in [*modules(), PLOTLY]:
        plain, packed = (
            answers(app, asked(path=address, **more) | {"query_string": b""})
            for more in ({}, {"accept-encoding": "gzip"})
        )
        assert b"immutable" in dict(plain[0]["headers"])[b"cache-control"]
        assert gzip.decompress(packed[1]["body"]) == plain[1]["body"]
    assert answers(app, asked(path="/script/other.mjs"))[0]["status"] == 404


def test_connections_send_at_once_though_the_socket_names_no_protocol():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
        door.bind(("127.0.0.1", 0))
        send_at_once()
        door.listen()
        with socket.create_connection(door.getsockname()), door.accept()[0] as guest:
            assert guest.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


# -- files -----------------------------------------------------------------------------------------


def test_a_file_keeps_its_address_and_is_made_when_it_is_asked_for():
    mine, steps = Desk(), [1]
    token = mine.offer("net", "net.txt", "text/plain", lambda: f"step {steps[-1]}".encode())
    steps.append(2)
    assert desk.offered(token).make() == b"step 2"
    assert mine.offer("net", "net.txt", "text/plain", lambda: b"drawn anew") == token
    assert desk.offered(token).make() == b"drawn anew"
    assert mine.offer("other", "net.txt", "text/plain", lambda: b"") != token
    mine.clear()
    assert desk.offered(token) is None


def test_files_go_with_their_session():
    mine = Desk()
    token = mine.offer("a", "a.txt", "text/plain", lambda: b"")
    del mine
    gc.collect()
    assert desk.offered(token) is None


# -- what the server runs on -----------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop is not for Windows")
def test_the_server_runs_on_what_is_quick():
    """It is enough that both are installed: if Streamlit no longer asks, this says so."""
    assert bootstrap._get_uvloop_loop_factory().__module__.startswith("uvloop")
    assert AutoHTTPProtocol.__module__ == "uvicorn.protocols.http.httptools_impl"


def test_torch_begins_no_threads_for_a_run_of_a_script():
    """Its first step in each thread would: it must be told before it is there."""
    told = "import sys; from dashboard.frame import warmup; assert 'torch' not in sys.modules; "
    heard = "warmup.start().join(); import torch; print(torch.__config__.parallel_info())"
    alone = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    said = subprocess.check_output([sys.executable, "-c", told + heard], env=alone, text=True)
    assert "omp_get_max_threads() : 1\n" in said


# -- room ------------------------------------------------------------------------------------------


@pytest.fixture
def people(monkeypatch):
    """Three sessions with a list of 2 MB each, in a server with room for 7 MB."""
    monkeypatch.setenv(visits.MOST, "7")
    return [Visit(one, {one: Source.of(one, b"a" * 2_000_000)}) for one in "abc"]


def test_a_list_without_room_is_refused_in_a_sentence(people):
    visits.make_room(1_000_000)
    with pytest.raises(FullError, match=r"it has 2 MB.* may hold 7 MB .* of which 6 MB are taken"):
        visits.make_room(2_000_000)


def test_what_all_of_a_class_have_takes_its_room_once(people):
    shared = Source.of("class", b"b" * 500_000)
    pupils = [Visit(str(number), {"class": shared}) for number in range(30)]
    assert visits.held() == 6_500_000
    del pupils
    gc.collect()
    assert visits.held() == 6_000_000


def test_who_left_without_a_word_makes_room_the_first_one_first(people):
    there = {"a", "b", "c"}
    assert visits.ended(there.__contains__, 60) == []
    there -= {"b"}
    visits.ended(there.__contains__, 60)
    there -= {"a"}
    visits.ended(there.__contains__, 60)
    visits.make_room(2_000_000)
    assert visits.held() == 4_000_000
    assert visits.ended(there.__contains__, 60) == ["b"]
    there |= {"a"}  # it came back
    visits.ended(there.__contains__, 60)
    with pytest.raises(FullError):
        visits.make_room(6_000_000)


def test_who_stays_away_for_too_long_is_let_go(people):
    away = {"a"}
    assert visits.ended(lambda one: one not in away, 60) == []
    assert visits.ended(lambda one: one not in away, 0) == ["a"]
    assert visits.ended(lambda one: True, 0) == []


def test_memory_is_swept_after_a_while_and_only_if_much_was_made(monkeypatch):
    assert not config.get_option("runner.postScriptGC")  # all who work would wait after each run
    sweep = visits.Sweep()
    made = [[] for _ in range(20_000)]
    assert not sweep.is_due()
    monkeypatch.setattr(visits, "SWEEP", 0)
    assert sweep.is_due()
    assert not visits.Sweep().is_due()
    assert made


def test_the_watcher_sweeps_when_it_is_due(monkeypatch):
    """It frees what refers to itself, out of reach of Python's own collector until then."""
    monkeypatch.setattr(visits, "SWEEP", 0)
    monkeypatch.setattr(leaving, "EVERY", 0)
    everyone = SimpleNamespace(is_active_session=lambda session: True)
    monkeypatch.setattr(leaving.runtime, "get_instance", lambda: everyone)
    monkeypatch.setattr(leaving, "_ENDED", asyncio.Event())  # nobody has left
    ring = visits.Sweep()
    ring.itself = ring
    left = weakref.ref(ring)
    gc.freeze()
    del ring

    async def watched() -> None:
        watcher = asyncio.create_task(leaving._watch())
        await asyncio.sleep(0)  # its first sweep is noted
        gc.collect(1)  # much was made
        while left():
            await asyncio.sleep(0)
        watcher.cancel()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(asyncio.wait_for(watched(), 20))).result()


def test_what_waits_for_a_page_has_little_room_and_goes_after_a_while(monkeypatch):
    monkeypatch.setattr(keeping, "ROOM", 2)

    async def fill():
        for token in "abc":
            keeping.wait(token, b"x")
        assert list(keeping.waiting) == ["b", "c"]  # the oldest gave way
        monkeypatch.setattr(keeping, "WAITS", 0)
        keeping.wait("c", b"y")
        async with asyncio.timeout(10):
            while "c" in keeping.waiting:
                await asyncio.sleep(0)
        assert keeping.waiting.pop("b") == b"x"

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, fill()).result()
