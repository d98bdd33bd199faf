"""A network in between that can be cut, slowed, broken into pieces, and made to go dark."""

import asyncio
import contextlib
import threading
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field

from tests.browser.serving import free_port

CHUNK = 2**16
STOP = 5.0  # seconds until the network counts as unable to end


@dataclass
class Network:
    """Passes on what comes to ``port`` to a server, byte for byte; each fault can be set at any time.

    ``port`` is where it listens; ``delay`` in seconds, ``piece`` the most bytes that travel together, ``rate`` in bytes
    a second, each 0 for none. While it is ``dark``, connections are kept and nothing is passed on; while it is
    ``refusing``, new ones are dropped; while it is ``secret``, the server is not told that a browser is gone.
    """

    server_port: int
    port: int = field(default_factory=free_port)
    delay: float = 0.0
    piece: int = 0
    rate: float = 0.0
    dark: bool = False
    refusing: bool = False
    secret: bool = False
    connections: set[asyncio.StreamWriter] = field(default_factory=set)
    to_server: set[asyncio.StreamWriter] = field(default_factory=set)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def drop(self) -> None:
        """Cut every connection in the middle of whatever it was carrying."""
        self._do(self._drop(self.connections | self.to_server))

    def drop_browsers(self) -> None:
        """Cut the browsers off; the server takes their connections for alive until ``heal``."""
        self.secret = True
        self._do(self._drop(self.connections))

    def cut(self) -> None:
        """Cut every connection, and let none be made until ``heal``."""
        self.refusing = True
        self.drop()

    def heal(self) -> None:
        """Be a good network again; what was in the dark is lost with its connections."""
        was_dark, self.dark, self.refusing, self.secret = self.dark, False, False, False
        self.delay, self.piece, self.rate = 0.0, 0, 0.0
        if was_dark:
            self.drop()

    async def serve(self) -> asyncio.Server:
        return await asyncio.start_server(self._connected, "127.0.0.1", self.port)

    def _do(self, act: Coroutine[object, object, None]) -> None:
        asyncio.run_coroutine_threadsafe(act, self.loop).result(STOP)

    async def _drop(self, connections: set[asyncio.StreamWriter]) -> None:
        for writer in list(connections):
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusing:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.server_port)
        except OSError:  # no server
            writer.transport.abort()
            return
        self.connections.add(writer)
        self.to_server.add(back)
        await asyncio.gather(self._pass_on(reader, back, secret=True), self._pass_on(there, writer))
        self.connections.discard(writer)
        self.to_server.discard(back)
        writer.transport.abort()

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, secret: bool = False
    ) -> None:
        """One way of a connection, to its end; of that the other side may be told later."""
        with contextlib.suppress(OSError):
            while data := await reader.read(self.piece or CHUNK):
                if self.delay:
                    await asyncio.sleep(self.delay)
                if self.rate:
                    await asyncio.sleep(len(data) / self.rate)
                if not self.dark:
                    writer.write(data)
                    await writer.drain()
        while secret and self.secret:
            await asyncio.sleep(0.05)
        writer.close()


@contextlib.contextmanager
def network(server_port: int) -> Iterator[Network]:
    """A good network in front of a server, in a thread of its own."""
    made = Network(server_port)
    thread = threading.Thread(target=made.loop.run_forever)
    thread.start()
    listening = asyncio.run_coroutine_threadsafe(made.serve(), made.loop).result(STOP)
    try:
        yield made
    finally:
        made.loop.call_soon_threadsafe(listening.close)
        made.drop()
        made.loop.call_soon_threadsafe(made.loop.stop)
        thread.join(STOP)
        made.loop.close()
