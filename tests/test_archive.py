"""The archive gives back what was put in, is read by the usual tools, and survives crashes and full disks."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import textwrap
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from anslag.scraper.archive import INDEX, MANIFEST, Archive, ArchiveError, ArchiveFull
from anslag.scraper.exchange import Fetched
from anslag.scraper.mending import TORN
from anslag.scraper.records import Archived, Role
from tests.shelf import HTML, START, address, answer, hop, lines_of, unlist


def put(
    archive: Archive,
    fetched: Fetched,
    release_id: str = "example-1",
    previous: Archived | None = None,
    role: Role = Role.RELEASE,
) -> Archived:
    place = (previous.file, previous.offset) if previous else None
    return archive.append(
        fetched,
        role=role,
        release_id=release_id,
        newsroom="https://example.se/",
        platform="generic",
        previous=place,
    )


def filled(folder: Path, count: int = 5, **how: int) -> tuple[Archive, list[Archived]]:
    """An archive of some releases, each of its own length."""
    archive = Archive(folder, **how)
    return archive, [
        put(archive, answer(n, b"<p>%d</p>" % n * (n + 1)), f"example-{n}") for n in range(count)
    ]


def records(file: Path) -> list[tuple[str, dict[str, str], bytes]]:
    """Type, headers and block of each record, as warcio reads them."""
    with file.open("rb") as stream:
        return [
            (r.rec_type, dict(r.rec_headers.headers), r.raw_stream.read())
            for r in ArchiveIterator(stream, no_record_parse=True)
        ]


def listed(archive: Archive) -> int:
    """How many bytes of the first file are listed in the index."""
    return max(one.end for one in lines_of(archive.folder / INDEX))


# -- what is put in comes out


@pytest.mark.parametrize("role", Role)
def test_what_append_gives_is_what_read_gives(tmp_path: Path, role: Role) -> None:
    archive = Archive(tmp_path)
    one = put(archive, answer(1), role=role)
    assert archive.read(one.file, one.offset) == one
    assert list(Archive(tmp_path).captures()) == [one]
    capture = one.capture
    assert (capture.url, capture.final_url) == (address(1), address(1))
    assert (capture.role, capture.release_id) == (role, "example-1")
    assert (capture.newsroom, capture.platform) == ("https://example.se/", "generic")
    assert capture.headers == (("content-type", "text/html; charset=utf-8"),)
    assert capture.fetched_at == START


_NAMES = st.from_regex(rb"[A-Za-z][A-Za-z0-9-]{0,20}", fullmatch=True)
_VALUES = st.binary(max_size=60).map(lambda v: bytes(b for b in v if b >= 32 and b != 127).strip(b" "))


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=3000),
    headers=st.lists(st.tuples(_NAMES, _VALUES), max_size=6),
    newsroom=st.text(max_size=30),
    status=st.integers(200, 599),
    protocol=st.sampled_from(["HTTP/1.0", "HTTP/1.1", "HTTP/2"]),
    truncated=st.sampled_from(["", "length", "time", "disconnect", "unspecified"]),
)
def test_any_answer_comes_out_as_it_went_in(
    tmp_path: Path,
    body: bytes,
    headers: list[tuple[bytes, bytes]],
    newsroom: str,
    status: int,
    protocol: str,
    truncated: str,
) -> None:
    given_headers = tuple(h for h in headers if h[0].lower() != b"content-encoding")
    asked = hop(address(1), body, status, headers=given_headers, protocol=protocol, truncated=truncated)
    archive = Archive(tmp_path)
    one = archive.append(Fetched(address(1), (asked,), body), role=Role.RELEASE, newsroom=newsroom.strip())
    assert archive.read(one.file, one.offset).capture.body == body
    found = archive.read(one.file, one.offset).capture
    assert found.headers == one.capture.headers
    assert (found.status, found.truncated) == (status, truncated)
    if newsroom.strip().isprintable():
        assert found.newsroom == newsroom.strip()


def test_coded_body_is_kept_as_received_and_read_decoded(tmp_path: Path) -> None:
    coded = gzip.compress(b"<p>hej</p>")
    headers = (HTML, (b"Content-Encoding", b"gzip"))
    archive = Archive(tmp_path)
    one = put(archive, Fetched(address(1), (hop(address(1), coded, headers=headers),), b"<p>hej</p>"))
    assert archive.read(one.file, one.offset).capture.body == b"<p>hej</p>"
    assert records(archive.files()[0])[1][2].endswith(b"Content-Encoding: gzip\r\n\r\n" + coded)


def test_chunk_framing_is_off_and_its_header_does_not_lie(tmp_path: Path) -> None:
    headers = (HTML, (b"Transfer-Encoding", b"chunked"))
    archive = Archive(tmp_path)
    one = put(archive, Fetched(address(1), (hop(address(1), b"hej", headers=headers),), b"hej"))
    assert b"X-Archived-Transfer-Encoding: chunked\r\n" in records(archive.files()[0])[1][2]
    assert dict(archive.read(one.file, one.offset).capture.headers)["transfer-encoding"] == "chunked"


def test_cut_body_is_marked_and_kept(tmp_path: Path) -> None:
    coded = gzip.compress(b"<p>hej</p>" * 100)[:-9]
    headers = (HTML, (b"Content-Encoding", b"gzip"))
    cut = hop(address(1), coded, headers=headers, truncated="disconnect")
    archive = Archive(tmp_path)
    one = put(archive, Fetched(address(1), (cut,), b""))
    assert archive.read(one.file, one.offset) == one
    assert one.capture.truncated == "disconnect"
    assert one.capture.body == coded
    assert records(archive.files()[0])[1][1]["WARC-Truncated"] == "disconnect"


def test_redirects_are_on_record(tmp_path: Path) -> None:
    first = hop("https://example.se/gammal", b"", 301, headers=((b"Location", b"/nyheter/1"),))
    archive = Archive(tmp_path)
    one = put(archive, Fetched("https://example.se/gammal", (first, hop(address(1), b"hej")), b"hej"))
    assert archive.read(one.file, one.offset) == one
    assert (one.capture.url, one.capture.final_url) == ("https://example.se/gammal", address(1))
    kinds = [
        (kind, headers.get("WARC-Target-URI", "")) for kind, headers, _ in records(archive.files()[0])[1:]
    ]
    assert kinds == [
        ("response", address(1)),
        ("request", address(1)),
        ("response", "https://example.se/gammal"),
        ("request", "https://example.se/gammal"),
    ]
    assert records(archive.files()[0])[1][1]["Anslag-Via"] == "https://example.se/gammal"
    assert list(archive.captures()) == [one]
    more = put(archive, answer(2), "example-2")
    assert list(archive.captures((one.file, one.offset))) == [more]


def test_archive_with_redirects_is_whole_and_its_index_is_what_its_records_say(tmp_path: Path) -> None:
    first = hop("https://example.se/gammal", b"", 301, headers=((b"Location", b"/nyheter/1"),))
    archive = Archive(tmp_path)
    put(archive, Fetched("https://example.se/gammal", (first, hop(address(1), b"hej")), b"hej"))
    put(archive, answer(2), "example-2")
    assert not list(archive.verify())
    keys = [one.text.split(" ")[0] for one in lines_of(tmp_path / INDEX)[1:]]
    assert keys == ["se,example)/nyheter/1", "se,example)/nyheter/2"]
    before = (tmp_path / INDEX).read_bytes()
    (tmp_path / INDEX).unlink()
    archive.repair()
    assert (tmp_path / INDEX).read_bytes() == before


def test_address_cannot_break_a_header_line(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    url = "https://example.se/\r\nWARC-Type: warcinfo\r\n\x00"
    one = put(archive, Fetched(url, (hop(url, b"hej"),), b"hej"))
    assert [kind for kind, _, _ in records(archive.files()[0])] == ["warcinfo", "response", "request"]
    assert archive.read(one.file, one.offset).capture.body == b"hej"
    assert not list(archive.verify())


# -- revisits (WARC 1.1, 6.7)


def test_304_is_a_revisit_of_the_response_itself(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = put(archive, answer(1))
    second = put(archive, answer(1, b"", 304, after=60), previous=first)
    third = put(archive, answer(1, b"", 304, after=120), previous=second)
    assert [one.unchanged for one in (first, second, third)] == [False, True, True]
    assert third.capture.body == first.capture.body
    assert third.sha256 == first.sha256
    assert third.capture.status == 304
    assert archive.read(third.file, third.offset) == third
    (_, response, _), _, (kind, revisit, block), _, (_, last, _), _ = records(archive.files()[0])[1:]
    assert kind == "revisit"
    assert revisit["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    for one in (revisit, last):
        assert one["WARC-Refers-To"] == response["WARC-Record-ID"]
        assert one["WARC-Refers-To-Date"] == response["WARC-Date"]
        assert one["WARC-Refers-To-Target-URI"] == response["WARC-Target-URI"]
        assert one["WARC-Payload-Digest"] == response["WARC-Payload-Digest"]
    assert block.startswith(b"HTTP/1.1 304 OK\r\n")


def test_304_has_the_headers_that_describe_the_page(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    latin = (b"Content-Type", b"text/html; charset=iso-8859-1")
    first = put(
        archive, Fetched(address(1), (hop(address(1), b"\xe5", headers=(latin, (b"ETag", b'"1"'))),), b"\xe5")
    )
    headers = ((b"Content-Type", b"text/plain"), (b"ETag", b'"2"'))
    second = put(archive, Fetched(address(1), (hop(address(1), b"", 304, headers=headers),)), previous=first)
    assert sorted(second.capture.headers) == [
        ("content-type", "text/html; charset=iso-8859-1"),
        ("etag", '"2"'),
    ]
    assert archive.read(second.file, second.offset) == second


def test_identical_bytes_are_a_revisit_and_other_bytes_are_not(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = put(archive, answer(1, b"hej"))
    same = put(archive, answer(1, b"hej"), previous=first)
    other = put(archive, answer(1, b"hopp"), previous=same)
    error = put(archive, answer(1, b"hopp", 500), previous=other)
    assert [one.unchanged for one in (first, same, other, error)] == [False, True, False, False]
    revisit = records(archive.files()[0])[3][1]
    assert revisit["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert [archive.read(one.file, one.offset) for one in (first, same, other, error)] == [
        first,
        same,
        other,
        error,
    ]


def test_many_revisits_do_not_stand_on_each_other(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = one = put(archive, answer(1))
    for n in range(50):
        one = put(archive, answer(1, b"", 304, after=n), previous=one)
    middle = sorted(o.offset for o in archive.captures())[25]
    _flip(archive.files()[0], middle + 30)
    assert archive.read(one.file, one.offset).capture.body == first.capture.body


def test_304_to_a_damaged_page_stands_for_itself(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = put(archive, answer(1))
    _flip(archive.files()[0], first.offset + 30)
    second = put(archive, answer(1, b"", 304), previous=first)
    assert not second.unchanged
    assert second.capture.body == b""
    assert archive.read(second.file, second.offset) == second


# -- the usual tools


def test_usual_tools_read_it(tmp_path: Path) -> None:
    archive, made = filled(tmp_path, 4)
    put(archive, answer(0, b"", 304), previous=made[0])
    put(
        archive,
        Fetched(address(1), (hop(address(1), b"<p>1</p>" * 2, protocol="HTTP/2"),), b""),
        previous=made[1],
    )
    [file] = archive.files()
    tool = Path(sys.executable).parent / "warcio"
    checked = subprocess.run([tool, "check", "-v", file], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("digest pass") == 1 + 2 * 4 + 2
    with file.open("rb") as stream:
        statuses = [
            r.http_headers.get_statuscode()
            for r in ArchiveIterator(stream)
            if r.rec_type in ("response", "revisit")
        ]
    assert statuses == ["200"] * 4 + ["304", "200"]
    assert subprocess.run(["gzip", "-t", file], check=False).returncode == 0
    assert (
        subprocess.run(["sha256sum", "--check", "--quiet", MANIFEST], cwd=tmp_path, check=False).returncode
        == 0
    )


def test_index_places_each_response_as_the_usual_tools_do(tmp_path: Path) -> None:
    archive, made = filled(tmp_path, 3)
    put(archive, answer(0, b"", 304), previous=made[0])
    tool = Path(sys.executable).parent / "warcio"
    asked: list[str | Path] = [tool, "index", "-f", "offset,length,warc-type,http:status", *archive.files()]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    theirs = [
        one for one in map(json.loads, told.splitlines()) if one["warc-type"] in ("response", "revisit")
    ]
    lines = [json.loads(one.text.split(" ", 2)[2]) for one in lines_of(tmp_path / INDEX)[1:]]
    assert [(one["offset"], one["length"], one["status"]) for one in lines] == [
        (one["offset"], one["length"], one["http:status"]) for one in theirs
    ]
    key, timestamp, _ = lines_of(tmp_path / INDEX)[1].text.split(" ", 2)
    assert (key, timestamp) == ("se,example)/nyheter/0", "20250301120000")
    assert [one["mime"] for one in lines] == ["text/html"] * 3 + ["warc/revisit"]


def test_every_file_begins_with_what_it_is(tmp_path: Path) -> None:
    archive, made = filled(tmp_path, 30, rollover=5000)
    assert len(archive.files()) > 2
    for file in archive.files():
        kind, headers, block = records(file)[0]
        assert (kind, headers["WARC-Filename"]) == ("warcinfo", file.name)
        assert b"software: anslag/" in block
    assert list(archive.captures()) == made
    assert list(archive.captures((made[20].file, made[20].offset))) == made[21:]
    assert not list(archive.verify())


def test_order_is_that_of_writing_though_the_clock_jumps_back(tmp_path: Path) -> None:
    archive = Archive(tmp_path, rollover=3000)
    made = [put(archive, answer(n, after=-86400.0 * n), f"example-{n}") for n in range(12)]
    assert list(Archive(tmp_path).captures()) == made
    assert made[0].capture.fetched_at - made[-1].capture.fetched_at == timedelta(days=11)


# -- crashes


@pytest.mark.parametrize("by", range(1, 900, 37))
def test_torn_tail_is_cut_and_what_is_whole_stays(tmp_path: Path, by: int) -> None:
    archive, made = filled(tmp_path)
    [file] = archive.files()
    data = file.read_bytes()
    file.write_bytes(data[:-by])
    unlist(tmp_path, len(data) - by)
    again = Archive(tmp_path)
    torn = again.repair()
    left = list(again.captures())
    assert left == made[: len(left)]
    assert len(left) >= len(made) - 2
    assert len(data) - by - torn == listed(again)
    assert not list(again.verify())
    assert again.repair() == 0
    kept = (
        b"".join(path.read_bytes() for path in sorted((tmp_path / TORN).glob("*")))
        if (tmp_path / TORN).exists()
        else b""
    )
    assert file.read_bytes() + kept == data[:-by]
    more = put(again, answer(99))
    assert list(again.captures()) == [*left, more]


@pytest.mark.parametrize("by", [1, 300, 900, 100_000])
def test_what_is_listed_stays_listed_though_its_file_was_cut(tmp_path: Path, by: int) -> None:
    archive, made = filled(tmp_path)
    [file] = archive.files()
    whole, index = file.read_bytes(), (tmp_path / INDEX).read_bytes()
    manifest = (tmp_path / MANIFEST).read_bytes()
    file.write_bytes(whole[:-by])
    cut = file.read_bytes()
    again = Archive(tmp_path)
    assert again.repair() == 0
    more = put(again, answer(99))
    assert more.file > file.name
    assert file.read_bytes() == cut
    assert (tmp_path / INDEX).read_bytes().startswith(index)
    assert (tmp_path / MANIFEST).read_bytes().startswith(manifest)
    missing = [one.offset for one in again.missing()]
    assert missing == [
        one.offset for one in lines_of(tmp_path / INDEX) if one.file == file.name and one.end > len(cut)
    ]
    assert [(d.file, d.offset) for d in again.verify()] == [(file.name, missing[0])]
    left = list(again.captures())
    assert left == [*(one for one in made if one.offset not in missing), more]
    assert [(d.file, d.offset) for d in again.damaged] == [(file.name, missing[0])]
    file.write_bytes(whole)
    assert not list(again.verify())
    assert list(again.captures()) == [*made, more]


@pytest.mark.parametrize("by", [1, 300, 900, 100_000])
def test_loss_that_a_person_accepts_is_forgotten_and_named(tmp_path: Path, by: int) -> None:
    archive, made = filled(tmp_path, 12, rollover=3000)
    file = archive.files()[1]
    last = archive.files()[-1]
    file.write_bytes(file.read_bytes()[:-by])
    last.unlink()
    missing = list(archive.missing())
    assert {one.file for one in missing} == {file.name, last.name}
    assert archive.give_up() == missing
    assert not list(archive.verify())
    kept = {(one.file, one.offset) for one in made} - {(one.file, one.offset) for one in missing}
    assert [(one.file, one.offset) for one in archive.captures()] == sorted(kept)
    more = put(archive, answer(99))
    assert list(archive.captures())[-1] == more
    assert not list(archive.verify())
    assert archive.give_up() == []


@pytest.mark.parametrize("tail", [b"\x1f\x8b\x08\x00", b"\x00" * 5000, b"WARC/1.1\r\n", os.urandom(70_000)])
def test_garbage_at_the_end_is_moved_aside(tmp_path: Path, tail: bytes) -> None:
    archive, made = filled(tmp_path)
    [file] = archive.files()
    with file.open("ab") as out:
        out.write(tail)
    assert [d.offset for d in archive.verify()] == [listed(archive)]
    assert list(archive.captures()) == made
    assert not archive.damaged
    assert archive.repair() == len(tail)
    assert not list(archive.verify())
    assert list(archive.captures()) == made


def test_append_mends_before_it_writes(tmp_path: Path) -> None:
    archive, made = filled(tmp_path)
    with archive.files()[0].open("ab") as out:
        out.write(b"torn")
    more = put(archive, answer(9))
    assert list(Archive(tmp_path).captures()) == [*made, more]
    assert not list(archive.verify())


@pytest.mark.parametrize("lines", [1, 3, 0])
def test_records_that_the_index_has_not_got_are_listed(tmp_path: Path, lines: int) -> None:
    archive, made = filled(tmp_path, 12, rollover=3000)
    before = (tmp_path / INDEX).read_bytes()
    kept = b"".join(before.splitlines(keepends=True)[:lines]) + b"se,example)/nyh"
    (tmp_path / INDEX).write_bytes(kept)
    assert list(archive.verify())
    assert archive.repair() == 0
    assert (tmp_path / INDEX).read_bytes() == before
    assert list(archive.captures()) == made


@pytest.mark.parametrize("lost", [[INDEX], [MANIFEST], [INDEX, MANIFEST]])
def test_lost_lists_are_made_anew(tmp_path: Path, lost: list[str]) -> None:
    archive, made = filled(tmp_path, 12, rollover=3000)
    before, digest = [(tmp_path / name).read_bytes() for name in lost], archive.digest()
    for name in lost:
        (tmp_path / name).unlink()
    assert list(Archive(tmp_path).captures()) == made
    assert archive.digest() == digest
    assert next(d.file for d in archive.verify()) == lost[0]
    assert archive.repair() == 0
    assert [(tmp_path / name).read_bytes() for name in lost] == before
    assert archive.digest() == digest


def test_repair_never_takes_what_lies_behind_damage(tmp_path: Path) -> None:
    archive, made = filled(tmp_path)
    _flip(archive.files()[0], made[1].offset + 30)
    size = archive.files()[0].stat().st_size
    assert archive.repair() == 0
    assert archive.files()[0].stat().st_size == size
    (tmp_path / INDEX).unlink()
    (tmp_path / MANIFEST).unlink()
    assert archive.repair() == 0
    assert archive.files()[0].stat().st_size == size
    assert [(d.file, d.offset) for d in archive.verify()] == [(made[1].file, made[1].offset)]
    assert list(archive.captures()) == [made[0], *made[2:]]
    more = put(archive, answer(9))
    assert list(archive.captures())[-1] == more


def test_file_of_which_nothing_is_whole_is_taken_away(tmp_path: Path) -> None:
    archive, made = filled(tmp_path)
    (tmp_path / "anslag-00002.warc.gz").write_bytes(b"\x1f\x8b\x08\x00torn")
    assert archive.repair() == 8
    assert [file.name for file in archive.files()] == ["anslag-00001.warc.gz"]
    assert not list(archive.verify())
    assert list(archive.captures()) == made


def test_number_of_a_missing_file_is_not_used_again(tmp_path: Path) -> None:
    archive, made = filled(tmp_path, 12, rollover=3000)
    last = archive.files()[-1]
    last.unlink()
    more = put(Archive(tmp_path), answer(9))
    assert more.file > last.name
    assert [(d.file, d.what) for d in archive.verify()] == [(last.name, "the file is missing")]
    assert list(archive.captures()) == [*(one for one in made if one.file != last.name), more]


# -- damage and bad requests


def _flip(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 0x40
    file.write_bytes(data)


def test_damaged_record_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    archive, made = filled(tmp_path)
    revisit = put(archive, answer(2, b"", 304), previous=made[2])
    _flip(archive.files()[0], made[2].offset + 40)
    assert list(archive.captures()) == [one for one in made if one is not made[2]]
    first, second = archive.damaged
    assert (first.file, first.offset) == (made[2].file, made[2].offset)
    assert first.what == f"record at offset {made[2].offset} is damaged"
    assert second.offset == revisit.offset
    with pytest.raises(ArchiveError, match=f"record at offset {made[2].offset} is damaged"):
        archive.read(made[2].file, made[2].offset)


@pytest.mark.parametrize(
    "place", [("anslag-00001.warc.gz", 1), ("anslag-00001.warc.gz", 10**9), ("anslag-00009.warc.gz", 0)]
)
def test_place_without_a_capture_is_one_clear_error(tmp_path: Path, place: tuple[str, int]) -> None:
    archive, _ = filled(tmp_path)
    with pytest.raises(ArchiveError) as error:
        archive.read(*place)
    assert "\n" not in str(error.value)
    with pytest.raises(ArchiveError, match="no capture"):
        archive.read("anslag-00001.warc.gz", 0)


@pytest.mark.parametrize("name", ["../anslag.db", "/etc/passwd", "manifest.txt", ""])
def test_nothing_outside_the_archive_is_read(tmp_path: Path, name: str) -> None:
    archive, _ = filled(tmp_path)
    with pytest.raises(ArchiveError, match="is not a file of the archive"):
        archive.raw(name, 0)


def test_empty_archive_is_whole(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "none")
    assert list(archive.captures()) == []
    assert list(archive.verify()) == []
    assert archive.repair() == 0
    assert len(archive.digest()) == 64


def test_digest_is_of_the_content_and_of_nothing_else(tmp_path: Path) -> None:
    archive, _ = filled(tmp_path / "a", 3)
    before = archive.digest()
    (tmp_path / "a").rename(tmp_path / "b")
    assert Archive(tmp_path / "b").digest() == before
    put(Archive(tmp_path / "b"), answer(9))
    assert Archive(tmp_path / "b").digest() != before


# -- disks

FULL = textwrap.dedent("""
    import resource, sys
    from pathlib import Path
    from anslag.scraper.archive import Archive, ArchiveFull
    from anslag.scraper.records import Role
    from tests.shelf import answer
    archive = Archive(Path(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
    number = 0
    try:
        while number < 1000:
            archive.append(answer(number, bytes(str(number), "ascii") * 50), role=Role.RELEASE)
            number += 1
    except ArchiveFull as error:
        print(number, error)
""")


@pytest.mark.parametrize("size", [100, 1000, 5000, 5100, 9001])
def test_full_disk_keeps_the_last_whole_record(tmp_path: Path, size: int) -> None:
    """A limit on the size of files stands in for a full disk: a write goes through in part, or not at all."""
    found = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path, str(size)], capture_output=True, text=True, check=True
    )
    assert found.stderr == ""
    count, _, message = found.stdout.partition(" ")
    assert message.startswith("no room left for the archive in ")
    assert message.count("\n") == 1
    archive = Archive(tmp_path)
    assert len(list(archive.captures())) == int(count)
    assert not archive.damaged
    assert not list(archive.verify())
    put(archive, answer(9))
    assert len(list(archive.captures())) == int(count) + 1
    assert not list(archive.verify())


def _fill(archive: Archive, made: list[Archived]) -> None:
    for n in range(1000):
        made.append(put(archive, answer(n, os.urandom(1500)), f"example-{n}"))


def _mounted(folder: Path, options: str) -> None:
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("no right to mount a file system of its own")


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="mounting needs root on Linux"
)
def test_real_full_disk_and_read_only_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    _mounted(disk, "size=64k")
    try:
        archive = Archive(disk / "archive")
        made: list[Archived] = []
        with pytest.raises(ArchiveFull, match="no room left"):
            _fill(archive, made)
        assert made
        assert list(Archive(disk / "archive").captures()) == made
        assert not list(archive.verify())
        subprocess.run(["mount", "-o", "remount,size=128k", disk], check=True)
        made.append(put(archive, answer(999), "example-999"))
        assert list(archive.captures()) == made
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        with pytest.raises(ArchiveError, match=r"cannot write to .*: Read-only file system") as error:
            put(archive, answer(1000))
        assert not isinstance(error.value, ArchiveFull)
        assert list(Archive(disk / "archive").captures()) == made
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.slow
def test_deflate_bomb_in_the_archive_is_an_error_not_a_full_memory(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    bomb = zlib.compress(bytes(101_000_000), 9)
    headers = (HTML, (b"Content-Encoding", b"deflate"))
    one = put(archive, Fetched(address(1), (hop(address(1), bomb, headers=headers),), b"x"))
    with pytest.raises(ArchiveError, match="larger than the limit"):
        archive.read(one.file, one.offset)
