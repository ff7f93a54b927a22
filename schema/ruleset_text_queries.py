"""What can be asked of rulesets as texts: what is wrong with one, what differs between two, and what one looks like."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Annotated, Final
from uuid import UUID

import strawberry
from strawberry import argument
from strawberry.scalars import JSON

from schema.bundles import RULESET_COLUMNS
from schema.context import Info
from schema.ids import asked_id, bad_input
from schema.needs import described
from schema.ruleset_queries import ADOPTED, DATED
from schema.types.ruleset_diffs import RulesetDiff
from schema.types.ruleset_problems import RulesetLint
from schema.types.rulesets import ruleset_version
from service.reads import Filter, Read
from service.rules.form import ruleset_schema
from service.rules.load import problems_in

MOST_CONTENT: Final = 200_000


@strawberry.type
class RulesetTextQuery:
    @described(
        "Vad som är fel i en regelverkstext, utan att den sparas; null utan READ_RULESET. What is wrong with the text"
        " of a ruleset, which is not stored; null without READ_RULESET.",
        permission="READ_RULESET",
    )
    async def lint_ruleset(
        self,
        info: Info,
        content: Annotated[
            str,
            argument(
                description="Texten i YAML, högst 200 000 tecken. The text, in YAML, of 200 000 characters at most."
            ),
        ],
    ) -> RulesetLint | None:
        if len(content) > MOST_CONTENT:
            raise bad_input(f"content is over {MOST_CONTENT} characters")
        roles = info.context.services.catalogue.keys()
        # To read so much YAML takes a while, and others are waiting.
        found = await asyncio.to_thread(partial(problems_in, content, file="content", roles=roles))
        return RulesetLint(found=found)

    @described(
        "Vad som skiljer mellan två versioner; null där någon av dem inte finns. What differs between two versions;"
        " null where one of them does not exist.",
        permission="READ_RULESET",
    )
    async def ruleset_diff(
        self,
        info: Info,
        from_: Annotated[
            strawberry.ID,
            argument(name="from", description="Versionen före, som globalt id. The version before, by its global id."),
        ],
        to: Annotated[
            strawberry.ID, argument(description="Versionen efter, som globalt id. The version after, by its global id.")
        ],
    ) -> RulesetDiff | None:
        ids = asked_id("Ruleset", from_, "from", "ruleset"), asked_id("Ruleset", to, "to", "ruleset")
        key = str(info.path.key)
        where = (Filter("ruleset_id", "in", tuple(dict.fromkeys(ids))),)
        days = Read(f"{key}:dated", "ruleset_version", DATED, order=ADOPTED)
        rows = await info.context.load(Read(key, "ruleset_version", RULESET_COLUMNS, where=where), days)
        dated, cache = rows[days.key], info.context.rulesets
        found = {UUID(row["ruleset_id"]): ruleset_version(row, cache, dated) for row in rows[key]}
        if not found.keys() >= set(ids):
            return None
        return RulesetDiff(earlier=found[ids[0]], later=found[ids[1]])

    @described(
        "JSON Schema för en regelverkstext, med benämningar och hjälptexter till formulär; null utan READ_RULESET. The"
        " JSON Schema of the text of a ruleset, with labels and help for forms; null without READ_RULESET.",
        permission="READ_RULESET",
    )
    def ruleset_schema(self) -> JSON | None:
        return JSON(ruleset_schema())
