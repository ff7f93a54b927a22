"""Adopting a ruleset version: from then on it can be in force."""

from __future__ import annotations

from service.authorize import permit
from service.domain.dates import local_date
from service.domain.errors import RuleRefused
from service.domain.register_events import RulesetAdopted
from service.ports import NewEvent, Recorded, Tx
from service.rules.ruleset import Ruleset
from service.usecases.commanding import Outcome, Sent, Services, run


async def adopt_ruleset(services: Services, sent: Sent, ruleset: Ruleset) -> Outcome:
    """Adopt a loaded (and so linted) version for the actor's region: `{ruleset_id}`.

    A procedure's first version may be valid from a past day; a later one may not change what lies behind its adoption.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "ADOPT_RULESET", services.catalogue)
        if ruleset.region != sent.actor.tenant_id:
            raise RuleRefused("WRONG_REGION", theirs=ruleset.region, ours=sent.actor.tenant_id)
        adopted = await tx.rulesets(ruleset.procedure)
        if any(one.label == ruleset.label for one in adopted.values()):
            raise RuleRefused("VERSION_ALREADY_ADOPTED", label=ruleset.label, procedure=ruleset.procedure)
        today, valid_from = local_date(tx.now), ruleset.validity.valid_from
        if adopted and valid_from < today:
            source = ruleset.validity.source.source
            raise RuleRefused(
                "VALIDITY_CHANGES_PAST", valid_from=valid_from.isoformat(), today=today.isoformat(), source=source
            )
        ruleset_id = services.ids.new()
        event = RulesetAdopted(
            **sent.actor.signed(role),
            procedure=ruleset.procedure,
            label=ruleset.label,
            valid_from=valid_from,
            valid_until=ruleset.validity.valid_until,
            content=ruleset.model_dump(mode="json"),
        )
        return Recorded((NewEvent("ruleset", ruleset_id, 1, event),)), {"ruleset_id": str(ruleset_id)}

    return await run(services, sent, act)
