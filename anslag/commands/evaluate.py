"""``anslag evaluate``: measures how well releases are read."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from anslag.errors import BadInput
from anslag.group import DATA, example


@click.command()
@click.argument("gold_dir", required=False, type=click.Path(path_type=Path))
@click.option(
    "--sample", type=click.Path(path_type=Path), help="Instead, measure on a sample that a person judged."
)
@click.option("--save", is_flag=True, help="Keep the sample's error rate in the database and every export.")
@click.option(
    "--paper",
    type=click.Choice(["en", "sv"]),
    help="Print only a paragraph and tables for a paper, as Markdown, in English or Swedish.",
)
@DATA
@example("anslag evaluate --sample sample.toml")
def evaluate(gold_dir: Path | None, sample: Path | None, save: bool, paper: str | None, data: Path) -> None:
    """Measures how well releases are read.

    Compares what is read with gold files in GOLD_DIR, or with what a person found in a random sample: precision and
    recall per field, with confidence intervals. A gold file is ID.json beside ID.txt or ID.html;
    `anslag review --gold` writes such files.
    """
    if (gold_dir is None) == (sample is None):
        raise BadInput("name a folder of gold files, or a sample with --sample")
    from anslag.evaluation_report import of_gold, of_sample

    if sample is not None:
        sys.exit(of_sample(sample, data, paper, save=save))
    if gold_dir is None or save or paper:
        raise BadInput("--save and --paper are for a sample: its releases were drawn at random")
    of_gold(gold_dir)
