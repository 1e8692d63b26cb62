"""Feeds and sitemaps: every form is read, and what is hostile or broken is refused in bounded time and memory."""

from __future__ import annotations

import contextlib
import gzip
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anslag.scraper import sitemaps, xml_text
from anslag.scraper.feeds import MOST_ELEMENTS, feed
from anslag.scraper.xml_text import Feed, FeedRefused, Item, is_xml

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
    assert not is_xml(b"<p>Vi har <rss> nu</p>")
    assert is_xml(
        b'<?xml version="1.0"?><rss><item><description><![CDATA[<html><p>x</p></html>]]></description>'
    )


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


NUMBERED = [ITEM.replace("a.se/1", f"a.se/{n}") for n in range(5)]
WHOLE = RSS.format(codec="utf-8", items="".join(NUMBERED))


def faulty(before: str, after: str) -> bytes:
    """A feed whose third entry has a fault."""
    third = NUMBERED[2].replace(before, after)
    assert third != NUMBERED[2]
    return WHOLE.replace(NUMBERED[2], third).encode()


MENDED = {
    "bare ampersand": (faulty("Stöd", "Stöd & hopp"), "Stöd & hopp till Åre"),
    "bare ampersand in an address": (faulty("a.se/2", "a.se/2?b=1&c=2"), "Stöd till Åre"),
    "name of HTML": (faulty("Stöd till", "Stöd&nbsp;till"), "Stöd till Åre"),
    "control character": (faulty("Stöd", "St\x0böd"), "Stöd till Åre"),
    "less-than sign": (faulty("Stöd", "1 < 2: Stöd"), "1 < 2: Stöd till Åre"),
    "bad byte": (faulty("Stöd", "StödX").replace(b"X", b"\xff"), "Stöd\ufffd till Åre"),
    "blank line before it": (b"\r\n\n " + WHOLE.encode(), "Stöd till Åre"),
    "windows-1252 that says utf-8": (WHOLE.encode("windows-1252"), "Stöd till Åre"),
    "Latin-1 that says nothing": (WHOLE.partition("?>")[2].encode("latin-1"), "Stöd till Åre"),
    "utf-8 that says Latin-1": (WHOLE.replace("utf-8", "iso-8859-1").encode(), "Stöd till Åre"),
    "charset that is none": (WHOLE.replace("utf-8", "rot13").encode(), "Stöd till Åre"),
    "RSS 0.91": (
        WHOLE.replace('version="2.0"', 'version="0.91"')
        .replace(
            "<rss",
            '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
            '"http://my.netscape.com/publish/formats/rss-0.91.dtd">\n<rss',
        )
        .encode(),
        "Stöd till Åre",
    ),
}


@pytest.mark.parametrize("fault", MENDED)
def test_fault_in_the_middle_of_a_feed_costs_no_entry(fault: str) -> None:
    body, headline = MENDED[fault]
    assert is_xml(body)
    got = feed(body)
    assert [item.url.partition("?")[0] for item in got.items] == [f"https://a.se/{n}" for n in range(5)]
    assert got.items[2].headline == headline
    assert {item.headline for n, item in enumerate(got.items) if n != 2} == {"Stöd till Åre"}
    assert not got.broken


@pytest.mark.parametrize("end", ["</item>", "a.se/", "<title>", "2025 11:30"])
def test_feed_that_is_cut_off_gives_whole_entries_only_and_says_so(end: str) -> None:
    body = WHOLE[: WHOLE.rindex(end) + len(end)].encode()
    got = feed(body)
    assert [item.url for item in got.items] == [f"https://a.se/{n}" for n in range(4 + (end == "</item>"))]
    assert got.broken.startswith("feed broken off")


def test_entry_that_cannot_be_read_is_counted() -> None:
    got = feed(faulty("</title>", ""))
    assert {item.url for item in got.items} < {f"https://a.se/{n}" for n in range(5)}
    assert got.broken == f"feed broken off: {len(got.items)} of 5 entries could be read"


def test_fault_in_the_middle_of_a_sitemap_costs_no_entry() -> None:
    places = "".join(f"<url><loc>https://a.se/{n}?b=1&c=2</loc></url>" for n in range(5))
    got = feed(f"\n<urlset>{places}</urlset>".encode())
    assert [item.url for item in got.items] == [f"https://a.se/{n}?b=1&c=2" for n in range(5)]
    assert not got.broken


def test_sitemap_that_is_cut_off_says_so() -> None:
    got = feed(b"<urlset><url><loc>https://a.se/1</loc></url><url><loc>https://a.se/2")
    assert [item.url for item in got.items] == ["https://a.se/1"]
    assert got.broken.startswith("feed broken off after 1 entries")


def test_feed_is_never_taken_for_a_file_or_an_address(tmp_path: Path) -> None:
    file = tmp_path / "<rss>"
    file.write_text(WHOLE)
    with contextlib.chdir(tmp_path), pytest.raises(FeedRefused):
        feed(b"<rss>")


ENTITY = '<!DOCTYPE rss [<!ENTITY a "{text}">]>'
HOSTILE = {
    "entity": ENTITY.format(text="x") + "<rss><item><link>/&a;</link></item></rss>",
    "billion laughs": '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss>&b;</rss>',
    "quadratic": ENTITY.format(text="x" * 100_000) + "<rss>" + "&a;" * 10_000 + "</rss>",
    "external": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>',
    "parameter entity": '<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]><rss/>',
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
        (b"\x1f\x8bnot gzip", "broken gzip"),
        (gzip.compress(b"<rss/>" * 100, mtime=0)[:-12], "gzip cut short"),
        (b"<urlset>" * 200, "too many elements"),
        (b"<urlset>" + b"<a/>" * (sitemaps.MOST_ELEMENTS + 1), "too many elements"),
        (b"<rss>" + b"<a/>" * (MOST_ELEMENTS + 1), "too many elements"),
        (b"<rss>" + b" " * 5_000_001 + b"</rss>", "larger than 5 MB"),
        (gzip.compress(b"<urlset>" + b" " * (xml_text.MOST_BYTES + 1), mtime=0), "larger than 20 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_broken_feed_is_refused_in_one_line(body: bytes, why: str) -> None:
    with pytest.raises(FeedRefused, match=why) as caught:
        feed(body)
    assert "\n" not in str(caught.value)


def test_memory_does_not_grow_with_what_is_skipped() -> None:
    body = b"<urlset><url><loc>/1</loc><x>" + b"<y>text</y>" * 100_000 + b"</x></url></urlset>"
    feed(body)
    tracemalloc.start()
    try:
        assert len(feed(body).items) == 1
        # The text itself, twice; nothing for its elements.
        assert tracemalloc.get_traced_memory()[1] < 2 * len(body) + 1_000_000
    finally:
        tracemalloc.stop()


def test_longest_sitemap_is_read_and_what_is_beyond_is_told() -> None:
    url = "<url><loc>https://a.se/{}</loc></url>"
    body = (
        f"<urlset>{''.join(url.format(n) for n in range(xml_text.MOST_ENTRIES + 20_000))}</urlset>".encode()
    )
    got = feed(body)
    assert len(got.items) >= xml_text.MOST_ENTRIES
    assert "longer than" in got.broken


def test_fields_are_bounded() -> None:
    (item,) = feed(f"<rss><item><title>{'x' * 99_999}</title><link>/1</link></item></rss>".encode()).items
    assert len(item.headline) == 500


HEAVY = {
    "elements": b"<a/>" * (MOST_ELEMENTS - 10),
    "open elements": b"<a>" * (MOST_ELEMENTS - 10),
    "less-than signs": b"<" * (MOST_ELEMENTS - 10),
    "ampersands": b"&" * 4_000_000,
    "attributes": b"<a " + b"a='x' " * 600_000 + b">",
    "CDATA": b"<![CDATA[" * 400_000,
    "comments": b"<!--" * (MOST_ELEMENTS - 10),
    "namespaces": b"<a xmlns:x='y'>" * (MOST_ELEMENTS - 10),
}


@pytest.mark.parametrize("kind", HEAVY)
def test_heaviest_feed_is_done_in_bounded_time(kind: str) -> None:
    began = time.process_time()
    with contextlib.suppress(FeedRefused):
        feed(b"<rss><channel><item><title>" + HEAVY[kind])
    assert time.process_time() - began < 15


@settings(deadline=None)
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
