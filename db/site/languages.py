"""The site's words in the language of who asks: gettext catalogues, and numbers, shares and days as each prints them.

English words stand in the source, and ``locale/anslag.pot`` lists them; ``locale/sv`` has the Swedish ones. Templates
and code name their messages with ``_``; what comes out of other files (meanings, questions, charts) or out of the
database's own small vocabularies goes through :func:`say`, :func:`label` and :func:`word`. ``python -m bench.words``
collects the messages of all of them.
"""

from __future__ import annotations

import gettext as catalogues
from functools import cache
from pathlib import Path

from jinja2 import Environment

from anslag.db.site.visits import current

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "anslag"
GAP = "\u00a0"
"""A space that does not break."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LABELS = {
    "confidence": "how sure",
    "organisation_id": "organisation",
    "release_id": "release",
    "grant_id": "source",
}


@cache
def catalogue(language: str) -> catalogues.NullTranslations:
    """The messages of a language; English ones are the source's own."""
    return catalogues.translation(DOMAIN, LOCALE, [language], fallback=language == "en")


def gettext(message: str) -> str:
    """A message in the visitor's language."""
    return catalogue(current().language).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """A message about ``count`` things."""
    return catalogue(current().language).ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """A message that means something else elsewhere."""
    return catalogue(current().language).pgettext(context, message)


def npgettext(context: str, one: str, many: str, count: int) -> str:
    """Both."""
    return catalogue(current().language).npgettext(context, one, many, count)


def install(env: Environment) -> None:
    """Teaches templates to speak: ``_``, ``trans`` and their kin."""
    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )


def say(text: object) -> str:
    """A sentence of the codebook, of a question or of a chart; what has no translation stays as it is."""
    said = str(text or "")
    # The empty message is the catalogue's own head.
    return gettext(said) if said else ""


def word(kind: str, value: object) -> str:
    """A word of one of the database's vocabularies (``fate``, ``check``, ``status`` …)."""
    said = str(value).replace("_", " ")
    return pgettext(kind, said) if said else said


def label(column: str) -> str:
    """How a column is called at the head of a list."""
    return pgettext("column", plain_label(column))


def plain_label(column: str) -> str:
    """The English name of a column."""
    return _LABELS.get(column, column.replace("_", " "))


def number(value: int | float) -> str:
    """A number: 1 234,5 in Swedish, 1,234.5 in English; at most two decimals."""
    if isinstance(value, float) and not value.is_integer():
        return _signs(f"{value:,.2f}".rstrip("0").rstrip("."))
    return _signs(f"{int(value):,}")


def percent(share: float, decimals: int = 0) -> str:
    """A share of 0 to 1: 97 % in Swedish, 97% in English."""
    gap = GAP if current().language == "sv" else ""
    return f"{_signs(f'{share * 100:.{decimals}f}')}{gap}%"


def day(iso: str) -> str:
    """A day: 2025-03-01 in Swedish, 1 Mar 2025 in English."""
    if current().language == "sv":
        return iso[:10]
    year, month, in_month = iso[:10].split("-")
    return f"{int(in_month)}{GAP}{_MONTHS[int(month) - 1]}{GAP}{year}"


def _signs(english: str) -> str:
    """Digits with the signs of the language between them."""
    return english.translate(_SWEDISH) if current().language == "sv" else english


_SWEDISH = str.maketrans(",.", f"{GAP},")


def signs() -> dict[str, str]:
    """What stands before decimals and between thousands."""
    return (
        {"decimal": ",", "thousands": GAP}
        if current().language == "sv"
        else {"decimal": ".", "thousands": ","}
    )
