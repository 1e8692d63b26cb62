"""Names that a release lists apart from their sum, or without one: "De som får stöd är …", "Var och en får 15 000"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from anslag.parsers.frames import Pair
from anslag.parsers.lexicon import words
from anslag.parsers.mentions.mention import Name
from anslag.parsers.mentions.numerals import integer
from anslag.parsers.reductions import NAMED, PERSON, SURE, Sentence
from anslag.parsers.rolls import as_many, at_departments, at_work, counted, things, whole_roll
from anslag.parsers.symbols import TELLING, Token, drawn

_REST = "[xPCbvifsAcTUe,]"
_LISTED = (
    # "De som får anslag är A, B och C", "erhöll stöd: A, B och C"
    re.compile(r"(?:B[^NX.]{0,12}?|R[^NX.]{0,6}?[bM][^NX.]{0,6}?)[K:]:?[xe]{0,3}(?P<n>N)"),
    # "A, B och C får stöd"
    re.compile(rf"(?<![iov])(?P<n>N){_REST}{{0,3}}[RB](?![^.;]*M)[^X.;]{{0,3}}b"),
    # "A, B och C hör till dem som beviljas bidrag", "… finns med bland dem som får dela på resten"
    re.compile(r"(?P<n>N)K[^NMX.]{0,8}(?:s[RB]|[RB][^NMX.]{0,3}b)"),
    # "Bland mottagarna av stödet märks A, B och C"
    re.compile(r"b[^NMX.]{0,4}K(?P<n>N)(?![^.;]*M)"),
    # "Stödet går till A, B och C", "Bidrag har också beviljats A, B och C"
    re.compile(r"b[^X.]{0,8}(?:[YB][^NMX.]{0,3}[tg]|B)(?P<n>N)(?![^.;]*M)"),
)
_SINGLE = (
    re.compile(rf"(?<![iov])(?P<n>N){_REST}{{0,4}}?B"),
    re.compile(rf"(?<![iov])(?P<n>N){_REST}{{0,3}}?R[^NX.;]{{0,3}}?b"),
    re.compile(r"(?P<n>N)K[^NMX.]{0,8}s[RB]"),
    re.compile(r"[WB][^NMX]{0,2}(?P<n>N)[^X.;]{0,4}?b"),
    re.compile(r"b[^X.]{0,6}?(?:[YBWD]?[^NMX.]{0,2}t|B)(?P<n>N)"),
    # "En av dem som får del av pengarna är N", "Även till N går medel", "N ska med hjälp av medlen bygga"
    re.compile(r"sR[^NMX.]{0,6}b[^NMX.]{0,2}K(?P<n>N)"),
    re.compile(r"t(?P<n>N)[^NMX.]{0,2}Y[^NMX.]{0,2}b"),
    re.compile(r"^(?P<n>N)x?mx?ob"),
)
_JOINED = re.compile(r"W[^NMX,;]{0,2}(?P<n>N)")
_JOINS_IN = "verb.joins-in"
"""What several do for one thing: "Samtliga fonder är med och betalar Norra Kören"."""
_SHARED = re.compile(rf"(?P<n>N){_REST}{{0,6}}?(?:(?:[RB]R?|Y){_REST}{{0,3}}M|M{_REST}{{0,3}}R)")
_SHARED_BY = re.compile(rf"R{_REST}{{0,3}}M[^NMX.]{{0,3}}?[K:][xe]{{0,3}}:?(?P<n>N)")
_SHARING = frozenset(("verb.shares", "in-all"))
_EACH = re.compile(rf"^[^NX]{{0,8}}?(?:[iv]N{_REST}{{0,3}})?R{_REST}{{0,4}}?(?P<m>M)")
_EACH_OF = re.compile(r"[WD][^NX]{0,6}?(?P<m>M)[^NX]*$")
_EACH_GOES = re.compile(r"(?P<m>M)e[^NX]{0,3}[YB][tg]?:?$")
_EACH_OF_SOME = re.compile(r"C[^NXCM]{0,20}(?P<m>M)e")
_EACH_FIRST = re.compile(r"e(?P<m>M)[YBWD][^NX]{0,4}$")
_LINE = re.compile(r"N(?:[,;-]N)*x?$")
_ROLL = re.compile(
    r"^[^MRWD]{0,8}?(?:K|[xYB]t?):?[xe]{0,2}(?P<n>N)[^MRBWD]*$|^[^MX]{0,8}[YB][^M]{0,3}?t(?P<t>N)[^M]*$"
)
_GROUP = re.compile(r"^[^NMX]{0,16}?[RB][^NMX]*(?:b|x)")
_WHOLE = frozenset({"totalt", "sammanlagt", "tillsammans"})
NO_SUM = "no-sum"
"""The cue of what a sentence gives money without saying how much."""
_ALL = frozenset({"varje", "samtliga", "alla", "vardera", "båda", "bägge", "var och en"})


def listed(sentence: Sentence) -> Iterator[Pair]:
    """The names that one sentence gives money without saying how much to each."""
    symbols = sentence.symbols
    if any(things(sentence.full)):
        return
    working = [Pair("listed-names", 0, 0, None, *one, cues=frozenset({NO_SUM})) for one in _at_work(sentence)]
    if working:
        yield from working
        return
    for pattern in _LISTED:
        found = pattern.search(symbols)
        if found is not None and len(sentence.tokens[found.start("n")].names) > 1:
            named = _counted(sentence, found.start("n"))
            yield from _members(named, "listed-names", found.span(), _plainly(sentence))
            return
    yield from _members(shared_by(sentence), "shared-sum", (0, 0), _plainly(sentence))


def _counted(sentence: Sentence, place: int) -> Sequence[Name]:
    """The names of a list, parted where the sentence says how many they are."""
    named = sentence.tokens[place].names
    full = [one for one in sentence.full if one.symbol]
    at = next((at for at, one in enumerate(full) if one.names and one.names[0] is named[-1]), 0)
    counts = {integer(one.word) or one.value for one in full}
    if len(named) > 1 and drawn(full[at - 1 : at]) == "," and ":" not in drawn(full[:at]):
        # Only the last of a list has "och" before it.
        counts |= {len(named) + 1}
    return as_many(named, full[at].word, counts)


def _at_work(sentence: Sentence) -> Iterator[tuple[Name, tuple[Name, ...]]]:
    """The workplaces of the persons whom a sentence gives money, each with its person; a sum of theirs other readers tell."""
    if "M" not in sentence.symbols:
        yield from at_work([one for one in sentence.full if one.symbol])


def shared_by(sentence: Sentence) -> Sequence[Name]:
    """The names that share a sum: "A, B och C får dela på M", "De som delar på M är A och B"; none where each gets it."""
    found = _SHARED.search(sentence.symbols) or _SHARED_BY.search(sentence.symbols)
    if found is None or "e" in sentence.symbols or _SHARING.isdisjoint(one.cue for one in sentence.full):
        return ()
    named = _counted(sentence, found.start("n"))
    return named if len(named) > 1 else ()


def single(sentence: Sentence) -> Iterator[Pair]:
    """The one name that a sentence without any sum gives money: "Norra Kören beviljas stöd för en resa"."""
    if "M" in sentence.symbols or any(things(sentence.full)):
        return
    joined = _JOINS_IN in {one.cue for one in sentence.full}
    for pattern in (_JOINED, *_SINGLE) if joined else _SINGLE:
        found = pattern.search(sentence.symbols)
        if found is not None:
            named = sentence.tokens[found.start("n")]
            for name in named.names[:1]:
                sure = pattern is _JOINED and name.organisation >= SURE
                cues = frozenset({NO_SUM}) | (_plainly(sentence) if sure else frozenset())
                yield Pair("single-name", *found.span(), None, name, named.persons, cues=cues)
            return


def titled(sentence: Sentence) -> tuple[Token, ...]:
    """The projects that a sentence without any sum gives money: "Stöd beviljades projekten Isbana och Nya noter"."""
    titles = tuple(one for one in sentence.titles if one.cue == NAMED)
    if "M" in sentence.symbols:
        return ()
    if listed_things := tuple(things(sentence.full)):
        return listed_things
    if not titles:
        return ()
    before = "".join(t.symbol for t in sentence.full if t.end <= titles[0].start)[-BEFORE:]
    behind = "".join(t.symbol for t in sentence.full if t.start >= titles[-1].end)[:BEHIND]
    given = _GIVEN.search(before) or re.search("[BR]", behind)
    return titles if given and "X" not in before + behind else ()


_GIVEN = re.compile("[BWDY]|R.*b")
BEFORE, BEHIND = 8, 3
"""Symbols before and behind titles in which it stands that they get something."""


def _plainly(sentence: Sentence) -> frozenset[str]:
    """The cue of what a sentence says in so many words: nobody asked, hopes or was refused."""
    return frozenset({TOLD} if _DOUBTS.isdisjoint(one.cue for one in sentence.full) else ())


TOLD = "told plainly"
"""The cue of who surely gets money without a sum of their own."""
_DOUBTS = frozenset(("applied", "negation", "proposal", "irrealis", "modal", "earlier"))


def _members(
    names: Sequence[Name], frame: str, place: tuple[int, int], said: frozenset[str] = frozenset()
) -> Iterator[Pair]:
    if sum(name.organisation >= PERSON > name.place for name in names) * 2 <= len(names):
        return
    for name in names:
        yield Pair(frame, *place, None, name, cues=said | {NO_SUM})


def spread(sentences: Sequence[Sentence]) -> Iterator[Pair]:
    """The pairs of a sum that one sentence gives each of a group, and the roll of the group in a sentence beside it."""
    yield from _as_counted(sentences)
    for at, sentence in enumerate(sentences):
        yield from _at_departments(sentence)
        found = (
            _EACH.match(sentence.symbols)
            or _EACH_OF.search(sentence.symbols)
            or _EACH_GOES.search(sentence.symbols)
            or _EACH_OF_SOME.search(sentence.symbols)
            or _EACH_FIRST.match(sentence.symbols)
        )
        words = {token.word for token in sentence.full}
        if found is not None and not _ALL.isdisjoint(words) and _WHOLE.isdisjoint(words):
            money = sentence.tokens[found.start("m")].sums[0]
            near = (_roll(sentences, beside) for beside in (at + 1, at + 2, at - 1))
            below = _lines(sentences, at + 1) or _lines(sentences, at + 2)
            for name in _receivers(below or next(filter(None, near), ())):
                yield Pair("group-each", *found.span(), money, name, cues=frozenset({"each"}))
        elif _GROUP.match(sentence.symbols) and "M" not in sentence.symbols:
            roll = _roll(sentences, at + 1)
            if len(roll) > 2 and not _is_of_others(sentence, sentences[at + 1], roll):
                yield from _members(roll, "group-listed", (0, 0))


def _at_departments(sentence: Sentence) -> Iterator[Pair]:
    """The parts of a university at which persons got the one sum of a sentence, at least, each."""
    sums = [money for token in sentence.tokens for money in token.sums]
    if len(sums) == 1:
        for person, part in at_departments([one for one in sentence.full if one.symbol]):
            yield Pair("group-each", 0, 0, sums[0], part, (person,), cues=frozenset({"each"}))


def _is_of_others(given: Sentence, listing: Sentence, roll: Sequence[Name]) -> bool:
    """Whether a list that no known verb opens is longer or shorter than what was given is many: "I rådet sitter: A, B"."""
    counts = {one.value for one in given.full if one.symbol == "C"}
    opened = listing.symbols[: listing.symbols.find("N")]
    known = ":" not in opened or _KNOWN.search(opened) or listing.full[0].word in _POINTING
    return bool(counts) and len(roll) not in counts and not known


_KNOWN = re.compile("[KYBt]")
_POINTING = words("words", "pointing")


def _as_counted(sentences: Sequence[Sentence]) -> Iterator[Pair]:
    """The names of sentences that are lists, as many as a sentence before counted when it gave."""
    counts: set[int] = set()
    every = {one.value for sentence in sentences for one in sentence.full if one.symbol == "C"}
    for at, sentence in enumerate(sentences):
        full = [one for one in sentence.full if one.symbol]
        whole = whole_roll(full, every)
        yield from _members(whole, "group-listed", (0, 0), _plainly(sentence))
        others = () if whole else counted(full, counts) or _both(sentences, at)
        yield from _members(others, "group-listed", (0, 0))
        if not TELLING.isdisjoint(sentence.symbols):
            counts |= {one.value for one in full if one.symbol == "C"}


_BOTH = re.compile(r"^[xe]{0,3}KN(?:s[^M]*)?$|^NKx?v[xe]{1,3}$|^(?P<behind>xxxN)$")
_TWO = ("två", "båda")
_SINCE = 3
"""Sentences back in which two are said to get money."""


def _both(sentences: Sequence[Sentence], at: int) -> Sequence[Name]:
    """The two of whom a sentence before says that they get money: "Två gårdar har bytt panna med stöd. De två är A och B"."""
    if not _is_of_two(sentences[at]):
        return ()
    named = next(token.names for token in sentences[at].tokens if token.symbol == "N")
    near = (*sentences[max(0, at - _SINCE) : at], *sentences[at + 1 : at + _SINCE])
    told = (one for one in near if "b" in drawn(one.full) or "M" in one.symbols)
    two = any(any(map(_is_two, one.full)) and _plainly(one) for one in told)
    return named if two and len(named) == 2 else ()


def _is_of_two(sentence: Sentence) -> bool:
    """Whether a sentence only says who two are: "De två är A och B", "Bakom bygget står A och B"."""
    found = _BOTH.match(sentence.symbols)
    return found is not None and (found["behind"] is None or sentence.full[0].word == "bakom")


def _is_two(one: Token) -> bool:
    return one.value == 2 or one.word in _TWO


def _receivers(names: Sequence[Name]) -> Sequence[Name]:
    """``names``, but for persons with a workplace right behind: "Maj Ek, Norrhamra universitet, Bo Ström, …"."""
    beside = {one.start for one, other in itertools.pairwise(names) if other.organisation >= PERSON}
    return [one for one in names if one.person < PERSON or one.start not in beside]


def _lines(sentences: Sequence[Sentence], at: int) -> tuple[Name, ...]:
    """The names that stand alone on the lines from ``at`` on, if there are two."""
    alone = itertools.takewhile(lambda one: _LINE.match(one.symbols) is not None, sentences[at:])
    names = tuple(name for one in alone for token in one.tokens for name in token.names)
    return names if len(names) > 1 else ()


def _roll(sentences: Sequence[Sentence], at: int) -> tuple[Name, ...]:
    """The list of names that a sentence consists of: "Det gäller A, B och C", "Årets tre är A, B och C"."""
    if not 0 <= at < len(sentences):
        return ()
    found = _ROLL.match(sentences[at].symbols)
    if found is None:
        return ()
    named = sentences[at].tokens[found.start("n") if found["n"] else found.start("t")]
    return named.names if len(named.names) > 1 else ()
