"""Runs ``anslag`` again and again in processes of their own, without loading it each time.

``python -m tests.forking FD`` loads the command once, then forks for every message that comes through the socket
FD: the child has its own folder, environment, input and outputs, and ends as the installed script would. It runs
Python in the place of the command where the message has some.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
from typing import Any, NoReturn

from anslag import cli, crawling, pipeline, presentation, reader, reports, serving
from anslag.db import site
from tests import preloaded

LOADED = (cli, crawling, pipeline, presentation, reader, reports, serving, site, preloaded)
"""What the commands load late, loaded once."""
MOST = 1 << 20
"""Bytes of a message at most."""


def serve(requests: socket.socket) -> None:
    """Forks for each message until the other end closes; answers with the exit code."""
    reader.text("Stöd till byar\n\nNämnden beviljar Ekby byalag 5 000 kronor.")
    gc.freeze()
    while True:
        said, files, _, _ = socket.recv_fds(requests, MOST, 3)
        if not said:
            return
        child = os.fork()
        if child == 0:
            requests.close()
            run(json.loads(said), files)
        for file in files:
            os.close(file)
        status = os.waitpid(child, 0)[1]
        requests.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def run(said: dict[str, Any], files: list[int]) -> NoReturn:
    """Runs one command, or what Python the message has, in this process, which ends with it."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(said["env"])
    os.chdir(said["cwd"])
    sys.argv = said["argv"]
    if said["python"]:
        exec(said["python"], {"__name__": "__main__"})
    else:
        cli.main(prog_name="anslag")
    sys.exit()


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
