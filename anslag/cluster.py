"""``anslag build --dask``: pages are read on the workers of a Dask scheduler, and merged as on one machine.

What is distributed is the reading of pages, which is nearly all of the work: a page's reading depends on nothing but
its bytes, so it does not matter where the captures of a release lie. Each task reads some pages of one WARC file into a
Parquet file beside the archive; that goes into what is kept, and the build goes on from there as any build does. So
the database is the same, a killed worker costs the task that it was at, and a killed build goes on where it was.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anslag.build_cache import BuildCache
from anslag.captures import Captures, Seen
from anslag.db.extras import needed
from anslag.db.progress import ProgressCallback
from anslag.errors import AnslagError, BadInput
from anslag.folder import PARTS
from anslag.parsers import weights
from anslag.parts import Maker, OtherMaker, Part, PartFailed, maker, maker_of, read_part, readings
from anslag.scraper.permissions import FOLDER

if TYPE_CHECKING:
    from distributed import Client

PAGES = 500
"""Pages of a task: some tens of seconds, so that starting it costs little, and losing it too."""
_AHEAD = 3
"""Tasks that wait at the scheduler, for each that is being read."""
_ANSWERS = 10
"""Seconds in which a scheduler answers."""


class Cluster:
    """Reads elsewhere for a build: by the scheduler at ``address``."""

    def __init__(self, address: str, pages: int = PAGES) -> None:
        self._address, self._pages = address, pages
        self.failed = 0
        """Tasks that were given up, and whose pages were read here."""

    def __call__(
        self, folder: Path, captures: Captures, kept: BuildCache, progress: ProgressCallback
    ) -> None:
        """Reads what the captures lack on the workers, and has it kept.

        Raises :class:`BadInput` where there is no scheduler, or a worker that would read otherwise; what was read until
        then is kept.
        """
        to = folder.parent / PARTS
        to.mkdir(FOLDER, exist_ok=True)
        own = maker()
        # What a build that was killed has left.
        for path in sorted(to.glob("*.parquet")):
            _take(path, kept, own)
        every = captures.unread()
        if not every:
            return
        with _client(self._address) as client:
            _refuse_others(client, own)
            done = 0
            progress(done, every)
            for count in self._read(
                client, _parts(folder, to, captures.lacking(), own, self._pages), kept, own
            ):
                done += count
                progress(done, every)

    def _read(self, client: Client, parts: Iterator[Part], kept: BuildCache, own: Maker) -> Iterator[int]:
        """Has the parts read, a few ahead of the workers; gives how many pages each had."""
        import distributed

        waiting: dict[Any, Part] = {}
        done = distributed.as_completed(loop=client.loop)
        try:
            while True:
                # Asked each time, for a queue may give workers one after the other.
                most = _AHEAD * max(1, sum(client.nthreads().values()))
                for part in islice(parts, most - len(waiting)):
                    future = client.submit(read_part, part, pure=False)
                    waiting[future] = part
                    done.add(future)
                if not waiting:
                    return
                future = next(done)
                part = waiting.pop(future)
                self._taken(future, part, kept, own)
                yield len(part.pages)
        finally:
            client.cancel(list(waiting))

    def _taken(self, future: Any, part: Part, kept: BuildCache, own: Maker) -> None:
        from distributed import KilledWorker

        try:
            future.result()
        except OtherMaker as error:
            raise BadInput(f"a worker has {error}; {_SAME}") from error
        except (PartFailed, KilledWorker, CancelledError, OSError):
            # A page that ends whoever reads it, or a worker that cannot write: this machine has its own ways.
            self.failed += 1
            return
        path = Path(part.to)
        if path.is_file():
            _take(path, kept, own)


_SAME = "install the same anslag and Python there"


def _take(path: Path, kept: BuildCache, own: Maker) -> None:
    """Has the readings of a part kept, and takes its file away.

    Where that is damaged its pages are read here; a reading that is damaged shows when it is used.
    """
    with suppress(OSError, ValueError):
        for some in readings(path, own.reader):
            kept.keep(some)
    path.unlink()


def _parts(folder: Path, to: Path, lacking: Iterator[Seen], own: Maker, most: int) -> Iterator[Part]:
    """The work in parts, each of one file of the archive."""
    tables = weights.own()
    for file, seen in groupby(lacking, key=lambda one: one.file):
        while pages := tuple(islice(seen, most)):
            name = sha256("".join(one.page for one in pages).encode("ascii")).hexdigest()[:12]
            part = to / f"{file.removesuffix('.warc.gz')}-{pages[0].offset}-{name}.parquet"
            yield Part(str(folder.resolve()), pages, str(part.resolve()), own, tables)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    """A connection to a scheduler with at least one worker. Raises :class:`BadInput`."""
    with needed("a build on a cluster"):
        import distributed
        import pyarrow.parquet  # noqa: F401
        from distributed.comm.core import CommClosedError
    # What it says of lost connections, a person learns in one line.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        how = {"scheduler_file": address} if Path(address).is_file() else {"address": address}
        client = distributed.Client(**how, timeout=_ANSWERS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise BadInput(f"no Dask scheduler answers at {address}; start one, or name its address") from error
    try:
        client.wait_for_workers(1)
        yield client
    except CommClosedError as error:
        raise AnslagError(
            f"the Dask scheduler at {address} went away; run the same command again to go on"
        ) from error
    finally:
        client.close()


def _refuse_others(client: Client, own: Maker) -> None:
    """Raises :class:`BadInput` for a worker that would read otherwise than this machine."""
    found = client.run(maker_of, dict(weights.own()), on_error="return")
    for worker, said in sorted(found.items()):
        if said != own:
            raise BadInput(f"the worker {worker} has {_words(said)}, this machine {own}; {_SAME}")


def _words(said: Maker | BaseException) -> str:
    return f"no such anslag ({said})" if isinstance(said, BaseException) else str(said)
