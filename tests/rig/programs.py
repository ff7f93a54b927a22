"""Programs that not every machine has: a test is skipped without, and fails where CI=true promises them."""

import os
import shutil
from pathlib import Path

import pytest


def missing(what: str) -> None:
    """Ends the test: `what` is not on this machine."""
    reason = f"{what} is not on this machine"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI=true promises it")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def needs_node() -> str:
    """The path of `node`."""
    node = shutil.which("node")
    if node is None:
        missing("node")
    return str(node)


@pytest.fixture(scope="session")
def needs_postgresql_15() -> Path:
    """The programs of Debian's package postgresql-15: the oldest version that the product runs on."""
    programs = Path("/usr/lib/postgresql/15/bin")
    if not (programs / "initdb").is_file():
        missing("PostgreSQL 15 (Debian package postgresql-15)")
    return programs


@pytest.fixture(scope="session")
def needs_chromium() -> Path:
    """Debian's Chromium (package chromium): Playwright downloads none of its own."""
    program = Path("/usr/bin/chromium")
    if not program.is_file():
        missing("Chromium (Debian package chromium)")
    return program
