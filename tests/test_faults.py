"""The fault cases, each through a whole crawl on real sockets, by what the fetch log says of the address.

The numbers are those of the case list; a newsroom here is a listing page whose links are the addresses tried.
"""

from __future__ import annotations

import gzip
import itertools
import time
from collections.abc import Sequence
from email.utils import formatdate
from pathlib import Path

import pytest

from anslag.scraper.archive import Archive
from anslag.scraper.frontier import Frontier
from anslag.scraper.outcomes import Kind, Outcome
from anslag.scraper.records import Role
from tests.crawls import FREE, ONE, ROOM, Ran, crawled, listing, path, ran, release
from tests.hostile import BROKEN, cut_by_reset, silent
from tests.servers import Answer, Call, Server, redirect, reply

NEWS = "/nyheter"
FIRST, SECOND = f"{NEWS}/2024/stod-till-sju-nya-projekt", f"{NEWS}/2024/sju-projekt-far-mer-stod"


def test_01_two_500s_then_the_page(tmp_path: Path) -> None:
    got, _ = crawled(tmp_path, {ONE: [reply("", "500 Oops"), reply("", "500 Oops"), release()]})
    assert got.outcomes() == ["retried", "retried", "stored"]
    assert got.summary.complete
    assert got.summary.retries == 2
    assert len(got.stored()) == 1


def test_02_500_for_ever_is_given_up_after_a_few_tries(tmp_path: Path) -> None:
    got, server = crawled(tmp_path, {ONE: reply("", "500 Oops"), path(1002): release()})
    assert got.outcomes() == ["retried", "retried", "retried", "failed"]
    assert server.count(ONE) == 4
    assert got.last().kind == Kind.BUSY
    assert got.last().message == "status 500 after 4 tries"
    assert got.outcomes(path(1002)) == ["stored"]
    assert not got.summary.complete


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_03_04_retry_after_is_kept(tmp_path: Path, form: str) -> None:
    answered: list[float] = []

    def busy(_: Call) -> bytes:
        answered.append(time.time())
        value = "2" if form == "seconds" else formatdate(int(time.time()) + 2, usegmt=True)
        return reply("", "503 Busy", headers={"Retry-After": value})

    got, server = crawled(tmp_path, {ONE: [busy, release()]})
    first, second = (seen for seen in server.requests if seen.target == ONE)
    assert got.outcomes() == ["retried", "stored"]
    assert second.came >= (first.came + 2 if form == "seconds" else int(answered[0]) + 2)


@pytest.mark.parametrize("value", ["", "-5", "soon", "0", "Wed, 21 Oct 2015 07:28:00 GMT", "9" * 400, "1.5"])
def test_05_senseless_retry_after_means_our_own_backoff(tmp_path: Path, value: str) -> None:
    got, _ = crawled(tmp_path, {ONE: [reply("", "503 Busy", headers={"Retry-After": value}), release()]})
    assert got.outcomes() == ["retried", "stored"]


def test_06_a_day_is_not_waited_for(tmp_path: Path) -> None:
    busy = reply("", "503 Busy", headers={"Retry-After": "86400"})
    got, server = crawled(tmp_path, {ONE: busy, path(1002): release()})
    assert got.outcomes() == ["failed"]
    assert "asked to wait 24.0 hours; not waiting" in got.last().message
    assert got.outcomes(path(1002)) == ["stored"]
    with Frontier(tmp_path / "crawl.db") as frontier:
        known = frontier.get(got.origin + ONE)
    assert known is not None
    assert 86000 < known.not_before - time.time() < 86401
    with Server({ROOM: listing(ONE)}, port=int(server.origin.rpartition(":")[2])) as again:
        ran(again, tmp_path)
    assert again.count(ONE) == 0


def test_07_too_many_requests_slows_the_host(tmp_path: Path) -> None:
    others = {path(n): release(f"Nummer {n}") for n in (1002, 1003)}
    got, server = crawled(tmp_path, {ONE: [reply("", "429 Slow Down"), release()], **others})
    assert got.outcomes() == ["retried", "stored"]
    pages = [seen for seen in server.requests if "/pressreleases/" in seen.target]
    gaps = [b.came - a.answered for a, b in itertools.pairwise(pages)]
    assert len(gaps) == 3
    assert min(gaps[-2:]) >= 0.99


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 501])
def test_08_refusals_are_not_retried(tmp_path: Path, status: int) -> None:
    got, server = crawled(tmp_path, {ONE: reply("nej", f"{status} No")})
    assert got.outcomes() == ["failed"]
    assert server.count(ONE) == 1
    assert got.last().status == status
    assert f"status {status}" in got.last().message
    assert not got.summary.complete


CODED: dict[str, tuple[Answer, list[str], Kind]] = {
    "09 304 unasked": (reply("", "304 Not Modified"), ["retried", "failed"], Kind.UNASKED_304),
    "10 204": (b"HTTP/1.1 204 No Content\r\n\r\n", ["retried", "skipped"], Kind.EMPTY),
    "10 empty": (reply(""), ["retried", "skipped"], Kind.EMPTY),
    "10 blank": (reply(" \r\n\t "), ["retried", "skipped"], Kind.EMPTY),
    "11 206 unasked": (reply("en del", "206 Partial"), ["retried", "retried", "failed"], Kind.PARTIAL),
}


@pytest.mark.parametrize(("answer", "outcomes", "kind"), CODED.values(), ids=CODED.keys())
def test_09_to_11_answers_without_a_page(
    tmp_path: Path, answer: Answer, outcomes: list[str], kind: Kind
) -> None:
    got, _ = crawled(tmp_path, {ONE: answer})
    assert got.outcomes() == outcomes
    assert got.last().kind == kind
    assert got.stored() == []


@pytest.mark.parametrize(("answer", "kind", "cut"), BROKEN.values(), ids=BROKEN.keys())
def test_12_to_21_what_is_no_whole_answer_never_counts_as_a_page(
    tmp_path: Path, answer: Answer, kind: Kind, cut: str
) -> None:
    got, _ = crawled(tmp_path, {ONE: answer, path(1002): release()})
    assert got.last().outcome is Outcome.FAILED
    assert got.last().kind == kind
    assert got.stored() == ["mynewsdesk-pressreleases-1002"]
    truncated = [
        one.capture.truncated
        for one in Archive(tmp_path / "archive").captures()
        if one.capture.url.endswith("1001")
    ]
    assert truncated == ([cut] if cut else [])
    assert not got.summary.complete


def test_12_cut_once_then_whole(tmp_path: Path) -> None:
    got, _ = crawled(tmp_path, {ONE: [cut_by_reset, release()]})
    assert got.outcomes() == ["retried", "stored"]


def test_19_bytes_after_a_page_harm_no_other(tmp_path: Path) -> None:
    forged = release("Förfalskad")
    pages = {path(n): release(f"Nummer {n}") + forged for n in range(1001, 1006)}
    got, _ = crawled(tmp_path, pages)
    bodies = {o.capture.url: o.capture.body for o in Archive(tmp_path / "archive").captures()}
    assert all(f"Nummer {n}".encode() in bodies[got.origin + path(n)] for n in range(1001, 1006))
    assert not any(b"rfalskad" in body for body in bodies.values())


def test_22_redirects_without_end(tmp_path: Path) -> None:
    got, _ = crawled(
        tmp_path, {ONE: redirect(ONE), path(1002): redirect(path(1003)), path(1003): redirect(path(1002))}
    )
    assert {got.last(path(n)).kind for n in (1001, 1002, 1003)} == {Kind.REDIRECTS}
    assert got.stored() == []


def test_23_redirects_in_scope_lead_to_the_release(tmp_path: Path) -> None:
    moved = f"{ROOM}/pressreleases/ny-rubrik-1001"
    got, _ = crawled(
        tmp_path,
        {ONE: redirect("/a"), "/a": redirect("/b", "301 Moved"), "/b": redirect(moved), moved: release()},
    )
    assert got.outcomes() == ["stored"]
    assert got.stored() == ["mynewsdesk-pressreleases-1001"]
    [capture] = [
        o.capture for o in Archive(tmp_path / "archive").captures() if o.capture.role is Role.RELEASE
    ]
    assert capture.final_url == got.origin + moved


FOREIGN = [
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.2:{port}/x-1",
    "http://127.0.0.1:{other}/x-1",
    "http://localhost:{other}/x",
    "http://2130706433:{other}/",
    "http://0x7f000001:{other}/",
    "http://0177.0.0.1:{other}/",
    "http://127.1:{other}/",
    "http://[::1]:{other}/",
    "http://[::ffff:127.0.0.1]:{other}/",
    "http://127.0.0.1:{port}@127.0.0.1:{other}/",
    "http://127.0.0.1:{other}\\@127.0.0.1:{port}/",
    "//127.0.0.1:{other}/x-1",
    "https://127.0.0.1:{other}/",
    "http://\u2460\u2461\u2466.0.0.1:{other}/",
    "file:///etc/passwd",
    "data:text/html,<h1>hej</h1>",
    "javascript:alert(1)",
    "ftp://127.0.0.1/x",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_24_25_redirects_out_of_scope_are_refused_unasked(tmp_path: Path, target: str) -> None:
    with Server({"*": release("Hemligt")}) as other, Server({ROOM: listing(ONE)}) as server:
        ports = {"port": server.origin.rpartition(":")[2], "other": other.origin.rpartition(":")[2]}
        server.routes[ONE] = redirect(target.format(**ports))
        got = ran(server, tmp_path)
    assert got.outcomes() == ["failed"]
    assert got.last().kind == Kind.OUT_OF_SCOPE
    assert got.last().message.startswith("redirect refused: ")
    assert got.last().status == 302
    assert got.last().file
    assert other.requests == []
    assert got.stored() == []


def test_26_redirect_into_a_disallowed_path(tmp_path: Path) -> None:
    got, server = crawled(tmp_path, {ONE: redirect("/hemligt/x"), "/hemligt/x": release()})
    assert got.last().kind == Kind.DISALLOWED
    assert server.count("/hemligt/x") == 0
    assert got.stored() == []


def test_27_removed_release_that_leads_to_the_front_page(tmp_path: Path) -> None:
    got, _ = crawled(tmp_path, {ONE: redirect(ROOM)})
    assert got.outcomes() == ["skipped"]
    assert got.last().kind == Kind.NOT_A_RELEASE
    assert got.stored() == []


@pytest.mark.parametrize(
    "link",
    [
        "/hemligt/pressreleases/x-1001",
        "/%68emligt/pressreleases/x-1001",
        "/a/../hemligt/pressreleases/x-1001",
        "/a/%2e%2e/hemligt/pressreleases/x-1001",
        "/./hemligt/pressreleases/x-1001",
        "/se/rum/pressreleases/x-1001?visa=allt",
    ],
)
def test_28_disallowed_links_are_never_asked_for(tmp_path: Path, link: str) -> None:
    rules = reply(
        "User-agent: *\nDisallow: /hemligt\nDisallow: /*?visa=\nDisallow: /se/rum/pressreleases/x-1001\n"
    )
    with Server({ROOM: listing(link), "/robots.txt": rules, "*": release()}) as server:
        got = ran(server, tmp_path)
    assert [t for t in server.targets() if "1001" in t or "hemligt" in t] == []
    assert got.summary.skipped[Kind.DISALLOWED].count == 1


def hangs_up(call: Call) -> None:
    call.reset()


ROBOTS_DOWN: dict[str, Answer] = {
    "500": reply("", "500 Oops"),
    "503": reply("", "503 Busy"),
    "429": reply("", "429 Slow"),
    "timeout": silent,
    "reset": hangs_up,
    "cut": reply("User-agent: *\nDisallow: /")[:-5],
    "broken gzip": reply(b"hej", headers={"Content-Encoding": "gzip"}),
    "redirect away": redirect("http://127.0.0.9/robots.txt"),
    "redirect loop": redirect("/robots.txt"),
}


@pytest.mark.parametrize("answer", ROBOTS_DOWN.values(), ids=ROBOTS_DOWN.keys())
def test_29_unreachable_robots_means_no_request(tmp_path: Path, answer: Answer) -> None:
    got, server = crawled(tmp_path, {"/robots.txt": answer, ONE: release()})
    assert server.targets() == []
    assert any("robots.txt unreachable" in note and "host not crawled" in note for note in got.summary.notes)
    assert not got.summary.complete
    assert Kind.ROBOTS_UNREACHABLE in got.summary.failed


def test_29_robots_that_recover_in_time_are_obeyed(tmp_path: Path) -> None:
    got, server = crawled(tmp_path, {"/robots.txt": [reply("", "503 Busy"), FREE], ONE: release()})
    assert got.outcomes() == ["stored"]
    assert server.count("/robots.txt") == 2


@pytest.mark.parametrize(
    "answer",
    [
        reply("", "404 Not Found"),
        reply("", "401 No"),
        reply("", "410 Gone"),
        reply("<!DOCTYPE html><html><body>User-agent: *<br>Disallow: /</body></html>"),
        redirect("/r1"),
    ],
    ids=["404", "401", "410", "a page", "redirects"],
)
def test_30_absent_robots_leave_everything_free(tmp_path: Path, answer: Answer) -> None:
    chain = {"/r1": redirect("/r2"), "/r2": redirect("/r3"), "/r3": reply("", "404 No")}
    got, _ = crawled(tmp_path, {"/robots.txt": answer, ONE: release(), **chain})
    assert got.outcomes() == ["stored"]


def test_31_crawl_delay_is_kept(tmp_path: Path) -> None:
    rules = reply("User-agent: anslag\nCrawl-delay: 0.6\n")
    _, server = crawled(tmp_path, {"/robots.txt": rules, ONE: release(), path(1002): release("Två")})
    assert len(server.targets()) >= 3
    assert server.shortest_gap() >= 0.59


def test_31_a_day_between_requests_stops_the_host(tmp_path: Path) -> None:
    got, server = crawled(
        tmp_path, {"/robots.txt": reply("User-agent: *\nCrawl-delay: 86400\n"), ONE: release()}
    )
    assert server.targets() == []
    assert any("86400 s between requests" in note for note in got.summary.notes)


@pytest.mark.parametrize("value", ["soon", "-4", "nan", "inf", "1e999", "", "1;2"])
def test_31_senseless_crawl_delay_is_none(tmp_path: Path, value: str) -> None:
    got, _ = crawled(
        tmp_path, {"/robots.txt": reply(f"User-agent: *\nCrawl-delay: {value}\n"), ONE: release()}
    )
    assert got.outcomes() == ["stored"]


def test_32_nothing_foreign_is_asked_for(tmp_path: Path) -> None:
    with Server({"*": release()}) as other, Server({}) as server:
        away = other.origin
        extra = (
            f'<img src="{away}/i.png"><iframe src="{away}/f"></iframe><script src="{away}/s.js"></script>'
            f'<a href="{away}{ROOM}/pressreleases/x-1009">Miljoner till fler föreningar</a>'
            f'<a rel="next" href="{away}/2">Nästa</a><meta http-equiv="refresh" content="0;url={away}/m">'
        )
        head = f'<link rel="canonical" href="{away}/c"><base href="{away}/"><link rel="next" href="{away}/n">'
        server.routes = {
            ROOM: reply(
                f"<html><head>{head}</head><body><a href='{ONE}'>Stöd till nya projekt</a>{extra}</body></html>"
            ),
            ONE: release(extra=extra, head=head),
        }
        got = ran(server, tmp_path)
    assert other.requests == []
    assert got.outcomes() == ["stored"]
    assert all(t in (ROOM, ONE, f"{ROOM}/pressreleases") for t in server.targets())


@pytest.mark.parametrize("shape", ["pagination", "calendar", "same page"])
def test_33_endless_pages_end(tmp_path: Path, shape: str) -> None:
    def page(call: Call) -> bytes:
        number = int(call.seen.target.rpartition("=")[2]) if "=" in call.seen.target else 1
        if shape == "calendar":
            return listing(
                ONE, extra=f'<a href="{ROOM}/pressreleases?page={number + 1}" rel="next">Nästa månad</a>'
            )
        more = f'<a href="{ROOM}/pressreleases?page={number + 1}" rel="next">Nästa</a>'
        links = [ONE] if number == 1 or shape == "same page" else []
        return listing(*links, extra=more)

    got, server = crawled(tmp_path, {ROOM: page, f"{ROOM}/pressreleases": page, ONE: release()})
    assert len(server.requests) < 15
    assert Kind.NOTHING_NEW in got.summary.skipped
    assert got.outcomes() == ["stored"]


def test_33_calendar_whose_every_page_names_thirty_more(tmp_path: Path) -> None:
    def page(call: Call) -> bytes:
        links = "".join(f'<a href="{call.seen.target}{n}">Sida {n}</a>' for n in range(30))
        return reply(f"<html><body>{links}</body></html>")

    start = f"{NEWS}?page=1"
    with Server({"*": page, NEWS: listing(FIRST, mark="", extra=f'<a href="{start}">Äldre</a>')}) as server:
        server.routes[start] = page
        got = ran(server, tmp_path, NEWS)
    assert Kind.NOTHING_NEW in got.summary.skipped
    assert len(server.requests) < 150


def test_34_listing_with_500(tmp_path: Path) -> None:
    got, server = crawled(
        tmp_path, {ROOM: reply("", "500 Oops"), f"{ROOM}/pressreleases": reply("", "500 Oops")}
    )
    assert server.count(ROOM) == 4
    assert not got.summary.complete
    assert any("0 releases found" in note for note in got.summary.notes)


def test_34_listing_without_any_release(tmp_path: Path) -> None:
    got, _ = crawled(tmp_path, {ROOM: reply("<html><body><h1>Pressrum</h1><div id=app></div></body></html>")})
    assert not got.summary.complete
    assert any("0 releases found" in note and "layout changed?" in note for note in got.summary.notes)
    assert Kind.NOTHING_FOUND in got.summary.failed


def test_35_spellings_of_one_address_are_one_release(tmp_path: Path) -> None:
    with Server({"*": release()}) as server:
        upper = server.origin.replace("http", "HTTP")
        links = [
            ONE,
            f"{ONE}?utm_source=rss&utm_medium=rss",
            f"{ONE}#top",
            f"{ONE};jsessionid=AB12",
            f"{ONE}?PHPSESSID=77",
            f"{ROOM}/./x/../pressreleases/foereningar-faar-stoed-1001",
            f"{upper}{ONE}",
            f"  {ONE}\n",
        ]
        server.routes[ROOM] = server.routes[f"{ROOM}/pressreleases"] = listing(*links)
        got = ran(server, tmp_path)
    assert server.count(ONE) == 1
    assert got.stored() == ["mynewsdesk-pressreleases-1001"]


def test_36_one_release_at_two_addresses(tmp_path: Path) -> None:
    other = f"{ROOM}/pressreleases/annan-rubrik-1001"
    listed = {ROOM: listing(ONE), f"{ROOM}/pressreleases": listing(other)}
    got, server = crawled(tmp_path, {**listed, ONE: release(), other: release()})
    assert server.count(ONE) + server.count(other) == 1
    assert got.stored() == ["mynewsdesk-pressreleases-1001"]
    assert got.summary.skipped[Kind.DUPLICATE].message == f"duplicate of {got.origin}{ONE}"


def generic(tmp_path: Path, first: bytes, second: bytes) -> Ran:
    with Server({NEWS: listing(FIRST, SECOND, mark=""), FIRST: first, SECOND: second}) as server:
        return ran(server, tmp_path, NEWS)


def test_36_one_release_at_two_addresses_by_its_canonical_link(tmp_path: Path) -> None:
    head = f'<link rel="canonical" href="{FIRST}">'
    got = generic(tmp_path, release(head=head), release(head=head))
    assert got.last(FIRST).outcome is Outcome.STORED
    assert got.last(SECOND).outcome is Outcome.SKIPPED
    assert got.last(SECOND).message == f"duplicate of {got.origin}{FIRST}"
    assert len(got.stored()) == 1


def test_36_one_release_at_two_addresses_by_its_words(tmp_path: Path) -> None:
    with Server({NEWS: listing(FIRST, SECOND, mark=""), FIRST: release(), SECOND: release()}) as server:
        got = ran(server, tmp_path, NEWS)
        assert got.last(SECOND).message == f"duplicate of {got.origin}{FIRST}"
        again = ran(server, tmp_path, NEWS)
    assert again.last(SECOND).kind == Kind.DUPLICATE
    assert server.count(SECOND) == 1
    assert len(set(got.stored())) == 1


def test_37_canonical_link_to_another_page_is_not_believed(tmp_path: Path) -> None:
    head = f'<link rel="canonical" href="{FIRST}">'
    got = generic(tmp_path, release("Ett", head=head), release("Två", head=head))
    assert got.last(SECOND).outcome is Outcome.STORED
    assert any("its canonical link names another page" in note for note in got.summary.notes)
    assert len(set(got.stored())) == 2


def test_37_foreign_canonical_link_is_a_warning(tmp_path: Path) -> None:
    got = generic(
        tmp_path, release("Ett", head='<link rel="canonical" href="http://127.0.0.9/x">'), release("Två")
    )
    assert got.last(FIRST).outcome is Outcome.STORED
    assert any("its canonical link leads out of scope" in note for note in got.summary.notes)


@pytest.mark.parametrize(
    "link",
    [
        "/" + "x" * 3000 + "-1001",
        "/se/rum/pressreleases/../../../../../../etc/passwd-1001",
        "/se/rum/pressreleases/a%0d%0ab-1001",
        "/se/rum/pressreleases/a&#13;&#10;b-1001",
        "/se/rum/pressreleases/a%00-1001",
        "/se/rum/pressreleases/..%2f..%2fx-1001",
        "/se/rum/pressreleases/å ä-1001",
        "http://[::1/pressreleases/x-1001",
        "http://127.0.0.1:999999/pressreleases/x-1001",
    ],
)
def test_38_odd_addresses_stay_inside_the_archive(tmp_path: Path, link: str) -> None:
    data = tmp_path / "data"
    with Server({ROOM: listing(link, path(1002)), "*": release()}) as server:
        got = ran(server, data)
    assert got.outcomes(path(1002)) == ["stored"]
    assert [p.name for p in tmp_path.iterdir()] == ["data"]
    assert {p.name.split(".")[0].split("-")[0] for p in data.iterdir()} <= {"archive", "crawl"}
    assert not any("\r" in t or "\x00" in t for t in server.targets())


OTHER_KINDS: dict[str, Answer] = {
    "pdf": reply(b"%PDF-1.7\n" + b"x" * 900, kind="application/pdf"),
    "pdf that says it is HTML": reply(b"%PDF-1.7\n" + b"x" * 900),
    "image": reply(b"\x89PNG\r\n\x1a\n" + b"x" * 900, kind="image/png"),
    "zip": reply(b"PK\x03\x04" + b"x" * 900, kind="application/zip"),
    "json": reply('{"title": "2 miljoner"}', kind="application/json"),
    "rss": reply('<?xml version="1.0"?><rss><channel/></rss>', kind="application/rss+xml"),
    "rss that says it is HTML": reply('<?xml version="1.0"?>\n<rss><channel/></rss>'),
    "plain text": reply("2 miljoner till föreningen", kind="text/plain"),
}


@pytest.mark.parametrize("answer", OTHER_KINDS.values(), ids=OTHER_KINDS.keys())
def test_42_what_is_not_html_is_archived_and_skipped(tmp_path: Path, answer: Answer) -> None:
    got, _ = crawled(tmp_path, {ONE: answer})
    assert got.outcomes() == ["skipped"]
    assert got.last().kind == Kind.NOT_HTML
    assert got.last().file


SOFT = {
    "not found": "<title>Sidan kunde inte hittas</title><h1>Sidan kunde inte hittas</h1><p>Sök gärna.</p>",
    "404": "<title>404 - Region</title><h1>404</h1>",
    "maintenance": "<title>Region</title><h1>Vi är strax tillbaka</h1><p>Just nu pågår underhåll av webbplatsen.</p>",
    "captcha": "<title>Just a moment...</title><h1>ex.se</h1><p>Checking your browser</p>",
    "robot": "<title>Region</title><p>Visa att du inte är en robot: captcha</p>",
    "log-in": '<title>Logga in</title><form><input name=a><input type="password"></form>',
    "empty frame": "<title>Region</title><body></body>",
    "refresh": '<meta http-equiv="refresh" content="0; url=http://127.0.0.9/"><body></body>',
    "app shell": '<title>Region</title><div id="root"></div><script src="/app.js"></script>',
}


@pytest.mark.parametrize("page", SOFT.values(), ids=SOFT.keys())
def test_43_error_pages_with_status_200(tmp_path: Path, page: str) -> None:
    got, server = crawled(
        tmp_path, {ONE: reply(f"<!DOCTYPE html><html>{page}</html>"), path(1002): release()}
    )
    assert got.outcomes() == ["skipped"]
    assert got.last().message.startswith("looks like ")
    assert got.last().file
    with Server({ROOM: listing(ONE), ONE: release()}, port=int(server.origin.rpartition(":")[2])) as again:
        assert ran(again, tmp_path).outcomes() == ["stored"]


@pytest.mark.parametrize(
    "heading",
    ["Underhåll av vägar får 4 miljoner", "404 000 kronor till orkestern", "Logga in på nya bidragsportalen"],
)
def test_43_headlines_that_only_sound_like_errors_are_releases(tmp_path: Path, heading: str) -> None:
    got, _ = crawled(tmp_path, {ONE: release(heading)})
    assert got.outcomes() == ["stored"]


@pytest.mark.parametrize(
    "bomb",
    ["<div>" * 100_000, "<ul><li>" * 40_000, "<div " + "a=1 " * 200_000 + ">"],
    ids=["div", "li", "attributes"],
)
def test_44_pages_built_to_choke_a_parser(tmp_path: Path, bomb: str) -> None:
    began = time.monotonic()
    got, _ = crawled(tmp_path, {ROOM: reply(f"<html><body>{bomb}"), ONE: release()})
    assert got.last(ROOM).kind == Kind.TOO_COMPLEX
    assert time.monotonic() - began < 20


ENTITIES = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{away}/xxe"><!ENTITY a "aaaa">]>'
FEEDS = {
    "entities": ENTITIES + "<rss><channel><item><link>&x;&a;</link></item></channel></rss>",
    "self-listing": "<sitemapindex><sitemap><loc>{own}/sitemap.xml</loc></sitemap></sitemapindex>",
    "foreign": "<urlset><url><loc>{away}/nyheter/2024/stod-till-sju-projekt</loc></url></urlset>",
}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS.keys())
def test_61_hostile_feeds(tmp_path: Path, feed: str) -> None:
    with Server({"*": reply("")}) as other, Server({}) as server:
        text = feed.format(away=other.origin, own=server.origin)
        server.routes = {
            "/sitemap.xml": reply(text, kind="application/xml"),
            "/": listing(FIRST, mark=""),
            FIRST: release(),
        }
        got = ran(server, tmp_path, "/")
    assert other.requests == []
    assert server.count("/sitemap.xml") == 1
    assert got.last(FIRST).outcome is Outcome.STORED


def test_61_feed_that_breaks_off_is_read_so_far_and_told(tmp_path: Path) -> None:
    entry = "<item><title>Stöd till sju projekt</title><link>{}</link></item>"
    cut = f"<rss><channel>{entry.format(FIRST)}{entry.format(SECOND)}"[:-30]
    routes = {"/": listing(mark="", extra='<link rel="alternate" type="application/rss+xml" href="/flode">')}
    with Server({**routes, "/flode": reply(cut, kind="application/rss+xml"), FIRST: release()}) as server:
        got = ran(server, tmp_path, "/")
    assert got.last(FIRST).outcome is Outcome.STORED
    assert got.last("/flode").kind == Kind.FEED_BROKEN
    assert got.last("/flode").message.startswith("feed broken off: 1 of 2 entries")
    assert server.count(SECOND) == 0
    assert not got.summary.complete


def test_61_gzip_sitemap_bomb(tmp_path: Path) -> None:
    bomb = gzip.compress(b"<?xml version='1.0'?><urlset>" + b" " * 50_000_000)
    with Server(
        {"/sitemap.xml": reply(bomb, kind="application/gzip"), "/": listing(FIRST, mark=""), FIRST: release()}
    ) as server:
        got = ran(server, tmp_path, "/")
    assert got.last("/sitemap.xml").kind == Kind.FEED_REFUSED
    assert got.last(FIRST).outcome is Outcome.STORED


def validated(body: bytes, tag: str) -> Answer:
    """A page with an ETag, that answers 304 to a client that has it."""

    def answer(call: Call) -> bytes:
        if call.seen.headers.get("if-none-match") == tag:
            return reply("", "304 Not Modified", headers={"ETag": tag})
        head, _, rest = body.partition(b"\r\n")
        return head + f"\r\nETag: {tag}\r\nLast-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\n".encode() + rest

    return answer


def twice(tmp_path: Path, first: Answer, second: Answer | Sequence[Answer], listed: bool = True) -> Ran:
    """Crawls, changes the release (and takes it off the listing unless ``listed``), and crawls again."""
    with Server({ROOM: listing(ONE, path(1002)), ONE: first, path(1002): release("Annat")}) as server:
        assert ran(server, tmp_path).outcomes() == ["stored"]
        server.routes[ONE] = second
        if not listed:
            server.routes[ROOM] = server.routes[f"{ROOM}/pressreleases"] = listing(path(1002))
        return ran(server, tmp_path)


def test_47_unchanged_release_is_a_revisit_record(tmp_path: Path) -> None:
    page = validated(release(), '"a"')
    got = twice(tmp_path, page, page)
    assert got.outcomes() == ["unchanged"]
    assert got.last().status == 304
    assert got.summary.unchanged == 2
    assert Archive(tmp_path / "archive").read(got.last().file, got.last().offset).unchanged


def test_48_edited_release_is_changed(tmp_path: Path) -> None:
    got = twice(
        tmp_path, validated(release("Två miljoner"), '"a"'), validated(release("Tre miljoner"), '"b"')
    )
    assert got.outcomes() == ["stored"]
    assert (got.summary.changed, got.summary.unchanged, got.summary.new) == (1, 1, 0)
    assert len([i for i in got.stored() if i.endswith("1001")]) == 2


def test_48_edited_release_whose_tag_did_not_change(tmp_path: Path) -> None:
    def lying(_: Call) -> bytes:
        return release("Tre miljoner").replace(b"\r\n", b'\r\nETag: "a"\r\n', 1)

    got = twice(tmp_path, validated(release("Två miljoner"), '"a"'), lying)
    assert got.summary.changed == 1


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "no longer listed"])
def test_49_removed_release_keeps_its_history(tmp_path: Path, listed: bool) -> None:
    got = twice(tmp_path, release(), reply("", "410 Gone"), listed)
    assert got.outcomes() == ["skipped"]
    assert got.last().kind == Kind.REMOVED
    assert got.summary.gone == 1
    assert got.summary.complete
    assert got.stored().count("mynewsdesk-pressreleases-1001") == 1


def test_49_twice_removed_release_is_asked_for_no_more(tmp_path: Path) -> None:
    gone: list[Answer] = [release(), reply("", "410 Gone")]
    with Server({ROOM: listing(ONE, path(1002)), ONE: gone, path(1002): release("Annat")}) as server:
        ran(server, tmp_path)
        server.routes[ROOM] = server.routes[f"{ROOM}/pressreleases"] = listing(path(1002))
        for _ in range(4):
            ran(server, tmp_path)
    assert server.count(ONE) == 3


def test_49_soft_404_later_is_no_new_version(tmp_path: Path) -> None:
    got = twice(tmp_path, release(), reply(f"<!DOCTYPE html><html>{SOFT['not found']}</html>"))
    assert got.outcomes() == ["skipped"]
    assert got.last().kind == Kind.SOFT_ERROR


@pytest.mark.parametrize("later", [reply("", "500 Oops"), reply("")], ids=["500", "empty"])
def test_50_passing_trouble_later_leaves_the_old_version(tmp_path: Path, later: Answer) -> None:
    got = twice(tmp_path, release(), later)
    assert got.outcomes()[0] == "retried"
    assert got.stored().count("mynewsdesk-pressreleases-1001") == 1


def test_50_release_that_failed_is_tried_again_though_no_longer_listed(tmp_path: Path) -> None:
    trouble = [reply("", "500 Oops")] * 4
    with Server(
        {ROOM: listing(ONE, path(1002)), ONE: [*trouble, release()], path(1002): release()}
    ) as server:
        assert ran(server, tmp_path).outcomes()[-1] == "failed"
        server.routes[ROOM] = server.routes[f"{ROOM}/pressreleases"] = listing(path(1002))
        assert ran(server, tmp_path).outcomes() == ["stored"]


def test_51_disallowed_later_is_asked_for_no_more(tmp_path: Path) -> None:
    with Server({ROOM: listing(ONE), ONE: release()}) as server:
        ran(server, tmp_path)
        server.routes["/robots.txt"] = reply(f"User-agent: *\nDisallow: {ROOM}/pressreleases/\n")
        got = ran(server, tmp_path)
    assert server.count(ONE) == 1
    assert got.last().kind == Kind.DISALLOWED
    assert got.stored() == ["mynewsdesk-pressreleases-1001"]


def test_52_other_bytes_and_the_same_words_are_unchanged(tmp_path: Path) -> None:
    second = release(head="<script>var token = 77</script>")
    got = twice(tmp_path, release(head="<script>var token = 1</script>"), second)
    assert got.outcomes() == ["unchanged"]
    assert got.summary.changed == 0


def test_67_clock_that_jumps_back_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time

    def jump(_: Call) -> bytes:
        monkeypatch.setattr(time, "time", lambda: real() - 86400)
        return reply("", "500 Oops")

    got, _ = crawled(tmp_path, {ONE: [jump, release()]})
    assert got.outcomes() == ["retried", "stored"]
    assert got.summary.complete
