"""Synthetic databases, made through the store as a build makes them: empty, small with every oddity, large.

    .venv/bin/python -m tests.databases large /somewhere/anslag.db

Every text is invented; bodies are real kommuner and invented associations. The same call gives the same bytes.
"""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from anslag.db.additions import Additions
from anslag.db.codebook import Kind, schema
from anslag.db.corrections import Correction, Decision, brief, span, text_digest
from anslag.db.funders import funders
from anslag.db.revisions import ResponseRow, Revision
from anslag.db.store import Store
from anslag.parsers.checks import checks
from anslag.parsers.fields import Value
from anslag.parsers.organisations import grouped, kommuner
from anslag.parsers.records import (
    Amount,
    AmountFate,
    Block,
    BlockKind,
    Claims,
    Evidence,
    Extraction,
    Grant,
    Release,
)

FACTS = {
    "archive_digest": "0" * 64,
    "archive_newest": "2025-06-30T12:00:00+00:00",
    "anslag_version": "0.1.0",
}
NEWSROOM = "https://norrskog.example/"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = '=HYPERLINK("https://evil.example/","Vinn")'

_THINGS = (
    "Vätgas", "Bygdens mötesplats", "Digital hubb", "Skogens lärande", "Kulturhuset", "Unga i arbete",
    "Grön omställning", "Fiskevård", "Besöksnäring", "Hållbara transporter", "Lokal mat", "Ren älv",
)  # fmt: skip
_AIMS = (
    "i fjällen",
    "för alla",
    "längs kusten",
    "i inlandet",
    "2.0",
    "tillsammans",
    "nästa steg",
    "för unga",
)
_BODIES = ("Hembygdsförening", "Idrottsklubb", "Utveckling AB", "Ekonomisk förening", "Bygdegårdsförening")
_FUNDERS = (
    "Region Norrskog",
    "Tillväxtverket",
    "Leader Älvdalen",
    "Kulturrådet",
    "Allmänna arvsfonden",
    "Vinnova",
)
_NO_CLAIMS = Claims()
_LAYOUTS = ("numbered", "labelled", "bulleted", "headed", "table", "prose")


@dataclass(slots=True)
class Writer:
    """A release in the making: text is added piece by piece, and every value remembers where it stands."""

    title: str
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line([(None, self.title)], BlockKind.HEADLINE)

    def line(
        self, parts: Sequence[tuple[str | None, str]], kind: BlockKind = BlockKind.PARAGRAPH
    ) -> dict[str, Evidence]:
        """Adds a paragraph of (field or None, words); gives the evidence of the fields."""
        if self.length:
            self._add("\n\n")
        start, found = self.length, {}
        for name, words in parts:
            if name:
                found[name] = Evidence(self.length, self.length + len(words), words, f"made_{name}")
            self._add(words)
        self.blocks.append(Block(kind, start, self.length))
        return found

    def _add(self, words: str) -> None:
        self.pieces.append(words)
        self.length += len(words)

    def release(self, number: int, published: date | None, publisher: str | None) -> Release:
        return Release(
            "".join(self.pieces),
            tuple(self.blocks),
            url=f"{NEWSROOM}nyheter/{number}",
            title=self.title,
            publisher=publisher,
            published=published,
            platform="mynewsdesk",
            language="sv",
        )


def kronor(amount: Amount) -> str:
    """An amount as press offices print it."""
    return f"{amount:,}".replace(",", " ") + " kronor"


def grant(writer: Writer, position: int, **values: str | Amount | date | None) -> Grant:
    """A grant and its paragraph. ``values``: title, owner, amount, currency, period_start, period_end, layout."""
    said = {name: value for name, value in values.items() if value is not None}
    parts: list[tuple[str | None, str]] = [(None, f"{position}. ")]
    for name, before in (("title", ""), ("owner", " Projektägare: "), ("amount", " Beviljat: ")):
        if name in said:
            value = said[name]
            words = kronor(value) if isinstance(value, int | float) else str(value)
            parts += [(None, before), (name, words)]
    for name, before in (("period_start", " Från "), ("period_end", " till ")):
        if name in said:
            parts += [(None, before), (name, str(said[name]))]
    evidence = writer.line(parts, BlockKind.ITEM)
    if "amount" in evidence:
        evidence["currency"] = evidence["amount"]
        said.setdefault("currency", "SEK")
    said.setdefault("layout", "numbered")
    return Grant(position, number=position, confidence=0.9, evidence=evidence, **said)  # type: ignore[arg-type]


def extraction(
    writer: Writer,
    grants: Sequence[Grant],
    number: int,
    published: date | None = date(2024, 3, 1),
    funder: str | None = "Region Norrskog",
    claims: Claims = _NO_CLAIMS,
) -> Extraction:
    """What the parsers would give for the release, with its checks."""
    release = writer.release(number, published, funder)
    amounts = tuple(fates(claims, grants))
    return Extraction(
        release, claims, tuple(grants), checks(claims, grants), amounts, funder=funder, decided_on=published
    )


def fates(claims: Claims, grants: Sequence[Grant]) -> Iterator[AmountFate]:
    """What became of the sums: the grants' own, and the claimed total."""
    for one in grants:
        if "amount" in one.evidence:
            place = one.evidence["amount"]
            yield AmountFate(
                place.start, place.end, one.amount, "SEK", "granted", "a verb of giving", 0.97, one.position
            )
        if one.position == 1 and len((one.title or "").split()) > 2:
            start = one.evidence["title"].start + 2
            yield AmountFate(start, start + 3, 7, "SEK", "told again", "the same sum once more", 0.4)
    if "claimed_total" in claims.evidence:
        place = claims.evidence["claimed_total"]
        yield AmountFate(place.start, place.end, claims.total, "SEK", "total", "the word in all", 0.02)


def revision(found: Extraction, number: int, seen: datetime = datetime(2025, 6, 1, tzinfo=UTC)) -> Revision:
    """A version of a release, and where the archive would have it."""
    digest = sha256(found.release.text.encode()).hexdigest()
    return Revision(found, seen.isoformat(), digest, "anslag-00001.warc.gz", number * 1000)


def answer(release_id: str, one: Revision, status: int = 200) -> ResponseRow:
    """The answer that a revision was read from."""
    url = one.extraction.release.url or ""
    return ResponseRow(
        url, one.seen, status, one.sha256, one.archive_file, one.archive_offset, "release", release_id
    )


def owners() -> list[str]:
    """Every kommun, and some hundred associations."""
    places = sorted({name.split(" ")[0].capitalize() for name in kommuner() if name.endswith(" kommun")})
    every = sorted({name.capitalize() for name in kommuner() if name.endswith(" kommun")})
    return every + [f"{place} {body}" for place in places[::3] for body in _BODIES]


def invented(releases: int, grants_each: int, seed: int = 1) -> Iterator[tuple[str, Revision]]:
    """Ordinary releases: a claimed total that sometimes does not hold, amounts from 5 000 kr to 20 million."""
    chance, bodies = random.Random(seed), owners()
    for number in range(1, releases + 1):
        published = date(2014, 1, 1) + timedelta(days=chance.randrange(4100))
        layout, funder = chance.choice(_LAYOUTS), chance.choice(_FUNDERS)
        writer = Writer(f"Stöd till {grants_each} projekt från {funder} nr {number}")
        grants = []
        for position in range(1, grants_each + 1):
            start = published.replace(day=1)
            grants.append(
                grant(
                    writer,
                    position,
                    title=f"{chance.choice(_THINGS)} {chance.choice(_AIMS)} {number}:{position}",
                    owner=chance.choice(bodies),
                    amount=round(5000 * 4000 ** chance.random()) if chance.random() > 0.02 else None,
                    period_start=start,
                    period_end=date(start.year + chance.randrange(1, 4), 12, 31),
                    layout=layout,
                )
            )
        total = sum(g.amount or 0 for g in grants) + (100_000 if chance.random() < 0.1 else 0)
        claim = writer.line([(None, "Totalt: "), ("claimed_total", kronor(total))])
        claims = Claims(total=total, currency="SEK", count=grants_each, evidence=claim)
        yield (
            f"norrskog-{number:06}",
            revision(extraction(writer, grants, number, published, funder, claims), number),
        )


def empty(path: Path) -> Path:
    """A database of an archive without a release."""
    with Store(path) as store:
        store.finish((), (), FACTS | {"archive_newest": ""})
    return path


def large(path: Path, grants: int = 100_000) -> Path:
    """A database of ``grants`` grants, eight to a release."""
    with Store(path) as store:
        for release_id, one in invented(grants // 8, 8):
            store.save_response(answer(release_id, one))
            store.save(release_id, NEWSROOM, [one], one.seen)
        store.finish(*grouped(store.owners()), FACTS)
    return path


def small(path: Path) -> Path:
    """Thirty ordinary releases and one of each oddity: see :func:`odd`."""
    with Store(
        path,
        decisions(),
        lambda _, applied: checks(applied.extraction.claims, applied.extraction.grants),
        Additions(funders=funders()),
    ) as store:
        for release_id, one in invented(30, 5):
            store.save_response(answer(release_id, one))
            store.save(release_id, NEWSROOM, [one], one.seen)
        for release_id, revisions, gone in odd():
            for one in revisions:
                store.save_response(answer(release_id, one))
            store.save(release_id, NEWSROOM, revisions, revisions[-1].seen, gone)
        store.finish(*grouped(store.owners()), FACTS)
    return path


def odd() -> Iterator[tuple[str, list[Revision], date | None]]:
    """An edited release, a removed one, one of hostile words, one in euro, two that tell of one grant, one of none."""
    first, second = _edited(250_000, "Sävar skola"), _edited(205_000, "Sävar skolförening")
    later = datetime(2025, 6, 20, tzinfo=UTC)
    yield "odd-edited", [revision(first, 9001), revision(second, 9002, later)], None
    yield "odd-gone", [revision(_gone(), 9003)], date(2025, 6, 25)
    yield "odd-hostile", [revision(_hostile(), 9004)], None
    yield "odd-euro", [revision(_euro(), 9005)], None
    for number, (name, publisher, day) in enumerate(_TOLD_TWICE, 9007):
        yield f"odd-{name}", [revision(_told_twice(number, publisher, day), number)], None
    yield "odd-silent", [revision(extraction(Writer("Öppettider i jul"), (), 9006, None, None), 9006)], None


def _edited(amount: int, owner: str) -> Extraction:
    writer = Writer("Stöd till skolgården")
    one = grant(writer, 1, title="Grön skolgård", owner=owner, amount=amount)
    other = grant(writer, 2, title="Ny cykelväg", owner="Umeå kommun", amount=1_000_000)
    return extraction(writer, [one, other], 9001)


def _gone() -> Extraction:
    writer = Writer("Bidrag som drogs tillbaka")
    return extraction(writer, [grant(writer, 1, owner="Luleå kommun", amount=75_000)], 9003)


def _hostile() -> Extraction:
    writer = Writer(f"Bidrag till {SCRIPT}")
    words = (
        FORMULA,
        SCRIPT,
        "+46 är ett riktnummer",
        "-1+1",
        "@SUM(A1)",
        "\tmed flik",
        "'); DROP TABLE grants; --",
    )
    grants = [
        grant(writer, n, title=title, owner=f"{SCRIPT} förening", amount=1000 * n)
        for n, title in enumerate(words, 1)
    ]
    rtl = grant(
        writer,
        8,
        title="omvänd \u202eksvs\u202c och \x07 klocka\r\nrad",
        owner='Citat "AB", & co',
        amount=8000,
    )
    return extraction(writer, [*grants, rtl], 9004, funder=FORMULA)


_TOLD_TWICE = (
    ("told-first", "Region Norrskog", date(2024, 5, 14)),
    ("told-again", "Haparanda stad", date(2024, 5, 16)),
)


def _told_twice(number: int, publisher: str, day: date) -> Extraction:
    """One grant as its giver tells it, or as the town that gets it does."""
    writer = Writer(f"Ljus på isen, säger {publisher}")
    one = grant(writer, 1, title="Ljus på isen", owner="Haparanda stad", amount=312_500)
    found = extraction(writer, [one], number, day)
    return replace(found, release=replace(found.release, publisher=publisher))


def _euro() -> Extraction:
    writer = Writer("Två projekt över gränsen")
    one = grant(writer, 1, title="Gränslös älv", owner="Haparanda stad", amount=350_000.5, currency="EUR")
    other = grant(writer, 2, title="Utan summa", owner="Övertorneå kommun")
    return extraction(writer, [one, replace(other, partners=("Pello kommun", "Kolari"))], 9005)


def text_cells(database: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Every text of every table, full-text tables included, with the place where it stands."""
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        for row in database.execute(f'SELECT * FROM "{table}"'):
            for column, value in zip(row.keys(), row, strict=True):
                if isinstance(value, bytes):
                    value = value.decode("utf-8", "replace")
                if isinstance(value, str):
                    yield f"{table}.{column}", value


POISON = f"'\"></pre></td>{SCRIPT}"


def poisoned(path: Path) -> Path:
    """The small database with :data:`POISON` behind every text that may be any text, keys too."""
    small(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO samples VALUES ('spring', 1, 'year', 39, 12, 12, 'digest', '0.2.0')")
        db.execute("INSERT INTO quality VALUES ('spring', '2024', 'recall', 'grants', 0.9, 0.8, 1, 9, 10, 4)")
        db.execute(
            "INSERT INTO proposals SELECT 'p', id, NULL, 'waiting', 'm', 'v', '2025-06-28', '{}', '', '', '' "
            "FROM releases LIMIT 1"
        )
        for one in schema():
            for column in one.columns:
                if not one.view and one.name not in ("summary", "meta") and column.kind in _POISONED:
                    # Checked columns (days, codes, quotes) refuse it.
                    with suppress(sqlite3.IntegrityError):
                        sql = f'UPDATE {one.name} SET "{column.name}" = {_POISONED[column.kind]}'
                        db.execute(sql.format(f'"{column.name}"'), {"poison": POISON})
        db.execute("UPDATE corrections SET value_read = json_quote(:poison)", {"poison": POISON})
        db.execute("UPDATE proposals SET quotes = json_object('owner', :poison)", {"poison": POISON})
        db.execute("UPDATE corrections SET value_decided = json_array(:poison)", {"poison": POISON})
        db.execute("UPDATE release_revisions SET grants = json_remove(grants, '$[#-1]')")
        db.execute("INSERT INTO grants_fts(grants_fts) VALUES ('rebuild')")
        db.execute("INSERT INTO releases_fts(releases_fts) VALUES ('rebuild')")
    return path


_POISONED = {
    Kind.TEXT: "coalesce({}, '') || :poison",
    Kind.LIST: "json_insert(coalesce({}, '[]'), '$[#]', :poison)",
}


def decisions() -> list[Correction]:
    """One decision of each kind on the odd releases, and one whose text has changed since."""
    found = {release_id: revisions[-1].extraction for release_id, revisions, _ in odd()}
    who, when = "Granskare", date(2025, 6, 28)

    def one(
        release_id: str,
        position: int | None,
        name: str | None,
        decision: Decision,
        read: Value = None,
        decided: Value = None,
    ) -> Correction:
        release = found[release_id]
        return Correction(
            release_id,
            position,
            name,
            decision,
            who,
            when,
            "Läst mot beslutet",
            text_digest(release.release.text),
            read,
            decided,
            span=span(release.grants[position - 1]) if position else None,
        )

    hostile = found["odd-hostile"].grants[3]
    return [
        one("odd-edited", 1, "amount", Decision.CORRECT, read=205_000, decided=206_000),
        one("odd-edited", 2, "owner", Decision.ACCEPT, read="Umeå kommun"),
        one("odd-hostile", 4, None, Decision.REJECT, read=brief(hostile)),
        one("odd-euro", None, "funder", Decision.CORRECT, read="Region Norrskog", decided="Interreg Nord"),
        replace(
            one("odd-gone", 1, "amount", Decision.CORRECT, read=75_000, decided=57_000), text_sha256="f" * 64
        ),
    ]


if __name__ == "__main__":
    {"empty": empty, "small": small, "large": large, "poisoned": poisoned}[sys.argv[1]](Path(sys.argv[2]))
