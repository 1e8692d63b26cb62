"""The site under test: asked in process as a visitor asks it, and served on a port of this machine for a browser."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import uvicorn

from anslag.db.site import Archived, application
from anslag.db.site.serve import datasette


class Visitor:
    """Asks a site for pages, without a network between."""

    def __init__(self, database: Path, host: str = "127.0.0.1", archived: Archived | None = None) -> None:
        self._runner = asyncio.Runner()
        self.site = datasette(database, host, archived)
        self._runner.run(self.site.invoke_startup())
        self._pages: dict[tuple[str, str], str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.site.executor.shutdown()
        self._runner.close()

    def get(self, path: str, language: str = "") -> httpx.Response:
        """The answer to a GET, of a browser set to ``language``; redirects are not followed."""
        headers = {"accept-language": language} if language else {}
        answer: httpx.Response = self._runner.run(self.site.client.get(path, headers=headers))
        return answer

    def page(self, path: str, language: str = "") -> str:
        """The text of a page that must be there; asked for once, for all that is looked for in it."""
        if (path, language) not in self._pages:
            answer = self.get(path, language)
            assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
            self._pages[path, language] = answer.text
        return self._pages[path, language]


class Served:
    """A site on a free port of 127.0.0.1, for as long as its ``with`` block lasts."""

    def __init__(self, database: Path, archived: Archived | None = None, names: Collection[str] = ()) -> None:
        config = uvicorn.Config(
            application(database, archived=archived, names=names),
            host="127.0.0.1",
            port=0,
            log_level="error",
            ws="none",
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="site")

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.01)
            assert self._thread.is_alive(), "the server did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join()

    @property
    def address(self) -> str:
        """Where it listens, without a slash at the end."""
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"
