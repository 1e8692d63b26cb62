"""Answers of models, kept so that nothing is asked twice: answers.db of the data folder.

An answer belongs to the SHA-256 of the text, that of the question and the model's name. It is on the disk before the
next question is asked.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from anslag.errors import BadInput
from anslag.second_reader.models import Reply
from anslag.second_reader.prompt import Prompt

NAME = "answers.db"
_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    text_sha256 TEXT NOT NULL,
    prompt_sha256 TEXT NOT NULL,
    model TEXT NOT NULL,
    version TEXT NOT NULL,
    answered TEXT NOT NULL,
    answer TEXT NOT NULL,
    tokens_in INTEGER NOT NULL,
    tokens_out INTEGER NOT NULL,
    PRIMARY KEY (text_sha256, prompt_sha256, model)
) STRICT"""


@dataclass(frozen=True, slots=True)
class Answer:
    """A kept answer and the day on which it was given."""

    reply: Reply
    day: date


class AnswerCache:
    """The kept answers of one model. Use as a context manager, which raises :class:`BadInput` for a spoilt file."""

    def __init__(self, folder: Path, model: str) -> None:
        self._path, self._model = folder / NAME, model

    def __enter__(self) -> Self:
        # What a model quotes may name people who receive money.
        self._path.touch(0o600)
        self._db = sqlite3.connect(self._path, isolation_level=None)
        try:
            self._db.execute(_TABLE)
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise BadInput(
                f"{self._path} cannot be used ({error}); if it stays so, move it away: its answers are asked for again"
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def of(self, asked: Prompt) -> Answer | None:
        """The answer to a question, if it was given."""
        with closing(
            self._db.execute(
                "SELECT answer, version, tokens_in, tokens_out, answered FROM answers "
                "WHERE text_sha256 = ? AND prompt_sha256 = ? AND model = ?",
                (asked.text_sha256, asked.digest, self._model),
            )
        ) as rows:
            row = rows.fetchone()
        return Answer(Reply(*row[:4]), date.fromisoformat(row[4])) if row else None

    def keep(self, asked: Prompt, one: Answer) -> None:
        """Keeps an answer."""
        reply = one.reply
        key = (asked.text_sha256, asked.digest, self._model)
        said = (reply.version, one.day.isoformat(), reply.text, reply.tokens_in, reply.tokens_out)
        self._db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*key, *said))
