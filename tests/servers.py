"""Servers on loopback that misbehave on the raw socket, for tests of the crawler.

A :class:`Server` sends exactly the bytes it is told to, and remembers when each request came and when its
answer had gone.
"""

from __future__ import annotations

import contextlib
import itertools
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self


@dataclass(slots=True)
class Seen:
    """One request: its target, headers (names in lower case), and Unix times of its end and its answer's."""

    target: str
    headers: Mapping[str, str]
    came: float
    answered: float = 0.0


@dataclass(slots=True)
class Call:
    """A request that waits for its answer; ``visit`` counts from 1 for each target."""

    seen: Seen
    visit: int
    socket: socket.socket
    origin: str
    stopping: threading.Event

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def sleep(self, seconds: float) -> None:
        """Wait, but not beyond the server's own end."""
        self.stopping.wait(seconds)

    def reset(self) -> None:
        """End the connection with RST in place of FIN."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


Answer = bytes | Callable[[Call], bytes | None]
"""The bytes to send, or a function that sends or gives them. A sequence is for visit after visit."""
Routes = Mapping[str, "Answer | Sequence[Answer]"]


def reply(
    body: bytes | str = b"",
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A whole and right answer."""
    data = body.encode() if isinstance(body, str) else body
    own = {"Content-Type": kind, "Content-Length": str(len(data)), **(headers or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in own.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + data


def redirect(target: str, status: str = "302 Found") -> bytes:
    """A redirect to ``target``, as it stands."""
    return f"HTTP/1.1 {status}\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()


class Server:
    """A server on 127.0.0.0/8 for as long as its ``with`` block lasts; ``routes`` may change meanwhile.

    A target that has no route is looked up without its query, then under "*", else answered with 404.
    ``keep`` keeps connections open after an answer, as most servers do.
    """

    def __init__(self, routes: Routes, host: str = "127.0.0.1", *, keep: bool = True, port: int = 0) -> None:
        self.routes = dict(routes)
        self.requests: list[Seen] = []
        self._keep = keep
        self._visits: dict[str, int] = {}
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((host, port), backlog=128)
        self.origin = f"http://{host}:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def count(self, target: str) -> int:
        """How often ``target`` was asked for."""
        return sum(seen.target == target for seen in self.requests)

    def targets(self) -> list[str]:
        """What was asked for, in order, robots.txt left out."""
        return [seen.target for seen in self.requests if seen.target != "/robots.txt"]

    def shortest_gap(self) -> float:
        """Seconds between the end of an answer and the next request, at their shortest."""
        by_time = sorted(self.requests, key=lambda seen: seen.came)
        return min(b.came - a.answered for a, b in itertools.pairwise(by_time))

    def _start(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self._open.add(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(OSError):
            while self._one(connection) and self._keep:
                pass
        with self._lock:
            self._open.discard(connection)
            connection.close()

    def _one(self, connection: socket.socket) -> bool:
        head = bytearray()
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return False
            head += piece
        line, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        headers = {k.lower(): v for k, v in (text.split(": ", 1) for text in lines)}
        seen = Seen(line.split(" ")[1], headers, time.time())
        with self._lock:
            self.requests.append(seen)
            visit = self._visits[seen.target] = self._visits.get(seen.target, 0) + 1
        call = Call(seen, visit, connection, self.origin, self._stopping)
        answer = self._answer(seen.target, visit)
        data = answer if isinstance(answer, bytes) else answer(call)
        # Before the bytes go: the client may have them, and ask again, before this thread runs again.
        seen.answered = time.time()
        if data is None:
            return False
        connection.sendall(data)
        return True

    def _answer(self, target: str, visit: int) -> Answer:
        found = self.routes.get(target) or self.routes.get(target.partition("?")[0]) or self.routes.get("*")
        if found is None:
            return reply("<title>404</title>", "404 Not Found")
        if isinstance(found, bytes) or callable(found):
            return found
        return found[min(visit, len(found)) - 1]
