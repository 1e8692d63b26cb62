"""What several tests need and none of them changes, made once in a run by whichever of its processes asks first."""

from __future__ import annotations

import copyreg
import fcntl
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")


def unchangeable(held: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """A mapping as readings hold them, which pickle would not know how to keep."""
    return MappingProxyType(held)


copyreg.pickle(MappingProxyType, lambda held: (unchangeable, (dict(held),)))


class Once:
    """Keeps what was made in a folder that the processes of one run share, and that goes when the run is over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def made(self, name: str, make: Callable[[Path], T]) -> T:
        """What ``make`` gives, which may fill the folder that it is called with; who asks meanwhile waits.

        Nobody may change what lies in the folder: take a copy. What raises is made again for the next who asks.
        """
        with (self._folder / f"{name}.made").open("a+b") as kept:
            fcntl.flock(kept, fcntl.LOCK_EX)
            kept.seek(0)
            if not (held := kept.read()):
                folder = self._folder / name
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                held = pickle.dumps(make(folder))
                kept.write(held)
            found: Any = pickle.loads(held)
            return found  # type: ignore[no-any-return]
