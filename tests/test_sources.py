"""What extract reads besides single files: folders, lists, and WARC files of any tool, also down a pipe."""

from __future__ import annotations

import gzip
import io
import json
import os
import pty
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from anslag.sources import Reading, readings
from tests.archives import HTML, Shelf, page
from tests.command import SCRIPT, Ran, anslag, hear_ctrl_c
from tests.servers import Server, reply

TEXT = "Bidrag\n\nNämnden beslutade att bevilja Umeå kommun 250 000 kronor för projektet Vinterljus.\n"
HEADERS = (("Content-Type", "text/html; charset=utf-8"),)
Record = tuple[str, str, Sequence[tuple[str, str]], bytes]


def warc(*records: Record, packed: bool = True) -> bytes:
    """A WARC file as other tools write it: (address, status line, headers, body as sent)."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("pages.warc.gz", {"software": "another tool"}))
    for url, status, headers, body in records:
        sent = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
        request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "example.se")], is_http_request=True)
        writer.write_record(writer.create_warc_record(url, "request", http_headers=request))
        record = writer.create_warc_record(url, "response", io.BytesIO(body), len(body), http_headers=sent)
        writer.write_record(record)
    return out.getvalue()


def saved(name: str, body: bytes, *more: tuple[str, str], status: str = "200 OK") -> Record:
    return f"https://example.se/{name}", status, (*HEADERS, *more), body


def objects(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def amounts(found: Sequence[Reading]) -> list[object]:
    return [
        str(one.found) if isinstance(one.found, Exception) else one.found.grants[0].amount for one in found
    ]


# -- folders


def test_folder_is_read_to_its_bottom_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b/deep/x.HTM", "a.txt", "b/y.html", "notes.pdf", ".git/z.html", "b/._y.html"):
        file = tmp_path / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(TEXT.encode() if name.endswith(".txt") else page())
    (tmp_path / "in" / "c.warc.gz").write_bytes(warc(saved("d", page("300 000"))))
    # A link to a folder above would never end.
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    ran = anslag("extract", "--json", "in", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "4 grants in 4 releases\n")
    names = ["in/a.txt", "in/c.warc.gz https://example.se/d", "in/b/y.html", "in/b/deep/x.HTM"]
    assert [one["source"] for one in objects(ran)] == names


def test_one_bad_file_stops_no_other(tmp_path: Path) -> None:
    for name, body in {
        "a.html": page(),
        "b.html": b"%PDF-1.7",
        "c.warc.gz": b"\x1f\x8bno",
        "d.html": page(),
    }.items():
        (tmp_path / name).write_bytes(body)
    ran = anslag("extract", "--json", ".", cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "2 grants in 2 releases; 2 could not be read\n")
    assert [one.get("error") for one in objects(ran)] == [
        None,
        "not HTML: it is a PDF",
        "damaged or cut short after 0 records",
        None,
    ]


def test_sources_behind_the_one_read_are_counted(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.html").write_bytes(page())
    assert [one.left for one in readings([str(tmp_path), str(tmp_path / "a.html")])] == [3, 2, 1, 0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_folder_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o000)
    [found] = readings([str(tmp_path)])
    assert "cannot be read: Permission denied" in str(found.found)


# -- lists


def test_addresses_of_a_list_are_fetched_with_one_look_at_robots_txt(tmp_path: Path) -> None:
    body = page(extra=f"<p>{'Nämnden har beslutat om stöd. ' * 40}</p>")
    routes = {"/robots.txt": reply(status="404 Not Found"), "/a": reply(body), "/b": reply(body)}
    (tmp_path / "c.html").write_bytes(page())
    with Server(routes) as server:
        listed = (
            f"\ufeff# mine\n{server.origin}/a\r\n\n  {server.origin}/b\n{server.origin}/missing\nc.html\n"
        )
        (tmp_path / "list.txt").write_text(listed, "utf-8")
        ran = anslag("extract", "--json", "--from", "list.txt", cwd=tmp_path)
        assert server.count("/robots.txt") == 1
        assert server.shortest_gap() > 0.95
        addresses = [f"{server.origin}/{name}" for name in ("a", "b", "missing")]
    assert (ran.code, ran.err) == (1, "3 grants in 3 releases; 1 could not be read\n")
    assert [one["source"] for one in objects(ran)] == [*addresses, "c.html"]
    assert "error" in objects(ran)[2]


def test_list_may_come_down_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page())
    ran = anslag("extract", "--json", "--from", "-", cwd=tmp_path, stdin=b"a.html\n")
    assert (ran.code, len(objects(ran))) == (0, 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "--from list.txt: No such file or directory"),
        (b"\xff\xfe\x00", "--from list.txt: not text in UTF-8; save it as such, one address a line"),
        (b"# nothing\n\n", "list.txt names nothing to read; see `anslag extract --help`"),
    ],
)
def test_list_that_cannot_be_used_is_told_in_one_line(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "list.txt").write_bytes(content)
    ran = anslag("extract", "--from", "list.txt", cwd=tmp_path)
    assert (ran.code, ran.complaint) == (2, said)


# -- WARC


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_warc_of_another_tool_is_read_page_by_page(tmp_path: Path, packed: bool) -> None:
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(page("200 000")), page("200 000"))
    zipped = gzip.compress(page("300 000"))
    made = warc(
        saved("a", page("100 000")),
        saved("b", chunked, ("Transfer-Encoding", "chunked")),
        saved("c", zipped, ("Content-Encoding", "gzip")),
        saved("d", page("400 000"), ("Transfer-Encoding", "chunked")),
        ("https://example.se/bild", "200 OK", [("Content-Type", "image/png")], b"\x89PNG"),
        saved("gone", b"<h1>Sidan finns inte</h1>", status="404 Not Found"),
        saved("moved", b"", ("Location", "/a"), status="301 Moved Permanently"),
        packed=packed,
    )
    (tmp_path / "pages.warc").write_bytes(made)
    found = list(readings([str(tmp_path / "pages.warc")]))
    assert amounts(found) == [100_000, 200_000, 300_000, 400_000]
    assert [one.source.rpartition(" ")[2] for one in found] == [
        f"https://example.se/{name}" for name in "abcd"
    ]
    first = found[0].found
    assert not isinstance(first, Exception)
    assert first.release.url == "https://example.se/a"


def test_own_archive_is_read_down_a_pipe_without_lists_and_copies(shelf: Shelf) -> None:
    first = shelf.put(page("100 000"))
    shelf.put(page("100 000"), previous=first)
    shelf.put(page("200 000"), name="b")
    shelf.put(b"<h1>Borta</h1>", 404, name="c")
    [file] = shelf.archive.files()
    for stdin in (file.read_bytes(), gzip.decompress(file.read_bytes())):
        ran = anslag("extract", "--json", "-", cwd=shelf.data, stdin=stdin)
        assert (ran.code, ran.err) == (0, "2 grants in 2 releases\n")
        assert [one["source"] for one in objects(ran)] == ["- https://example.se/a", "- https://example.se/b"]


def test_page_that_was_cut_or_cannot_be_unpacked_is_told_and_the_next_is_read(shelf: Shelf) -> None:
    shelf.put(page("100 000")[:150], truncated="time")
    broken = ((b"Content-Encoding", b"br"), HTML)
    shelf.put(b"\xff\xff\xff", name="b", headers=broken)
    shelf.put(b"", name="e")
    shelf.put(page("200 000"), name="c")
    found = list(readings([str(file) for file in shelf.archive.files()]))
    said = amounts(found)
    assert said[0] == "the page was cut short when it was saved (time)"
    assert "br" in str(said[1])
    assert "empty" in str(said[2])
    assert said[3:] == [200_000]


@pytest.mark.parametrize("part", [0.4, 0.9], ids=["in the middle", "at the end"])
@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_warc_that_is_cut_gives_what_it_holds_and_says_so(tmp_path: Path, part: float, packed: bool) -> None:
    extra = "<p>" + "Nämnden har beslutat om stöd. " * 40 + "</p>"
    made = warc(*(saved(name, page(extra=extra)) for name in "abcdefgh"), packed=packed)
    (tmp_path / "a.warc.gz").write_bytes(made[: int(len(made) * part)])
    *read, last = readings([str(tmp_path / "a.warc.gz")])
    assert 2 <= len(read) < 8
    assert amounts(read) == [250_000] * len(read)
    assert "cut short" in str(last.found)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(b"hej", mtime=0), "packed with gzip, but there is no WARC file in it"),
        (b"WARC/1.0\r\nnonsense", "damaged or cut short"),
        (warc(), "a WARC file without a page in it"),
        (warc(saved("a", page()))[:-400] + b"\0" * 400, "damaged or cut short"),
    ],
)
def test_what_is_no_whole_warc_is_told_in_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.warc.gz").write_bytes(content)
    ran = anslag("extract", "a.warc.gz", cwd=tmp_path)
    assert ran.code == 1
    assert ran.complaint.startswith("a.warc.gz: ")
    assert said in ran.complaint


def test_terminal_shows_how_far_it_is_while_the_releases_go_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(20):
        (tmp_path / "in" / f"{number:02}.txt").write_text(TEXT, "utf-8")
    ours, theirs = pty.openpty()
    command = [str(SCRIPT), "extract", "--json", "in"]
    with (tmp_path / "out").open("wb") as out:
        done = subprocess.run(command, cwd=tmp_path, stdout=out, stderr=theirs, check=True)
    os.close(theirs)
    with open(ours, "rb", buffering=0) as terminal:
        shown = terminal.read(1 << 16).decode()
    assert done.returncode == 0
    assert "reading releases" in shown
    assert shown.rstrip().endswith("20 grants in 20 releases")
    assert len((tmp_path / "out").read_bytes().splitlines()) == 20


def test_reading_can_be_interrupted_and_what_was_printed_is_whole(tmp_path: Path) -> None:
    for number in range(3_000):
        (tmp_path / f"{number:04}.txt").write_text(TEXT, "utf-8")
    command = [str(SCRIPT), "extract", "--json", "."]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=hear_ctrl_c
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate(timeout=60)
    assert process.returncode == 130
    lines = [first, *rest.splitlines()]
    assert all(json.loads(line)["grants"] for line in lines)
    assert said.decode() == "anslag: stopped; what was printed is whole\n"
