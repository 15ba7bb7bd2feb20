"""A slow way to the app: a proxy on loopback that holds the server's answers until told to go.

What the browser sends goes on at once. So a test can act a second time before the answer to its
first act has come, on a fast machine as on a busy one: it waits for runs of the script, not for
time.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_SWITCHED = b"HTTP/1.1 101"
_END = b"\r\n\r\n"


class SlowWay:
    """The proxy: `hold`, `wait` for each run of the script, `lose` what it said, and `release`."""

    def __init__(self, server: str) -> None:
        """Stand before a server; the proxy has an address of its own."""
        self._target = urlsplit(server)
        self._held: list[tuple[asyncio.StreamWriter, bytes]] | None = None
        self._runs = threading.Semaphore(0)
        self._lines: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)

    def hold(self) -> None:
        """Keep what the server says from now on."""
        self._loop.call_soon_threadsafe(self._begin)

    def wait(self) -> bool:
        """Wait until the server has run the script once more; return whether it has."""
        return self._runs.acquire(timeout=60)

    def lose(self) -> None:
        """Let what was kept be as if overtaken before it was drawn: the places of it are empty."""
        self._loop.call_soon_threadsafe(self._empty)

    def release(self) -> None:
        """Give the browser what was kept, and keep no more."""
        self._loop.call_soon_threadsafe(self._give)

    def close(self) -> None:
        """End, and leave nothing open."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        for line in self._lines:
            line.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}  # they end: their lines are cut
        await asyncio.gather(*others, return_exceptions=True)

    def _begin(self) -> None:
        self._held = []
        while self._runs.acquire(blocking=False):
            pass

    def _empty(self) -> None:
        self._held = [(writer, _emptied(frame)) for writer, frame in self._held or []]

    def _give(self) -> None:
        held, self._held = self._held or [], None
        for writer, data in held:
            writer.write(data)

    def _serve(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        begin = asyncio.start_server(self._meet, "127.0.0.1", 0)
        self._server = self._loop.run_until_complete(begin)
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        ready.set()
        self._loop.run_forever()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_connection(self._target.hostname, self._target.port)
        lines = {writer, ours}
        self._lines |= lines
        await asyncio.gather(
            self._ask(reader, ours), self._answer(theirs, writer), return_exceptions=True
        )
        self._lines -= lines
        for line in lines:
            line.transport.abort()

    async def _ask(self, reader: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        """Send on what the browser says; messages are to come as they are, not compressed."""
        async for data in _pieces(reader):
            server.write(data.replace(b"Sec-WebSocket-Extensions", b"X-Sec-WebSocket-Extensions"))
        server.close()

    async def _answer(self, reader: asyncio.StreamReader, browser: asyncio.StreamWriter) -> None:
        head = b""
        async for data in _pieces(reader):
            if not head and data.startswith(_SWITCHED):
                head, _end, rest = data.partition(_END)
                browser.write(head + _END)
                await self._frames(_Frames(rest, reader), browser)
                break
            browser.write(data)
        browser.close()

    async def _frames(self, frames: _Frames, browser: asyncio.StreamWriter) -> None:
        async for frame, message in frames:
            kind = _kind(message)
            if self._held is None or kind == "file_urls_response":  # without it no file is sent
                browser.write(frame)
                continue
            self._held.append((browser, frame))
            if kind == "script_finished":
                self._runs.release()


class _Frames:
    """The frames of a WebSocket from the server, each as it came and as its message."""

    def __init__(self, begin: bytes, reader: asyncio.StreamReader) -> None:
        self._begin, self._reader = begin, reader

    async def _take(self, number: int) -> bytes:
        while len(self._begin) < number:
            data = await self._reader.read(65536)
            if not data:
                raise asyncio.IncompleteReadError(self._begin, number)
            self._begin += data
        taken, self._begin = self._begin[:number], self._begin[number:]
        return taken

    async def __aiter__(self) -> AsyncIterator[tuple[bytes, bytes]]:
        """RFC 6455, 5.2: what a server sends has no mask."""
        while True:
            head = await self._take(2)
            size = head[1] & 0x7F
            more = await self._take({126: 2, 127: 8}.get(size, 0))
            message = await self._take(int.from_bytes(more) if more else size)
            yield head + more + message, message


def _emptied(frame: bytes) -> bytes:
    """Return a frame with an empty element; what the browser is to remember stays as it is."""
    begin = 2 + {126: 2, 127: 8}.get(frame[1], 0)
    if _kind(frame[begin:]) != "delta":
        return frame
    message = ForwardMsg.FromString(frame[begin:])
    if message.metadata.cacheable or not message.delta.HasField("new_element"):
        return frame
    message.delta.new_element.Clear()
    message.delta.new_element.empty.SetInParent()
    data = message.SerializeToString()
    size = len(data)  # RFC 6455, 5.2: written as shortly as can be
    length = bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2)
    return frame[:1] + length + data


def _kind(message: bytes) -> str:
    """Return what a message of the server says; empty where it is a ping."""
    try:
        return str(ForwardMsg.FromString(message).WhichOneof("type"))
    except DecodeError:
        return ""


async def _pieces(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while data := await reader.read(65536):
        yield data
