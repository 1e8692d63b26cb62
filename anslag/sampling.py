"""Random samples of an archive's releases, to be judged by a person: how they are drawn, and the file that says so.

Every release has a random number, a hash of the seed and its id; the smallest numbers of each stratum are drawn. So a
draw is the same on every machine, a larger one holds the smaller, and what was drawn from an archive that has grown
since overlaps as far as it can (permanent random numbers: Ohlsson, in Business Survey Methods, 1995, chapter 9). Strata
get their share of the sample, two releases at least: one alone tells nothing of how they differ.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anslag.db.queries import facts
from anslag.db.whole_file import replacing
from anslag.errors import AnslagError, BadInput

FOLDER = "samples"
"""Where a data folder keeps the samples whose error rates the database tells."""
EVERY = "all"
"""The one stratum of a sample that is not stratified; and all of them together."""
_LEAST = 2
_NOT_READ = "not read"
_PAGES = (
    "SELECT release_id, min(url) AS url FROM responses WHERE role = 'release' AND release_id IS NOT NULL "
    "AND status IN (200, 203, 304) AND release_id NOT IN (SELECT id FROM releases) GROUP BY release_id"
)
"""The releases that came whole and could not be read."""
_LEAST_SURE = "(SELECT min(confidence) FROM grants WHERE release_id = r.id)"
_MOST_GRANTS = (
    "(SELECT layout FROM grants WHERE release_id = r.id "
    "GROUP BY layout ORDER BY count(*) DESC, layout LIMIT 1)"
)
STRATA: Mapping[str, str] = {
    "platform": "coalesce(r.platform, 'no platform')",
    "layout": f"coalesce({_MOST_GRANTS}, 'no grant')",
    "confidence": (
        f"CASE WHEN {_LEAST_SURE} IS NULL THEN 'no grant' WHEN {_LEAST_SURE} < 0.5 THEN '0.0 to 0.5' "
        f"WHEN {_LEAST_SURE} < 0.7 THEN '0.5 to 0.7' WHEN {_LEAST_SURE} < 0.9 THEN '0.7 to 0.9' ELSE '0.9 to 1.0' END"
    ),
    "year": "coalesce(substr(r.published, 1, 4), 'no day')",
}
"""By what a sample can be stratified: the stratum of a release as SQL. The confidence is that of its least sure grant,
the layout that of most of its grants."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A release of a sample; ``weight`` is how many releases of the archive it stands for."""

    release_id: str
    stratum: str
    weight: float
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample and its design. ``frames`` and ``sizes`` count the releases of each stratum, all and drawn.

    ``archive_digest`` and ``archive_newest`` are those of the archive that it was drawn from.
    """

    name: str
    seed: int
    stratified_by: str | None
    anslag_version: str
    archive_digest: str
    archive_newest: str
    frames: Mapping[str, int]
    drawn: tuple[Drawn, ...]
    sizes: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sizes", Counter(one.stratum for one in self.drawn))

    @property
    def frame(self) -> int:
        """The releases that it was drawn from."""
        return sum(self.frames.values())


def draw(db: sqlite3.Connection, size: int, seed: int, stratify: str | None = None) -> Sample:
    """A random sample of ``size`` of the releases of a database, those that could not be read included.

    Raises :class:`BadInput` where there are too few of them, or too few are asked for.
    """
    units = _units(db, stratify)
    frames = dict(sorted(Counter(stratum for _, stratum, _, _ in units).items()))
    sizes = _sizes(frames, size)
    # Ordered by chance, so that whoever stops early has judged a random part.
    units.sort(key=lambda unit: _number(seed, unit[0]))
    left, drawn = dict(sizes), []
    for release_id, stratum, url, title in units:
        if left[stratum]:
            left[stratum] -= 1
            drawn.append(Drawn(release_id, stratum, frames[stratum] / sizes[stratum], url, title))
    known = facts(db)
    return Sample(
        "",
        seed,
        stratify,
        known["anslag_version"],
        known["archive_digest"],
        known["archive_newest"],
        frames,
        tuple(drawn),
    )


def _units(db: sqlite3.Connection, stratify: str | None) -> list[tuple[str, str, str, str]]:
    """Every release: id, stratum, address, headline."""
    stratum = STRATA[stratify] if stratify else f"'{EVERY}'"
    read = db.execute(f"SELECT r.id, {stratum}, r.url, coalesce(r.title, '') FROM releases AS r").fetchall()
    pages = db.execute(_PAGES).fetchall()
    lost = _NOT_READ if stratify else EVERY
    return [*map(tuple, read), *((id_, lost, url, "") for id_, url in pages)]


def _number(seed: int, release_id: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{release_id}".encode()).digest()


def _sizes(frames: Mapping[str, int], size: int) -> dict[str, int]:
    """How many to draw from each stratum: in proportion, by largest remainders."""
    every = sum(frames.values())
    if size > every:
        raise BadInput(f"there are only {every} releases in the database; ask for {every} at most")
    sizes = {name: min(_LEAST, frame) for name, frame in frames.items()}
    least = sum(sizes.values())
    if size < least:
        raise BadInput(
            f"{size} releases are too few for {len(frames)} strata ({', '.join(frames)}); ask for {least} at least, "
            "or stratify by something else"
        )
    for _ in range(size - least):
        # To the stratum that lacks most of its share.
        name = min(
            (name for name in frames if sizes[name] < frames[name]),
            key=lambda name: (sizes[name] - size * frames[name] / every, name),
        )
        sizes[name] += 1
    return sizes


# The file

_HEAD = """# A random sample of {size} of {frame} releases, drawn by `anslag sample`.
# `anslag review --sample` goes through it, `anslag evaluate --sample` tells the error rate.
# Change nothing here: an error rate holds only for what chance has chosen. What people decide is in corrections.toml.
"""


def write(sample: Sample, path: Path) -> None:
    """Writes a sample as TOML. Raises :class:`BadInput` where something stands there already."""
    if path.exists():
        raise BadInput(f"{path} exists already; name another file with --to")
    head: dict[str, str | int | float] = {
        "seed": sample.seed,
        **({"stratify": sample.stratified_by} if sample.stratified_by else {}),
        "frame": sample.frame,
        "size": len(sample.drawn),
        "anslag_version": sample.anslag_version,
        "archive_digest": sample.archive_digest,
        "archive_newest": sample.archive_newest,
    }
    lines = [_HEAD.format(size=len(sample.drawn), frame=sample.frame), *_table("[sample]", head)]
    for name, frame in sample.frames.items():
        size = sample.sizes[name]
        lines += _table(
            "[[stratum]]", {"name": name, "frame": frame, "size": size, "weight": round(frame / size, 6)}
        )
    for one in sample.drawn:
        said: dict[str, str | int | float] = {"id": one.release_id, "stratum": one.stratum}
        said |= {"weight": round(one.weight, 6), "url": one.url}
        lines += _table("[[release]]", {**said, **({"title": one.title} if one.title else {})})
    _put(path, "\n".join(lines).encode())


def _table(head: str, values: Mapping[str, str | int | float]) -> list[str]:
    # A JSON string is a TOML basic string, but for DEL: https://toml.io/en/v1.0.0#string
    said = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return [head, *(line.replace("\x7f", "\\u007f") for line in said), ""]


def _put(path: Path, content: bytes) -> None:
    try:
        with replacing(path) as new:
            new.write_bytes(content)
    except OSError as error:
        raise AnslagError(f"{path} cannot be written: {error.strerror or error}") from error


def read(path: Path) -> Sample:
    """The sample of a file. Raises :class:`BadInput` with one line for what is none, or was changed by hand."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}; `anslag sample` draws a sample") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path} is no sample: {error}") from error
    try:
        sample = _sample(path.stem, found)
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{path} is no sample as `anslag sample` draws it: {_lacking(error)}") from error
    design = {one["name"]: one["size"] for one in found["stratum"]}
    if dict(sample.sizes) != design or len({one.release_id for one in sample.drawn}) < len(sample.drawn):
        raise BadInput(
            f"{path} was changed: its releases are not those that its strata tell of; draw it anew"
        )
    return sample


def _sample(name: str, found: Mapping[str, Any]) -> Sample:
    head, strata = found["sample"], found["stratum"]
    frames = {str(one["name"]): int(one["frame"]) for one in strata}
    sizes = {str(one["name"]): int(one["size"]) for one in strata}
    if any(not 0 < sizes[one] <= frames[one] for one in frames):
        raise ValueError("a stratum has fewer releases than were drawn from it")
    drawn = tuple(
        Drawn(
            str(one["id"]),
            str(one["stratum"]),
            frames[one["stratum"]] / sizes[one["stratum"]],
            str(one["url"]),
            str(one.get("title", "")),
        )
        for one in found["release"]
    )
    version, digest, newest = (
        str(head[key]) for key in ("anslag_version", "archive_digest", "archive_newest")
    )
    return Sample(name, int(head["seed"]), head.get("stratify"), version, digest, newest, frames, drawn)


def _lacking(error: Exception) -> str:
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)


def keep(path: Path, data: Path) -> Path:
    """Copies a sample into a data folder, so that every build tells its error rate; gives the copy's path.

    Raises :class:`BadInput` where another sample of the name is kept there.
    """
    kept = data / FOLDER / f"{path.stem}.toml"
    content = path.read_bytes()
    if kept.is_file() and kept.read_bytes() != content:
        raise BadInput(f"{kept} is another sample; give the file {path} another name")
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    if not kept.is_file():
        _put(kept, content)
    return kept


def kept(data: Path) -> Sequence[Sample]:
    """The samples of a data folder by their names. Raises :class:`BadInput` for a file that is none."""
    return [read(path) for path in sorted((data / FOLDER).glob("*.toml"))]
