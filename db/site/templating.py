"""The names and functions that every template can use."""

from __future__ import annotations

from datasette.app import Datasette
from datasette.utils import path_with_added_args, path_with_replaced_args, tilde_encode
from datasette.utils.asgi import Request

from anslag.db import places
from anslag.db.codebook import schema
from anslag.db.site import feeds, lists, sums
from anslag.db.site.formatting import cell, evidence_path, shown_day, shown_value, told_again
from anslag.db.site.languages import gettext as _
from anslag.db.site.languages import label, number, percent, say, word
from anslag.db.site.metadata import BREAKDOWNS, COLUMNS, MOST_XLSX_ROWS, TITLES, questions, table_path
from anslag.db.site.sites import SITES
from anslag.db.site.visits import LANGUAGES, SWITCH, current


def shared(datasette: Datasette) -> dict[str, object]:
    """What each page is made with, besides its own."""
    site = SITES[datasette]
    return {
        "language": current().language,
        "languages": LANGUAGES,
        "switched": switched,
        "archive": site.archived is not None,
        "empty": site.empty,
        "doubted": site.doubted,
        "titles": TITLES,
        "shown_columns": COLUMNS,
        "breakdowns": BREAKDOWNS,
        "questions": questions(),
        "most_xlsx_rows": MOST_XLSX_ROWS,
        "counties": places.names("county"),
        "facet_label": facet_label,
        "meaning": meaning,
        "described": lists.described,
        "comparisons": lists.comparisons(),
        "lone": lists.LONE,
        "feed_path": feeds.path_of,
        "feed_address": feeds.address,
        "table_path": table_path,
        "counted": sums.COUNTED,
        "once": sums.ONCE,
        "evidence_path": evidence_path,
        "again": told_again,
        "label": label,
        "say": say,
        "word": word,
        "number": number,
        "percent": percent,
        "day": shown_day,
        "cell": cell,
        "tilde": tilde_encode,
        "path_with_added_args": path_with_added_args,
    }


def switched(request: Request, language: str) -> str:
    """This page's address in another language."""
    path: str = path_with_replaced_args(request, {SWITCH: language})
    return path


def facet_label(table: str, column: str, value: object, shown: object) -> str:
    """The name of a facet's value: a place's instead of its code, a word of ours in the visitor's language."""
    named = shown_value(column, value, table)
    return str(shown) if named == str(value) else named


def meaning(table: str, column: str) -> str:
    """What a column means, with its unit; "" for one that the codebook does not know."""
    known = _MEANINGS.get((table, column))
    if known is None:
        return ""
    said, unit = say(known[0]), known[1]
    in_units = _("Unit: %s.") % word("unit", unit) if unit else ""
    return f"{said} {in_units}".rstrip()


_MEANINGS = {
    (one.name, column.name): (column.meaning, column.unit) for one in schema() for column in one.columns
}
