"""Migrations, policies and the database contract on PostgreSQL 15: `python -m tests.rig.oldest [pytest arguments]`.

A server of its own from Debian's programs, given to the suite as anybody's would be, in TRAPPA_TEST_DATABASE_URL; the
schema's owner there is no superuser.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from infra.db.embedded import EmbeddedPostgres
from infra.db.embedded_install import Installation

PROGRAMS: Final = Path("/usr/lib/postgresql/15/bin")
TESTS: Final = ("tests/database",)


def main() -> int:
    if not (PROGRAMS / "initdb").is_file():
        sys.stderr.write("PostgreSQL 15 (Debian package postgresql-15) is not on this machine\n")
        return 1 if os.environ.get("CI") == "true" else 0
    command = [sys.executable, "-m", "pytest", *(sys.argv[1:] or TESTS)]
    with EmbeddedPostgres(ephemeral=True, installation=Installation(PROGRAMS)) as server:
        there = {**os.environ, "TRAPPA_TEST_DATABASE_URL": server.admin_url}
        return subprocess.run(command, env=there, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
