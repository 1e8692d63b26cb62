"""What all tests share: no property test fails because the machine is busy."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("anslag", deadline=None)
settings.load_profile("anslag")
