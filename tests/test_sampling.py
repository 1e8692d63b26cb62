"""Samples: the same draw everywhere, every release with its chance, a file that nobody changes unseen."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from anslag import sampling
from anslag.db.connection import connect
from anslag.errors import BadInput
from anslag.sampling import Sample, draw
from tests.command import anslag
from tests.databases import odd

EVERY = 30 + len(list(odd())) + 2
"""Ordinary releases, odd ones, and pages that could not be read."""
UNREAD = (
    "INSERT INTO responses VALUES ('https://norrskog.example/%s', '2025-06-01T00:00:00+00:00', %d, '', "
    "'anslag-00002.warc.gz', %d, 'release', '%s', NULL, NULL)"
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, database: Path) -> Path:
    """The small database, with two pages that could not be read and one that never came whole."""
    made = Path(shutil.copy(database, tmp_path_factory.mktemp("data") / "anslag.db"))
    with closing(sqlite3.connect(made)) as db, db:
        for at, (name, status) in enumerate((("lost-1", 200), ("lost-2", 203), ("never", 404))):
            db.execute(UNREAD % (name, status, at, name))
    return made


@pytest.fixture
def db(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(path)) as opened:
        yield opened


def ids(sample: Sample) -> list[str]:
    return [one.release_id for one in sample.drawn]


def test_seed_decides_the_draw(db: sqlite3.Connection) -> None:
    assert draw(db, 10, 7) == draw(db, 10, 7)
    assert ids(draw(db, 10, 7)) != ids(draw(db, 10, 8))
    assert ids(draw(db, 5, 7)) == [
        "norrskog-000022", "odd-euro", "norrskog-000004", "norrskog-000024", "norrskog-000021",
    ]  # fmt: skip


def test_larger_draw_holds_the_smaller(db: sqlite3.Connection) -> None:
    assert ids(draw(db, 20, 7))[:10] == ids(draw(db, 10, 7))


def test_frame_is_every_release_that_came_whole(db: sqlite3.Connection) -> None:
    every = draw(db, EVERY, 1)
    assert every.frame == EVERY
    assert {"lost-1", "lost-2", "odd-silent"} <= set(ids(every))
    assert "never" not in ids(every)
    with pytest.raises(BadInput, match=f"there are only {EVERY} releases"):
        draw(db, EVERY + 1, 1)


def test_every_release_has_its_chance(db: sqlite3.Connection) -> None:
    drawn = Counter(name for seed in range(600) for name in ids(draw(db, 12, seed)))
    assert len(drawn) == EVERY
    # 600 draws: about 190 each, with a standard deviation of 11.
    assert all(abs(count - 600 * 12 / EVERY) < 50 for count in drawn.values())


@pytest.mark.parametrize("by", sampling.STRATA)
def test_each_stratum_gets_its_share(db: sqlite3.Connection, by: str) -> None:
    frames = draw(db, EVERY, 1, by).frames
    assert sum(frames.values()) == EVERY
    assert frames["not read"] == 2
    size = 30
    sample = draw(db, size, 1, by)
    assert len(sample.drawn) == size
    for name, frame in frames.items():
        assert sample.sizes[name] >= min(2, frame)
        assert abs(sample.sizes[name] - size * frame / EVERY) < 3
    assert sum(one.weight for one in sample.drawn) == pytest.approx(EVERY)


def test_strata_of_confidence_and_year_say_what_they_hold(db: sqlite3.Connection) -> None:
    assert draw(db, EVERY, 1, "confidence").frames == {
        "0.9 to 1.0": EVERY - 3,
        "no grant": 1,
        "not read": 2,
    }
    assert {"no day", "2024"} < draw(db, EVERY, 1, "year").frames.keys()


def test_too_few_for_the_strata_is_told_with_what_is_enough(db: sqlite3.Connection) -> None:
    with pytest.raises(BadInput, match=r"4 releases are too few for 3 strata .*; ask for 5 at least"):
        draw(db, 4, 1, "confidence")


def test_file_gives_the_sample_back(db: sqlite3.Connection, tmp_path: Path) -> None:
    sample = draw(db, 14, 3, "layout")
    file = tmp_path / "spring.toml"
    sampling.write(sample, file)
    read = sampling.read(file)
    assert read.name == "spring"
    assert (read.drawn, dict(read.frames), read.seed, read.stratified_by) == (
        sample.drawn, dict(sample.frames), 3, "layout",
    )  # fmt: skip
    with pytest.raises(BadInput, match="exists already"):
        sampling.write(sample, file)


BROKEN = [
    ("size = ", "siez = ", "it has no 'size'"),
    ("[sample]", "[simple]", "it has no 'sample'"),
    ("[[stratum]]", "[stratum", "is no sample: "),
    (f"frame = {EVERY}", "frame = many", "is no sample: "),
    (f"frame = {EVERY}\nsize = 12\nweight", "frame = 3\nsize = 12\nweight", "fewer releases than were drawn"),
    ("size = 12\nweight", "size = 11\nweight", "was changed: its releases are not those"),
]


@pytest.mark.parametrize(("what", "instead", "said"), BROKEN)
def test_file_that_is_no_sample_is_told_in_a_line(
    db: sqlite3.Connection, tmp_path: Path, what: str, instead: str, said: str
) -> None:
    file = tmp_path / "s.toml"
    sampling.write(draw(db, 12, 3), file)
    text = file.read_text("utf-8")
    assert what in text
    file.write_text(text.replace(what, instead), "utf-8")
    with pytest.raises(BadInput) as told:
        sampling.read(file)
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_release_that_is_taken_out_by_hand_is_seen(db: sqlite3.Connection, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    sampling.write(draw(db, 12, 3), file)
    parts = file.read_text("utf-8").split("[[release]]")
    file.write_text("[[release]]".join(parts[:-1]), "utf-8")
    with pytest.raises(BadInput, match="was changed"):
        sampling.read(file)


@pytest.mark.slow
def test_command_draws_and_says_what_comes_next(path: Path, tmp_path: Path) -> None:
    ran = anslag("sample", "14", "--stratify", "layout", "--data", path.parent, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert (
        f"14 of {EVERY} releases in sample.toml; go through them with `anslag review --sample sample.toml`"
        in ran.out
    )
    assert "not read: 2 of 2" in ran.out
    before = (tmp_path / "sample.toml").read_bytes()
    ran = anslag("sample", "12", "--data", path.parent, cwd=tmp_path)
    assert ran.code == 2
    assert ran.complaint == "sample.toml exists already; name another file with --to"
    assert (tmp_path / "sample.toml").read_bytes() == before
    ran = anslag("sample", "5", "--data", tmp_path / "nowhere", cwd=tmp_path)
    assert "there is no folder" in ran.complaint
