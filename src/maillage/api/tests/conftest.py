from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """Every request counts against an allowance, which the database keeps."""
