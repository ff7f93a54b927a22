"""`trappa ruleset`: lint, schema, adopt."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from uuid import UUID

from infra.cli.failures import file_text
from infra.cli.operating import Operating, Where, operate, operating
from service.ports import Clock
from service.rules.form import ruleset_schema
from service.rules.load import RulesetRefused, load_ruleset, warnings
from service.rules.ruleset import Ruleset
from service.usecases.rulesets import adopt_ruleset
from tenants.catalog import roles
from tenants.registry import region


def lint(given: argparse.Namespace) -> int:
    try:
        found = warnings(file_text(given.file), file=str(given.file), roles=roles())
    except RulesetRefused as refused:
        for problem in refused.problems:
            print(problem)
        return 1
    for warning in found:
        print(warning)
    if not found:
        print(f"{given.file}: inga problem · no problems")
    return 0


def schema(_given: argparse.Namespace) -> int:
    print(json.dumps(ruleset_schema(), ensure_ascii=False, indent=2))
    return 0


def adopt(given: argparse.Namespace) -> int:
    """Prints the new version's id."""
    ruleset = read_ruleset(given.file)
    code = region(given.region).code

    async def work(here: Operating) -> UUID:
        return await adopted(here, code, ruleset)

    print(operate(work))
    return 0


def read_ruleset(file: Path) -> Ruleset:
    """The ruleset of a file, linted, roles too; RulesetRefused, or CommandFailed for a file that cannot be read."""
    return load_ruleset(file_text(file), file=str(file), roles=roles())


async def adopt_for(where: Where, code: str, ruleset: Ruleset, clock: Clock) -> UUID:
    """Adopt as the operator, through the use case: the id of the new version."""
    async with operating(where, clock) as here:
        return await adopted(here, code, ruleset)


async def adopted(here: Operating, code: str, ruleset: Ruleset) -> UUID:
    outcome = await adopt_ruleset(here.services, here.sent(code, "ADOPT_RULESET", "adoptRuleset"), ruleset)
    return UUID(outcome["ruleset_id"])
