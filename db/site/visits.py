"""Who asks for the page that is being made: in which language, and with which question.

The pages are made by hooks of Datasette that are told of a row but not of the request; what they need of it is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from datasette.app import Datasette

from anslag.db.site.headers import App, Message, Receive, Send
from anslag.db.site.sites import SITES, Site

LANGUAGES: Mapping[str, str] = {"en": "English", "sv": "Svenska"}
"""The languages of the site, each by its own name; the first is for who wants none of them."""
COOKIE = "anslag_language"
SWITCH = "_lang"
"""The parameter by which any address asks for a language; the answer keeps it in the cookie."""
FEEDS = "/-/feed/"
"""Where feeds are; their language stands in their address."""
_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visit:
    """A request to one of our sites; outside of one, English and no site."""

    language: str = "en"
    path: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    site: Site | None = None


_NOBODY = Visit()
_current: ContextVar[Visit] = ContextVar("visit", default=_NOBODY)


def current() -> Visit:
    """The request that is being answered."""
    return _current.get()


def language(accept: str, cookie: str) -> str:
    """The language for a browser's ``Accept-Language`` and ``Cookie`` headers."""
    kept = dict(part.strip().partition("=")[::2] for part in cookie.split(";")).get(COOKIE)
    if kept in LANGUAGES:
        return str(kept)
    wanted = [(_quality(part), -place, _primary(part)) for place, part in enumerate(accept.split(","))]
    known = [one for one in wanted if one[0] > 0 and one[2] in LANGUAGES]
    return max(known)[2] if known else next(iter(LANGUAGES))


def _primary(part: str) -> str:
    return part.partition(";")[0].strip().partition("-")[0].lower()


def _quality(part: str) -> float:
    said = part.partition(";")[2].strip()
    try:
        return float(said.removeprefix("q=")) if said else 1.0
    except ValueError:
        return 0.0


def told(app: App, datasette: Datasette) -> App:
    """The application with each request known to :func:`current`, and answers marked with what they depend on."""

    async def inner(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or datasette not in SITES:
            await app(scope, receive, send)
            return
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        is_feed = scope["path"].startswith(FEEDS)
        if SWITCH in dict(query) and not is_feed:
            await _switched(scope["path"], query, send)
            return
        spoken = _of_address(dict(query)) if is_feed else _asked_in(scope)
        visit = Visit(spoken, scope["path"], dict(query), SITES[datasette])
        token = _current.set(visit)
        try:
            await app(scope, receive, _marking(send, visit.language))
        finally:
            _current.reset(token)

    return inner


def _of_address(query: Mapping[str, str]) -> str:
    """The language of a feed: feed readers keep an address, but no cookie and no wish of their reader's."""
    wanted = query.get(SWITCH, "")
    return wanted if wanted in LANGUAGES else next(iter(LANGUAGES))


def _asked_in(scope: Message) -> str:
    said = {name.lower(): value.decode("latin-1") for name, value in scope.get("headers", ())}
    return language(said.get(b"accept-language", ""), said.get(b"cookie", ""))


def _marking(send: Send, language: str) -> Send:
    """Rows and files are the same in every language; pages and errors are not, and no cache may mix them up."""

    async def inner(message: Message) -> None:
        if message["type"] == "http.response.start":
            sent = {name.lower(): value for name, value in message.get("headers", ())}
            if b"html" in sent.get(b"content-type", b"") or message["status"] >= HTTPStatus.BAD_REQUEST:
                more = [(b"vary", b"Accept-Language, Cookie"), (b"content-language", language.encode())]
                message["headers"] = [*message.get("headers", ()), *more]
        await send(message)

    return inner


async def _switched(path: str, query: list[tuple[str, str]], send: Send) -> None:
    """Keeps the language and leads back to the page without the parameter."""
    wanted = dict(query)[SWITCH]
    rest = urlencode([(name, value) for name, value in query if name != SWITCH])
    # Two slashes in front would be the name of another machine.
    back = "/" + path.lstrip("/\\") + (f"?{rest}" if rest else "")
    headers = [
        (b"location", _quoted(back)),
        (b"cache-control", b"no-store"),
        (b"content-length", b"0"),
    ]
    if wanted in LANGUAGES:
        kept = f"{COOKIE}={wanted}; Path=/; Max-Age={_A_YEAR}; SameSite=Lax"
        headers.append((b"set-cookie", kept.encode()))
    await send({"type": "http.response.start", "status": int(HTTPStatus.FOUND), "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _quoted(address: str) -> bytes:
    """An address as a header may hold it."""
    return "".join(
        sign if "!" <= sign <= "~" else "".join(f"%{byte:02X}" for byte in sign.encode()) for sign in address
    ).encode()
