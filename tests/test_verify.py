"""One flipped, missing or extra byte anywhere in the archive is found, and named by file and offset."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anslag.scraper.archive import INDEX, MANIFEST, Archive
from anslag.scraper.gzip_members import gzip_members
from anslag.scraper.records import Role
from anslag.scraper.verify import Damage
from tests.shelf import address, answer, lines_of

LISTS = (INDEX, MANIFEST)


@dataclass(frozen=True)
class Small:
    """A small whole archive of two files, by name, and where the records (or lines) of each begin."""

    folder: Path
    whole: dict[str, bytes]
    starts: dict[str, list[int]]

    def damaged(self, name: str, data: bytes | None) -> list[Damage]:
        """What is found when a file holds ``data`` instead (None: is missing)."""
        path = self.folder / name
        if data is None:
            path.unlink()
        else:
            path.write_bytes(data)
        found = list(Archive(self.folder).verify())
        path.write_bytes(self.whole[name])
        return found

    def record(self, name: str, at: int) -> int:
        """Where the record (or line) begins that holds the byte ``at``."""
        return self.starts[name][bisect_right(self.starts[name], at) - 1]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    folder = tmp_path_factory.mktemp("archive")
    archive = Archive(folder, rollover=1200)
    first = None
    for number in range(3):
        one = archive.append(
            answer(number % 2, b"<p>hej</p>", after=number), role=Role.RELEASE, previous=first
        )
        first = first or (one.file, one.offset)
    names = [file.name for file in archive.files()] + [INDEX, MANIFEST]
    assert len(names) == 4, names
    whole = {name: (folder / name).read_bytes() for name in names}
    places: dict[str, list[int]] = {name: [] for name in names}
    for listed in lines_of(folder / INDEX):
        places[listed.file].append(listed.offset)
    for name in LISTS:
        places[name] = [0, *accumulate(map(len, whole[name].splitlines(keepends=True)))][:-1]
    assert not list(archive.verify())
    return Small(folder, whole, places)


def every_byte(small: Small, step: int = 1) -> Iterator[tuple[str, int, bytes]]:
    """File, offset and whole content, for each byte of the archive (or each ``step``-th)."""
    for name, data in small.whole.items():
        for at in range(0, len(data), step):
            yield name, at, data


def test_every_flipped_byte_is_blamed_on_its_record_alone(small: Small) -> None:
    for name, at, whole in every_byte(small):
        data = bytearray(whole)
        data[at] ^= (0xFF, 0x01, 0x20)[at % 3]
        place = small.record(name, at)
        found = small.damaged(name, bytes(data))
        assert (found[0].file, found[0].offset) == (name, place)
        kind = "line" if name in LISTS else "record"
        assert found[0].what.startswith(f"{kind} at offset {place} is damaged")
        # A lost line end takes the line behind it along.
        assert len(found) == 1 or (name in LISTS and {one.file for one in found} == {name})


def test_every_missing_byte_is_found_in_its_record(small: Small) -> None:
    for name, at, data in every_byte(small, 2):
        found = small.damaged(name, data[:at] + data[at + 1 :])
        assert {one.file for one in found} == {name}
        # Of equal bytes at the border of two records any may be the missing one.
        last = at
        while data[last + 1 : last + 2] == data[at : at + 1]:
            last += 1
        assert small.record(name, at) <= found[0].offset <= small.record(name, last)
        assert name in LISTS or len(found) == 1


def test_every_extra_byte_is_found_in_its_record(small: Small) -> None:
    for name, at, data in every_byte(small, 5):
        found = small.damaged(name, data[:at] + b"\x07" + data[at:])
        assert {one.file for one in found} == {name}
        assert found[0].offset == small.record(name, at)
        assert name in LISTS or len(found) == 1


def test_every_truncation_is_found(small: Small) -> None:
    for name, at, data in every_byte(small, 3):
        found = small.damaged(name, data[:at])
        assert found
        assert name in LISTS or [(one.file, one.offset) for one in found] == [(name, small.record(name, at))]
    for name, starts in small.starts.items():
        for at in starts:
            assert small.damaged(name, small.whole[name][:at])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_other_content_is_found(small: Small, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(small.whole)))
    whole = small.whole[name]
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 300)))
    other = data.draw(st.binary(max_size=100))
    changed = whole[:start] + other + whole[end:]
    assert bool(small.damaged(name, changed)) == (changed != whole)


def test_missing_file_is_found(small: Small) -> None:
    for name in small.whole:
        [found] = [one for one in small.damaged(name, None) if one.file == name]
        assert found.what in ("the file is missing", "the manifest is missing", "the index is missing")


@pytest.mark.parametrize("name", LISTS)
def test_missing_line_of_a_list_is_found(small: Small, name: str) -> None:
    lines = small.whole[name].splitlines(keepends=True)
    for number in range(len(lines)):
        assert small.damaged(name, b"".join(lines[:number] + lines[number + 1 :]))
    for number in range(len(lines) - 1):
        swapped = [*lines[:number], lines[number + 1], lines[number], *lines[number + 2 :]]
        assert small.damaged(name, b"".join(swapped))


def test_missing_or_moved_record_is_found(small: Small) -> None:
    name = sorted(small.starts)[0]
    data, starts = small.whole[name], [*small.starts[name], len(small.whole[name])]
    records = [data[start:end] for start, end in pairwise(starts)]
    for number in range(len(records)):
        [found] = small.damaged(name, b"".join(records[:number] + records[number + 1 :]))
        assert found.offset == starts[number]
        [found] = small.damaged(name, b"".join([*records[: number + 1], *records[number:]]))
        assert found.offset == starts[number + 1]


def test_foreign_file_is_found_and_other_files_are_none_of_ours(small: Small) -> None:
    (small.folder / "anslag-00009.warc.gz").write_bytes(small.whole["anslag-00001.warc.gz"])
    (small.folder / "README").write_text("hej")
    assert [one.file for one in Archive(small.folder).verify()] == ["anslag-00009.warc.gz"]
    (small.folder / "anslag-00009.warc.gz").unlink()
    (small.folder / "README").unlink()


def test_without_the_lists_damage_is_found_by_the_records_own_sums(small: Small) -> None:
    for name in LISTS:
        (small.folder / name).unlink()
    name = "anslag-00001.warc.gz"
    own = [one.offset for one in gzip_members(small.folder / name)]
    for at in range(0, len(small.whole[name]), 5):
        data = bytearray(small.whole[name])
        data[at] ^= 0xFF
        found = small.damaged(name, bytes(data))
        assert found[0].file == INDEX
        assert [(one.file, one.offset) for one in found[1:]] == [(name, own[bisect_right(own, at) - 1])]
    for name in LISTS:
        (small.folder / name).write_bytes(small.whole[name])


def test_verify_changes_nothing(small: Small) -> None:
    name = "anslag-00001.warc.gz"
    (small.folder / name).write_bytes(small.whole[name][:-100])
    before = {path.name: path.stat().st_size for path in small.folder.iterdir()}
    assert list(Archive(small.folder).verify())
    assert {path.name: path.stat().st_size for path in small.folder.iterdir()} == before
    (small.folder / name).write_bytes(small.whole[name])


def test_large_records_are_compared_piece_by_piece(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    one = archive.append(answer(1, os.urandom(3_000_000)), role=Role.RELEASE)
    [file] = archive.files()
    assert not list(archive.verify())
    data = bytearray(file.read_bytes())
    data[2_500_000] ^= 1
    file.write_bytes(data)
    assert [(d.file, d.offset) for d in archive.verify()] == [(one.file, one.offset)]
    assert one.capture.url == address(1)
