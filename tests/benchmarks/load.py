"""Fifty people at once, against the real server: nobody meets an error or another person's list.

    python -m tests.benchmarks.load [--sessions 50] [--moves 12] [--thinking 2] [--training 10]
        [--runs 3] [--no-leaving]

Each session speaks the protocol of a browser (a websocket, Protocol Buffers): it uploads a list of
its own, some train a network all the while, and all move the smoothing slider once in a while and
leave. Then the memory and the threads of the server are watched until they are back. Bounded in
time; exits 1 if a bound is missed in any run. What is measured are ratios to one session alone, in
the same run, whose answers come when nobody else asks; a share well below 1 of what was computed
says that others took the machine, and that the times are theirs (Linux).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds that an answer may take
SLOWER = {"median": 1.5, "p95": 5.0}  # times the median of one session alone, at most
LONGEST = 2.0  # seconds until any answer
SPREAD = 0.75  # of the time until the last first page: in it half of them have come
LEFT_OVER = 1.5  # of the memory before, at most, when all have left
RETURNS = 20.0  # seconds until what they held is let go
MOVES = ("0.007", "0.1", "1", "10", "0.03", "0.3")  # marks of the slider


@dataclass
class Person:
    """One browser session, and what it saw."""

    number: int
    address: str
    thinking: float  # seconds between two moves
    trains: bool = False  # from before the first move to the last
    seen: dict[str, str] = field(default_factory=dict)  # the label of a widget -> its id
    texts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)  # seconds, one a slider move
    fragments: dict[str, str] = field(default_factory=dict)  # the label of a widget -> its fragment
    pages: dict[str, str] = field(default_factory=dict)
    arrival: float = PATIENCE  # seconds until the first page was there
    session_page: str = ""
    leaves: str = ""  # the address that ends the session
    cookie: str = ""
    token: str = ""
    states: dict[str, WidgetState] = field(default_factory=dict)
    cached: set[str] = field(default_factory=set)  # hashes of what need not be sent again

    def live(self, moves: int, gate: Callable[[], None]) -> None:
        """Come, upload, slide, train, look at the list again, and leave."""
        began = time.monotonic()
        with self.come() as line:
            self.arrival = time.monotonic() - began
            gate()  # all come at once, and go on when all are there
            self.upload(line, f"own-{self.number}.txt", self.list())
            if self.trains:
                self.go(line, "train")
                self._press(line, "Play")
            self.go(line, "counts")
            gate()  # all slide in the same seconds, though not in the same moment
            time.sleep(self.thinking * (self.number * 11 % 50) / 50)
            for move in range(moves):
                began = time.monotonic()
                self.slide(line, MOVES[move % len(MOVES)])
                self.answers.append(time.monotonic() - began)
                time.sleep(self.thinking * (0.5 + (self.number * 7 + move) % 10 / 10))
            gate()  # nobody trains less or leaves while others slide
            self.go(line, "train")
            self._press(line, "Pause" if self.trains else "Play")
            self.go(line, "names")

    @contextmanager
    def come(self) -> Iterator[ClientConnection]:
        """Open the first page, and close the tab in the end, as a browser does."""
        self.cookie, self.token = self._token()
        with connect(
            f"ws{self.address.removeprefix('http')}/_stcore/stream",
            origin=self.address,
            additional_headers={"Cookie": self.cookie},
            max_size=None,
            open_timeout=PATIENCE,
            ping_interval=None,  # a server that reads a large list may be silent for long
        ) as line:
            self._run(line, page="", query="steps=1000000" if self.trains else "")
            yield line
            request = urllib.request.Request(self.address + self.leaves, method="POST")
            with urllib.request.urlopen(request, timeout=PATIENCE):
                pass

    def list(self) -> bytes:
        """Return a list that nobody else has."""
        names = (f"{letters(self.number)}{letters(at)}\n" for at in range(self.names))
        return "".join(names).encode()

    @property
    def names(self) -> int:
        """How many names the list has: another number for each person."""
        return 100 + self.number

    def check(self) -> list[str]:
        """Return what is wrong with what was seen."""
        wrong = [f"session {self.number}: {error}" for error in self.errors]
        mine = f"own-{self.number}.txt** · {self.names:,} names"
        plain = (text.replace("\\", "") for text in self.texts)
        lists = [text for text in plain if text.startswith("List in use: **own-")]
        if not lists or any(mine not in text for text in lists):
            wrong.append(f"session {self.number} saw {sorted(set(lists))}, not {mine}")
        return wrong

    def _token(self) -> tuple[str, str]:
        with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=PATIENCE) as answer:
            cookies = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie")]
        (token,) = (one.partition("=")[2] for one in cookies if one.startswith("_streamlit_xsrf="))
        return "; ".join(cookies), token  # a proxy may have added its own

    def _run(
        self,
        line: ClientConnection,
        *,
        page: str | None = None,
        fragment: str = "",
        query: str = "",
    ) -> None:
        """Ask for a run of the page, or of one fragment, and read all that it sends."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = query
        if page is None:
            asked.page_script_hash = self.session_page
        elif page in self.pages:
            asked.page_script_hash = self.pages[page]
            self.states.clear()
        asked.fragment_id = fragment
        asked.cached_message_hashes.extend(self.cached)
        asked.widget_states.widgets.extend(self.states.values())
        line.send(message.SerializeToString())
        self._read(line, is_done)

    def go(self, line: ClientConnection, page: str) -> None:
        """Go to a page by its place in the address."""
        self.session_page = self.pages[page]
        self._run(line, page=page)

    def slide(self, line: ClientConnection, mark: str) -> None:
        """Move the smoothing on Counts, and wait for the answer."""
        state = WidgetState(id=self.seen["Smoothing"])
        state.string_array_value.data.append(mark)
        self.states[state.id] = state
        self._run(line, fragment=self.fragments["Smoothing"])

    def _press(self, line: ClientConnection, label: str) -> None:
        self.states[label] = WidgetState(id=self.seen[label], trigger_value=True)
        self._run(line)
        del self.states[label]

    def upload(self, line: ClientConnection, name: str, data: bytes) -> None:
        """Give a file to the page Names."""
        message = BackMsg()
        message.file_urls_request.request_id = "1"
        message.file_urls_request.file_names.append("list.txt")
        line.send(message.SerializeToString())
        answer = self._read(line, lambda one: one.WhichOneof("type") == "file_urls_response")
        (urls,) = answer.file_urls_response.file_urls
        body = (
            f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: text/plain\r\n\r\n"
        ).encode() + data + b"\r\n--x--\r\n"  # fmt: skip
        request = urllib.request.Request(
            self.address + urls.upload_url,
            data=body,
            method="PUT",
            headers={
                "Content-Type": "multipart/form-data; boundary=x",
                "Cookie": self.cookie,
                "X-Xsrftoken": self.token,
            },
        )
        with urllib.request.urlopen(request, timeout=PATIENCE):
            pass
        state = WidgetState(id=self.seen["Upload your own list or table"])
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name, info.size = urls.file_id, name, len(data)
        info.file_urls.CopyFrom(urls)
        self.states[state.id] = state
        self._run(line)
        self.states.clear()

    def _read(self, line: ClientConnection, end: Callable[[ForwardMsg], bool]) -> ForwardMsg:
        """Note what comes until a message is the one that is waited for; return it."""
        while True:
            message = ForwardMsg.FromString(line.recv(timeout=PATIENCE))
            self._note(message)
            if end(message):
                return message

    def _note(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self.cached.add(message.hash)
        if kind == "navigation":
            for page in message.navigation.app_pages:
                self.pages[page.url_pathname or "names"] = page.page_script_hash
        elif kind == "new_session":
            self.session_page = message.new_session.page_script_hash
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._note_element(message)

    def _note_element(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        what = getattr(element, element.WhichOneof("type"))
        if element.WhichOneof("type") == "exception":
            self.errors.append(what.message)
        if getattr(what, "component_name", "") == "makemore.line":
            self.leaves = json.loads(what.json)["leave"]
        if element.WhichOneof("type") == "markdown":
            self.texts.append(what.body)
        if getattr(what, "label", ""):
            self.seen[what.label] = what.id if hasattr(what, "id") else ""
            self.fragments[what.label] = message.delta.fragment_id


def is_done(message: ForwardMsg) -> bool:
    """Tell whether a run has ended, and not only to begin again."""
    early = ForwardMsg.FINISHED_EARLY_FOR_RERUN
    return message.WhichOneof("type") == "script_finished" and message.script_finished != early


def letters(number: int) -> str:
    """Return a number in letters. Example: 0 -> "a", 27 -> "bb"."""
    text = ""
    while True:
        number, rest = divmod(number, 26)
        text = chr(97 + rest) + text
        if not number:
            return text


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--moves", type=int, default=12)
    parser.add_argument("--thinking", type=float, default=2.0, help="seconds between two moves")
    parser.add_argument("--training", type=int, default=10, help="sessions that train")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-leaving", action="store_true", help="do not wait for what returns")
    asked = parser.parse_args()
    process, address = start()
    try:
        return measure(process.pid, address, asked)
    finally:
        process.terminate()
        process.wait(timeout=20)


def measure(pid: int, address: str, asked: argparse.Namespace) -> int:
    Person(0, address, 0.1).live(2, lambda: None)  # the server has loaded all that it loads once
    before = held(pid)
    moves = asked.sessions / asked.thinking
    print(f"{asked.sessions} sessions, {asked.training} of them train, {asked.moves} slider moves "
          f"each, {moves:g} a second in all")  # fmt: skip
    kept = [run(pid, address, asked, number) for number in range(asked.runs)]
    if not asked.no_leaving:
        kept += leaving(pid, before)
    return 0 if all(kept) else 1


def run(pid: int, address: str, asked: argparse.Namespace, number: int) -> bool:
    """Let one person work alone, then a class; print what they waited for, tell if it is kept."""
    print(f"\nrun {number + 1}")
    alone = Person(1, address, 0.5)
    alone.live(asked.moves, lambda: None)
    usual, before = statistics.median(alone.answers), held(pid)[0]
    gates: list[tuple[float, float, float]] = []  # the last two: before the moves, after them
    barrier = threading.Barrier(asked.sessions, lambda: gates.append(spent(pid)))
    people = [
        Person(number, address, asked.thinking, trains=number < 2 + asked.training)
        for number in range(2, 2 + asked.sessions)
    ]
    most = []
    with ThreadPoolExecutor(asked.sessions) as pool:
        done = [pool.submit(one.live, asked.moves, wait(barrier)) for one in people]
        while not all(one.done() for one in done):
            most.append(held(pid)[0])
            time.sleep(1)
    failed = [str(one.exception()) for one in done if one.exception()]
    wrong = [*failed, *(text for one in (alone, *people) for text in one.check())]
    for text in wrong[:10]:
        print(text, file=sys.stderr)
    answers = [t for one in people for t in one.answers] or [PATIENCE]
    ways = statistics.quantiles(answers, n=20, method="inclusive")
    figures = {"median": statistics.median(answers), "p75": ways[14], "p95": ways[18]}
    arrivals = [one.arrival for one in people]
    print(f"{'slowest first page, seconds':48}{max(arrivals):>10,.2f}")
    print(f"{'one session alone, median, ms':48}{1000 * usual:>10,.0f}")
    print(f"{'memory a session, MB':48}{(max(most) - before) / 1000 / asked.sessions:>10,.1f}")
    if len(gates) > 1:
        server, client, all_cores = (end - begin for begin, end in zip(*gates[-2:], strict=True))
        figures_of_load = {
            "the server, processor ms a move": 1000 * server / len(answers),
            "this script, processor ms a move": 1000 * client / len(answers),
            "share of all that this machine computed": (server + client) / all_cores,
        }
        for what, value in figures_of_load.items():
            print(f"{what:48}{value:>10,.2f}")
    return all(
        [
            at_most("sessions with an error or another's list", len(wrong), 0),
            *(
                at_most(f"{name} answer / alone", value / usual, SLOWER.get(name))
                for name, value in figures.items()
            ),
            at_most(
                "median first page / slowest", statistics.median(arrivals) / max(arrivals), SPREAD
            ),
            at_most("slowest answer, seconds", max(answers), LONGEST),
        ]
    )


def leaving(pid: int, before: tuple[int, int]) -> list[bool]:
    """Wait until what the sessions held is let go; tell whether it is, within its time."""
    end = time.monotonic() + RETURNS
    while time.monotonic() < end:
        memory, threads = held(pid)
        if memory <= LEFT_OVER * before[0] and threads <= before[1]:
            break
        time.sleep(2)
    memory, threads = held(pid)
    return [
        at_most("memory when all have left / before", memory / before[0], LEFT_OVER),
        at_most("threads more than before", max(0, threads - before[1]), 0),
    ]


def wait(barrier: threading.Barrier) -> Callable[[], None]:
    """Return what waits for everybody; if one fails on the way, the others go on."""

    def until_all_are_here() -> None:
        try:
            barrier.wait(timeout=PATIENCE)
        except threading.BrokenBarrierError:
            return

    return until_all_are_here


def start() -> tuple[subprocess.Popen[bytes], str]:
    """Start the app as a person does; return its process and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
        + ["--server.port", str(port), "--server.headless", "true"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return process, address
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not answer within 30 seconds.")


def held(pid: int) -> tuple[int, int]:
    """Return the memory (kB) and the threads of a process (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    memory, threads = (re.search(rf"{name}:\s+(\d+)", status) for name in ("VmRSS", "Threads"))
    assert memory
    assert threads
    return int(memory[1]), int(threads[1])


def spent(pid: int) -> tuple[float, float, float]:
    """Return the processor seconds of a process, of this one, and of the whole machine (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, fields[11:13]))  # user and system
    user, nice, system, _idle, _wait, *rest = Path("/proc/stat").read_text().split()[1:9]
    busy = sum(map(int, (user, nice, system, *rest)))
    ticks = os.sysconf("SC_CLK_TCK")
    return own / ticks, time.process_time(), busy / ticks


def at_most(what: str, value: float, bound: float | None) -> bool:
    """Print a figure and tell whether it keeps its bound, if there is one."""
    if bound is None:
        print(f"{what:48}{value:>10,.2f}")
        return True
    print(f"{what:48}{value:>10,.2f}   at most {bound:g}{'' if value <= bound else '  MISSED'}")
    return value <= bound


if __name__ == "__main__":
    sys.exit(main())
