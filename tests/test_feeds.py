"""Feeds and sitemaps: every form is read, and what is hostile or broken is refused in bounded time and memory."""

from __future__ import annotations

import contextlib
import gzip
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anslag.scraper.newsrooms import feeds
from anslag.scraper.newsrooms.feeds import Feed, FeedRefused, Item, feed, is_xml

RSS = '<?xml version="1.0" encoding="{codec}"?>\n<rss version="2.0"><channel><link>https://a.se</link>{items}</channel></rss>'
ITEM = "<item><title>Stöd till Åre</title><link>https://a.se/1</link><pubDate>Thu, 18 Sep 2025 11:30:00 +0200</pubDate></item>"
READ = Item("https://a.se/1", "Stöd till Åre", "Thu, 18 Sep 2025 11:30:00 +0200", "item")


@pytest.mark.parametrize("codec", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_feed_is_read_in_its_own_charset(codec: str) -> None:
    body = RSS.format(codec=codec, items=ITEM).encode(codec)
    assert is_xml(body)
    assert feed(body) == Feed((READ,))


def test_feed_with_byte_order_mark_and_leading_space_is_known_as_one() -> None:
    assert is_xml(b"\xef\xbb\xbf  <rss/>")
    assert is_xml(b"<urlset/>")
    assert is_xml(b'<rdf:RDF xmlns="http://purl.org/rss/1.0/"/>')
    assert not is_xml(b"<!DOCTYPE html><html></html>")
    assert not is_xml(b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"/>')
    assert not is_xml(b"")


FORMS = {
    "guid for an address": (
        "<rss><item><guid>https://a.se/2</guid><title>T</title></item></rss>",
        Item("https://a.se/2", "T", "", "item"),
    ),
    "guid that is none": (
        '<rss><item><guid isPermaLink="false">x</guid><link>/3</link></item></rss>',
        Item("/3", "", "", "item"),
    ),
    "rdf": (
        '<rdf:RDF xmlns:rdf="r" xmlns="http://purl.org/rss/1.0/" xmlns:dc="d"><item><link>/4</link><dc:date>2024-01-02</dc:date></item></rdf:RDF>',
        Item("/4", "", "2024-01-02", "item"),
    ),
    "atom": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><link rel="self" href="/x"/><link href="/5"/><published>2024</published><updated>2025</updated></entry></feed>',
        Item("/5", "T", "2024", "item"),
    ),
    "sitemap": (
        "<urlset><url><loc> https://a.se/6 </loc><lastmod>2024-01-02</lastmod></url></urlset>",
        Item("https://a.se/6", "", "2024-01-02", "page"),
    ),
    "index": (
        "<sitemapindex><sitemap><loc>https://a.se/7.xml</loc></sitemap></sitemapindex>",
        Item("https://a.se/7.xml", "", "", "sitemap"),
    ),
    "cdata": (
        "<rss><item><title><![CDATA[A & O <b>]]></title><link>/8</link></item></rss>",
        Item("/8", "A & O <b>", "", "item"),
    ),
    "title of another thing inside": (
        "<rss><item><media><title>Bild</title></media><title>Rubrik</title><link>/9</link></item></rss>",
        Item("/9", "Rubrik", "", "item"),
    ),
    "names of HTML": (
        "<rss><item><title>St&ouml;d &</title><link>/a?b=1&c=2</link></item></rss>",
        Item("/a?b=1&c=2", "Stöd &", "", "item"),
    ),
    "control characters": (
        "<rss><item><title>St\x0böd</title><link>/b</link></item></rss>",
        Item("/b", "Stöd", "", "item"),
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_form_is_read(form: str) -> None:
    text, item = FORMS[form]
    assert feed(text.encode()).items == (item,)


def test_packed_sitemap_is_read() -> None:
    assert feed(gzip.compress(RSS.format(codec="utf-8", items=ITEM).encode())).items == (READ,)


def test_next_part_of_a_feed_is_named() -> None:
    text = '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="/f?2"/><entry><link rel="next" href="/no"/></entry></feed>'
    assert feed(text.encode()).next_part == "/f?2"


def test_feed_that_breaks_off_says_so() -> None:
    got = feed(RSS.format(codec="utf-8", items=ITEM * 2).encode()[:-40])
    assert got.items == (READ,)
    assert got.note.startswith("feed broken off after")


ENTITY = '<!DOCTYPE rss [<!ENTITY a "{text}">]>'
HOSTILE = {
    "entity": ENTITY.format(text="x") + "<rss><item><link>/&a;</link></item></rss>",
    "billion laughs": '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss>&b;</rss>',
    "quadratic": ENTITY.format(text="x" * 100_000) + "<rss>" + "&a;" * 10_000 + "</rss>",
    "external": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>',
    "parameter entity": '<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]><rss/>',
    "external subset": '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd"><rss/>',
    "default attributes": "<!DOCTYPE r [<!ATTLIST i "
    + " ".join(f'a{n} CDATA "x"' for n in range(999))
    + ">]><rss><i/></rss>",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_feed_is_refused_as_such(kind: str) -> None:
    body = ('<?xml version="1.0"?>' + HOSTILE[kind]).encode()
    assert is_xml(body)
    with pytest.raises(FeedRefused, match="feed refused: it declares entities or external parts"):
        feed(body)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<rss>", "not well-formed XML"),
        (b"<rss></channel>", "not well-formed XML"),
        (b"", "not well-formed XML"),
        (b'<?xml version="1.0" encoding="x-unknown"?><rss/>', "feed refused"),
        (b'<?xml version="1.0" encoding="utf-7"?><rss/>', "feed refused"),
        (b'<?xml version="1.0" encoding="zlib"?><rss/>', "feed refused"),
        (b"\x1f\x8bnot gzip", "broken gzip"),
        (gzip.compress(b"<rss/>" * 100)[:-12], "gzip cut short"),
        (b"<rss>" * 200, "too many elements"),
        (b"<rss>" + b"<a/>" * (feeds.MOST_ELEMENTS + 1), "too many elements"),
        (gzip.compress(b"<rss>" + b" " * (feeds.MOST_BYTES + 1)), "larger than 20 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_broken_feed_is_refused_in_one_line(body: bytes, why: str) -> None:
    with pytest.raises(FeedRefused, match=why) as caught:
        feed(body)
    assert "\n" not in str(caught.value)


def test_memory_does_not_grow_with_what_is_skipped() -> None:
    body = b"<rss><item><link>/1</link><x>" + b"<y>text</y>" * 100_000 + b"</x></item></rss>"
    feed(body)
    tracemalloc.start()
    try:
        assert len(feed(body).items) == 1
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_longest_sitemap_is_read_and_what_is_beyond_is_told() -> None:
    url = "<url><loc>https://a.se/{}</loc></url>"
    body = f"<urlset>{''.join(url.format(n) for n in range(feeds.MOST_ENTRIES + 20_000))}</urlset>".encode()
    got = feed(body)
    assert len(got.items) >= feeds.MOST_ENTRIES
    assert "longer than" in got.note


def test_fields_are_bounded() -> None:
    (item,) = feed(f"<rss><item><title>{'x' * 99_999}</title><link>/1</link></item></rss>".encode()).items
    assert len(item.headline) == 500


@given(st.binary(max_size=200))
def test_bytes_are_read_or_refused(body: bytes) -> None:
    for data in (
        body,
        b"<rss>" + body,
        b"\x1f\x8b" + body,
        RSS.format(codec="utf-8", items="").encode()[:-20] + body,
    ):
        with contextlib.suppress(FeedRefused):
            assert isinstance(feed(data), Feed)
