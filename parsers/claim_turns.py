"""What the words right beside a figure, and those of its sentence, say of it: asked for, given, for each, of many years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anslag.parsers.lexicon import any_of, words
from anslag.parsers.mentions.mention import Placed, Span
from anslag.parsers.opening import Opening

WHOLE, GIVEN, GIVEN_BEHIND = "said to be the whole", "given before", "given behind"
COST, EXAMPLE, SOME_OF_THEM = "a cost", "an example", "some of them"
SINCE, ASKED, EACH, ONE_OF_SEVERAL = "since the start", "asked for", "so much each", "one of several"


def turns(opening: Opening, one: Placed) -> frozenset[str]:
    """What the words right beside a figure say of it and of the others of its sentence."""
    return frozenset(_turns(opening.text, opening.sentence(one), one))


def _turns(text: str, span: Span, one: Placed) -> Iterator[str]:
    before, behind = text[span.start : one.start].lower(), text[one.end : span.end].lower()
    yield from (name for name, turn in _BEFORE.items() if turn.search(before))
    if _ASKS.search(before) and not _ASKS_GRANTED.search(before):
        yield ASKED
    yield from (name for name, turn in _BEHIND.items() if turn.match(behind))
    if _OPENS_IN_ALL.match(before):
        yield "its sentence opens with the whole"
    if _VARAV.search(behind):
        yield "a part of it follows"
    if _OPEN.search(text, span.start, span.end):
        yield "can be applied for"
    if _OF_ALL.search(text, span.start, span.end):
        yield "of the whole country"


_OPENS_IN_ALL = re.compile(
    r"\W*(?:totalt|sammanlagt|tillsammans|sammantaget|(?:den |det |årets )?(?:totala|sammanlagda|samlade) \w+)\b"
)
_VARAV = re.compile(r",? varav\b")
_OPEN = re.compile(
    r"\bkan (?:få|söka|ansöka|beviljas|du|ni)\b|\b(?:öppnar|öppnas|öppen|öppet|lyser ut|utlyser|utlyses|i final|att söka|kan sökas)\b",
    re.I,
)
_OF_ALL = re.compile(
    r"\b(?:hela (?:landet|sverige|europa|världen|eu)|i (?:landet|sverige|europa)|nationellt|riket|landets)\b",
    re.I,
)
_YEARS_AGO = (
    r"(?:sedan (?:starten|(?:år )?(?:19|20)[0-9]{2}|[0-9]{2,4}-talet|[^.,]{3,30} (?:bildades|startade|grundades))"
    r"|från starten|genom åren|under alla år)\b"
)
_ALL = rf"(?:{any_of(words('claims', 'approximately'))} )*"
_GAVE = any_of(words("claims", "given"))
_NOT = any_of(words("claims", "not_given"))
_ASKS = re.compile(rf"\b{any_of(words('claims', 'asked_for'))} {_ALL}$")
_ASKS_GRANTED = re.compile(
    r"\b(?:bevilja|bifall|bifölls|prioritera|ja till)\w* (?:\w+ ){0,3}(?:ansökningar|ansökningarna|ansökan)\b"
)
"""What was asked for is what was given: "att bevilja fem ansökningar om totalt 3 miljoner"."""
_WHOLE = (
    r"(?:totalt|sammanlagt|tillsammans|sammantaget|allt som allt|i allt|(?:totala|sammanlagda|samlade|total|hela) \w+"
    r"|(?:tot\w+|slut)?summan?|totalbeloppet|totalen)"
)
_BEFORE = {
    WHOLE: re.compile(
        rf"\b{_WHOLE}(?: \w+){{0,6}}? (?:är|blev|blir|uppgår till|uppgick till|landade på|stannade på|stannar på|om|på) {_ALL}$"
        r"|\b(?:totalt|sammanlagt|tillsammans|sammantaget|allt som allt|i allt) (?:\w+ ){0,3}$"
    ),
    GIVEN: re.compile(rf"\b{_GAVE} {_ALL}$"),
    "a part of what stands before": re.compile(r"\bvarav\b|\bav (?:dem|dessa|detta|pengarna|summan)\b"),
    "worked out": re.compile(
        r"\b(?:alltså|det vill säga|dvs\.?|vilket (?:blir|ger|innebär)|omräknat)\W(?:\w+\W+){0,3}$"
    ),
    "a fraction of so many": re.compile(
        r"\b(?:hälften|tredjedel|fjärdedel|procent|majoriteten|flertalet|flera|några|en|ett) av "
        r"(?:de |alla |totalt |sammanlagt )*$"
    ),
    "came in": re.compile(
        rf"\b(?:{any_of(words('claims', 'came_in'))}|(?:fick|fått|tog)(?: \w+){{0,2}} (?:in|emot)) {_ALL}$"
    ),
    EXAMPLE: re.compile(rf"\b{any_of(words('claims', 'example'))}(?: till)? {_ALL}$"),
    SINCE: re.compile(rf"\b{_YEARS_AGO}[^,;]*$"),
    EACH: re.compile(rf"\bvardera (?:värda?|på)? ?{_ALL}$"),
    ONE_OF_SEVERAL: re.compile(rf"\brespektive {_ALL}$"),
    COST: re.compile(
        rf"\b(?:kostar|kostade|kostna\w+|kostnads\w+)(?: (?!bidrag|stöd|med\b)\w+){{0,6}}? {_ALL}$"
    ),
    "on top": re.compile(
        r"^\W*(?:dessutom|därtill|därutöver|till (?:detta|det|dem) kommer|utöver (?:det|detta))\b"
    ),
}
"""What stands before a figure, up to it."""
_BEHIND = {
    "so much a year": re.compile(r"(?: kronor)? (?:om året|per år|årligen|i månaden|per månad)\b"),
    EACH: re.compile(r"(?: kronor)? (?:per plats|per person|vardera|var\b|(?:per )?styck\b)"),
    ONE_OF_SEVERAL: re.compile(r" respektive\b"),
    ASKED: re.compile(r"(?: kronor)?(?: (?:hade|har))? (?:söktes|äskades|begärdes|sökt[se]?)\b"),
    "came in": re.compile(
        r"(?: \w+){0,3} (?:kom in|inkom|har kommit in|lämnades in|sökte|ansökte|avslogs|fick (?:avslag|nej))\b"
    ),
    GIVEN_BEHIND: re.compile(
        rf"(?: (?!som\b)[\w-]+){{0,7}}? {any_of(words('claims', 'given_behind'))}\b(?! {_NOT}\b)"
    ),
    SINCE: re.compile(rf"[^,;.]{{0,60}}\b{_YEARS_AGO}"),
    SOME_OF_THEM: re.compile(
        r" av (?:dem|dessa)\b(?! (?:får|fick|har fått|har beviljats|beviljas|tilldelas|delar|bifölls))"
    ),
}
"""What stands right behind a figure."""

SHARED_BY = re.compile(
    r"(?: kronor| kr)?(?: i [\w-]+)?(?: som)?(?: har)?"
    rf"(?: (?:till|fördela(?:[dt]|ts|s|des|de)|delas|delades|går|gick|på|av|åt|mellan|ut|över))+ {_ALL}(?:olika )?"
)
"""What stands between a sum and the number of those that share it."""
