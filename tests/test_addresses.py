"""One spelling for each address, and no way around the guard."""

from __future__ import annotations

import asyncio
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anslag.scraper.addresses import BadAddress, Guard, Scope, clean, is_public, joined, origin

SPELLINGS = {
    "HTTP://Region.SE:80/a/../b/./c": "http://region.se/b/c",
    "https://region.se:443": "https://region.se/",
    "https://region.se./x": "https://region.se/x",
    "http://region.se/%7Eanna/%70ress": "http://region.se/~anna/press",
    "http://region.se/a%2Fb": "http://region.se/a%2Fb",
    "http://region.se/å ä?ö=å": "http://region.se/%C3%A5%20%C3%A4?%C3%B6=%C3%A5",
    "http://räksmörgås.se/": "http://xn--rksmrgs-5wao1o.se/",
    "http://region.se/x?b=2&a=1": "http://region.se/x?b=2&a=1",
    "http://region.se/x?utm_source=rss&id=7&fbclid=a#topp": "http://region.se/x?id=7",
    "http://region.se/x;jsessionid=8AF?PHPSESSID=1": "http://region.se/x",
    "http://region.se/x?12.5a3f": "http://region.se/x?12.5a3f",
    " http://region.se/a\r\n\tb ": "http://region.se/ab",
    "http://[::1]:8080/": "http://[::1]:8080/",
    "http://region.se/../../etc/passwd": "http://region.se/etc/passwd",
}


@pytest.mark.parametrize(("url", "cleaned"), SPELLINGS.items())
def test_spelling(url: str, cleaned: str) -> None:
    assert clean(url) == cleaned
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "url",
    [
        "",
        "region.se",
        "ftp://region.se/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///x",
        "http://user@region.se/",
        "http://user:secret@region.se/",
        "http://region.se\\@127.0.0.1/",
        "http://region.se/\\..\\x",
        "http://region.se:99999/",
        "http://region.se:port/",
        "http://[::1",
        "http://[::1%25eth0]/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.1./",
        "http://1.2.3.4.5/",
        "http://a..b/",
        "http://" + "a" * 64 + ".se/",
        "http://region.se/" + "x" * 3000,
        "http://region.se/\x00",
        "http://region.se/\ud800",
        "http://reg ion.se/",
        "http://region.se%00.example/",
    ],
)
def test_what_is_no_web_address_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(BadAddress) as error:
        clean(url)
    assert str(error.value).isprintable()


@pytest.mark.slow
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_link_is_an_address_or_refused(base: str, link: str) -> None:
    for text in (f"http://region.se/{base}", link, f"//{link}", f"http://{link}"):
        try:
            url = joined("http://region.se/a/b", text)
        except BadAddress:
            continue
        assert clean(url) == url
        assert origin(url).scheme in ("http", "https")
        assert url.isascii()


def test_scope_on_loopback_is_exactly_one_origin() -> None:
    scope = Scope.of(["http://127.0.0.5:8000/rum"])
    assert "http://127.0.0.5:8000/annat" in scope
    for other in (
        "http://127.0.0.5:8001/",
        "http://127.0.0.6:8000/",
        "https://127.0.0.5:8000/",
        "http://localhost:8000/",
    ):
        assert other not in scope


def test_scope_of_a_site_has_https_and_www() -> None:
    scope = Scope.of(["http://region.se/press"])
    for own in ("https://region.se/", "https://www.region.se/x", "http://www.region.se/"):
        assert own in scope
    for other in (
        "https://evil.se/",
        "https://press.region.se/",
        "https://region.se:8443/",
        "https://region.se.evil.se/",
        "x",
    ):
        assert other not in scope


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fec0::1", "198.18.0.1", "192.0.2.1",
    ],
)  # fmt: skip
def test_what_is_not_on_the_public_internet(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


# Each block of the registries by its first, its last and an inner address, whatever the tables of this Python hold.
SPECIAL = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.0.0/29 192.0.0.8/32
    192.0.0.9/32 192.0.0.10/32 192.0.0.170/31 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24
    192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 255.255.255.255/32
    224.0.0.0/4 ::1/128 ::/128 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001::/32 2001:1::1/128
    2001:1::2/128 2001:1::3/128 2001:2::/48 2001:3::/32 2001:4:112::/48 2001:10::/28 2001:20::/28 2001:30::/28
    2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8 4000::/3
    ::ffff:0:0:0/96 ::ffff:192.0.0.0/120 ::ffff:192.88.99.0/120 64:ff9b::192.0.0.0/120 64:ff9b::127.0.0.0/104
    """.split()


@pytest.mark.parametrize("block", SPECIAL)
def test_block_of_special_purpose_is_not_on_the_public_internet(block: str) -> None:
    network = ipaddress.ip_network(block)
    for address in (network[0], network[-1], network[network.num_addresses // 2]):
        assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34", "2a00:1450:400f::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34", "192.0.1.1", "192.88.98.255",
        "192.88.100.0", "2001:200::1", "2001:6b0::1", "2001:db7:ffff::1", "2003::1", "2620:4f:7fff::1", "198.20.0.1",
        "3ffd::1", "223.255.255.1", "100.128.0.1",
    ],
)  # fmt: skip
def test_what_is_on_the_public_internet(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def guarded(url: str, *addresses: str, starts: tuple[str, ...] = ()) -> str:
    async def lookup(_host: str, _port: int) -> list[str]:
        return list(addresses)

    loopback = Guard.of(starts).loopback
    return asyncio.run(Guard(loopback, lookup).address(origin(url)))


def test_guard_gives_the_address_it_has_checked() -> None:
    assert guarded("http://region.se/", "93.184.216.34", "93.184.216.35") == "93.184.216.34"


def test_one_bad_address_among_good_ones_spoils_the_host() -> None:
    with pytest.raises(BadAddress, match=r"region\.se is 10\.0\.0\.1, which is not on the public Internet"):
        guarded("http://region.se/", "93.184.216.34", "10.0.0.1")


def test_loopback_start_allows_its_own_origin_only() -> None:
    start = ("http://127.0.0.5:8000/rum",)
    assert guarded("http://127.0.0.5:8000/x", "127.0.0.5", starts=start) == "127.0.0.5"
    for other in ("http://127.0.0.5:8001/", "http://127.0.0.6:8000/", "http://evil.se:8000/"):
        with pytest.raises(BadAddress):
            guarded(other, "127.0.0.5", starts=start)
    with pytest.raises(BadAddress):
        guarded("http://127.0.0.5:8000/x", "169.254.169.254", starts=start)


def test_name_that_gives_loopback_is_no_loopback_start() -> None:
    with pytest.raises(BadAddress):
        guarded("http://evil.se/", "127.0.0.1", starts=("http://evil.se/",))


def test_unknown_host_is_an_oserror() -> None:
    with pytest.raises(OSError, match="no address"):
        guarded("http://region.se/")
