"""What can be asked of rulesets as texts: what is wrong with one, what differs between two, and what one looks like."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Annotated, Final
from uuid import UUID

import strawberry
from strawberry import argument
from strawberry.scalars import JSON

from schema.bundles import ADOPTED, RULESET_COLUMNS
from schema.context import Info
from schema.ids import bad_input, version_or_draft
from schema.needs import described
from schema.ruleset_queries import DATED
from schema.types.ruleset_diffs import RulesetDiff
from schema.types.ruleset_problems import RulesetLint
from schema.types.rulesets import ruleset_version
from service.reads import Filter, Read
from service.rules.form import ruleset_schema
from service.rules.load import RulesetRefused, check_content, problems_in

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
        "Vad som skiljer mellan två versioner eller utkast; null där något inte finns eller är ett utkast med fel. What"
        " differs between two versions or drafts; null where one does not exist, or is a draft that has errors.",
        permission="READ_RULESET",
    )
    async def ruleset_diff(
        self,
        info: Info,
        from_: Annotated[
            strawberry.ID,
            argument(
                name="from",
                description="Versionen eller utkastet före, som globalt id. The version or draft before, by its"
                " global id.",
            ),
        ],
        to: Annotated[
            strawberry.ID,
            argument(
                description="Versionen eller utkastet efter, som globalt id. The version or draft after, by its"
                " global id."
            ),
        ],
    ) -> RulesetDiff | None:
        ids = version_or_draft(from_, "from"), version_or_draft(to, "to")
        key = str(info.path.key)
        of_drafts = (Filter("ruleset_id", "in", _own("RulesetDraft", ids)),)
        reads = (
            Read(key, "ruleset_version", RULESET_COLUMNS, where=(Filter("ruleset_id", "in", _own("Ruleset", ids)),)),
            Read(f"{key}:dated", "ruleset_version", DATED, order=ADOPTED),
            Read(f"{key}:drafts", "ruleset_draft", ("ruleset_id", "content"), where=of_drafts),
        )
        rows = await info.context.load(*reads)
        versions, dated, drafts = (rows[one.key] for one in reads)
        cache = info.context.rulesets
        adopted = {UUID(row["ruleset_id"]): ruleset_version(row, cache, dated) for row in versions}
        rules = {("Ruleset", own): version.rules for own, version in adopted.items()}
        for row in drafts:
            with suppress(RulesetRefused):
                own = UUID(row["ruleset_id"])
                rules["RulesetDraft", own] = check_content(row["content"], roles=info.context.services.catalogue)
        before, after = (rules.get(one) for one in ids)
        if before is None or after is None:
            return None
        earlier, later = (adopted.get(own) if kind == "Ruleset" else None for kind, own in ids)
        return RulesetDiff(before=before, after=after, earlier=earlier, later=later)

    @described(
        "JSON Schema för en regelverkstext, med benämningar och hjälptexter till formulär; null utan READ_RULESET. The"
        " JSON Schema of the text of a ruleset, with labels and help for forms; null without READ_RULESET.",
        permission="READ_RULESET",
    )
    def ruleset_schema(self) -> JSON | None:
        return JSON(ruleset_schema())


def _own(kind: str, ids: Iterable[tuple[str, UUID]]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(own for one, own in ids if one == kind))
