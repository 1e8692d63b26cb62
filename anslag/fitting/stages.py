"""Every table of weights and how it is fitted, in the order in which one builds on the readings of those before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from anslag.fitting import (
    borders,
    choices,
    claims,
    columns,
    fates,
    names,
    organisations,
    periods,
    recipients,
    row_sums,
    sumless,
)
from anslag.fitting.labelled import Labelled, with_peers
from anslag.fitting.reading import Candidates, candidates
from anslag.fitting.tables import fitted as weighed
from anslag.fitting.tables import printed
from anslag.parsers.weights import replaced

Tables = Mapping[str, str]
"""Printed tables of weights by name."""


def _names(releases: Sequence[Labelled]) -> Tables:
    return {"names": printed(names.table(_texts(releases)), "goes on")}


def _organisations(releases: Sequence[Labelled]) -> Tables:
    return {"organisations": printed(organisations.table(_whole(_texts(releases))), "organisation")}


def _claims(releases: Sequence[Labelled]) -> Tables:
    cases = [claims.cases(one) for one in _whole(_texts(releases))]
    made: dict[str, float] = {}
    for kind in claims.KINDS:
        made |= weighed(claims.examples([one[kind] for one in cases]), claims.STRENGTH)
    return {"claims": printed(made, "claimed")}


def _recipients(releases: Sequence[Labelled]) -> Tables:
    made = choices.fit(recipients.cases([one for one in _texts(releases) if not one.is_aimed]))
    return {"recipients": printed(made, "worth in the choice of a recipient")}


def _columns(releases: Sequence[Labelled]) -> Tables:
    whole = _whole(releases)
    posed = [example for one in whole for example in columns.examples(one)]
    return {"columns": columns.table(columns.fitted_on(whole, posed))}


def _row_sums(releases: Sequence[Labelled]) -> Tables:
    made = choices.fit([case for one in _whole(_texts(releases)) for case in row_sums.cases(one)])
    return {"row_sums": printed(made, "worth in the choice of a row's sum")}


def _accepted(every: Sequence[Candidates]) -> Tables:
    return {"fates": fates.table(_usual(every)), **sumless.tables(every)}


def _owners(every: Sequence[Candidates]) -> Tables:
    made = choices.fit([case for read in every for case in borders.of_owners(read)])
    return {"owners": printed(made, "worth in the choice of a row's owner")}


def _titles(every: Sequence[Candidates]) -> Tables:
    """Small cases teach nothing here: what they call a title, whole releases often leave out."""
    whole = [read for read in every if not read.source.is_case]
    made = choices.fit([case for read in whole for case in borders.of_titles(read)])
    return {"titles": printed(made, "worth in the choice of a row's title")}


def _periods(every: Sequence[Candidates]) -> Tables:
    made = choices.fit([case for read in _usual(every) for case in periods.cases(read)])
    return {"periods": printed(made, "worth in the choice of a period")}


PROPOSING: Mapping[str, Callable[[Sequence[Labelled]], Tables]] = {
    "names": _names,
    "organisations": _organisations,
    "claims": _claims,
    "recipients": _recipients,
    "columns": _columns,
    "row_sums": _row_sums,
}
"""The fits of what proposes grants."""
DECIDING: Mapping[str, Callable[[Sequence[Candidates]], Tables]] = {
    "fates": _accepted,
    "owners": _owners,
    "titles": _titles,
    "periods": _periods,
}
"""The fits of what decides on the proposals; "fates" fits what has no sum as well. Lists are few, so what reads rows
learns from pages and texts alike.

Confidence is fitted on what these read unseen."""


def _once(every: Sequence[Candidates]) -> list[Candidates]:
    """Each release once: as text, or as a page where it is no text."""
    texts = {id(one) for one in _texts([read.source for read in every])}
    return [read for read in every if id(read.source) in texts]


def _usual(every: Sequence[Candidates]) -> list[Candidates]:
    """Each release once, without the batches that were written to ask for one thing.

    What a sum is, who gets it and when is learned without them: on most releases not seen, a grant of a hundred more is
    right in prose and a tenth of the false ones go; lists differ by chance.
    """
    return [read for read in _once(every) if not read.source.is_aimed]


def _texts(releases: Sequence[Labelled]) -> list[Labelled]:
    """Each release once: as text, or as a page where it is no text."""
    texts = {one.name for one in releases if not one.is_page}
    return [one for one in releases if not one.is_page or one.name not in texts]


def _whole(releases: Sequence[Labelled]) -> list[Labelled]:
    """Those whose answers name all fields."""
    return [one for one in releases if not one.is_case]


def fitted(releases: Sequence[Labelled]) -> Tables:
    """All tables but that of confidence, each fitted with those before it in use."""
    releases = with_peers(releases)
    made: dict[str, str] = {}
    for propose in PROPOSING.values():
        with replaced(made):
            made.update(propose(releases))
    with replaced(made):
        every = [candidates(one) for one in releases]
    for decide in DECIDING.values():
        with replaced(made):
            made.update(decide(every))
    return made
