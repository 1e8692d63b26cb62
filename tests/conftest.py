"""What all tests share: the set-up of a property test, an empty archive, and the marks of slow tests.

Helpers that are no fixtures stand in modules of their own (``archives``, ``crawls``, ``databases``, ``servers``,
``site`` …); no test imports another test.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tests.archives import Shelf

# No property test fails because the machine is busy.
settings.register_profile("anslag", deadline=None)
settings.load_profile("anslag")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty archive in a data folder of its own."""
    return Shelf(tmp_path)
