"""One release read within bounds: whatever a page does to the parsers, the other pages are still read.

The parsers raise :class:`anslag.parsers.errors.NotARelease` for what is no release. Anything else that comes out of
them is a fault of ours; here it becomes a failed check, or an :class:`Unreadable` where not even the text came
out.
"""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType

from anslag.parsers import document, pages, privacy, read
from anslag.parsers.errors import ParserError
from anslag.parsers.markup.decode import decoded
from anslag.parsers.records import Check, CheckStatus, Extraction, Release
from anslag.scraper import platforms

MOST_SECONDS = 60.0
"""Processor time after which a page is given up; a release takes some hundredths."""
_TWICE_ENCODED = re.compile(r"Ã[¥¤¶…„–\x85\x84\x96]")


class Unreadable(ParserError):
    """A page that breaks the parsers: a fault of ours, told in one line."""


class _TooLong(Exception):
    """Ends a reading that has used up its time."""


def page(body: bytes, headers: Mapping[str, str], url: str | None = None, platform: str = "") -> Extraction:
    """What a page says; ``platform`` is what made it, where a crawl has found that out.

    Raises :class:`NotARelease`, and :class:`Unreadable` for a page that breaks us.
    """
    return _read(
        lambda: pages.release(body, headers, url, platforms.page_parts(body, url or "", platform)),
        lambda: decoded(body, headers.get("content-type", "")),
    )


def text(plain: str, url: str | None = None) -> Extraction:
    """What a release given as plain text says. Raises as :func:`page`."""
    return _read(lambda: document.plain(plain, url), lambda: plain)


def _read(release: Callable[[], Release], source: Callable[[], str]) -> Extraction:
    with _bounded(MOST_SECONDS):
        try:
            bare = privacy.masked(release())
            names = privacy.named(bare, source())
        except ParserError:
            raise
        except Exception as error:
            raise Unreadable(f"cannot be read: {_fault(error)}") from error
        return _loss_checked(_charset_checked(_nameless(bare, names)))


def _nameless(release: Release, names: frozenset[str]) -> Extraction:
    """What ``release`` says when the contact persons ``names`` are hidden, but for those who receive money.

    Who does is known once the rest is read; where the text then still names another, it is read anew without.
    """
    found = _extraction(privacy.labelled(release, names))
    names -= privacy.receivers(names, release.text, found.grants)
    return _extraction(privacy.masked(release, names)) if names else found


def _extraction(release: Release) -> Extraction:
    try:
        return read.extraction(release)
    except Exception as error:  # noqa: BLE001 - any fault of a rule: the text is good, and the other pages go on
        message = f"no grant was read: {_fault(error)}"
        return Extraction(release, checks=(Check("reading", CheckStatus.FAILED, message=message),))


def _fault(error: Exception) -> str:
    if isinstance(error, _TooLong):
        return f"it took more than {MOST_SECONDS:.0f} s of processor time; please report the page"
    line = " ".join(str(error).split())[:200]
    return f"the parser broke ({type(error).__name__}: {line}); please report the page"


def _charset_checked(found: Extraction) -> Extraction:
    """``found`` with a failed check where letters were lost or encoded twice before they came to us."""
    lost = found.release.text.count("\ufffd")
    twice = len(_TWICE_ENCODED.findall(found.release.text))
    if lost:
        message = (
            f"{lost} characters could not be decoded and stand as \ufffd: the page names a wrong charset"
        )
    elif twice > 1:
        message = f"{twice} letters look encoded twice (Ã¥ for å): the text was damaged before it came here"
    else:
        return found
    check = Check("charset", CheckStatus.FAILED, "0", str(lost or twice), message)
    return replace(found, checks=(*found.checks, check))


def _loss_checked(found: Extraction) -> Extraction:
    """``found`` with a failed check where the page gives a sum in a part that was taken for furniture."""
    lost = found.release.lost
    if not lost:
        return found
    message = f"{len(lost)} parts of the page that tell of money were left out as furniture; please look at the page"
    check = Check("text_lost", CheckStatus.FAILED, "0", str(len(lost)), message)
    return replace(found, checks=(*found.checks, check))


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    """Raises :class:`_TooLong` inside after so much processor time; other threads cannot be stopped so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
