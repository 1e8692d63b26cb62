"""The one place for privacy: hides in a release, before it is read, what is personal about contact persons.

Each character becomes ``█``, so that every place in the text stays where it was. Identity numbers, telephones and
e-mail addresses go wherever they stand; the names of contact persons go unless they receive money, for those are
what a release is about.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from anslag.parsers.privacy.contacts import contacts
from anslag.parsers.privacy.folding import plain
from anslag.parsers.privacy.naming import halves, is_labelled, is_place, spans
from anslag.parsers.privacy.reach import personal, reached, without
from anslag.parsers.records import Block, Grant, Release

__all__ = ["HIDDEN", "contacts", "labelled", "masked", "named", "personal", "reached", "receivers", "without"]

HIDDEN = "█"


def masked(release: Release, names: Collection[str] = ()) -> Release:
    """``release`` with numbers, addresses and ``names`` (as :func:`named` gives them) hidden in place."""

    def hide(text: str | None) -> str | None:
        return _hidden(text, [*personal(text), *_people(text, names)]) if text else text

    return replace(
        release,
        text=hide(release.text) or "",
        blocks=tuple(_block(block, hide) for block in release.blocks),
        title=hide(release.title),
        lede=hide(release.lede),
        publisher=hide(release.publisher),
    )


def labelled(release: Release, names: Iterable[str]) -> Release:
    """``release`` with ``names`` hidden where its text calls them contact persons: there they receive nothing."""
    folded = plain(release.text)
    places = (span for name in names for span in spans(name, release.text, folded))
    return replace(
        release, text=_hidden(release.text, [span for span in places if is_labelled(folded, span[0])])
    )


def named(release: Release, source: str) -> frozenset[str]:
    """The contact persons whom the release itself names; ``source`` is what it was taken from."""
    text = "\n".join(filter(None, (release.text, release.title, release.lede, release.publisher)))
    folded = plain(text)
    found: set[str] = set()
    for name in contacts(source, release):
        starts = [start for start, _ in spans(name, text, folded)]
        if starts and not any(is_place(folded, start) for start in starts):
            found.add(name)
    return frozenset(found)


def receivers(names: Iterable[str], text: str, grants: Sequence[Grant]) -> frozenset[str]:
    """Those of ``names`` whom a grant goes to, or whom its project is named after."""
    folded = plain(text)
    given = "\n".join(f"{grant.title}\n{grant.owner}" for grant in grants)
    folded_given = plain(given)
    places = [one for grant in grants for field in ("owner", "title") if (one := grant.evidence.get(field))]
    return frozenset(
        name
        for name in names
        if any(True for _ in spans(name, given, folded_given))
        or any(
            start < place.end and place.start < end
            for start, end in spans(name, text, folded)
            for place in places
        )
    )


def _block(block: Block, hide: Callable[[str | None], str | None]) -> Block:
    if not any(cell.header for cell in block.cells):
        return block
    return replace(block, cells=tuple(replace(cell, header=hide(cell.header) or "") for cell in block.cells))


def _hidden(text: str, places: Sequence[tuple[int, int]]) -> str:
    if not places:
        return text
    signs = list(text)
    for start, end in places:
        signs[start:end] = (one if one in "\n\t" else HIDDEN for one in signs[start:end])
    return "".join(signs)


def _people(text: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    folded = plain(text) if names else ""
    for name in names:
        yield from spans(name, text, folded)
        yield from halves(name, folded)
