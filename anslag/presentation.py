"""What people see in the terminal: grants as a table, checks in words, figures with spaces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from anslag.parsers.records import Amount, Check, CheckStatus, Extraction, Grant

if TYPE_CHECKING:
    from anslag.evaluate import Evaluation, Share
    from anslag.fitting.measure import Bucket


def kronor(amount: Amount | None, currency: str | None = "SEK", approximate: bool = False) -> str:
    """ "2 491 478 kr", "ca 1 500 000 EUR"; "–" for none."""
    if amount is None:
        return "–"
    figure = f"{amount:,}".replace(",", " ")
    return f"{'ca ' if approximate else ''}{figure} {'kr' if currency in ('SEK', None) else currency}"


def counted(number: int, thing: str) -> str:
    """ "1 release", "2 releases"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def show(console: Console, found: Extraction, source: str) -> None:
    """Prints one release with its grants and checks."""
    release = found.release
    console.print(f"\n[bold]{escape(release.title or '(no headline)')}[/bold]")
    facts = [
        fact
        for fact in (release.publisher, release.published and release.published.isoformat(), source)
        if fact
    ]
    console.print(escape("  ".join(str(fact) for fact in facts)), style="dim")
    if not found.grants:
        console.print("No grant found in it.")
    else:
        console.print(_grants(found.grants))
    for line in checks(found.checks):
        console.print(line)


def _grants(grants: Sequence[Grant]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("#", justify="right")
    table.add_column("Title", overflow="fold", ratio=3)
    table.add_column("Owner", overflow="fold", ratio=2)
    table.add_column("Amount", justify="right", no_wrap=True)
    table.add_column("Period", no_wrap=True)
    table.add_column("Sure", justify="right")
    for grant in grants:
        days = [day.isoformat() if day else "…" for day in (grant.period_start, grant.period_end)]
        table.add_row(
            str(grant.number or grant.position),
            escape(grant.title or "–"),
            escape(grant.owner or "–"),
            kronor(grant.amount, grant.currency, grant.amount_approximate),
            "\n".join(days) if grant.period_start or grant.period_end else "–",
            "–" if grant.confidence is None else f"{grant.confidence:.0%}",
        )
    return table


def checks(found: Iterable[Check]) -> list[str]:
    """Passed and failed checks as lines; what had nothing to compare with is left out."""
    lines = []
    for check in found:
        if check.status is CheckStatus.PASSED:
            read, claimed = escape(check.found or ""), escape(check.expected or "")
            lines.append(f"[green]✓[/green] {check.name}: {read} as claimed ({claimed})")
        elif check.status is CheckStatus.FAILED:
            lines.append(f"[red]✗[/red] {check.name}: {escape(check.message)}")
    return lines


COLOURS = {
    "number": "bold",
    "title": "cyan underline",
    "owner": "green underline",
    "partners": "green",
    "amount": "yellow underline",
    "period_start": "magenta underline",
    "period_end": "magenta underline",
    "claimed_total": "yellow bold",
    "claimed_count": "yellow bold",
}
"""How the words of each column are marked."""


def legend() -> Text:
    """Which colour marks which field."""
    said = Text("marked: ")
    for field in ("title", "owner", "partners", "amount", "period_start", "claimed_total"):
        said.append(field.replace("_start", ""), COLOURS[field])
        said.append("  ")
    return said


def highlighted(found: Extraction) -> Text:
    """A release's text with every value that was read marked in place."""
    text = Text(found.release.text)
    text.append("\n")
    for evidence in (found.evidence, found.claims.evidence, *(grant.evidence for grant in found.grants)):
        for field, one in evidence.items():
            text.stylize(COLOURS.get(field, "italic"), one.start, one.end)
    return text


def evaluation_table(found: Evaluation) -> Table:
    """Precision and recall per field, each with its interval and the values behind it."""
    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        caption="In brackets the 95 % interval (Wilson), then the values.",
    )
    table.add_column("")
    table.add_column("Precision", justify="right", no_wrap=True)
    table.add_column("Recall", justify="right", no_wrap=True)
    for scores in ((found.grants, found.exact), found.fields, found.claims):
        for score in scores:
            table.add_row(score.name, share(score.precision), share(score.recall))
        table.add_section()
    return table


def reliability_table(found: Sequence[Bucket]) -> Table:
    """The confidence that was stated beside the share of grants that are right in every field."""
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, caption="Of grants with this confidence, so many are exact."
    )
    for heading in ("Confidence", "Stated", "Right", "Grants"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in found:
        table.add_row(f"{one.low:.1f}–{one.high:.1f}", f"{one.stated:.2f}", f"{one.right:.2f}", str(one.n))
    return table


def share(one: Share) -> str:
    """ "0.97 [0.93, 0.99]  112/115"; "–" for a share of nothing."""
    if one.value is None or one.interval is None:
        return "–"
    low, high = one.interval
    return f"{one.value:.2f} [{low:.2f}, {high:.2f}]  {one.right}/{one.all}"
