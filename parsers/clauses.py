"""Reads possible grants out of sentences; generously, for the fates decide what was granted.

Every sum of a sentence becomes a candidate; its recipient is chosen by
:mod:`anslag.parsers.discourse`. Names that a sentence gives money without saying how much are candidates without sum.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator

from anslag.parsers import discourse, enumerations, frames, scenes
from anslag.parsers.assignments import Task, for_tasks
from anslag.parsers.candidates import GIVES, Candidate
from anslag.parsers.enumerated import is_framed
from anslag.parsers.examples import examples
from anslag.parsers.frames import TITLE_FRAMED, Pair
from anslag.parsers.lasting import lasting
from anslag.parsers.mentions.mention import Annotations, Money, Name, Period, Span, within
from anslag.parsers.mentions.roles import is_area
from anslag.parsers.organisations import kind
from anslag.parsers.records import BlockKind
from anslag.parsers.reductions import PERSON, Sentence, stretched
from anslag.parsers.rolls import are_things, with_sums
from anslag.parsers.scenes import Scene
from anslag.parsers.symbols import Token, symbol_of

MARGIN = 0.3
"""The probability below which a recipient is left out: the best F1 of recipients on held-out publishers."""


LONGEST_WAY = 60
"""Symbols before a sum that are asked for what speaks against it."""


def clause_candidates(a: Annotations) -> tuple[Candidate, ...]:
    """The grants that the sentences of ``a`` could tell, in order of the text. Pure; linear in the text."""
    sentences = frames.parsed(a)
    scene = scenes.scene(a, sentences, scenes.proposals(sentences))
    told = [one for at in range(len(sentences)) for one in _of_sentence(scene, at)]
    told = list(lasting(a, sentences, told))
    return tuple(sorted([*told, *_without_sums(scene, told)], key=lambda one: one.start))


def _without_sums(scene: Scene, told: list[Candidate]) -> Iterator[Candidate]:
    """The names that sentences give money without a sum, but for those that got one elsewhere; each list once."""
    # Who only may have got a sum, no frame tells it, may be a member of a list.
    told = [*told, *(shown := list(examples(scene.a)))]
    yield from shown
    seen = _owners(scene, (one for one in told if is_framed(one)))
    spread = [pair for pair in enumerations.spread(scene.sentences) if pair.money is None]
    for pairs in (*(list(enumerations.listed(sentence)) for sentence in scene.sentences), spread):
        for pair in pairs:
            yield from _named(scene, pair, seen)
        seen |= {_key(scene, pair) for pair in pairs}
    seen |= scene.givers | _owners(scene, told)
    for sentence in scene.sentences:
        for pair in enumerations.single(sentence):
            yield from _named(scene, pair, seen)
            seen.add(_key(scene, pair))
    yield from _titles_without_sums(scene, told)


def _owners(scene: Scene, told: Iterable[Candidate]) -> set[str]:
    """The bodies that get a sum."""
    return {scenes.entity(one.owner.of(scene.a.text)) for one in told if one.owner}


def _titles_without_sums(scene: Scene, told: list[Candidate]) -> Iterator[Candidate]:
    """The projects that sentences give money without a sum, but for those that got one; each once, with its owner."""
    text = scene.a.text
    seen = {one.title.of(text).casefold() for one in told if one.title}
    for sentence in scene.sentences:
        titles = enumerations.titled(sentence)
        for title in titles:
            if (key := text[title.start : title.end].casefold()) not in seen:
                seen.add(key)
                yield Candidate(
                    f"clause.{'listed-titles' if len(titles) > 1 else 'single-title'}",
                    title.start,
                    title.end,
                    title=Span(title.start, title.end, "clause.title"),
                    cues=frozenset({enumerations.NO_SUM}),
                )


def _key(scene: Scene, pair: Pair) -> str:
    return scenes.entity(scene.a.text[pair.name.start : pair.name.end]) if pair.name else ""


def _named(scene: Scene, pair: Pair, seen: set[str]) -> Iterator[Candidate]:
    name = pair.name
    if name is not None and _key(scene, pair) not in seen:
        owner = Span(name.start, name.end, "clause.recipient")
        yield Candidate(f"clause.{pair.frame}", name.start, name.end, owner=owner, cues=pair.cues)


def _of_sentence(scene: Scene, at: int) -> Iterator[Candidate]:
    sentence = scene.sentences[at]
    sums = [money for token in sentence.tokens for money in token.sums]
    if not sums or _is_hypothetical(scene, sentence):
        return
    said = frozenset(_said(scene, at))
    members = with_sums([one for one in sentence.full if one.symbol])
    things = bool(members) and _are_things(scene.a.text, sentence, members.values())
    for index, money in enumerate(sums):
        pairs = scene.proposed.get(money.start, ())
        if _is_shared(sentence, pairs):
            continue
        segment = _segment(sentence, sums, index)
        if len(pairs) > 1 or any(pair.cues & {"each", "distributed"} for pair in pairs):
            # One sum for each of several: the frame says who they are.
            for pair in pairs:
                yield _candidate(scene, sentence, money, segment, pair, pair.name, said)
        else:
            name = _recipient(scene, money, pairs)
            found = _candidate(scene, sentence, money, segment, pairs[0] if pairs else None, name, said)
            yield _as_member(scene.a, found, members.get(money.start), things)


def _are_things(text: str, sentence: Sentence, members: Collection[Span]) -> bool:
    """Whether a list with sums is one of projects, and no body stands in it."""
    return are_things(sentence.full, members) and all(kind(one.of(text)) == "unknown" for one in members)


def _as_member(a: Annotations, found: Candidate, member: Span | None, is_thing: bool) -> Candidate:
    """What a member of a list with sums names as a whole, where no body or person stands in it: a body by its words, else
    what the money is for."""
    if member is None:
        return found
    if not is_thing and any(_is_somebody(one) for one in within(a.names, member.start, member.end)):
        return found
    if kind(member.of(a.text)) != "unknown":
        return found._replace(owner=member)
    return found._replace(owner=None, title=member, cues=found.cues | {TITLE_FRAMED})


def _is_somebody(name: Name) -> bool:
    return max(name.organisation, name.person) >= PERSON


def _recipient(scene: Scene, money: Money, pairs: tuple[Pair, ...]) -> Name | None:
    """Who gets a sum: who has the task that it is for, else the likeliest name of the release, else whom a frame names."""
    task = for_tasks(scene.a).get(money.start)
    if task is not None and (holder := _with_task(scene, money, pairs, task)) is not None:
        return holder
    told = pairs[0].name if pairs else None
    best = discourse.chosen(discourse.choices(scene, money), discourse.table())
    name = best.name if best.probability >= MARGIN else None
    if told is None and (name is None or _is_elsewhere(scene, money, name)):
        name = next(_whose(scene, money), name)
    if name and not (_is_of_a_title(pairs) and _donates(scene, name)):
        return name
    return told if told and not _is_for_others(scene, money, told) else None


def _is_elsewhere(scene: Scene, money: Money, name: Name) -> bool:
    """Whether a name stands outside the sentence of a sum, or in a title there."""
    sentence = scene.sentences[bisect_right(scene.sentences, money.start, key=lambda one: one.start) - 1]
    in_title = any(one.start <= name.start and name.end <= one.end for one in sentence.titles)
    return in_title or not _inside(sentence, name)


def _whose(scene: Scene, money: Money) -> Iterator[Name]:
    """Whose the sentences behind a sum, up to the next, say that its project is: "Projektägare är Boda IF."."""
    at = bisect_right(scene.sentences, money.start, key=lambda one: one.start)
    behind = itertools.takewhile(lambda one: "M" not in one.symbols, scene.sentences[at : at + LOOKED_AT])
    yield from (
        name for one in behind for name in scenes.runners(one) if name.organisation >= PERSON > name.person
    )


LOOKED_AT = 5
"""Sentences behind a sum that may say whose its project is."""


def _is_for_others(scene: Scene, money: Money, told: Name) -> bool:
    """Whether a sum is not its recipient's own: what an area gets is for many in it, and some only hand it on."""
    return is_area(scene.a.text[told.start : told.end]) or discourse.hands_on(scene, money, told)


def _with_task(scene: Scene, money: Money, pairs: tuple[Pair, ...], task: Task) -> Name | None:
    """Whom the sum's own sentence names, by a frame or before the sum; where that is who gives, who has the task."""
    at = bisect_right(scene.sentences, money.start, key=lambda one: one.start) - 1
    names = [
        scene.a.names[index] for index in scene.of_sentence[at] if scene.a.names[index].end <= money.start
    ]
    # "ska redovisa uppdraget till departementet och får använda M"
    before = [one for one in names if not scene.a.text.endswith("till ", 0, one.start)]
    told = [pair.name for pair in pairs if pair.name] or before[-1:]
    keys = [scenes.entity(scene.a.text[one.start : one.end]) for one in told]
    # "Högst 3 miljoner kronor får myndigheten använda": no word of giving is who gets it.
    gives = all(key in scene.givers or symbol_of(key) != "x" for key in keys)
    return task.holder if gives else told[-1]


def _is_of_a_title(pairs: tuple[Pair, ...]) -> bool:
    """Whether a frame says which project gets a sum: then who gives does not."""
    return any(TITLE_FRAMED in pair.cues for pair in pairs)


def _donates(scene: Scene, name: Name) -> bool:
    return scenes.entity(scene.a.text[name.start : name.end]) in scene.donors


def _of_a_giver(scene: Scene, name: Name | None) -> frozenset[str]:
    gives = name is not None and scenes.entity(scene.a.text[name.start : name.end]) in scene.givers
    return frozenset({GIVES} if gives else ())


def _is_hypothetical(scene: Scene, sentence: Sentence) -> bool:
    """Whether a sentence tells what would have been: "Hade kören fått M, …", "Om kören hade fått M, …"."""
    words = scene.a.text[sentence.start : sentence.end].casefold().lstrip('–-—”"“ ').split()
    return words[:1] == ["hade"] or (words[:1] == ["om"] and "hade" in words)


def _is_shared(sentence: Sentence, pairs: tuple[Pair, ...]) -> bool:
    """Whether several named bodies share a sum: what each gets is not told, and the sum is nobody's."""
    if not pairs:
        return enumerations.shared_by(sentence) != ()
    return any("shared" in pair.cues for pair in pairs) and any(enumerations.listed(sentence))


def _segment(sentence: Sentence, sums: list[Money], index: int) -> Span:
    """The part of a sentence that tells of one sum: from the sum before to the sum behind."""
    start = sums[index - 1].end if index else sentence.start
    end = sums[index + 1].start if index + 1 < len(sums) else sentence.end
    return Span(start, end)


def _candidate(
    scene: Scene,
    sentence: Sentence,
    money: Money,
    segment: Span,
    pair: Pair | None,
    name: Name | None,
    said: frozenset[str],
) -> Candidate:
    owner = None if name is None else Span(name.start, name.end, "clause.recipient")
    return Candidate(
        f"clause.{pair.frame}" if pair else "clause.open",
        segment.start,
        segment.end,
        title=_title(sentence, money, segment, name) or _named_purpose(sentence, money, name),
        owner=owner,
        partners=tuple(Span(n.start, n.end) for n in (*pair.partners, *pair.persons)) if pair else (),
        description=_purpose(sentence, money, segment),
        money=money,
        period=_period(scene.a, sentence, segment),
        cues=said | frozenset(_cues(scene.a.text, sentence, money, pair, name)) | _of_a_giver(scene, name),
    )


def _title(sentence: Sentence, money: Money, segment: Span, recipient: Name | None) -> Span | None:
    """The title in the sum's part of the sentence: what gets the sum, else what stands behind it, else before it."""
    inside = [t for t in sentence.titles if segment.start <= t.start and t.end <= segment.end]
    inside = [t for t in inside if not _is_of_the_sum_before(sentence, segment, recipient, t)]
    place = sentence.places.get(money.start, 0)
    getting = _GETS.search(sentence.symbols[max(0, place - NEAREST) : place])
    behind = [t for t in inside if t.start >= money.end]
    before = [t for t in inside if t.end <= money.start]
    best = next(reversed(before), None) if getting else next(iter(behind), next(reversed(before), None))
    return Span(best.start, best.end, "clause.title") if best else None


def _is_of_the_sum_before(sentence: Sentence, segment: Span, recipient: Name | None, title: Token) -> bool:
    """Whether a title is what the sum before it is for: "A får 3 miljoner till projektet Isbana och B får 2 miljoner"."""
    if recipient is None or recipient.start < title.end or segment.start == sentence.start:
        return False
    first = bisect_left(sentence.full, segment.start, key=lambda token: token.start)
    between = itertools.takewhile(lambda token: token.start < title.start, sentence.full[first:])
    return any(token.symbol in ("t", "f") for token in between)


def _named_purpose(sentence: Sentence, money: Money, recipient: Name | None) -> Span | None:
    """The name behind "till" or "för" that is no body's, where somebody else got the sum: "till Året runt 2.0"."""
    place = bisect_left(sentence.full, money.end, key=lambda token: token.start)
    near = [token for token in sentence.full[place : place + 4] if token.symbol]
    if recipient is None or len(near) < 2 or near[0].symbol not in "tf" or near[1].symbol != "N":
        return None
    name = near[1].names[0]
    if name is recipient or max(name.organisation, name.person, name.place) >= NOBODY:
        return None
    whole = stretched(sentence.full, near[1])
    return Span(whole.start, whole.end, "clause.title")


NOBODY = 0.3
"""The score below which a name is no body's, person's or place's."""
_GETS = re.compile(r"T[^NTM]{0,3}[RBK][^NTM]{0,3}$")
NEAREST = 12
"""Symbols before a sum in which what gets it may stand."""


def _purpose(sentence: Sentence, money: Money, segment: Span) -> Span | None:
    behind = bisect_left(sentence.tokens, money.end, key=lambda token: token.start)
    near = itertools.takewhile(lambda token: token.start < segment.end, sentence.tokens[behind : behind + 20])
    best = next((token for token in near if token.symbol == "U"), None)
    return Span(best.start, best.end, "clause.purpose") if best else None


def _period(a: Annotations, sentence: Sentence, segment: Span) -> Period | None:
    """The period in the sum's part of the sentence, else the only one of the sentence."""
    every = within(a.periods, sentence.start, sentence.end)
    inside = [p for p in every if segment.start <= p.start and p.end <= segment.end]
    if inside:
        return inside[-1]
    return every[0] if len(every) == 1 else None


def _said(scene: Scene, at: int) -> Iterator[str]:
    """What a whole sentence says of every sum in it."""
    sentence = scene.sentences[at]
    yield from (f"sentence.{token.cue}" for token in sentence.full if token.cue)
    if any(scene.entities[index] in scene.givers for index in scene.of_sentence[at]):
        yield "sentence.giver"
    lines = scene.a.lines
    line = lines[bisect_right(lines, sentence.start, key=lambda one: one.start) - 1]
    yield f"line.{line.kind.value}"
    if line.text.lstrip().startswith(("–", "-", '"', "”")) and line.kind is BlockKind.PARAGRAPH:
        yield "line.speech"


def _is_short_for(text: str, short: Name | None, name: Name) -> bool:
    """Whether a name begins with another, or with its genitive: "Ystad" and "Ystads kommun", "Vida" and "Vida Trä AB"."""
    said = text[short.start : short.end] if short else ""
    return bool(said) and text[name.start : name.end].startswith((f"{said} ", f"{said}s "))


def _cues(text: str, sentence: Sentence, money: Money, pair: Pair | None, name: Name | None) -> Iterator[str]:
    if pair is not None:
        yield from sorted(pair.cues)
        told = name is not None and (name is pair.name or _is_short_for(text, pair.name, name))
        yield "owner.by-frame" if told else "owner.by-choice"
        if told and pair.frame not in _VERBLESS:
            yield "owner.by-verb"
    if name is None:
        yield "owner.none"
    else:
        yield "owner.in-sentence" if _inside(sentence, name) else "owner.elsewhere"
    yield from (f"way.{token.cue}" for token in _way(sentence, money, name) if token.cue)


_VERBLESS = frozenset(("bracketed", "listed", "beside", "sum-to"))
"""The frames that need no verb: lists have them too."""


def _inside(sentence: Sentence, name: Name) -> bool:
    return sentence.start <= name.start < sentence.end


def _way(sentence: Sentence, money: Money, name: Name | None) -> tuple[Token, ...]:
    """The tokens between a sum and its recipient, or between the sum and its sentence's start."""
    start, end = sentence.start, money.start
    if name is not None and _inside(sentence, name):
        start, end = min(name.end, money.end), max(name.start, money.start)
    first = bisect_left(sentence.full, start, key=lambda token: token.start)
    last = bisect_left(sentence.full, end, key=lambda token: token.start)
    return sentence.full[max(first, last - LONGEST_WAY) : last]
