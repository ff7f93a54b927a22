"""What a draft would have come to: asked for with the draft itself, and answered at once."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated, Final

import strawberry
from strawberry import argument

from schema.context import Info
from schema.ids import bad_input
from schema.needs import described
from schema.noting import noted
from schema.paging import LARGEST
from schema.ruleset_text_queries import MOST_CONTENT
from schema.types.refusals import refused
from schema.types.simulation import Simulation, SimulationResult
from service.authorize import Catalogue
from service.domain.errors import Refusal
from service.rules.load import RulesetRefused, load_ruleset
from service.rules.ruleset import Ruleset
from service.usecases.checking import invalid
from service.usecases.simulating import Asked, Largest, permit_simulation, simulate_ruleset

MOST_CASES: Final = 2000
"""A second's work, in parts between which others get their turn."""
_FILE: Final = "content"


@strawberry.type
class SimulationQuery:
    @described(
        "Vad ett utkast till regelverk hade lett till för regionens egna ärenden, högst 2000, om det hade gällt; inget"
        " skrivs, och ett dokument har högst en. What a draft of a ruleset would have come to for the region's own"
        " cases, 2000 at most, had it been in force; nothing is written, and a document has one at most."
    )
    async def simulation(
        self,
        info: Info,
        content: Annotated[
            str,
            argument(
                description="Utkastet som YAML, som i `trappa ruleset schema`, högst 200 000 tecken. The draft as YAML,"
                " as `trappa ruleset schema` has it, at most 200,000 characters."
            ),
        ],
        since: Annotated[
            date | None,
            argument(
                name="from",
                description="Dagen från vilken utkastet hade gällt, och periodens första; utelämnad: sedan alltid. The"
                " day from which the draft would have governed, and the first of the period; omitted: since ever.",
            ),
        ] = None,
        until: Annotated[
            date | None,
            argument(
                description="Första dagen efter perioden; utelämnad: ingen gräns. The first day after the period;"
                " omitted: no end."
            ),
        ] = None,
        largest: Annotated[
            int,
            argument(
                description="Hur många av ärendena som visas, 0-100; utelämnad: 20. How many of the cases are shown,"
                " 0-100; omitted: 20."
            ),
        ] = 20,
    ) -> SimulationResult:
        if not 0 <= largest <= LARGEST:
            raise bad_input(f"largest is {largest}; allowed: 0-{LARGEST}")
        found = Largest(largest)
        try:
            permit_simulation(info.context.actor, info.context.services.catalogue)
            # One after the other: a document takes one connection, however much it foresees.
            async with info.context.one_at_a_time:
                ruleset = await load_content(content, info.context.services.catalogue)
                asked = Asked(ruleset, since, until, MOST_CASES)
                totals = await simulate_ruleset(
                    info.context.services, info.context.actor, asked, found.take, lambda _done, _cases: None
                )
        except Refusal as refusal:
            return refused(info, refusal)  # type: ignore[return-value]
        await noted(info, {one.case_id for one in found.found})
        return Simulation(totals=totals, found=found.found)


async def load_content(content: str, roles: Catalogue) -> Ruleset:
    """The draft, linted; InvalidInput with its first problem where it has any."""
    if len(content) > MOST_CONTENT:
        raise invalid(_FILE, f"{len(content)} > {MOST_CONTENT}", f"<= {MOST_CONTENT}")
    try:
        # Reading YAML takes a fraction of a second: others are answered meanwhile.
        return await asyncio.to_thread(load_ruleset, content, file=_FILE, roles=roles)
    except RulesetRefused as error:
        raise invalid(_FILE, error.in_short) from error
