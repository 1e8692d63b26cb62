"""The installed command, run as a person runs it: in a process of its own, in a folder of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from anslag.demo import Newsroom

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = Path(sys.executable).with_name("anslag")
SECONDS = 120
"""How long a command may take."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line on stderr. Fails for a traceback, and for more or less than one line."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("anslag: "), self.err
        return lines[0].removeprefix("anslag: ")


def interrupted(*arguments: str | Path, cwd: Path, typed: bytes, words: bytes, times: int = 1) -> Ran:
    """Types into a command, and presses Ctrl-C when it has printed ``words`` so often. Fails where it ends before."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [SCRIPT, *arguments], cwd=cwd, stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=hear_ctrl_c
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(typed)
        process.stdin.flush()
        shown = b""
        while shown.count(words) < times:
            more = os.read(process.stdout.fileno(), 65536)
            assert more, shown
            shown += more
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=SECONDS)
    return Ran(process.returncode, out.decode(), err.decode())


def anslag(
    *arguments: str | Path,
    cwd: Path,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> Ran:
    """Runs the command. ``before`` is called in its process first (to set limits).

    Where nothing is asked that a process must have from its beginning, it is forked from one that has loaded the
    command (:mod:`tests.forking`).
    """
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        words, environment = [str(SCRIPT), *map(str, arguments)], {**os.environ, **(env or {})}
        if before is None and set(env or ()) <= {"COLUMNS"}:
            code = _forking().run(words, cwd, environment, [given.fileno(), out.fileno(), err.fileno()])
        else:
            code = subprocess.run(
                words, cwd=cwd, stdin=given, stdout=out, stderr=err, timeout=SECONDS, env=environment,
                preexec_fn=before, check=False,
            ).returncode  # fmt: skip
        return Ran(code, _text(out), _text(err))


def python(code: str, *arguments: str | Path, cwd: Path) -> int:
    """Runs Python in a process that has anslag loaded; gives its exit code, which is negative for a signal."""
    with TemporaryFile() as given:
        words = ["-c", *map(str, arguments)]
        return _forking().run(words, cwd, os.environ, [given.fileno(), 1, 2], code)


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """A folder in which the demo has run, and what it printed on a terminal of 80 columns."""

    folder: Path
    printed: str


def demo(folder: Path) -> Demonstrated:
    """Runs the demo in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "anslag.demo"],
        cwd=folder, env={**os.environ, "COLUMNS": "80"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Demonstrated(folder, done.stdout)


def crawl(folder: Path) -> Path:
    """Crawls the fixture newsroom; gives the data folder, with its database."""
    with Newsroom() as newsroom:
        ran = anslag("crawl", newsroom.address, "--delay", "0", "--contact", "a@b.se", cwd=folder)
    assert ran.code == 0, ran.err
    return folder / "anslag-data"


def hear_ctrl_c() -> None:
    """Before a command begins: a run in the background leaves its children deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


class _Forking:
    """The process that forks; it ends when this one does, for its end of the socket closes."""

    def __init__(self) -> None:
        self._socket, other = socket.socketpair()
        self._socket.settimeout(SECONDS)
        self._lock = threading.Lock()
        with other:
            command = [sys.executable, "-m", "tests.forking", str(other.fileno())]
            self._process = subprocess.Popen(command, cwd=ROOT, pass_fds=[other.fileno()])

    def run(
        self, words: Sequence[str], cwd: Path, env: Mapping[str, str], files: Sequence[int], code: str = ""
    ) -> int:
        said = json.dumps({"argv": words, "cwd": str(cwd), "env": dict(env), "python": code}).encode()
        with self._lock:
            socket.send_fds(self._socket, [said], files)
            return int(self._socket.recv(64))


@cache
def _forking() -> _Forking:
    return _Forking()
