"""What a turn of phrase says of a sum that no word alone does: given in a year before, asked for, a part, for a task."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from anslag.parsers.assignments import for_tasks
from anslag.parsers.cues.afterwards import afterwards
from anslag.parsers.distributives import told_again
from anslag.parsers.examples import pots
from anslag.parsers.lexicon import any_of, lexicon
from anslag.parsers.lexicon import words as words_of
from anslag.parsers.mentions.counts import MONTH
from anslag.parsers.mentions.mention import Annotations, Money, Span, holds_any, once, within

_BEFORE = "in the clause: was given before"
ASKED = "only applied for"
"""The cue of a sum that was asked for and no more."""
DENIED = "asked for in vain"
"""That of a sum that was asked for and refused: "sa nej till teaterns begäran om 150 000 kronor"."""
PART = "of the sum before it"
"""That of a sum that is told as a part of another: "varav 400 000 kronor"."""
OWN = "put in by who gets the grant"
"""That of a sum of their own: "skjuter själva till 90 000 kronor"."""
INTENDED = "only intended"
"""That of a sum that somebody means to give: "har för avsikt att gå in med 2 miljoner kronor"."""
FOR_A_TASK = "for a task"
"""That of a sum for a task that somebody has."""
TOLD_FOR_EACH = "told for each before"
"""That of a sum of a row that was told once for each."""
CONTRIBUTED = "contributed to what is told above"
"""That of the one sum of a paragraph that somebody puts in: "Fonden bidrar med 2 miljoner kronor"."""
RATE = "for each unit"
"""That of what is given for each member, mile or ton: "48 kronor per medlem"."""
WHOLE = "the whole of which a share is told"
"""That of what somebody gets a share of: "Merparten av de sju miljonerna går till Boda IF", "… Ett exempel är Isbana"."""
HANDED_ON = "for others, through somebody's hands"
"""That of a sum that somebody hands on to many: "ska betala ut 46 miljoner kronor till landets kommuner"."""
_RATE = re.compile(
    rf"(?:\s(?:per|för varje) |/)(?!{any_of(words_of('scopes', 'shares'))}\b)[a-zåäö]|\s(?:i|om) månaden\b",
    re.I,
)
_HANDS_ON = re.compile(
    rf"\b(?:(?:att|ska|skall) (?:\w+ ){{0,4}}?{any_of(words_of('scopes', 'to_hand_on'))}"
    rf"|(?:utbetalningen|fördelningen|förmedlingen) av) (?:\w+ ){{0,2}}$",
    re.I,
)
_FOR_MANY = re.compile(
    r" (?:\w+ )?(?:till|åt|på) (?:de |alla |landets |länets |länens )?[a-zåäö]+(?:na|er|or|ar|are)\b"
)
_GAVE, _HAD = any_of(words_of("scopes", "gave")), any_of(words_of("scopes", "had_asked"))
_SHARE_OF = re.compile(
    rf"\b(?:{any_of(words_of('scopes', 'most_of'))}|\w*del(?:en|ar|arna)?) av (?:de |dessa |detta |årets )?(?:\w+ ){{0,2}}$",
    re.I,
)
_INTENDS = re.compile(
    rf"\b{any_of(words_of('scopes', 'intends'))}(?: \w+){{0,2}} {any_of(words_of('scopes', 'to_give'))}\b",
    re.I,
)
_OF_WHICH = re.compile(r"\bvarav (?:(?:cirka|ca|drygt|knappt|nästan|omkring|minst|högst|hela) )?$", re.I)
_GOES_ON = re.compile(r"\s?(?:kronor |kr )?(?:går|gick|till|får|fick)\b")
"""What follows a part that somebody gets for himself."""
_PAYS = r"(?:satsar|satsade|lägger|lade|betalar|betalade)"
_PUTS_IN = rf"(?:skjuter|sköt|skjuta|bidrar|bidrog|bidra|går|gick|gå|{_PAYS}|står|stod)"
_SELF = r"(?:själva?|självt)"
_OWN = re.compile(
    rf"\b(?:{_PUTS_IN} {_SELF} (?:till|för|in|med|ut)|{_SELF} (?:ska |kommer att )?(?:{_PUTS_IN} (?:till|för|in|med|ut)|{_PAYS}))"
    r"(?: (?!beviljas|får|ger)\w+){0,3}\s*$"
    r"|\b(?:står|stod|svarar|svarade) (?:\w+ ){0,2}för (?:de |det )?(?:återstående|resterande|resten|övriga)\b\W*$",
    re.I,
)
_APPLICATION = re.compile(
    r"\b(?:begäran|\w*ansökan|\w*ansökningar|önskemål|önskan|äskande) (?:\w+ ){0,4}?(?:om|på) (?:\w+ ){0,3}$",
    re.I,
)
_APPROVES = re.compile(
    rf"\b{any_of((*lexicon('fates')['approval']['before'], *lexicon('fates')['approval']['behind']))}\b", re.I
)
_REFUSES = re.compile(
    rf"\b{any_of(word for row in lexicon('fates')['cue'] if row['name'] == 'refused' for word in row['words'] if '*' not in word)}\b",
    re.I,
)
_CONTRIBUTES = re.compile(
    rf"(?<!själva )(?<!själv )\b{any_of(words_of('scopes', 'contributes'))} (?!totalt|tillsammans|sammantaget)(?:\w+ ){{0,2}}$",
    re.I,
)
_WITH = re.compile(
    r"(?:^|(?<=[.!?]\s)|(?<=\n)|som (?:nu )?)[Mm]ed (?:hjälp av )?(?:(?!de |dessa )\w+ ){0,3}$", re.M
)
_WHO_WITH = re.compile(r"[\w)\"”], som (?:nu )?med (?:hjälp av )?(?:\w+ ){0,2}$")
_FROM_CAN = re.compile(r" (?:i \w+ )?(?:från|av|ur) [^.;:,]{2,60}? (?:kan|ska|skall|får) ")
_IN_MONEY = r"(?:vilket|eller|alltså|det vill säga|dvs)"
_OF_COST = r"(?:procent|%) av [^.;:\d]{0,40}?\b\w*kost"
_SHARE_OF_COST = re.compile(rf"{_OF_COST}[^.;:\d]{{0,40}}?,? {_IN_MONEY} [^.;:\d]{{0,40}}$", re.I)
"""A share of the cost before it is told in money: "45 procent av kostnaden, vilket blir ungefär"."""
_SEVERAL = re.compile(r"\b(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|båda|bägge|samtliga|var|vardera)\b", re.I)
_IN_A_YEAR = re.compile(
    rf"(?:(?P<of>\w+) )?(?<!\d)(?P<year>(?:19|20)\d\d) {_GAVE}\b"
    r"|\b(?:fick|erhöll|beviljades|tilldelades)(?: (?!för|till|under)[a-zåäö]+)? (?P<last>(?:19|20)\d\d)\b(?! års|[–-])",
    re.I,
)
"""Money given in a year, which stands right beside the verb, or behind it and one word: "fick bandet 2021"."""
_SINCE = re.compile(
    r"(?:^|(?<=[.!?:]\s))\s*Sedan tidigare\b(?! (?:pågående|påbörjade?|befintliga?|löpande)\b)"
    r"|\bsedan tidigare (?:har |hade )?(?:redan )?(?:fått|beviljats?|tilldelats?|erhållit|lovat|avsatt|skjutit till)\b",
    re.M,
)
"""Money that somebody has already; work that goes on already may get more."""
_OF_A_DAY = re.compile(rf"{MONTH}|för|avseende|gäller", re.I)
"""A word before a year that makes it the day of a decision, or the time of the money."""
_HAD_ASKED = re.compile(rf"\b{_HAD}(?: (?!får|fick|bevilja|tilldela)\w+){{0,2}}\s*$", re.I)
"""What stands before a sum that was asked for, whatever became of it."""


def turns(a: Annotations, clause: Span, money: Money) -> Iterator[str]:
    """The cues of ``money`` that the turns of its clause give."""
    yield from (cue for pattern, cue in _BEFORE_A_SUM if pattern.search(a.text, clause.start, money.start))
    if _was_given_before(a, clause) or _SINCE.search(a.text, clause.start, clause.end):
        yield _BEFORE
    if _is_an_application(a, clause, money):
        yield DENIED if _REFUSES.search(a.text, clause.start, clause.end) else ASKED
    if _is_a_part(a, clause, money):
        yield PART
    known = ((FOR_A_TASK, for_tasks(a)), (TOLD_FOR_EACH, told_again(a)), (WHOLE, pots(a)))
    yield from (cue for cue, starts in known if money.start in starts)
    if _is_a_means(a, clause, money) or _is_put_in(a, clause, money):
        yield CONTRIBUTED
    yield from _from_behind(a, clause, money)


def _from_behind(a: Annotations, clause: Span, money: Money) -> Iterator[str]:
    """What the words behind ``money``, and the sentences behind its own, make of it."""
    if _RATE.match(a.text, money.end):
        yield RATE
    if _HANDS_ON.search(a.text, clause.start, money.start) and _FOR_MANY.match(a.text, money.end):
        yield HANDED_ON
    if (said := afterwards(a).get(money.start)) is not None:
        yield said


_BEFORE_A_SUM = ((_HAD_ASKED, ASKED), (_INTENDS, INTENDED), (_OWN, OWN), (_SHARE_OF, WHOLE))
"""What in the clause before a sum decides, and its cue."""


def _is_a_part(a: Annotations, clause: Span, money: Money) -> bool:
    """Whether a sum is told as a part of the one before it in its sentence, and not as somebody's own."""
    said = _OF_WHICH.search(a.text, clause.start, money.start)
    if said is None or _GOES_ON.match(a.text, money.end):
        return False
    between = a.text[max(0, clause.start - 1) : said.start()]
    return len(between) <= _RIGHT_BEHIND and within(a.sums, clause.start - _RIGHT_BEHIND, clause.start) != ()


_RIGHT_BEHIND = 40
"""Characters between a sum and the part of it that is told."""


def _is_an_application(a: Annotations, clause: Span, money: Money) -> bool:
    """Whether a sum is what an application is about that nobody grants in its clause."""
    asked = _APPLICATION.search(a.text, clause.start, money.start)
    return asked is not None and not _APPROVES.search(a.text, clause.start, clause.end)


def _is_contributed(a: Annotations, clause: Span, money: Money) -> bool:
    """Whether somebody puts in the only sum of a paragraph, to one thing: not what several share."""
    if not _CONTRIBUTES.search(a.text, clause.start, money.start):
        return False
    if within(a.counts, clause.start, clause.end) or _SEVERAL.search(a.text, clause.start, clause.end):
        return False
    at = bisect_right(a.release.blocks, money.start, key=lambda block: block.start) - 1
    block = a.release.blocks[at]
    return not (holds_any(a.sums, block.start, money.start) or holds_any(a.sums, money.end, block.end))


def _is_put_in(a: Annotations, clause: Span, money: Money) -> bool:
    return _is_contributed(a, clause, money) or _is_a_share(a, money)


def _is_a_share(a: Annotations, money: Money) -> bool:
    """Whether a sum is the share of the cost that a sentence tells before it, and nobody's own."""
    at = bisect_right(a.sentences, money.start, key=lambda one: one.start) - 1
    said = a.text[max(a.sentences[at].start, money.start - _SAID) : money.start]
    return _SHARE_OF_COST.search(said) is not None and not _OF_THEIR_OWN.search(said)


_SAID = 300
"""Characters before a sum in which its sentence says that it is a share."""
_OF_THEIR_OWN = re.compile(r"\b(?:själv\w*|eg(?:en|na|et)|medfinans\w*|egen\w+)\b", re.I)


def _is_a_means(a: Annotations, clause: Span, money: Money) -> bool:
    """Whether a sum is that with which somebody does something: "Med 2 miljoner kronor från fonden kan laget bygga"."""
    if within(a.counts, clause.start, clause.end) or not _WITH.search(a.text, clause.start, money.start):
        return False
    relative = _WHO_WITH.search(a.text, clause.start, money.start)
    return relative is not None or _FROM_CAN.match(a.text, money.end, clause.end) is not None


def _was_given_before(a: Annotations, clause: Span) -> bool:
    """Whether money was given in a year beside the verb, before the last year that the release tells of."""
    for found in _IN_A_YEAR.finditer(a.text, clause.start, clause.end):
        year, of = int(found["year"] or found["last"]), found["of"] or ""
        last = _last_year(a)
        if not _OF_A_DAY.fullmatch(of) and (year < last or (last == 0 and not of)):
            return True
    return False


@once
def _last_year(a: Annotations) -> int:
    """The year of publication, else the last of several that the text names; 0 where it names one or none."""
    if a.release.published:
        return a.release.published.year
    named = {int(one) for one in _YEAR.findall(a.text)}
    return max(named) if len(named) > 1 else 0


_YEAR = re.compile(r"(?<![\d-])(?:19|20)\d\d(?!\d)")
