"""The notebook in docs runs, and shows what it shows. ``python -m tests.test_notebook`` renews its outputs."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import nbformat as untyped
from nbclient import NotebookClient

from tests.command import Demonstrated, demo

notebooks: Any = untyped
DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTEBOOK = DOCS / "from-grants-to-figures.ipynb"


def executed(folder: Path) -> Any:
    """The notebook after a run in a folder in which the demo has run."""
    (folder / "docs").mkdir()
    shutil.copy(NOTEBOOK, folder / "docs")
    notebook = notebooks.read(folder / "docs" / NOTEBOOK.name, as_version=4)
    with warnings.catch_warnings():
        # The kernel's own sockets and loops are not ours to close.
        warnings.simplefilter("ignore")
        place = {"metadata": {"path": str(folder / "docs")}}
        client = NotebookClient(notebook, kernel_name="python3", timeout=120, resources=place)
        asyncio.run(client.async_execute())
    return notebook


def shown(notebook: Any) -> list[list[str]]:
    """What each cell of code prints, and gives, as text."""
    return [_texts(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"]


def _texts(outputs: Any) -> list[str]:
    # How a kernel cuts up what is printed is a matter of time.
    printed = "".join(str(output["text"]) for output in outputs if "text" in output)
    given = [_given(output["data"]) for output in outputs if "data" in output]
    return [printed, *given] if printed else given


def _given(data: Any) -> str:
    plain = str(data["text/plain"])
    # A styled table has no text but its place in memory.
    return str(data["text/html"]) if plain.startswith("<") else plain


def test_notebook_runs_and_shows_what_it_shows(tmp_path: Path, demonstrated: Demonstrated) -> None:
    shutil.copytree(demonstrated.folder, tmp_path, dirs_exist_ok=True)
    notebook = executed(tmp_path)
    stored = notebooks.read(NOTEBOOK, as_version=4)
    outputs = shown(notebook)
    assert sum(map(len, outputs)) > 6
    assert outputs == shown(stored)


def test_notebook_is_valid_and_holds_no_place_of_a_machine() -> None:
    notebook = notebooks.read(NOTEBOOK, as_version=4)
    notebooks.validate(notebook)
    assert "127.0.0.1:" not in NOTEBOOK.read_text("utf-8")
    assert notebook.metadata.keys() <= {"kernelspec", "language_info"}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        renewed = executed(demo(Path(made)).folder)
    for cell in renewed.cells:
        cell.metadata = {}
        for output in cell.get("outputs", []):
            if str(output.get("data", {}).get("text/plain")).startswith("<"):
                output["data"]["text/plain"] = "<a styled table>"
    renewed.metadata = {"kernelspec": renewed.metadata["kernelspec"]}
    notebooks.write(renewed, NOTEBOOK)
