"""`trappa ruleset`: lint, schema, adopt."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from infra.cli.demo.place import with_demo
from infra.cli.failures import CommandFailed, database_errors
from infra.clock import SystemClock
from infra.db.ids import Uuid7Ids
from infra.db.pool import open_pool
from infra.db.tx import PostgresTenancy
from infra.keys.personal import PersonalKeys
from infra.settings import load
from service.authorize import Actor, actor_from
from service.ports import Clock
from service.rules.load import RulesetRefused, load_ruleset
from service.rules.ruleset import Ruleset
from service.usecases.commanding import Sent, Services
from service.usecases.rulesets import adopt_ruleset
from tenants.catalog import grants, roles
from tenants.registry import region

OPERATOR: Final = uuid5(UUID("b1f3f2a4-62d0-5a3c-8a0b-3f5f0a4d7e10"), "trappa ruleset adopt")
"""The actor of acts by command line: no person's id, since who ran it is the machine's to know."""


def lint(given: argparse.Namespace) -> int:
    try:
        load_ruleset(_text(given.file), file=str(given.file), roles=roles())
    except RulesetRefused as refused:
        for problem in refused.problems:
            print(problem)
        return 1
    print(f"{given.file}: inga problem · no problems")
    return 0


def schema(_given: argparse.Namespace) -> int:
    print(json.dumps(Ruleset.model_json_schema(), ensure_ascii=False, indent=2))
    return 0


def adopt(given: argparse.Namespace) -> int:
    """Prints the new version's id."""
    settings = load(with_demo(os.environ))
    ruleset = read_ruleset(given.file)
    code = region(given.region).code
    with database_errors():
        print(asyncio.run(adopt_for(settings.database_url, settings.personal_key, code, ruleset, SystemClock())))
    return 0


def read_ruleset(file: Path) -> Ruleset:
    """The ruleset of a file, linted, roles too; RulesetRefused, or CommandFailed for a file that cannot be read."""
    return load_ruleset(_text(file), file=str(file), roles=roles())


async def adopt_for(database_url: str, personal_key: bytes, code: str, ruleset: Ruleset, clock: Clock) -> UUID:
    """Adopt as the operator, through the use case: the id of the new version."""
    pool = await open_pool(database_url, size=1, statement_cache=False)
    try:
        ids = Uuid7Ids()
        services = Services(PostgresTenancy(pool, PersonalKeys(personal_key), ids), clock, ids, grants())
        outcome = await adopt_ruleset(services, Sent(_operator(code), None, "adoptRuleset", {}), ruleset)
        return UUID(outcome["ruleset_id"])
    finally:
        await pool.close()


def _operator(code: str) -> Actor:
    may = frozenset(name for name, grant in grants().items() if "ADOPT_RULESET" in grant.permissions)
    return actor_from(OPERATOR, code, may, None, grants())


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandFailed("FILE_UNREADABLE", f"{file}: {error}") from error
