"""What a data folder holds, by name. Small, so that a command which only looks loads no stage for it."""

from __future__ import annotations

ARCHIVE = "archive"
DATABASE = "anslag.db"
LOCK = "build.lock"
PARTS = "parts"
