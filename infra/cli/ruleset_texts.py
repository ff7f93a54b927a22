"""`trappa ruleset diff`, `dmn` and `export`: rulesets as texts that people and other tools read."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from infra.cli.exporting import reader, reading
from infra.cli.failures import CommandFailed
from infra.cli.operating import Operating, operate
from infra.cli.rulesets import read_ruleset
from service.domain.dates import local_date
from service.domain.words import Words, spoken
from service.reads import Filter, Order, Read
from service.rules.change_words import sentence, told, told_between
from service.rules.contrast import contrast
from service.rules.diff import Change, diff
from service.rules.dmn import MOST_RULES, classification_dmn
from service.rules.ruleset import Ruleset
from service.rules.yaml_out import ruleset_yaml
from service.usecases.commanding import in_force
from tenants.catalog import roles
from tenants.registry import region

_EQUAL: Final = Words("Inget skiljer.", "Nothing differs.")


def compare(given: argparse.Namespace) -> int:
    """Prints every difference between two files of one region, or what differs in substance between two regions'."""
    files: tuple[Path, Path] = given.before, given.after
    before, after = (read_ruleset(file) for file in files)
    lines = list(
        _changes(before, after, given.language)
        if before.region == after.region
        else _contrasts(before, after, given.language)
    )
    print("\n".join(lines or [spoken(_EQUAL, given.language)]))
    return 0


def dmn(given: argparse.Namespace) -> int:
    text = classification_dmn(read_ruleset(given.file))
    if text is None:
        raise CommandFailed("TABLE_TOO_LARGE", f"{given.file}: over {MOST_RULES} choices of levels")
    print(text, end="")
    return 0


def export(given: argparse.Namespace) -> int:
    """Prints the version of the procedure that is in force on the day, as a file that can be linted and adopted."""
    auditor = reading(given.region)
    day: date = given.at or local_date(datetime.now(UTC))
    columns = ("ruleset_id", "content")
    asked = Read(
        "versions",
        "ruleset_version",
        columns,
        where=(Filter("procedure", "=", given.procedure),),
        order=(Order("adopted_at"), Order("ruleset_id")),
    )

    async def work(here: Operating) -> list[Any]:
        rows: list[Any] = (await reader(here).read([asked], auditor))["versions"]
        return rows

    versions = {UUID(row["ruleset_id"]): Ruleset.model_validate(row["content"]) for row in operate(work)}
    print(ruleset_yaml(in_force(versions, given.procedure, day).ruleset), end="")
    return 0


def _names() -> dict[str, Words]:
    return {name: Words(role.sv, role.en) for name, role in roles().items()}


def _changes(before: Ruleset, after: Ruleset, language: str) -> Iterator[str]:
    for change in diff(before, after, _names()):
        clauses = list(dict.fromkeys(_clauses(change)))
        cited = f" [{' → '.join(clauses)}]" if clauses else ""
        yield f"{change.side.path}: {told(sentence(change), language)}{cited}"


def _clauses(change: Change) -> Iterator[str]:
    for side in (change.before, change.after):
        if side is not None and side.source is not None:
            yield side.source.clause


def _contrasts(before: Ruleset, after: Ruleset, language: str) -> Iterator[str]:
    left, right = (Words(found.sv, found.en) for found in (region(one.region) for one in (before, after)))
    section: str | None = ""
    for statement in contrast(before, after, _names()):
        if section and statement.section != section:
            yield ""
        section = statement.section
        yield told_between(statement.sentence, left, right, language)
