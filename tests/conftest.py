"""What all tests share: the set-up of a property test, an empty archive, and the marks of slow tests.

Helpers that are no fixtures stand in modules of their own (``archives``, ``crawls``, ``databases``, ``servers``,
``site`` …); no test imports another test.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import settings

from anslag.parsers.records import Extraction
from anslag.sources import read
from tests.archives import Shelf
from tests.command import Demonstrated, crawl, demo
from tests.databases import small
from tests.once import Once

SLOW = frozenset(
    "bad_input bands browser cli client cluster crawl crawling data demo difference docs doctor exporting faults feeds fetcher fields "
    "figures fitting fitting_names hostile_text https incremental kill memory_slot new notebook permissions pipeline propose quality reproducible review serving "
    "site_downloads sources spans start teaching verify wheel yields".split()
)
"""Tests of these modules start processes, servers or browsers, or search for faults at length: ``make test-fast``
leaves them out, unread. In the other modules a test that takes more than a second is marked ``slow`` itself."""

MEMORY, ROOM = Path("/dev/shm"), 4_000_000_000
"""Where folders of tests lie if so many bytes are free there: an archive and a crawl wait for the disk with every page,
and no test can tell a disk that keeps what it was given from memory that does."""
if (
    os.access(MEMORY, os.W_OK)
    and shutil.disk_usage(MEMORY).free > ROOM
    and not os.statvfs(MEMORY).f_flag & getattr(os, "ST_NOEXEC", 0)
):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# No property test fails because the machine is busy.
settings.register_profile("anslag", deadline=None)
settings.load_profile("anslag")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty archive in a data folder of its own."""
    return Shelf(tmp_path)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Makes what the processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    # The folder of a worker of pytest-xdist lies in that of the run.
    return Once((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "once")


@pytest.fixture(scope="session")
def demonstrated(once: Once) -> Demonstrated:
    """One run of the demo, for tests that go on in a copy of its folder."""
    return once.made("demonstrated", demo)


@pytest.fixture(scope="session")
def crawled(once: Once) -> Path:
    """The data folder of one crawl of the fixture newsroom, with its database; who changes it takes a copy."""
    return once.made("crawled", crawl)


@pytest.fixture(scope="session")
def database(once: Once) -> Path:
    """The small database of :mod:`tests.databases`, in a folder of its own; who changes it takes a copy."""
    return once.made("small", lambda folder: small(folder / "anslag.db"))


@pytest.fixture(scope="session")
def reading(once: Once) -> Callable[[Path], Extraction]:
    """What a person gets from a file of the fixtures, which is read once for all that is asked of it."""
    return lambda path: once.made(sha256(bytes(path)).hexdigest(), lambda _: read(str(path)))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Does not even load the slow modules where they are not wanted: that takes longer than the other tests."""
    left_out = collection_path.stem.removeprefix("test_") in SLOW
    return True if left_out and config.option.markexpr == "not slow" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of a slow module, and lets those begin first that take longest: nobody waits for them alone."""
    items.sort(key=lambda item: item.path.stem != "test_kill")
    for item in items:
        if item.path.stem.removeprefix("test_") in SLOW:
            item.add_marker("slow")


def pytest_collection_finish() -> None:
    """Lets the garbage collector leave alone what is loaded by now: it would look through all of it again and again."""
    gc.collect()
    gc.freeze()
