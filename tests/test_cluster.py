"""A build whose pages were read on a Dask scheduler's workers is the build of one machine, whatever happens to them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from anslag import cluster, parts, signature
from anslag.build_cache import BuildCache
from anslag.cluster import Cluster
from anslag.db.progress import BuildProgress
from anslag.errors import BadInput
from anslag.folder import ARCHIVE, DATABASE, PARTS
from anslag.pipeline import build
from anslag.scraper.archive import Archive
from tests.archives import Shelf, page
from tests.command import anslag
from tests.contents import content

# What distributed itself warns of is not ours to mend.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
FILES = 3


@pytest.fixture(scope="module")
def workers() -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as made:
        yield made


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of several files, over which the versions of releases are spread, built on one machine."""
    data = tmp_path_factory.mktemp("one")
    shelf = Shelf(data)
    shelf.archive = Archive(data / ARCHIVE, rollover=20_000)
    for round_ in range(3):
        for number in range(20):
            name = f"r{number:02}"
            if number % 7 == 3 and round_ == 1:
                shelf.put(b"", 404, name=name)
            else:
                amount = f"{100 + number + (round_ if number % 3 else 0)} 000"
                shelf.put(page(amount, note=os.urandom(500).hex()), name=name)
    shelf.put(b"%PDF-1.7", name="pdf")
    build(data)
    assert len(shelf.archive.files()) >= FILES
    return data


@pytest.fixture
def data(project: Path, tmp_path: Path) -> Path:
    """The archive alone, to be built."""
    shutil.copytree(project / ARCHIVE, tmp_path / "two" / ARCHIVE)
    return tmp_path / "two"


def test_database_is_that_of_one_machine(
    project: Path, data: Path, workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though this machine could not read a page."""
    monkeypatch.setattr("anslag.versions.kept_reading", None)
    told: list[tuple[int, int]] = []
    elsewhere = Cluster(workers.scheduler_address, pages=16)
    build(data, BuildProgress(reading=lambda *now: told.append(now)), elsewhere=elsewhere)
    assert content(data / DATABASE) == content(project / DATABASE)
    assert elsewhere.failed == 0
    assert list((data / PARTS).iterdir()) == []
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]


def test_killed_worker_costs_its_part_only(
    project: Path, data: Path, workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    def take(path: Path, kept: BuildCache, own: parts.Maker) -> None:
        taken.append(path.name)
        original(path, kept, own)
        if len(taken) == 1:
            os.kill(next(iter(workers.workers.values())).pid, signal.SIGKILL)

    original = cluster._take
    monkeypatch.setattr(cluster, "_take", take)
    elsewhere = Cluster(workers.scheduler_address, pages=16)
    build(data, elsewhere=elsewhere)
    assert content(data / DATABASE) == content(project / DATABASE)
    assert len(taken) == len(set(taken))
    assert elsewhere.failed == 0


def test_what_a_killed_build_left_is_taken_up(
    project: Path, data: Path, workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(cluster, "_take", stop)
        with pytest.raises(KeyboardInterrupt):
            build(data, elsewhere=Cluster(workers.scheduler_address, pages=16))
    until_idle(workers)
    left = next((data / PARTS).glob("*.parquet"))
    (data / PARTS / "damaged.parquet").write_bytes(b"PAR1 cut")
    (data / PARTS / "other.parquet").write_bytes(
        left.read_bytes().replace(signature.reader().encode(), b"x" * 64)
    )
    build(data, elsewhere=Cluster(workers.scheduler_address, pages=16))
    assert content(data / DATABASE) == content(project / DATABASE)
    assert not list((data / PARTS).glob("*.parquet"))


def until_idle(workers: LocalCluster) -> None:
    """Waits for what workers are still at: a task that runs ends in its own time, whoever has given it up."""
    with Client(workers.scheduler_address, set_as_default=False) as client:
        for _ in range(300):
            if not sum(client.run(lambda dask_worker: len(dask_worker.state.executing)).values()):
                return
            time.sleep(0.1)
    raise AssertionError("the workers do not end")


def test_worker_that_reads_otherwise_is_refused(
    data: Path, workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signature, "reader", lambda: "0" * 64)
    with pytest.raises(
        BadInput, match=r"the worker tcp://\S+ has anslag \S+ \(reader .*000000.*install the same"
    ):
        build(data, elsewhere=Cluster(workers.scheduler_address))


def test_worker_of_another_version_is_refused_in_the_middle(
    data: Path, workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that comes when the work has begun is no better."""
    monkeypatch.setattr(cluster, "_refuse_others", lambda *_: None)
    monkeypatch.setattr(parts, "__version__", "99.0")
    with pytest.raises(BadInput, match=r"a worker has anslag 0\.\d.* not anslag 99\.0"):
        build(data, elsewhere=Cluster(workers.scheduler_address))


def test_page_that_ends_its_process_is_left_to_this_machine(
    data: Path, workers: LocalCluster, monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    """The worker cannot read into a file that is a folder; what it leaves is read here."""
    blocked = data / PARTS / "blocked"
    blocked.mkdir(parents=True)
    monkeypatch.setattr(cluster, "_parts", blocked_first(cluster._parts, blocked))
    elsewhere = Cluster(workers.scheduler_address, pages=16)
    build(data, elsewhere=elsewhere)
    assert elsewhere.failed == 1
    assert content(data / DATABASE) == content(project / DATABASE)


def blocked_first(original: object, blocked: Path) -> object:
    def given(*arguments: object) -> Iterator[parts.Part]:
        for number, part in enumerate(original(*arguments)):  # type: ignore[operator]
            yield (
                part if number else parts.Part(part.folder, part.pages, str(blocked), part.maker, part.tables)
            )

    return given


def test_command_reads_on_a_scheduler(project: Path, data: Path, workers: LocalCluster) -> None:
    done = anslag("build", "--data", data, "--dask", workers.scheduler_address, cwd=data)
    assert done.code == 0, done.err
    assert done.out.startswith("Database: 20 grants in 20 releases")
    assert content(data / DATABASE) == content(project / DATABASE)


def test_no_scheduler_is_one_line(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_ANSWERS", 1)
    with pytest.raises(BadInput, match=r"^no Dask scheduler answers at tcp://127\.0\.0\.1:9;"):
        build(data, elsewhere=Cluster("tcp://127.0.0.1:9"))


def test_without_the_extra_it_says_what_to_install(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from anslag.db.errors import MissingExtra

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtra, match=r"needs distributed.*pip install '\.\[dask\]' in a checkout"):
        build(data, elsewhere=Cluster("tcp://127.0.0.1:9"))


def test_reading_process_ends_with_its_worker() -> None:
    """A worker that is killed tells nobody."""
    script = (
        "import os, signal; from anslag import parts; parts.maker_of({});"
        "print(parts._CHILDREN.child._process.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, timeout=60)
    child = int(done.stdout)
    for _ in range(200):
        stat = Path(f"/proc/{child}/stat")
        # One that has ended stays listed until somebody asks for its exit code.
        if not stat.exists() or ") Z" in stat.read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"process {child} is left")
