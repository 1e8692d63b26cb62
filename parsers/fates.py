"""What became of every sum of a release: granted, the total, or one of the things that are no grant.

A linear model over named cues (``weights/fates.tsv``) says how likely a sum is granted, the release's own total, or
something else; for something else, the word that speaks most against a grant names it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from anslag.parsers.candidates import GIVES, Candidate, Fate, GridReading
from anslag.parsers.cues.afterwards import UNDONE
from anslag.parsers.cues.figures import ONLY, figures
from anslag.parsers.cues.places import ACCEPTED, COST, SUPPORT, VERDICT, certain, whole
from anslag.parsers.cues.structure import LABELLED_OWNER, NAMED_ROW, OF_ORGANISATIONS, claimed
from anslag.parsers.cues.surroundings import lists, near, surroundings
from anslag.parsers.cues.turns import (
    ASKED,
    CONTRIBUTED,
    DENIED,
    FOR_A_TASK,
    HANDED_ON,
    INTENDED,
    OWN,
    PART,
    RATE,
    TOLD_FOR_EACH,
    WHOLE,
)
from anslag.parsers.cues.words import Row, lexicon
from anslag.parsers.distributives import EACH_ROW
from anslag.parsers.frames import TITLE_FRAMED
from anslag.parsers.linear import Weights, in_use
from anslag.parsers.listed import announcement, says_who_gets
from anslag.parsers.mentions.mention import Annotations, Money
from anslag.parsers.records import Claims

FATES = {
    "granted": "given to one recipient or project by the decision that the release tells",
    "total": "what the release gives in all, or one part of it by area or call",
    "part": "a share of a grant that is told as a whole elsewhere: a year's, a first instalment, so much each",
    "applied for": "asked for by the recipient",
    "refused": "asked for and not given",
    "withdrawn": "given once and taken back, struck out, to be paid back",
    "proposed": "planned, proposed or in a budget, not yet decided",
    "on offer": "to be applied for: a call, a frame, a programme, an upper bound",
    "cost": "what the project costs in all",
    "co-financing": "what others or the recipient put in",
    "earlier": "of an earlier decision or year",
    "other giver's": "given or raised by somebody else",
    "loan": "a loan, a guarantee, share capital",
    "prize": "prize money",
    "fine": "a fine, damages, a debt",
    "price": "a price, an order, a contract",
    "salary": "pay, pensions, compensation",
    "fee": "a fee, a rent, a tax",
    "statistics": "a figure of the economy or of the background",
    "not understood": "nothing says what it is",
}
"""Every fate and what it means."""

OUTCOMES = ("granted", "total", "other")
"""What the model tells apart; the lexicon names what "other" is."""
EVEN = 0.5
"""Chance below which a sum is not called granted, even if nothing else is likelier."""
SURE = 0.9
"""Chance at least of a sum whose own row says that it is granted."""
OTHER = OUTCOMES.index("other")


def fates(
    a: Annotations,
    readings: Sequence[GridReading],
    clauses: Sequence[Candidate],
    claims: Claims,
    weights: Weights | None = None,
) -> tuple[Fate, ...]:
    """The fate of each of ``a.sums``, in order. ``weights`` are those that anslag comes with, unless given."""
    known = weights or in_use("fates")
    found = cues(a, readings, clauses, claims)
    return _as_told_below(
        [_fate(money, of, known) for money, of in zip(a.sums, found, strict=True)], a.lines[0].end
    )


def _as_told_below(every: Sequence[Fate], headline: int) -> tuple[Fate, ...]:
    """The fates, those of sums in the headline, which ends at ``headline``, as the text below tells them again."""
    below: dict[object, list[Fate]] = defaultdict(list)
    for one in every:
        if one.money.start >= headline:
            below[one.money.amount].append(one)
    return tuple(
        _told_below(one, below[one.money.amount]) if one.money.start < headline else one for one in every
    )


def _told_below(one: Fate, below: Sequence[Fate]) -> Fate:
    """``one``, a sum of the headline, but where the text below tells it again, each time as a price, a loan, a fee …"""
    if not below or any(it.name not in _TRADE or it.granted > _SURELY_OTHER for it in below):
        return one
    return replace(below[0], money=one.money)


_TRADE = frozenset(("price", "loan", "fine", "fee", "salary", "prize", "statistics", "cost"))
_SURELY_OTHER = 0.1
"""Chance of a grant below which a sum is told as something else."""


def cues(
    a: Annotations, readings: Sequence[GridReading], clauses: Sequence[Candidate], claims: Claims
) -> list[frozenset[str]]:
    """The named cues of each of ``a.sums``, in order."""
    if not a.sums:
        return []
    text = surroundings(a)
    body = a.lines[text.body].start if text.body < len(a.lines) else len(a.text)
    rows = claimed(a, readings, clauses, claims)
    release = frozenset(whole(text))
    every = zip(near(a), figures(a.sums, claims, body, lists(a)), a.sums, strict=True)
    found = [one | two | rows.get(money.start, {_UNCLAIMED}) | release for one, two, money in every]
    if len(a.text) <= FEW_LINES:
        found = [one | frozenset(_briefly(one)) for one in found]
    if any(_GRANTED & one for one in found):
        return found
    return [_asked(a, money, one) for money, one in zip(a.sums, found, strict=True)]


def _briefly(found: frozenset[str]) -> Iterator[str]:
    """What a sum is in a text of a few lines: one of its rows, or the one sum that it tells."""
    if NAMED_ROW in found and not found.isdisjoint(OF_ORGANISATIONS):
        yield BRIEF_ROW
    elif ONLY in found:
        yield BRIEF_ONLY


BRIEF_ROW, BRIEF_ONLY = "a row in a text of a few lines", "the only sum in a text of a few lines"
FEW_LINES = 450
"""Characters up to which a text is a notice of a few lines. It has no background, so rows and a sum that stands alone are
granted more often than their other cues say: of 106 such sums with chances of 0.2 to 0.5, 85 are."""
_UNCLAIMED = "claimed by no row and no clause"
_GRANTED = frozenset(("its label: is granted", "its label: granted sum"))
_LABELS, _BESIDE = ("header", "label", "its label"), ("before", "in the clause")
"""Where a label is asked, and where the same label is a word of the clause."""
_ASKED = frozenset(f"{zone}: applied for" for zone in _LABELS)
_ASKING = "the headline tells: applied for"
_ELSE = "a word for something else"


def _asked(a: Annotations, money: Money, found: frozenset[str]) -> frozenset[str]:
    """What is said of a sum where no label says what was granted. A list that says what was applied for alone ("Sökt
    EU-belopp") tells what is granted as often as not, and surely where the line above it says that its rows got it,
    unless the headline is about applications too."""
    if not _ASKED & found:
        return found
    if _ASKING in found:
        return found | {ASKED}
    left = found - {f"{zone}: applied for" for zone in (*_LABELS, *_BESIDE)}
    others = {cue.partition(": ")[0] for cue in left if cue.partition(": ")[2] in _naming()}
    line = announcement(a, money.start)
    sure = _RECORDED if line and says_who_gets(a, line) else frozenset()
    return left - {f"{zone}: {_ELSE}" for zone in (*_LABELS, *_BESIDE) if zone not in others} | sure


def _fate(money: Money, found: frozenset[str], weights: Weights) -> Fate:
    chances = weights.chances(found)
    if not found.isdisjoint(_certain()):
        chances = 0.0, chances[1], 1 - chances[1]
    elif _is_surely_granted(found):
        chances = max(chances[0], SURE), 0.0, min(1 - chances[0], 1 - SURE)
    for cue, name in _SURELY_NOT:
        if cue in found:
            return Fate(money, name, cue, *chances)
    likely = OUTCOMES[max(range(3), key=chances.__getitem__)]
    cue = _reason(found, OUTCOMES.index(likely), weights)
    name = likely
    if likely == "granted" and chances[0] < EVEN:
        name = "not understood"
    if likely == "other":
        cue, name = _named(found, weights) or (cue, "not understood")
    return Fate(money, name, cue, *chances)


_SURELY_NOT = (
    (VERDICT, "refused"),
    (ASKED, "applied for"),
    (DENIED, "refused"),
    (INTENDED, "proposed"),
    (UNDONE, "withdrawn"),
    (PART, "part"),
    (RATE, "part"),
    (HANDED_ON, "total"),
    (WHOLE, "total"),
    (COST, "cost"),
    (OWN, "co-financing"),
)
"""Cues of what is certainly not granted, and the fate that each names."""


def _is_surely_granted(found: frozenset[str]) -> bool:
    """Whether a sum is for a task that somebody has, somebody puts it in, its clause gives it to somebody and says no more,
    or its row's column or its label says that it was granted."""
    told = not found.isdisjoint(_GIVEN) or found >= _RECORDED
    if told and not _is_denied(found):
        return True
    return not found.isdisjoint(_GIVEN_TO_ROWS) or _is_given_by_verb(found)


_RECORDED = frozenset((SUPPORT, LABELLED_OWNER))
"""The cues of a record whose labels say who gets the support, and how much."""
_GIVEN_TO_ROWS = frozenset((f"row: {EACH_ROW}", ACCEPTED))
_EACH_OF_SEVERAL = "frame: sum-each-goes"
"""The cue of a sum for each of those whom its sentence names behind it."""
_GIVEN = frozenset((FOR_A_TASK, CONTRIBUTED, TOLD_FOR_EACH, _EACH_OF_SEVERAL))


def _is_given_by_verb(found: frozenset[str]) -> bool:
    """Whether the clause of a sum gives it to a name by its verb, with no word of anything else in it: whatever the release is
    about. Of 107 such sums of real releases 105 are granted; a prize that goes to somebody is."""
    given = _by_verb(found) and found.isdisjoint(_MORE)
    return given and _said_in_clause(found) <= _PRIZE


def _by_verb(found: frozenset[str]) -> bool:
    """Whether a verb gives a sum to a name, or to a project called by its name, which may get it too."""
    if _TO_A_TITLE in found:
        return not found.isdisjoint(_GIVING | _GETS)
    return _BY_VERB in found and not found.isdisjoint(_GIVING)


_BY_VERB, _TO_A_TITLE = "clause: owner.by-verb", f"clause: {TITLE_FRAMED}"
_GIVING = frozenset(f"in the clause: {row}" for row in ("is granted", "grants", "goes to"))
_GETS = frozenset(("in the clause: gets", "clause: way.verb.goes"))
_PRIZE = frozenset(("prize",))
_MORE = frozenset(
    (
        "in the clause: a word for a total",
        "counted things in the clause",
        "counted things in the clause, with a verb of giving",
        "in headline or lede",
        f"clause: {GIVES}",
    )
)
"""What makes a sum one of several things, or leaves open whose it is: what headlines tell is told again."""


def _said_in_clause(found: frozenset[str]) -> set[str]:
    """The fates, other than granted and the total, that words of the clause of a sum name."""
    rows = _naming()
    said = (cue.removeprefix(_CLAUSE) for cue in found if cue.startswith(_CLAUSE))
    return {rows[row].fate for row in said if row in rows}


def _is_denied(found: frozenset[str]) -> bool:
    """Whether a word of the clause says that a sum is something else than granted."""
    return not _said_in_clause(found).isdisjoint(_DENYING)


_CLAUSE = "in the clause: "
_DENYING = frozenset(("refused", "withdrawn", "earlier", "price", "other giver's", "loan", "fee", "salary"))
"""Fates of which no word may stand beside a sum for a task."""


def _reason(found: Iterable[str], outcome: int, weights: Weights) -> str:
    """The cue that speaks most for ``outcome`` as against the others."""
    return max(sorted(found), key=lambda cue: _push(weights, cue, outcome), default="")


def _push(weights: Weights, cue: str, outcome: int) -> float:
    row = weights.rows.get(cue)
    return 0.0 if row is None else _lead(row, outcome)


@lru_cache(maxsize=4096)
def _lead(row: tuple[float, ...], outcome: int) -> float:
    return row[outcome] - max(row[:outcome] + row[outcome + 1 :])


_NEARNESS = {"before": 0.3, "label": 0.3, "header": 0.3, "line above": 0.2, "behind": 0.2, "farther": 0.1}
"""What a word counts for where it stands, beside its weight: rare words weigh little, wherever they stand."""


def _named(found: frozenset[str], weights: Weights) -> tuple[str, str] | None:
    """The strongest cue against a grant among those that name a fate, and that fate."""
    rows = _naming()
    telling = [cue for cue in sorted(found) if cue.rpartition(": ")[2] in rows]
    outranked = {fate for cue in telling for fate in rows[cue.rpartition(": ")[2]].over}
    left = [cue for cue in telling if rows[cue.rpartition(": ")[2]].fate not in outranked]
    best = max(left, default=None, key=lambda cue: _against(cue, weights))
    return (best, rows[best.rpartition(": ")[2]].fate) if best else None


def _against(cue: str, weights: Weights) -> float:
    """How much ``cue`` speaks against a grant; a word too rare to be weighed by what such words say at large."""
    zone = cue.rpartition(": ")[0]
    weighed = cue if cue in weights.rows else f"{zone}: {_ELSE}"
    return max(0.0, _push(weights, weighed, OTHER)) + _NEARNESS.get(zone, 0.0)


@cache
def _certain() -> frozenset[str]:
    """The cues of what is certainly not granted."""
    return certain() | {cue for cue, _ in _SURELY_NOT}


@cache
def _naming() -> dict[str, Row]:
    """The rows of the lexicon that name a fate which is neither granted nor the total."""
    return {row.name: row for row in lexicon().rows if row.fate and row.fate not in OUTCOMES[:2]}
