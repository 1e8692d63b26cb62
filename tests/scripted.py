"""A real plugin of the ``llm`` package whose model answers by a script: what a test wants it to say.

The script is a JSON file that the environment variable ``SCRIPTED`` names: ``answers`` maps words of the question to the
answer (``"*"``: any other question). An answer is a text; ``{"error": …}`` raises it, ``{"seconds": …}`` keeps silent so
long, ``{"endless": …}`` says it again and again. Every question goes to ``asked.jsonl`` beside the script.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import llm

NAME = "scripted"


class Scripted(llm.Model):
    """Answers by the script; counts a token for every word."""

    model_id = NAME
    can_stream = True
    supports_schema = True

    def execute(
        self,
        prompt: llm.Prompt,
        stream: bool,  # noqa: ARG002 - what a model is given
        response: llm.Response,
        conversation: llm.Conversation | None = None,  # noqa: ARG002
    ) -> Iterator[str]:
        script = Path(os.environ["SCRIPTED"])
        question = f"{prompt.system}\n{prompt.prompt}"
        with script.with_name("asked.jsonl").open("a", encoding="utf-8") as asked:
            asked.write(json.dumps({"question": question, "schema": prompt.schema}) + "\n")
        answers: Mapping[str, Any] = json.loads(script.read_text("utf-8"))
        answer = next((one for words, one in answers.items() if words in question), answers.get("*", ""))
        response.set_resolved_model("scripted-1.0")
        response.set_usage(input=len(question.split()), output=len(str(answer).split()))
        yield from _pieces(answer)


def _pieces(answer: Any) -> Iterator[str]:
    if isinstance(answer, str):
        yield from (answer[at : at + 1000] for at in range(0, len(answer), 1000))
        return
    if "error" in answer:
        raise llm.ModelError(answer["error"])
    if "seconds" in answer:
        time.sleep(answer["seconds"])
    while "endless" in answer:
        yield answer["endless"]


@llm.hookimpl
def register_models(register: Callable[[llm.Model], None]) -> None:
    register(Scripted())


class Script:
    """A script in a folder, for models in this process and for commands in others."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "script.json"
        self._plugin = folder / "plugins" / "scripted-1.dist-info"
        self._plugin.mkdir(parents=True)
        (self._plugin / "METADATA").write_text("Metadata-Version: 2.1\nName: scripted\nVersion: 1\n")
        (self._plugin / "entry_points.txt").write_text("[llm]\nscripted = tests.scripted\n")

    def says(self, answer: object, to: str = "*") -> None:
        """Answers so from now on, to questions with the words ``to``; a record becomes JSON of grants."""
        before = json.loads(self.path.read_text("utf-8")) if self.path.exists() else {}
        spoken = json.dumps({"grants": answer}) if isinstance(answer, list) else answer
        self.path.write_text(json.dumps({**before, to: spoken}), "utf-8")

    @property
    def asked(self) -> list[dict[str, Any]]:
        """Every question so far."""
        path = self.path.with_name("asked.jsonl")
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    @property
    def env(self) -> dict[str, str]:
        """The environment in which a command finds the plugin and its script, and no plugin or key of this machine."""
        root = str(Path(__file__).resolve().parent.parent)
        return {
            "SCRIPTED": str(self.path),
            "PYTHONPATH": os.pathsep.join([root, str(self._plugin.parent)]),
            "LLM_LOAD_PLUGINS": "scripted",
            "LLM_USER_PATH": str(self.path.parent / "llm"),
        }
