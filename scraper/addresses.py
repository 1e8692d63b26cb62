"""One address has one spelling, and no request leaves for a host that was not meant.

:func:`clean` gives an address its canonical spelling (RFC 3986, 6.2.2) or says why it is none that we
fetch. :class:`Scope` holds the origins of a newsroom. :class:`Guard` looks up a host and gives only addresses
on the public Internet, so that the connection can be made to the very address that was checked.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

from w3lib.url import canonicalize_url

LONGEST = 2083
"""Characters; longer addresses are traps (the limit of Scrapy and of old browsers)."""
_PORTS = {"http": 80, "https": 443}
_TRACKERS = re.compile(
    r"(?:utm_[a-z_]+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_hs(?:enc|mi)|_ga|_gl|mkt_tok|"
    r"phpsessid|jsessionid|aspsessionid\w*|session_?id|cfid|cftoken)",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,252}[a-z0-9_])?\.?")
_NUMBER_LABEL = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)")

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], Awaitable[list[str]]]
"""From host and port to the textual IP addresses behind it; raises OSError where there are none."""


class BadAddress(ValueError):
    """An address that cannot or must not be fetched; the message says why, in one line."""


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Scheme, host and port of an address (RFC 6454)."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """Host and port as a ``Host`` header holds them: a default port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@lru_cache(maxsize=4096)
def origin(url: str) -> Origin:
    """The origin of an address. Raises BadAddress."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError as error:
        raise BadAddress(f"not an address ({error}): {_shown(url)}") from error
    if scheme not in _PORTS:
        raise BadAddress(f"not an http or https address: {_shown(url)}")
    return Origin(scheme, _host(host, url), _PORTS[scheme] if port is None else port)


@lru_cache(maxsize=8192)
def clean(url: str) -> str:
    """The canonical spelling of an address. Raises BadAddress.

    Scheme and host in lower case, no default port, no fragment, dot segments resolved, unreserved
    characters unescaped; parameters that only follow readers or sessions are left out.
    """
    url = re.sub(r"[\t\r\n]", "", url.strip("\t\r\n\f\v "))
    if _CONTROL.search(url):
        raise BadAddress(f"control character in the address: {_shown(url)}")
    if len(url) > LONGEST:
        raise BadAddress(f"address of {len(url)} characters: {_shown(url)}")
    place = origin(url)
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise BadAddress(f"user name in the address: {_shown(url)}")
    if "\\" in parts.netloc + parts.path:
        raise BadAddress(f"backslash in the address: {_shown(url)}")
    path = _SESSION_IN_PATH.sub("", parts.path) or "/"
    cleaned = canonicalize_url(f"{place}{path if path.startswith('/') else '/' + path}")
    query = "&".join(p for p in parts.query.split("&") if p and not _TRACKERS.fullmatch(p.split("=")[0]))
    cleaned += f"?{quote(query, safe=_QUERY_SAFE)}" if query else ""
    if len(cleaned) > LONGEST:
        raise BadAddress(f"address of {len(cleaned)} characters: {_shown(cleaned)}")
    return cleaned


_QUERY_SAFE = "%!$&'()*+,;=:@/?-._~[]|"


def joined(base: str, link: str) -> str:
    """The canonical address that ``link`` on the page ``base`` leads to. Raises BadAddress."""
    try:
        return clean(urljoin(base, link.strip()))
    except BadAddress:
        raise
    except ValueError as error:
        raise BadAddress(f"not an address ({error}): {_shown(link)}") from error


def _host(host: str, url: str) -> str:
    if ":" in host:
        if "%" in host:
            raise BadAddress(f"zone in the address: {_shown(url)}")
        return str(_ip(host, url))
    try:
        name = host.lower() if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadAddress(f"not a host name: {_shown(url)}") from error
    if not _HOST.fullmatch(name) or ".." in name or any(len(label) > 63 for label in name.split(".")):
        raise BadAddress(f"not a host name: {_shown(url)}")
    # A last label that is a number makes the host an IPv4 address in disguise (WHATWG URL).
    if _NUMBER_LABEL.fullmatch(name.rstrip(".").rpartition(".")[2]):
        return str(_ip(name, url))
    return name.rstrip(".")


def _ip(host: str, url: str) -> IPAddress:
    try:
        return ipaddress.ip_address(host)
    except ValueError as error:
        raise BadAddress(f"odd spelling of an IP address: {_shown(url)}") from error


def _shown(url: str) -> str:
    short = url if len(url) <= 200 else url[:200] + "…"
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in short)


def is_loopback(place: Origin) -> bool:
    """Whether the origin itself says that it is this machine: 127.0.0.0/8, ::1 or localhost."""
    try:
        return ipaddress.ip_address(place.host).is_loopback
    except ValueError:
        return place.host == "localhost"


@dataclass(frozen=True, slots=True)
class Scope:
    """The origins that a newsroom may be fetched from."""

    origins: frozenset[Origin]

    @classmethod
    def of(cls, addresses: Iterable[str]) -> Scope:
        """The scope of start addresses: each origin; off loopback also https for http and www beside it."""
        return cls(frozenset(o for address in addresses for o in _siblings(origin(address))))

    def __contains__(self, url: str) -> bool:
        try:
            return origin(url) in self.origins
        except BadAddress:
            return False


def _siblings(place: Origin) -> set[Origin]:
    if is_loopback(place) or place.port != _PORTS[place.scheme]:
        return {place}
    bare = place.host.removeprefix("www.")
    hosts = {place.host} if _is_ip(place.host) else {bare, f"www.{bare}"}
    return {Origin(scheme, host, port) for scheme, port in _PORTS.items() for host in hosts}


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


# Python's tables are as old as the Python. https://www.iana.org/assignments/iana-ipv4-special-registry and
# https://www.iana.org/assignments/iana-ipv6-special-registry (as of 2025-10-09), whole blocks, also where a single
# address in one is reachable: none of them is a web server's. Multicast and the old site-local addresses besides.
_SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        """
        0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
        192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24
        203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
        ::/16 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3ffe::/16
        3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8
        """.split(),
    )
)
# All that is given to hosts so far: https://www.iana.org/assignments/ipv6-address-space
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# RFC 6052: the well-known prefix wraps an IPv4 address in its last 32 bits.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@lru_cache(maxsize=1024)
def is_public(address: IPAddress) -> bool:
    """Whether an IP address is a host on the public Internet, also when it is an IPv4 address wrapped in IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address not in _GLOBAL_UNICAST:
            return False
    return address.is_global and not any(address in block for block in _SPECIAL)


async def system_lookup(host: str, port: int) -> list[str]:
    """The addresses that the system's resolver gives, in its order."""
    if _is_ip(host):
        return [host]
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[4][0]) for place in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """Resolves hosts and refuses what is not on the public Internet.

    ``loopback`` are the origins that are allowed although they are on this machine: start addresses that
    a person gave as such.
    """

    loopback: Collection[Origin] = frozenset()
    lookup: Lookup = field(default=system_lookup)

    @classmethod
    def of(cls, starts: Iterable[str]) -> Guard:
        """The guard for start addresses: exactly their origins are allowed on loopback."""
        return cls(frozenset(o for o in map(origin, starts) if is_loopback(o)))

    async def address(self, place: Origin) -> str:
        """The IP address to connect to. Raises BadAddress (refused) or OSError (no such host)."""
        found = [
            ipaddress.ip_address(text.partition("%")[0]) for text in await self.lookup(place.host, place.port)
        ]
        if not found:
            raise OSError(f"no address for {place.host}")
        allowed = place in self.loopback
        for address in found:
            # One forbidden address among several spoils the host: a second look-up could give that one.
            if not (is_public(address) or (allowed and address.is_loopback)):
                raise BadAddress(f"{place.host} is {address}, which is not on the public Internet")
        return str(found[0])
