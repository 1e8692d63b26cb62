"""Labels of releases that the project may not hold: kept by place, and put together with their texts for a fit.

A label is an answer as fixtures/README.md describes it, in which every title, owner and partner is a pair of numbers:
the half-open place of its characters. ``python -m anslag.fitting.elsewhere ARCHIVE LABELS FOLDER`` takes the texts of
all labels out of a tar archive and writes both to FOLDER, as ``anslag.fitting`` reads them.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path, PurePosixPath
from typing import Any

import click

PRINTED = frozenset(("title", "owner", "partners"))
"""The fields whose values are places; two right totals are a pair of numbers, too."""


def put_together(text: str, label: Any, printed: bool = False) -> Any:
    """``label`` with the words of ``text`` for their places; ``printed``: the value of such a field."""
    if isinstance(label, dict):
        return {key: put_together(text, value, key in PRINTED) for key, value in label.items()}
    if isinstance(label, list):
        if printed and len(label) == 2 and all(type(one) is int for one in label):
            return " ".join(text[slice(*label)].split())
        return [put_together(text, one, printed) for one in label]
    return label


def texts(archive: Path) -> dict[str, str]:
    """The texts in a tar archive by the names of their files, without folder and ending."""
    found = {}
    with tarfile.open(archive) as opened:
        for member in opened:
            data = opened.extractfile(member) if member.isfile() else None
            if data is not None:
                found[PurePosixPath(member.name).stem] = data.read().decode("utf-8")
    return found


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("labels", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def main(archive: Path, labels: Path, folder: Path) -> None:
    """Write the labelled releases of LABELS, their texts out of ARCHIVE, to FOLDER."""
    told = texts(archive)
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(labels.glob("*.json")):
        if path.stem not in told:
            raise click.ClickException(
                f"{archive} holds no {path.stem}: the label {path} is of another archive."
            )
        gold = put_together(told[path.stem], json.loads(path.read_text("utf-8")))
        (folder / f"{path.stem}.txt").write_text(told[path.stem], "utf-8")
        (folder / f"{path.stem}.json").write_text(
            json.dumps(gold, ensure_ascii=False, indent=1) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
