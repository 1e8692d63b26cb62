"""The one door to language models: the ``llm`` package, with whatever model of its plugins the user names.

No provider is known here, and nothing is loaded before a model is named. An answer is bounded in time and length.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from anslag.db.extras import needed
from anslag.errors import BadInput
from anslag.second_reader.prompt import SCHEMA, Prompt, tokens

if TYPE_CHECKING:
    import llm

PATIENCE = 300.0
"""Seconds after which an answer is given up; a small model on a laptop takes a minute or two."""
LONGEST = 200_000
"""Characters after which an answer is given up: five hundred grants take fewer."""


class Failed(Exception):
    """A model that gave no answer; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came, what the model calls itself, and what it cost in tokens (as told, else estimated)."""

    text: str
    version: str
    tokens_in: int
    tokens_out: int


class Model(Protocol):
    """What can be asked."""

    @property
    def name(self) -> str: ...
    def reply(self, asked: Prompt) -> Reply:
        """The answer to a prompt. Raises :class:`Failed`."""


class LlmModel:
    """A model of the ``llm`` package, by its name or alias there.

    Raises :class:`BadInput` for a name that no plugin has, :class:`anslag.db.errors.MissingExtra` without the package.
    """

    def __init__(self, name: str, patience: float = PATIENCE) -> None:
        with needed("a second reader"):
            import llm
        try:
            self._model: llm.Model = llm.get_model(name)
        except llm.UnknownModelError as error:
            raise BadInput(
                f"no model {name!r} is installed; `llm models` lists those that are, `llm install` adds plugins"
            ) from error
        self._patience = patience

    @property
    def name(self) -> str:
        """Its full name, whatever alias was given."""
        return str(self._model.model_id)

    def reply(self, asked: Prompt) -> Reply:
        """The answer to a prompt. Raises :class:`Failed` for one that does not come or does not end."""
        return _in_time(lambda stopped: self._reply(asked, stopped), self._patience)

    def _reply(self, asked: Prompt, stopped: threading.Event) -> Reply:
        shaped: dict[str, Any] = {"schema": SCHEMA} if self._model.supports_schema else {}
        response = self._model.prompt(asked.question, system=asked.task, **shaped)
        text = ""
        for piece in response:
            text += piece
            if len(text) > LONGEST:
                raise Failed(f"its answer does not end ({LONGEST} characters)")
            if stopped.is_set():
                raise Failed("it was too slow")
        usage = response.usage()
        return Reply(
            text,
            response.resolved_model or self.name,
            usage.input or asked.tokens,
            usage.output or tokens(text),
        )


def _in_time(ask: Callable[[threading.Event], Reply], patience: float) -> Reply:
    """What ``ask`` gives, in a thread of its own: a model that hangs cannot be stopped, only left."""
    came: queue.Queue[Reply | Exception] = queue.Queue()
    stopped = threading.Event()

    def run() -> None:
        try:
            came.put(ask(stopped))
        except Exception as error:  # noqa: BLE001 - plugins raise what they like
            came.put(error)

    threading.Thread(target=run, name="model", daemon=True).start()
    try:
        found = came.get(timeout=patience)
    except queue.Empty:
        raise Failed(f"no answer in {patience:g} s") from None
    finally:
        stopped.set()
    if isinstance(found, Reply):
        return found
    if isinstance(found, Failed):
        raise found
    raise Failed(f"{type(found).__name__}: {' '.join(str(found).split())[:200]}") from found
