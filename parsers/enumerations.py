"""Names that a release lists apart from their sum, or without one: "De som får stöd är …", "Var och en får 15 000"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from anslag.parsers.frames import Pair
from anslag.parsers.reductions import PERSON, Sentence
from anslag.parsers.symbols import Token

_REST = "[xPCbvifsAcTUe,]"
_LISTED = (
    # "De som får anslag är A, B och C", "erhöll stöd: A, B och C"
    re.compile(r"[RB][^NX.]{0,12}?[K:]:?[xe]{0,3}(?P<n>N)"),
    # "A, B och C får stöd"
    re.compile(rf"(?P<n>N){_REST}{{0,3}}[RB](?![^.;]*M)[^X.;]{{0,3}}b"),
    # "Stödet går till A, B och C"
    re.compile(r"b[^X.]{0,8}[YB][^NMX.]{0,3}[tg](?P<n>N)(?![^.;]*M)"),
)
_SHARED = re.compile(rf"(?P<n>N){_REST}{{0,6}}?(?P<verb>R){_REST}{{0,3}}M")
_EACH = re.compile(rf"^[^NX]{{0,8}}?(?:[iv]N{_REST}{{0,3}})?R{_REST}{{0,4}}?(?P<m>M)")
_ROLL = re.compile(
    r"^[^MRW]{0,8}?(?:K|[xYB]t?):?[xe]{0,2}(?P<n>N)[^MRBW]*$|^[^MX]{0,8}[YB][^M]{0,3}?t(?P<t>N)[^M]*$"
)
_GROUP = re.compile(r"^[^NMX]{0,16}?[RB][^NMX]*(?:b|x)")
_WHOLE = frozenset({"totalt", "sammanlagt", "tillsammans"})
_ALL = frozenset({"varje", "samtliga", "alla", "vardera", "båda", "bägge", "var och en"})


def listed(sentence: Sentence) -> Iterator[Pair]:
    """The names that one sentence gives money without saying how much to each."""
    symbols = sentence.symbols
    for pattern in _LISTED:
        found = pattern.search(symbols)
        if found is not None and len(sentence.tokens[found.start("n")].names) > 1:
            yield from _members(sentence.tokens[found.start("n")], "listed-names", found.span())
            return
    found = _SHARED.search(symbols)
    if found is not None and sentence.tokens[found.start("verb")].cue == "verb.shares":
        named = sentence.tokens[found.start("n")]
        if len(named.names) > 1 and "e" not in symbols:
            yield from _members(named, "shared-sum", found.span())


def _members(named: Token, frame: str, place: tuple[int, int]) -> Iterator[Pair]:
    if sum(name.organisation >= PERSON > name.place for name in named.names) * 2 <= len(named.names):
        return
    for name in named.names:
        yield Pair(frame, *place, None, name, named.persons, cues=frozenset({"no-sum"}))


def spread(sentences: Sequence[Sentence]) -> Iterator[Pair]:
    """The pairs of a sum that one sentence gives each of a group, and the roll of the group in a sentence beside it."""
    for at, sentence in enumerate(sentences):
        found = _EACH.match(sentence.symbols)
        words = {token.word for token in sentence.full}
        if found is not None and not _ALL.isdisjoint(words) and _WHOLE.isdisjoint(words):
            money = sentence.tokens[found.start("m")].sums[0]
            roll = next(filter(None, (_roll(sentences, near) for near in (at + 1, at + 2, at - 1))), None)
            if roll is not None:
                for name in roll.names:
                    yield Pair(
                        "group-each", *found.span(), money, name, roll.persons, cues=frozenset({"each"})
                    )
        elif _GROUP.match(sentence.symbols) and "M" not in sentence.symbols:
            roll = _roll(sentences, at + 1)
            if roll is not None and len(roll.names) > 2:
                yield from _members(roll, "group-listed", (0, 0))


def _roll(sentences: Sequence[Sentence], at: int) -> Token | None:
    """The list of names that a sentence consists of: "Det gäller A, B och C", "Årets tre är A, B och C"."""
    if not 0 <= at < len(sentences):
        return None
    found = _ROLL.match(sentences[at].symbols)
    if found is None:
        return None
    named = sentences[at].tokens[found.start("n") if found["n"] else found.start("t")]
    return named if len(named.names) > 1 else None
