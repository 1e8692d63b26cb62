"""Tables: the header row decides the columns, "tkr" in a header scales its column, total rows are no grants.

A table that lost its markup – one cell a line, or one row a line – is read the same way when its header
words stand in order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import Draft, Reading, trimmed
from anslag.parsers.layouts.fields import amount_in, take
from anslag.parsers.layouts.tables import TOTAL, cell_a_line, collapsed, marked, named_sums, row_a_line
from anslag.parsers.mentions.mention import Span
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.labels import Label
from anslag.parsers.phrases.parties import is_people


def table(context: Context) -> Reading:
    """The grants of every table with a header that names an amount, an owner or a title."""
    drafts: list[Draft] = []
    for header, rows in [
        *marked(context),
        *cell_a_line(context),
        *(aligned := [*row_a_line(context)]),
        *([] if aligned else named_sums(context)),
        *collapsed(context),
    ]:
        drafts += _read(context, header, rows)
    return Reading("table", drafts)


def _read(context: Context, header: Sequence[Label | None], rows: Sequence[Sequence[Span]]) -> list[Draft]:
    header = _settled(context.text, _with_amount(context.text, header, rows), rows)
    header = _scaled(header, _above(context, rows))
    fields = [one.field if one else "" for one in header]
    if not {"owner", "title", "person", "last"} & set(fields):
        return []
    if "amount" not in fields and not words.announces(_above(context, rows)):
        return []
    drafts = []
    for cells in rows:
        draft = _row(context, header, cells)
        if draft is not None:
            drafts.append(draft)
    return drafts


_IN_THOUSANDS = re.compile(
    r"\b(?:belopp|siffror|summor|bidrag|uppgifter|medel)\w*\s+(?:(?:anges|anger|är|redovisas|visas|nedan|i)\s+)*(?:tkr|ksek|tusen(?:tal(?:s)?)?\s*(?:kr|kronor))\b|\(\s*(?:i\s+)?(?:tkr|ksek|tusental\s+kronor)\s*\)",
    re.I,
)


def _scaled(header: Sequence[Label | None], above: str) -> list[Label | None]:
    """The header with its sums in thousands, where a line right above the table says so ("Belopp i tusental kronor")."""
    thousands = _IN_THOUSANDS.search(above)
    bare = [one is not None and one.field == "amount" and not one.unit for one in header]
    return [
        one._replace(scale=1000, unit=True) if thousands and one and is_bare else one
        for one, is_bare in zip(header, bare, strict=True)
    ]


def _settled(text: str, header: Sequence[Label | None], rows: Sequence[Sequence[Span]]) -> list[Label | None]:
    """The header with its weaker words decided: a kommun owns where nobody else does, a short purpose is the title."""
    fields = {one.field for one in header if one}
    known: list[Label | None] = []
    for at, one in enumerate(header):
        field = one.field if one else ""
        if one and field == "place":
            one = one._replace(field="other" if fields & {"owner", "first", "last", "person"} else "owner")
        elif one and field == "purpose":
            cells = [row[at].of(text) for row in rows if at < len(row)]
            short = sum(len(cell) for cell in cells) <= 70 * len(cells)
            named = sum(cell[:1].isupper() for cell in cells) * 3 >= len(cells) * 2
            one = one._replace(field="title" if short and named and "title" not in fields else "description")
        known.append(one)
    return known


def _with_amount(
    text: str, header: Sequence[Label | None], rows: Sequence[Sequence[Span]]
) -> list[Label | None]:
    """The header with its column of sums, where its word is not known but its cells are sums."""
    known = list(header)
    if any(one and one.field == "amount" for one in known):
        return known
    if any(one and one.field == "applied" for one in known):
        # A list of what was decided names the sums that were applied for and are now granted.
        above = text[max(0, rows[0][0].start - 800) : rows[0][0].start] if rows else ""
        decided = (
            words.DECIDED.search(above) and not words.APPLIED.search(above) and not words.CALL.search(above)
        )
        return [_as_amount(one) if decided and one and one.field == "applied" else one for one in known]
    for at in reversed(range(len(known))):
        if known[at] is not None and known[at].field not in ("other", "total"):  # type: ignore[union-attr]
            continue
        cells = [row[at] for row in rows if at < len(row) and row[at].start < row[at].end]
        sums = [
            one for cell in cells if (one := amount_in(text, cell.start, cell.end)) and one.amount >= 1000
        ]
        if len(sums) * 3 >= len(rows) * 2:
            known[at] = Label("amount", 1, "SEK", False)
            break
    return known


def _as_amount(one: Label) -> Label:
    return Label("amount", one.scale, one.currency, one.unit)


def _above(context: Context, rows: Sequence[Sequence[Span]]) -> str:
    start = rows[0][0].start if rows else 0
    return context.text[max(0, start - 400) : start]


def _row(context: Context, header: Sequence[Label | None], cells: Sequence[Span]) -> Draft | None:
    text = context.text
    if not cells or TOTAL.match(text[cells[0].start : cells[-1].end].strip() or "x"):
        return None
    draft = Draft(cells[0].start, cells[-1].end, "table")
    names: list[Span] = []
    for one, cell in zip(header, cells, strict=False):
        if one is None or cell.start == cell.end:
            continue
        if one.field == "amount":
            draft.amount = draft.amount or amount_in(text, cell.start, cell.end, one.scale, one.currency)
        elif one.field in ("first", "last", "person"):
            names.append(cell)
        elif one.field in ("title", "owner"):
            span = trimmed(text, cell.start, cell.end, f"{one.field}.column")
            setattr(draft, one.field, getattr(draft, one.field) or span)
        elif one.field not in ("applied", "total", "other", "number"):
            take(context, draft, one.field, cell.start, cell.end, one.scale)
    if names:
        draft.partners.append(Span(min(n.start for n in names), max(n.end for n in names), "partner.column"))
        home = context.home_near(draft.start)
        if draft.owner is None and home:
            draft.owner = Span(home.start, home.end, "owner.home")
    has_amount = any(one and one.field == "amount" for one in header)
    if has_amount and (draft.amount is None or not draft.amount.amount):
        # "0", "–", "Avslag" in the column of granted sums: refused.
        return None
    if draft.owner is None and any(one and one.field == "owner" for one in header):
        return None
    if not (draft.owner or draft.title) or (
        draft.owner and is_people(draft.owner.of(text)) and draft.title is None and not has_amount
    ):
        return None
    return draft
