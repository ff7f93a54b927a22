"""Settling a region's month: the one act that turns computed lines into frozen ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID, uuid5

from service.authorize import permit
from service.domain.case import replay
from service.domain.dates import Month, Period, local_date
from service.domain.events import CaseEvent
from service.ports import NewEvent, Recorded, Tx
from service.rules.ruleset import Ruleset
from service.rules.settle import CaseLines, Facts, case_lines, ends_on, settle
from service.usecases.checking import invalid
from service.usecases.commanding import Outcome, Sent, Services, run

_SETTLEMENTS = UUID("6f0f1a52-6d0c-5f0e-9a52-6a1f3a7f4c11")


def settlement_id(tenant_id: str, month: Month) -> UUID:
    """The stream of one region's month: its first event takes it, so that a month is settled once."""
    return uuid5(_SETTLEMENTS, f"{tenant_id}/{month}")


def computed(
    streams: Mapping[UUID, list[CaseEvent]],
    versions: Mapping[UUID, Ruleset],
    listed: Mapping[UUID, Mapping[Month, int]],
    agreements: Mapping[UUID, Sequence[Period]],
    until: date,
) -> list[CaseLines]:
    """The lines of every case of `streams`, in order of case id, computed until the day `until`.

    Listed persons and agreements stand by unit.
    """
    found = []
    for case_id, events in sorted(streams.items()):
        case = replay(events)
        unit_id, opened_on = case.unit_id, case.opened.opened_on
        ended = ends_on(agreements.get(unit_id, ()), opened_on)
        found.append(case_lines(case_id, case, Facts(versions, listed.get(unit_id, {}), until, ended)))
    return found


async def settle_month(services: Services, sent: Sent, month_text: str, left_out: Collection[UUID]) -> Outcome:
    """Freeze a month of the region: `{month}`. `left_out` names cases awaiting a count.

    Raises InvalidInput for a malformed month, RuleRefused as `rules.settle.settle`.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "SETTLE_MONTH", services.catalogue)
        try:
            month = Month.parse(month_text)
        except ValueError:
            raise invalid("month", repr(month_text), "YYYY-MM") from None
        today = local_date(tx.now)
        earlier = await tx.settlements()
        versions = await tx.rulesets()
        streams, counts, agreements = await tx.sanctioned_cases(), await tx.listed_counts(), await tx.agreements()
        cases = computed(streams, versions, counts, agreements, today)
        event = settle(month, cases, earlier, left_out=left_out, today=today)
        signed = event.model_copy(update=sent.actor.signed(role))
        new = NewEvent("settlement", settlement_id(sent.actor.tenant_id, month), 1, signed)
        return Recorded((new,)), {"month": str(month)}

    return await run(services, sent, act)
