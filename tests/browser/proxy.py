"""A way to the server that can be slow or cut: a proxy on loopback, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading

_BLOCK = 65_536  # bytes


class Proxy:
    """Passes bytes between a browser and the server on a port of this machine.

    with Proxy(8501) as way:
        page.goto(way.address)
        way.delay = 0.8  # seconds that answers wait; what the browser sends goes at once
        way.cut()  # until way.mend()
    """

    def __init__(self, target: int) -> None:
        self.delay = 0.0
        self._target, self._open = target, True
        self._loop = asyncio.new_event_loop()
        self._lines: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Proxy:
        self._thread.start()
        server = asyncio.start_server(self._pass, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(server, self._loop).result()
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self) -> None:
        """Drop all connections, and take no new ones."""
        self._open = False
        self._loop.call_soon_threadsafe(self._drop)

    def mend(self) -> None:
        """Take connections again."""
        self._open = True

    def _drop(self) -> None:
        for line in list(self._lines):
            line.transport.abort()

    async def _end(self) -> None:
        self._server.close()
        self._drop()
        others = asyncio.all_tasks() - {asyncio.current_task()}  # they end: their lines are cut
        await asyncio.gather(*others, return_exceptions=True)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Be one connection, until either end hangs up."""
        lines = {writer}
        self._lines |= lines
        try:
            if self._open:
                there, out = await asyncio.open_connection("127.0.0.1", self._target)
                lines.add(out)
                self._lines.add(out)
                await asyncio.gather(self._send(reader, out), self._answer(there, writer))
        except OSError:
            pass  # cut, or the server is gone
        finally:
            self._lines -= lines
            for line in lines:
                line.transport.abort()

    async def _send(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        while block := await reader.read(_BLOCK):
            out.write(block)
            await out.drain()
        out.write_eof()

    async def _answer(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on answers, each as late as `delay` said when it came, and in their order."""
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def later() -> None:
            while True:
                due, block = await waiting.get()
                await asyncio.sleep(due - self._loop.time())
                if not block:
                    return writer.write_eof()
                writer.write(block)
                await writer.drain()

        sender = asyncio.create_task(later())
        try:
            block = b" "
            while block:
                block = await there.read(_BLOCK)
                waiting.put_nowait((self._loop.time() + self.delay, block))
            await sender
        finally:
            sender.cancel()
