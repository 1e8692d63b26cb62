"""The database as pandas tables, for notebooks: ``anslag.open("anslag-data").grants()``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from anslag.db.codebook import Kind, schema, table
from anslag.db.connection import connect
from anslag.db.errors import MissingExtra, StoreError
from anslag.db.extras import needed
from anslag.errors import BadInput
from anslag.folder import DATABASE

if TYPE_CHECKING:
    import pandas as pd

_DAYS = {column.name for one in schema() for column in one.columns if column.kind is Kind.DAY}


class Data:
    """The database of one data folder. Every method gives a fresh DataFrame."""

    def __repr__(self) -> str:
        return f"anslag.open({str(self.path.parent)!r})"

    def __init__(self, folder: Path) -> None:
        self.path = folder if folder.name == DATABASE and folder.is_file() else folder / DATABASE
        try:
            connect(self.path).close()
        except StoreError as error:
            raise BadInput(str(error)) from error

    def query(self, sql: str, **values: str | int | float | None) -> pd.DataFrame:
        """The rows of a query; ``values`` fill its ``:name`` parameters. Days become dates.

        Raises :class:`BadInput` where pandas is not installed.
        """
        try:
            with needed("a table for Python"):
                import pandas as pd
        except MissingExtra as error:
            raise BadInput(str(error)) from error
        connection = connect(self.path)
        try:
            frame = pd.read_sql_query(sql, connection, params=values or None)
        finally:
            connection.close()
        for column in _DAYS:
            if column in frame:
                frame[column] = pd.to_datetime(frame[column], format="ISO8601")
        return frame

    def grants(self, each_telling: bool = False) -> pd.DataFrame:
        """Every grant with the release that tells of it (the view ``grants_list``), typed as in Parquet.

        A grant that several releases tell is there once; with ``each_telling`` as often as it is told.
        Yes and no are booleans, partners lists of texts, codes of SCB texts with their leading zeros.
        """
        frame = self.query(
            "SELECT * FROM grants_list WHERE same_as IS NULL OR :each_telling ORDER BY release_id, position",
            each_telling=int(each_telling),
        )
        for column in table("grants_list").columns:
            if column.kind is Kind.BOOLEAN:
                frame[column.name] = frame[column.name].astype(bool)
            elif column.kind is Kind.LIST:
                frame[column.name] = [
                    json.loads(cell) if isinstance(cell, str) else [] for cell in frame[column.name]
                ]
        return frame

    def releases(self) -> pd.DataFrame:
        """Every release."""
        return self.query("SELECT * FROM releases ORDER BY id")

    def evidence(self) -> pd.DataFrame:
        """Where in the text each value was read."""
        return self.query("SELECT * FROM evidence ORDER BY grant_id, field")

    def checks(self) -> pd.DataFrame:
        """What was read, compared with what the releases claim."""
        return self.query("SELECT * FROM checks ORDER BY release_id, name")

    def changes(self) -> pd.DataFrame:
        """What publishers changed after publication, value by value."""
        return self.query("SELECT * FROM changes ORDER BY seen, release_id, revision, position, field")

    def organisations(self) -> pd.DataFrame:
        """The bodies that receive money."""
        return self.query("SELECT * FROM organisations ORDER BY id")

    def quality(self) -> pd.DataFrame:
        """How often what was read is right, measured on samples that people judged (`anslag evaluate --save`)."""
        return self.query("SELECT * FROM quality ORDER BY rowid")
