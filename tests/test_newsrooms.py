"""Discovery: every platform reads its fixtures, and no input makes it raise or leave its scope."""

from __future__ import annotations

import json
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anslag.parsers import pages
from anslag.scraper import newsrooms, platforms, url_shapes
from anslag.scraper.addresses import Scope
from anslag.scraper.platform import MOST_SITEMAPS, NOTHING, Found, Platform, Source
from anslag.scraper.platforms import GENERIC, every
from anslag.scraper.records import Role
from anslag.scraper.url_shapes import slug_id

FIXTURES = Path(__file__).parent.parent / "fixtures" / "newsrooms"
EVERY = (*every(), GENERIC)


@dataclass(frozen=True)
class Case:
    """One fixture page: where it was found, and what has to come out."""

    file: Path
    url: str
    platform: str
    releases: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    note: str = ""


def cases() -> list[Case]:
    """The pages that the ``cases.toml`` beside them describe."""
    found = []
    for stated in sorted(FIXTURES.glob("*-discovery/cases.toml")):
        for page in tomllib.loads(stated.read_text("utf-8"))["page"]:
            lists = {name: tuple(page.get(name, ())) for name in ("releases", "more", "first")}
            file = stated.parent / page["file"]
            found.append(Case(file, page["url"], page["platform"], note=page.get("note", ""), **lists))
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.file.parent.name}-{case.file.name}")
def test_fixture_is_read(case: Case) -> None:
    body = case.file.read_bytes()
    platform = platforms.platform_of(case.url, body)
    found = platform.read(case.url, body)
    assert platform.name == case.platform
    assert tuple(link.release_id for link in found.releases) == case.releases
    assert tuple(entry.url for entry in found.more) == case.more
    assert found.note == case.note
    if case.first:
        assert (found.releases[0].url, found.releases[0].headline, found.releases[0].published) == case.first


def test_every_platform_has_fixtures_of_its_own() -> None:
    shown = {case.file.parent.name for case in cases()}
    assert shown == {f"{platform.name}-discovery" for platform in EVERY}


def test_every_fixture_page_is_a_case_and_says_that_it_is_made_up() -> None:
    listed = {case.file for case in cases()}
    present = {path for path in FIXTURES.glob("*-discovery/*") if path.name != "cases.toml"}
    assert present == listed
    assert all("made up" in path.read_text("utf-8") for path in present)


ROOMS = {
    "https://www.mynewsdesk.com/se/region_norrskog": (
        "mynewsdesk",
        ["https://www.mynewsdesk.com/se/region_norrskog/pressreleases"],
        ["https://region-norrskog.mynewsdesk.com/"],
    ),
    "https://region-norrskog.mynewsdesk.com/": (
        "mynewsdesk",
        ["https://region-norrskog.mynewsdesk.com/pressreleases"],
        ["https://www.mynewsdesk.com/"],
    ),
    "https://news.cision.com/se/norrskog": (
        "cision",
        ["https://news.cision.com/se/ListItems?n=norrskog&pageIx=1&format=rss"],
        [],
    ),
    "https://via.tt.se/pressrum/3299999/region-norrskog": (
        "viatt",
        [
            "https://via.tt.se/rss/releases/latest?publisherId=3299999",
            "https://via.tt.se/json/v2/releases?publisher=3299999&size=100",
        ],
        [],
    ),
    "https://newsroom.notified.com/norrskog": ("notified", [], ["https://api.client.notified.com/"]),
    "https://norrskog.example.se/": ("generic", ["https://norrskog.example.se/sitemap.xml"], []),
    "https://norrskog.example.se/nyheter": ("generic", [], []),
}


@pytest.mark.parametrize("url", ROOMS)
def test_newsroom_begins_at_its_doors_and_spans_its_hosts(url: str) -> None:
    name, doors, beside = ROOMS[url]
    platform = platforms.platform_of(url)
    assert platform.name == name
    assert platform.identity(url) is None
    assert [entry.url for entry in platform.entry_points(url)] == [*doors, url]
    assert list(platform.origins(url)) == [url, *beside]


def test_regeringen_begins_with_the_feed_of_press_releases() -> None:
    feed, listed, page = platforms.platform_of("https://www.regeringen.se/").entry_points(
        "https://www.regeringen.se/"
    )
    assert "RssFeed" in feed.url
    assert "1334" in feed.url
    assert "GetFilteredItems" in listed.url
    assert (feed.role, listed.role, page) == (Role.FEED, Role.FEED, Source("https://www.regeringen.se/"))


@pytest.mark.parametrize("platform", EVERY, ids=lambda platform: platform.name)
@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/se/rum", "http://[::1]:8000/", "http://localhost/"])
def test_start_on_loopback_allows_that_origin_only(platform: Platform, url: str) -> None:
    assert platform.origins(url) == (url,)


IDENTITIES = {
    "https://www.mynewsdesk.com/se/rum/pressreleases/sju-faar-stoed-3229659": "mynewsdesk-pressreleases-3229659",
    "https://rum.mynewsdesk.com/pressreleases/annan-rubrik-3229659?utm_source=rss": "mynewsdesk-pressreleases-3229659",
    "https://press.example.se/pressreleases/x-3229659/": "mynewsdesk-pressreleases-3229659",
    "https://www.mynewsdesk.com/head/pressreleases/x-3429659": "mynewsdesk-pressreleases-3429659",
    "https://www.mynewsdesk.com/se/rum/news/x-449890": "mynewsdesk-news-449890",
    "https://news.cision.com/se/rum/r/tolv-far-stod,c3771234": "cision-c3771234",
    "https://news.cision.com/rum/r/twelve%2Cc3771234": "cision-c3771234",
    "https://via.tt.se/pressmeddelande/3524623/sex-projekt?publisherId=3236794&lang=sv": "viatt-3524623",
    "https://via.tt.se/pressmeddelande/sex-projekt?publisherId=3235708&releaseId=3339021": "viatt-3339021",
    "https://kommun.example.se/a/beslut.5.5ec6f725187154713971bb8.html": "kommun-example-se_5__5ec6f725187154713971bb8",
    "https://kommun.example.se/b/annat-namn.5.5ec6f725187154713971bb8.html": "kommun-example-se_5__5ec6f725187154713971bb8",
    "https://press.example.se/posts/pressreleases/x-2019": "press-example-se_posts_pressreleases_x-2019",
    "https://a.example.se/nyheter/2024/stod-till-sju-projekt/": "a-example-se_nyheter_2024_stod-till-sju-projekt",
    "https://a.example.se/nyheter/2022-10-27-stod.printable": "a-example-se_nyheter_2022-10-27-stod",
}


@pytest.mark.parametrize("url", IDENTITIES)
def test_release_keeps_its_identity_whatever_its_address(url: str) -> None:
    assert platforms.release_id(url) == IDENTITIES[url]
    assert platforms.platform_of(url).identity(url) == IDENTITIES[url]
    assert GENERIC.identity(url) == IDENTITIES[url]


@pytest.mark.parametrize(
    "url",
    [
        "https://www.mynewsdesk.com/se/rum/images/bild-3229659",
        "https://www.mynewsdesk.com/se/rum/pressreleases",
        "https://www.mynewsdesk.com/se/rum/pressreleases/x-3229659.pdf",
        "https://news.cision.com/se/rum",
        "https://via.tt.se/pressrum/3236794/region",
        "https://a.example.se/",
        "https://a.example.se/nyheter/",
        "https://a.example.se/nyheter/2024/05/",
        "https://a.example.se/nyheter?page=2",
        "https://a.example.se/nyheter/arkiv.4.5ec6f725187154713971bb8.html",
        "https://a.example.se/kalender/2026/11",
        "https://a.example.se/press/kontakt",
        "https://www.regeringen.se/tal/2026/05/tal-om-bibliotek/",
    ],
)
def test_other_pages_have_no_identity(url: str) -> None:
    assert platforms.platform_of(url).identity(url) is None


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("HTTPS://A.Example.SE:443/nyheter/x-y-z/?utm_source=rss#top", "https://a.example.se/nyheter/x-y-z/"),
        (
            "https://a.example.se/b/../nyheter/x-y-z;jsessionid=1A?print=1",
            "https://a.example.se/nyheter/x-y-z",
        ),
        (
            "https://a.example.se/n/?id=5306&typ=artikel&utskrift",
            "https://a.example.se/n/?id=5306&typ=artikel",
        ),
        ("https://a.example.se/nyheter/x.printable", "https://a.example.se/nyheter/x"),
    ],
)
def test_canonical_address_is_one(url: str, plain: str) -> None:
    assert GENERIC.canonical(url) == plain


def test_ids_are_short_and_differ() -> None:
    long = "https://a.example.se/nyheter/" + "mycket-lang-rubrik-" * 20
    ids = {
        platforms.release_id(url)
        for url in (long + "a", long + "b", "https://a.example.se/nyheter/%C3%A5-b-c-d")
    }
    assert len(ids) == 3
    assert all(len(one) <= 130 for one in ids)


SIGNS = st.text(alphabet="ab12/-._?=:%A~", max_size=8)


@pytest.mark.slow
@given(st.lists(SIGNS, min_size=2, max_size=6, unique=True))
def test_addresses_that_differ_in_signs_only_have_ids_of_their_own(paths: list[str]) -> None:
    parts = [urlsplit(f"https://a.example.se/nyheter/{path}") for path in paths]
    urls = {(part.path.rstrip("/"), part.query) for part in parts}
    assert len({slug_id(part.geturl()) for part in parts}) == len(urls)


def test_same_words_with_other_signs_are_other_releases() -> None:
    hosts = ("www.a-b.se", "www.a.b.se", "www-a.b.se", "www.a.b.se.c")
    paths = (
        "/c/d-e",
        "/c-d/e",
        "/c.d/e",
        "/c/d/e",
        "/c-d-e",
        "/c/d.e",
        "/c/d--e",
        "/c//d/e",
        "/c_d/e",
        "/c__d/e",
    )
    ids = [slug_id(f"https://{host}{path}") for host in hosts for path in paths]
    assert len(set(ids)) == len(ids)
    assert slug_id("https://www.a.b.se/c/d-e/") == "www-a-b-se_c_d-e" == slug_id("http://www.a.b.se/c/d-e")


def listing(*rows: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body><h1>Nyheter</h1><ul>{''.join(f'<li>{r}</li>' for r in rows)}</ul></body></html>".encode()


HERE = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "paths",
    [
        ["/release/1.html", "/release/2.html"],
        ["/pressmeddelanden/sju-projekt", "/pressmeddelanden/atta-projekt"],
        ["/arende/12", "/arende/13"],
        ["/r?id=1", "/r?id=2"],
        ["/pressrelease/101", "/pressrelease/102"],
        ["/sv/aktuellt/nyheter/2024-05-01-stod", "/sv/aktuellt/nyheter/2024-04-01-bidrag"],
        ["/x/foreningar", "/x/bygden"],
    ],
)
@pytest.mark.parametrize("place", ["/", "/nyheter/", "/se/rum/pressreleases"])
def test_plain_list_of_an_unknown_site_is_read(paths: list[str], place: str) -> None:
    rows = [f'<a href="{path}">Sju föreningar får stöd {n}</a>' for n, path in enumerate(paths)]
    found = platforms.platform_of(HERE + place).read(HERE + place, listing(*rows))
    assert [link.url for link in found.releases] == [HERE + path for path in paths]


@pytest.mark.parametrize(
    "onward",
    [
        '<a rel="next" href="?page=2">vidare</a>',
        '<a href="?page=2">Nästa</a>',
        '<a href="?page=2">Nästa sida »</a>',
        '<a href="?page=2" aria-label="Nästa sida"><svg></svg></a>',
        '<a class="pagination__next" href="?page=2">&gt;</a>',
        '<a href="?page=2">2</a>',
        '<a href="?page=2">Visa fler</a>',
    ],
)
def test_next_page_is_followed(onward: str) -> None:
    found = GENERIC.read(f"{HERE}/nyheter", listing('<a href="/nyheter/a-b-c">Rubriken</a>', onward))
    assert [entry.url for entry in found.more] == [f"{HERE}/nyheter?page=2"]


def test_next_page_in_the_head_is_followed() -> None:
    head = '<link rel="next" href="/nyheter/page/2/">'
    found = GENERIC.read(f"{HERE}/nyheter/", listing('<a href="/nyheter/a-b-c">Rubriken</a>', head=head))
    assert [entry.url for entry in found.more] == [f"{HERE}/nyheter/page/2/"]


def test_base_element_of_the_same_site_counts_and_another_does_not() -> None:
    row = '<a href="a-b-c-d">Rubriken är lång nog</a>'
    for base, url in {
        "/nyheter/": f"{HERE}/nyheter/a-b-c-d",
        "http://evil.example/": f"{HERE}/a-b-c-d",
    }.items():
        found = GENERIC.read(f"{HERE}/lista", listing(row, head=f'<base href="{base}">'))
        assert [link.url for link in found.releases] == [url]


def test_item_list_in_json_ld_is_read() -> None:
    data = '{"@graph": [{"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": {"@id": "/nyheter/a-b-c", "name": "Stöd"}}]}]}'
    found = GENERIC.read(
        f"{HERE}/nyheter", listing(head=f'<script type="application/ld+json">{data}</script>')
    )
    assert [(link.url, link.headline) for link in found.releases] == [(f"{HERE}/nyheter/a-b-c", "Stöd")]


def test_headline_of_a_link_that_says_read_more_is_the_heading_beside_it() -> None:
    row = '<h3>Sju projekt får stöd</h3><p>Ingress.</p><a href="/nyheter/a-b-c">Läs mer</a>'
    (link,) = GENERIC.read(f"{HERE}/nyheter", listing(row)).releases
    assert link.headline == "Sju projekt får stöd"


@pytest.mark.parametrize("body", [b"<div>" * 100_000, b"<a href=/x>" * 400_000, b"<p " + b"a=1 " * 50_000])
def test_page_too_complex_to_parse_is_not_parsed(body: bytes) -> None:
    found = GENERIC.read(f"{HERE}/nyheter", body)
    assert found.note.startswith("too complex to parse")


def test_wordpress_interface_is_paged_by_offset_and_ends() -> None:
    base = "https://a.example.se/wp-json/wp/v2/posts?per_page=100&offset="
    wordpress = platforms.named("wordpress")
    full = [
        f'{{"link": "https://a.example.se/nyhet-{n}/", "title": {{"rendered": "N"}}}}' for n in range(100)
    ]
    found = wordpress.read(f"{base}0", f"[{','.join(full)}]".encode())
    assert len(found.releases) == 100
    assert found.more == (Source(f"{base}100", Role.FEED),)
    assert wordpress.read(f"{base}100", b"[]") == Found()
    assert wordpress.read(f"{base}0", b"[]").note == NOTHING
    assert wordpress.read(f"{base}0", b'{"code": "rest_forbidden"}').note == NOTHING


def test_customers_site_with_pictures_from_a_platform_is_read_as_the_site_it_is() -> None:
    row = '<a href="/nyheter/sju-projekt-far-stod">Sju projekt får stöd</a><img src="//mnd-assets.mynewsdesk.com/x">'
    body = listing(row)
    platform = platforms.platform_of("https://a.example.se/nyheter", body)
    assert platform.name == "mynewsdesk"
    (link,) = platform.read("https://a.example.se/nyheter", body).releases
    assert link.release_id == "a-example-se_nyheter_sju-projekt-far-stod"


def test_sitemaps_of_an_index_are_bounded() -> None:
    rows = "".join(f"<sitemap><loc>{HERE}/{n}.xml</loc></sitemap>" for n in range(MOST_SITEMAPS + 10))
    found = GENERIC.read(f"{HERE}/sitemap.xml", f"<sitemapindex>{rows}</sitemapindex>".encode())
    assert len(found.more) == MOST_SITEMAPS


def test_traps_are_told_by_depth_and_repetition() -> None:
    assert url_shapes.trap(f"{HERE}/" + "/".join(map(str, range(21))))
    assert not url_shapes.trap(f"{HERE}/" + "/".join(map(str, range(20))))
    assert url_shapes.trap(f"{HERE}/a/b/a/b/a")
    assert not url_shapes.trap(f"{HERE}/a/b/a/b")
    assert url_shapes.trap(f"{HERE}/?" + "&".join(f"a{n}=1" for n in range(21)))


TEXT = "<p>Nämnden har beslutat om stöd till föreningen för arbetet i bygden under nästa år.</p>" * 6


def test_shipped_newsrooms_are_addresses_of_newsrooms_that_no_live_run_has_seen() -> None:
    listed = newsrooms.newsrooms()
    assert len(listed) == len({room.url for room in listed}) > 30
    for room in listed:
        platform = platforms.platform_of(room.url)
        assert not room.verified
        assert platform.identity(room.url) is None, room.url
        assert platform.entry_points(room.url)


@pytest.mark.parametrize("text", ["[[newsroom]]\nname = 'a'", "[[newsroom", "newsroom = 1"])
def test_broken_list_of_newsrooms_is_one_clear_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rooms.toml"
    path.write_text(text)
    with pytest.raises(newsrooms.NewsroomsError, match=r"rooms\.toml: not a list") as caught:
        newsrooms.newsrooms(path)
    assert "\n" not in str(caught.value)


NASTY = [
    "",
    "#",
    "javascript:alert(1)",
    "data:text/html,x",
    "mailto:a@b.se",
    "tel:+4670",
    "//evil.example/nyheter/2024/a-b-c-d",
    "http://127.0.0.1:8000@evil.example/nyheter/2024/a-b-c-d",
    "http://evil.example#@127.0.0.1:8000/",
    "http:/\\evil.example/nyheter/2024/a-b-c-d",
    "\\\\evil.example\\nyheter",
    "http://[::1/nyheter/2024/a-b-c-d",
    "http://127.0.0.1:999999/nyheter/2024/a-b-c",
    "http://räksmörgås.example/nyheter/2024/a-b-c",
    "http://xn--a/nyheter/2024/a-b-c",
    "http://0x7f.1:8000/nyheter/2024/a-b-c",
    "/nyheter/2024/a\x00b-c-d",
    "/nyheter/2024/a\r\nb-c-d",
    "/nyheter/" + "x-" * 2000,
    "/nyheter/%zz-%00-a-b",
    "/nyheter/\ud800-a-b-c",
    "?" + "a=1&" * 500,
    "/nyheter/٢٠٢٤/a-b-c",
]
addresses = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.sampled_from(
        ["/nyheter/", "/pressreleases/", "/", "http://127.0.0.1:8000/", "//", "https://via.tt.se/"]
    ).flatmap(lambda start: st.text(max_size=30).map(lambda rest: start + rest)),
)


def check(platform: Platform, url: str, body: bytes) -> None:
    """Nothing raises, and everything that comes out is within the origins of the newsroom."""
    found = platform.read(url, body)
    scope = Scope.of(platform.origins(url))
    for address in [*(link.url for link in found.releases), *(entry.url for entry in found.more)]:
        assert address in scope
        assert len(address) <= 2083
        assert address.isprintable()
        assert not url_shapes.trap(address) or address.startswith(url)
    assert len({link.release_id for link in found.releases}) == len(found.releases)
    assert found.releases or found.note or found.more


@pytest.mark.slow
@pytest.mark.parametrize("platform", EVERY, ids=lambda platform: platform.name)
@given(addresses)
def test_no_address_raises(platform: Platform, url: str) -> None:
    platform.owns(url)
    platform.identity(url)
    platform.canonical(url)
    platform.origins(url)
    platform.entry_points(url)
    platforms.release_id(url)


@pytest.mark.slow
@pytest.mark.parametrize("platform", EVERY, ids=lambda platform: platform.name)
@pytest.mark.parametrize("url", [f"{HERE}/nyheter/", "https://www.example.se/press"])
@given(st.lists(st.tuples(addresses, st.text(max_size=30)), max_size=12), st.binary(max_size=60))
@example([(link, "Sju projekt får stöd") for link in NASTY], b"")
# For each of 18: nine hundred pages in all.
@settings(max_examples=50)
def test_no_page_raises_or_leads_away(
    platform: Platform, url: str, links: list[tuple[str, str]], rest: bytes
) -> None:
    rows = "".join(f'<li><time>2024-01-01</time><a href="{link}">{text}</a></li>' for link, text in links)
    feed = "".join(f"<item><link>{link}</link><title>{text}</title></item>" for link, text in links)
    check(platform, url, f"<ul>{rows}</ul>".encode("utf-8", "replace") + rest)
    check(platform, url, f"<rss>{feed}</rss>".encode("utf-8", "replace"))
    check(platform, url, rest)


@pytest.mark.slow
@pytest.mark.parametrize("platform", EVERY, ids=lambda platform: platform.name)
@given(
    st.recursive(
        st.none() | st.text(max_size=9) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["releases", "Message", "url", "link", "title", "id", "publisher"]),
                inner,
                max_size=3,
            )
        ),
        max_leaves=9,
    )
)
def test_no_json_raises(platform: Platform, stated: object) -> None:
    check(platform, f"{HERE}/json?publisher=3299999&page=1&offset=0", json.dumps(stated).encode())


NEW_PLATFORM = '''
"""A platform that somebody has added: this file is all there is of it."""

import re

from anslag.parsers.markup.page_parts import PageParts
from anslag.scraper.platform import Platform
from anslag.scraper.records import Role


class Nypress(Platform):
    hosts = ("nypress.example",)
    signatures = (b"nypress-room",)
    numbered = True
    release = re.compile(r"/meddelande/(\\d+)$")
    sources = ((r"/rum/(\\w+)", "{root}/rum/{0}/flode", Role.FEED),)
    parts = PageParts(body=("np-text",), aside=("np-fler",))
'''


def test_platform_is_added_by_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nypress.py").write_text(NEW_PLATFORM)
    monkeypatch.setattr(platforms, "__path__", [*platforms.__path__, str(tmp_path)])
    every.cache_clear()
    try:
        room = "https://nypress.example/rum/byn"
        found = platforms.platform_of(room)
        assert found.name == "nypress"
        assert [one.url for one in found.entry_points(room)] == [f"{room}/flode", room]
        assert platforms.release_id("https://nypress.example/meddelande/77?a=1") == "nypress-77"
        other = "<p>Region Norrskog beviljar Byalaget 5 000 kronor för en annan sak i en annan by långt borta.</p>"
        body = (
            f'<html><body class="nypress-room"><h1>Byalaget får stöd</h1><div class="np-fler">{other}</div>'
            f'<div class="np-text"><p>Region Norrskog beviljar Byalaget 20 000 kronor för en bastu vid sjön.</p>{TEXT}</div>'
            "</body></html>"
        ).encode()
        assert platforms.platform_of("https://a.example.se/x", body).name == "nypress"
        release = pages.release(body, {}, None, platforms.page_parts(body))
        assert release.platform == "nypress"
        assert "20 000" in release.text
        assert "5 000" not in release.text
    finally:
        every.cache_clear()
        sys.modules.pop("anslag.scraper.platforms.nypress", None)
