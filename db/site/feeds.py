"""Atom feeds (RFC 4287) of new grants and of what publishers changed, for a feed reader that comes by now and then.

Times are the archive's: an entry is as new as the answer of a server that brought it. An entry's id holds wherever the
site is and whatever it is made of anew. A feed is in the language that its address names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from sqlite3 import Row
from urllib.parse import parse_qsl, urlencode
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from datasette.app import Datasette
from datasette.utils import tilde_encode
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from anslag.db.site import downloads
from anslag.db.site.formatting import evidence_path
from anslag.db.site.languages import GAP, day, label, ngettext, number
from anslag.db.site.languages import gettext as _
from anslag.db.site.lists import LIMITS
from anslag.db.site.sites import DATABASE, site
from anslag.db.site.visits import FEEDS, LANGUAGES, SWITCH, current

MOST = 300
"""Entries of a feed of grants, newest first: a crawl of a day brings less."""
_MOST_REVISIONS, _MOST_CHANGES = 100, 10
"""Entries of the feed of changes, and the changes that one of them names: Datasette gives 1 000 rows at once."""
_ATOM = "http://www.w3.org/2005/Atom"
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document can hold, escaped or not (XML 1.0, 2.2)."""
_NEVER = "1970-01-01T00:00:00+00:00"
_OF_LISTS = (*LIMITS, "_where")
"""Parameters of a list that choose its rows; the others of theirs choose columns, order and looks."""

_GRANTS = """
SELECT g.id, g.title, g.owner, g.amount, g.currency, g.amount_approximate, g.period_start, g.period_end, g.funder,
    g.publisher, g.county_name, g.kommun_name, g.release_title, g.published, g.url, g.failed_checks, r.first_seen,
    coalesce((
        SELECT max(c.seen) FROM changes AS c WHERE c.release_id = g.release_id AND c.position = g.position
    ), r.first_seen) AS updated
FROM ({chosen}) AS g JOIN releases AS r ON r.id = g.release_id
ORDER BY r.first_seen DESC, g.release_id, g.position LIMIT {most}
"""
_CHANGES = """
WITH newest AS (
    SELECT DISTINCT release_id, revision, seen FROM changes ORDER BY seen DESC, release_id, revision LIMIT {revisions}
), numbered AS (
    SELECT c.*, count(*) OVER of_revision AS every, row_number() OVER (of_revision ORDER BY c.position, c.field) AS nth
    FROM changes AS c JOIN newest AS n ON n.release_id = c.release_id AND n.revision = c.revision
    WINDOW of_revision AS (PARTITION BY c.release_id, c.revision)
)
SELECT c.*, r.title, r.publisher, r.url FROM numbered AS c JOIN releases AS r ON r.id = c.release_id
WHERE c.nth <= {changes} ORDER BY c.seen DESC, c.release_id, c.revision, c.nth
"""
_GONE = """
SELECT id, title, publisher, url, gone FROM releases WHERE gone IS NOT NULL ORDER BY gone DESC, id LIMIT {revisions}
"""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry; ``path`` is its page on the site, ``source`` the publisher's, times are RFC 3339."""

    key: str
    title: str
    published: str
    updated: str
    path: str
    source: str
    author: str | None
    content: Markup


def path_of(table: str, query_string: str) -> str:
    """The feed of a list of grants with the list's filters; "" where the list is none of grants."""
    return address("grants", _filters(query_string)) if table == "grants_list" else ""


def address(name: str, filters: str = "") -> str:
    """The path of a feed, "grants" or "changes", in the visitor's language."""
    spoken = current().language
    language = "" if spoken == next(iter(LANGUAGES)) else urlencode({SWITCH: spoken})
    asked = "&".join(filter(None, (filters, language)))
    return f"{FEEDS}{name}.atom" + (f"?{asked}" if asked else "")


def _filters(query_string: str) -> str:
    every = parse_qsl(query_string, keep_blank_values=True)
    return urlencode(
        [(name, value) for name, value in every if name in _OF_LISTS or not name.startswith("_")]
    )


async def grants(datasette: Datasette, request: Request) -> Response:
    """New grants, all or those that the filters of a list choose."""
    site(datasette)
    table = f"/{DATABASE}/grants_list"
    chosen = await downloads.question(datasette, table, _filters(request.query_string))
    query = _GRANTS.format(chosen=chosen.sql, most=MOST)
    rows = (await datasette.get_database(DATABASE).execute(query, dict(chosen.parameters))).rows
    title = _("New grants of a filtered list") if _filters(request.query_string) else _("New grants")
    return await _answer(datasette, request, title, [_granted(row) for row in rows])


async def changes(datasette: Datasette, request: Request) -> Response:
    """What publishers changed or removed after publication."""
    site(datasette)
    db = datasette.get_database(DATABASE)
    limits = {"revisions": _MOST_REVISIONS, "changes": _MOST_CHANGES}
    changed = (await db.execute(_CHANGES.format(**limits))).rows
    entries = [
        _revised(list(of_revision))
        for _key, of_revision in groupby(changed, key=lambda row: (row["release_id"], row["revision"]))
    ]
    entries += [_removed(row) for row in (await db.execute(_GONE.format(**limits))).rows]
    newest = sorted(entries, key=lambda entry: entry.updated, reverse=True)[:_MOST_REVISIONS]
    return await _answer(datasette, request, _("What publishers changed"), newest)


def _granted(row: Row) -> _Entry:
    amount = _amount(row)
    what = row["title"] or row["release_title"] or row["id"]
    facts = {
        _("Project"): row["title"],
        _("Receives"): row["owner"],
        _("Amount"): amount,
        _("Period"): _period(row["period_start"], row["period_end"]),
        _("Place"): ", ".join(filter(None, (row["kommun_name"], row["county_name"]))),
        _("Pays"): row["funder"],
        _("Told in"): row["release_title"],
        _("Published"): day(row["published"]) if row["published"] else None,
        _("Doubt"): _doubt(row["failed_checks"]),
    }
    return _Entry(
        row["id"],
        ": ".join(filter(None, (", ".join(filter(None, (row["owner"], amount))), what))),
        row["first_seen"],
        row["updated"],
        evidence_path(row["id"]),
        row["url"],
        row["publisher"],
        Markup("").join(Markup("<p>{}: {}</p>").format(name, said) for name, said in facts.items() if said),
    )


def _doubt(failed: int) -> str:
    said = ngettext(
        "%(num)s of the release’s checks failed", "%(num)s of the release’s checks failed", failed
    )
    return said % {"num": number(failed)} if failed else ""


def _period(start: str | None, end: str | None) -> str | None:
    first, last = (day(one) if one else "…" for one in (start, end))
    return f"{first} – {last}" if start or end else None


def _amount(row: Row) -> str:
    if row["amount"] is None:
        return ""
    unit = {"SEK": "kr", None: ""}.get(row["currency"], row["currency"])
    return f"{'ca ' if row['amount_approximate'] else ''}{number(row['amount'])}{GAP}{unit}".rstrip(GAP)


def _revised(rows: Sequence[Row]) -> _Entry:
    first = rows[0]
    items = [Markup("<li>{}</li>").format(_change(row)) for row in rows]
    if first["every"] > len(rows):
        items.append(Markup("<li>{}</li>").format(_("and %s more") % number(first["every"] - len(rows))))
    return _Entry(
        f"{first['release_id']} revision {first['revision']}",
        _("Changed: %s") % (first["title"] or first["release_id"]),
        first["seen"],
        first["seen"],
        f"/-/release/{tilde_encode(first['release_id'])}",
        first["url"],
        first["publisher"],
        Markup("<ul>{}</ul>").format(Markup("").join(items)),
    )


def _change(row: Row) -> str:
    place = _("Grant %s, ") % row["position"] if row["position"] else ""
    if row["field"] == "grant":
        done = _("withdrawn") if row["after"] is None else _("added")
        return f"{place}{done}: {row['after'] or row['before']}"
    before, after = (_("nothing") if value is None else value for value in (row["before"], row["after"]))
    return f"{place}{label(row['field'])}: {before} → {after}"


def _removed(row: Row) -> _Entry:
    when = f"{row['gone']}T00:00:00+00:00"
    said = _("The publisher had removed the release by %s; it is kept here as it was.")
    return _Entry(
        f"{row['id']} gone",
        _("Removed: %s") % (row["title"] or row["id"]),
        when,
        when,
        f"/-/release/{tilde_encode(row['id'])}",
        row["url"],
        row["publisher"],
        Markup("<p>{}</p>").format(said % day(row["gone"])),
    )


async def _answer(datasette: Datasette, request: Request, title: str, entries: Sequence[_Entry]) -> Response:
    known = await datasette.get_database(DATABASE).execute(
        "SELECT value FROM meta WHERE key = 'archive_newest'"
    )
    newest = known.first()
    asked = f"?{request.query_string}" if request.query_string else ""
    own = datasette.absolute_url(request, request.path + asked)
    home = datasette.absolute_url(request, "/")
    updated = max((entry.updated for entry in entries), default=(newest and newest[0]) or _NEVER)
    body = _document(title, own, home, updated, entries)
    # Readers ask every hour or so; most of the time there is nothing new to send.
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status=304, headers=headers)
    return Response(body, headers=headers, content_type="application/atom+xml; charset=utf-8")


def _document(title: str, own: str, home: str, updated: str, entries: Iterable[_Entry]) -> bytes:
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": current().language})
    _add(feed, "id", own)
    _add(feed, "title", f"{title} · anslag")
    _add(feed, "updated", updated)
    ElementTree.SubElement(feed, "link", {"rel": "self", "href": own, "type": "application/atom+xml"})
    ElementTree.SubElement(feed, "link", {"rel": "alternate", "href": home, "type": "text/html"})
    _add(ElementTree.SubElement(feed, "author"), "name", "anslag")
    for entry in entries:
        _put(ElementTree.SubElement(feed, "entry"), entry, home.rstrip("/"))
    written: bytes = ElementTree.tostring(feed, "utf-8", xml_declaration=True)
    return written


def _put(to: ElementTree.Element, entry: _Entry, home: str) -> None:
    _add(to, "id", uuid5(NAMESPACE_URL, f"anslag {entry.key}").urn)
    _add(to, "title", " ".join(entry.title.split()))
    _add(to, "published", entry.published)
    _add(to, "updated", entry.updated)
    ElementTree.SubElement(to, "link", {"rel": "alternate", "href": home + entry.path, "type": "text/html"})
    if entry.source.startswith(("http://", "https://")):
        ElementTree.SubElement(to, "link", {"rel": "via", "href": _FORBIDDEN.sub("", entry.source)})
    if entry.author:
        _add(ElementTree.SubElement(to, "author"), "name", entry.author)
    _add(to, "content", str(entry.content)).set("type", "html")


def _add(to: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    made = ElementTree.SubElement(to, name)
    made.text = _FORBIDDEN.sub("", text)
    return made
