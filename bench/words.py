"""The site's messages: collects them all, brings the catalogues up to date and compiles them.

    python -m bench.words

writes ``db/site/locale/anslag.pot`` (English, as the source has it), adds to ``sv/LC_MESSAGES/anslag.po`` what is new,
takes out what is gone, and says what still wants a translation. Needs Babel, which is in the dev extra.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from anslag.db.codebook import schema
from anslag.db.export import FORMATS
from anslag.db.same_grant_levels import NOTHING, ORDER
from anslag.db.schema import FIGURES, left_out
from anslag.db.site import charts, lists
from anslag.db.site.languages import DOMAIN, LOCALE, plain_label
from anslag.db.site.metadata import TITLES, questions
from anslag.parsers.fates import FATES

SITE = LOCALE.parent
TEMPLATE = LOCALE / f"{DOMAIN}.pot"
SWEDISH = LOCALE / "sv" / "LC_MESSAGES" / f"{DOMAIN}.po"
# Babel would put the hour of the day into the file.
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_PLURALS = "nplurals=2; plural=(n != 1);"
Found: TypeAlias = tuple[str | None, str | tuple[str, str], str]
"""A message: its context, its text or both of its forms, and where it stands."""

WORDS = {
    "check": (
        "total", "count", "number_sequence", "number_range", "owner_missing", "amount_missing", "amount_twice",
        "amount_unclear", "amount_contradicted", "grant_unlikely", "title_doubtful", "period_order", "date_impossible",
        "text_lost", "body_lost", "charset", "reading",
    ),
    "status": ("passed", "failed", "skipped"),
    "decision": ("accept", "correct", "reject", "add", "complete"),
    "outcome": ("applied", "confirmed", "superseded", "stale"),
    "reader": ("rules", "person", "model"),
    "standing": ("accepted", "refused", "taken", "waiting", "stale"),
    "kind": ("unknown",),
    "layout": ("numbered", "labelled", "bulleted", "headed", "table", "lines", "prose"),
    "role": ("robots", "feed", "listing", "release"),
    "fact": (
        "amountAwarded", "awardDate", "currency", "description", "fundingOrganization", "recipient may be a person",
        "recipientOrganization", "title",
    ),
    "fate": tuple(FATES),
    "pair": ("told again", "corrected", "part"),
    "why": tuple(level for levels in ORDER.values() for level in levels if level != NOTHING),
    "body": ("agency", "council", "county board", "region", "municipal", "foundation", "company", "eu"),
    "source": ("printed", "register"),
    "open": ("several numbers in the register", "in the register in another kommun only", "not in the register"),
    "measure": ("precision", "recall", "accuracy", "exact", "sum", "confidence"),
    "stratum": ("all",),
    "tellings": ("every telling",),
    "map": ("both maps", "only the map of counties", "no map: no place known"),
}  # fmt: skip
"""The vocabularies of the database that no list in the code holds, but the site shows."""
ANSWERED = (
    "largest", "names", "messages", "release", "least", "most", "place", "check", "failed", "releases", "share_failed",
    "grant", "grant_position", "years", "organisation", "exact_grants",
)  # fmt: skip
"""Columns of answers and charts that no table has."""


def messages() -> Iterator[Found]:
    """Every message of the site."""
    yield from _written()
    yield from _of_the_codebook()
    yield from _of_figures()
    yield from _of_questions_and_charts()
    for kind, said in WORDS.items():
        yield from ((kind, one.replace("_", " "), "bench/words.py") for one in said)
    for shown in lists.comparisons().values():
        yield "comparison", shown, "datasette/filters.py"
    for form in FORMATS.values():
        yield from ((None, one, "db/export/__init__.py") for one in (form.title, form.meaning))


def _written() -> Iterator[Found]:
    """What templates and code name with ``_`` and its kin."""
    keywords = {**DEFAULT_KEYWORDS, "_": None}
    for method, pattern in (("jinja2", "templates/*.html"), ("python", "*.py")):
        for file in sorted(SITE.glob(pattern)):
            options = {"newstyle_gettext": "true", "silent": "false", "trimmed": "true"}
            with file.open("rb") as opened:
                found = extract(_method(method), opened, keywords, (), options)
                for _line, message, _comments, context in found:
                    said = message if isinstance(message, str) else (message[0], message[1])
                    yield context, said, f"db/site/{file.relative_to(SITE)}"


def _method(name: str) -> str:
    return "jinja2.ext:babel_extract" if name == "jinja2" else name


def _of_the_codebook() -> Iterator[Found]:
    for table in schema():
        place = f"db/{'views' if table.view else 'tables'}.sql"
        yield None, table.meaning, place
        for column in table.columns:
            yield None, column.meaning, place
            yield "column", plain_label(column.name), place
            if column.unit:
                yield "unit", column.unit.replace("_", " "), place
    yield from (("column", plain_label(name), "db/site/questions.yaml") for name in ANSWERED)
    yield from ((None, title, "db/site/metadata.py") for title in TITLES.values())


def _of_figures() -> Iterator[Found]:
    said = [meaning for _name, _query, meaning in FIGURES]
    said += [left_out(fact) for fact in ("", *WORDS["fact"])]
    yield from ((None, one, "db/schema.py") for one in said)


def _of_questions_and_charts() -> Iterator[Found]:
    for question in questions().values():
        assert isinstance(question, dict)
        said = [question["title"], question["description"]]
        parameters = question["parameters"]
        assert isinstance(parameters, dict)
        for one in parameters.values():
            assert isinstance(one, dict)
            said += [one[name] for name in ("label", "hint", "empty") if name in one]
        yield from ((None, str(text), "db/site/questions.yaml") for text in said)
    for chart in charts.shipped()["charts"].values():
        said = [str(chart["title"]), str(chart["unit"]), *_titles(chart["draw"])]
        yield from ((None, str(text), "db/site/charts.yaml") for text in said)


def _titles(part: object) -> list[str]:
    """Every title in a drawing."""
    if isinstance(part, list):
        return [title for one in part for title in _titles(one)]
    if not isinstance(part, dict):
        return []
    own = [part["title"]] if isinstance(part.get("title"), str) else []
    return own + [title for one in part.values() for title in _titles(one)]


def template() -> Catalog:
    """The catalogue of all messages, without translations."""
    found = Catalog(project=DOMAIN, fuzzy=False)
    for context, said, place in messages():
        found.add(said, locations=[(place, 0)], context=context)
    return found


def written(catalogue: Catalog) -> bytes:
    """A catalogue as its file: no dates, no lines, so that it changes only where a message does."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=118, omit_header=True, include_lineno=False, sort_output=True)
    return _HEADS[catalogue.locale is not None].encode() + b"\n" + buffer.getvalue()


_HEAD = """# {title}; python -m bench.words keeps it up to date.
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
_HEADS = {
    False: _HEAD.format(title="The messages of the site, in English"),
    True: _HEAD.format(title="Swedish") + f'"Language: sv\\n"\n"Plural-Forms: {_PLURALS}\\n"\n',
}


def swedish(known: Path = SWEDISH) -> Catalog:
    """The Swedish catalogue with exactly the messages of today; new ones are empty."""
    with known.open("rb") as file:
        old = read_po(file, locale="sv")
    old.update(template(), no_fuzzy_matching=True)
    old.obsolete.clear()
    return old


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as gettext reads it."""
    buffer = BytesIO()
    catalogue.creation_date = catalogue.revision_date = _NEVER
    catalogue.mime_headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Language", "sv"),
        ("Plural-Forms", _PLURALS),
    ]
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages that want a translation."""
    return [
        f"{one.context or ''} {one.id}".strip()
        for one in catalogue
        if one.id and not all(one.string if isinstance(one.string, tuple | list) else (one.string,))
    ]


def main() -> None:
    """Writes all three files."""
    TEMPLATE.write_bytes(written(template()))
    catalogue = swedish()
    SWEDISH.write_bytes(written(catalogue))
    SWEDISH.with_suffix(".mo").write_bytes(compiled(catalogue))
    missing = untranslated(catalogue)
    print(f"{len(catalogue)} messages; {len(missing)} want a Swedish translation in {SWEDISH}")
    print("\n".join(f"  {one}" for one in missing))
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
