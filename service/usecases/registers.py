"""What becomes of a care unit after its registration: agreements, owner, name, address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.authorize import permit
from service.domain.dates import local_date
from service.domain.errors import NotFound
from service.domain.register_events import AgreementEndReason, AgreementEvent, UnitChange
from service.domain.unit import UnitState
from service.ports import NewEvent, Recorded, Tx
from service.rules import registers as rules
from service.usecases import unit_fields
from service.usecases.checking import short_text
from service.usecases.commanding import Outcome, Sent, Services, run
from service.usecases.unit_fields import Located, Terms, within

Decide = Callable[[UnitState, date], AgreementEvent | UnitChange]
"""What is recorded of the unit as it is, on a day."""


@dataclass(frozen=True, slots=True)
class Ending:
    agreement_id: UUID
    ends_on: date
    reason: AgreementEndReason
    external_reference: str | None


@dataclass(frozen=True, slots=True)
class Owner:
    name: str
    orgnr: str


async def _change(services: Services, sent: Sent, unit_id: UUID, decide: Decide) -> Outcome:
    """Record what `decide` makes of the unit: `{unit_id}`. NotFound, MandateMissing, and what `decide` raises."""

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "REGISTER_UNIT", services.catalogue)
        unit = await tx.unit(unit_id)
        if unit is None:
            raise NotFound(path="unitId")
        event = decide(unit, local_date(tx.now)).model_copy(update=sent.actor.signed(role))
        return Recorded((NewEvent("unit", unit_id, unit.version + 1, event),)), {"unit_id": str(unit_id)}

    return await run(services, sent, act)


async def add_agreement(services: Services, sent: Sent, unit_id: UUID, terms: Terms) -> Outcome:
    """Add an agreement to a unit; RuleRefused AGREEMENTS_OVERLAP, naming the one in the way."""

    def decide(unit: UnitState, _today: date) -> AgreementEvent:
        return rules.add_agreement(unit, unit_fields.agreement(terms, services.ids.new(), within("agreement")))

    return await _change(services, sent, unit_id, decide)


async def end_agreement(services: Services, sent: Sent, unit_id: UUID, ending: Ending) -> Outcome:
    """End an agreement of a unit, or correct its end; sanctions under it end with it (AM-37)."""

    def decide(unit: UnitState, _today: date) -> AgreementEvent:
        reference = unit_fields.optional_reference(ending.external_reference, "externalReference")
        return rules.end_agreement(unit, ending.agreement_id, ending.ends_on, ending.reason, reference)

    return await _change(services, sent, unit_id, decide)


async def transfer_unit(services: Services, sent: Sent, unit_id: UUID, owner: Owner, from_day: date) -> Outcome:
    """Record that another provider runs the unit; its agreements stay as they are."""

    def decide(unit: UnitState, today: date) -> UnitChange:
        name = short_text(owner.name, "provider.name")
        return rules.transfer(unit, name, unit_fields.orgnr(owner.orgnr, "provider.orgnr"), from_day, today)

    return await _change(services, sent, unit_id, decide)


async def rename_unit(services: Services, sent: Sent, unit_id: UUID, name: str, from_day: date) -> Outcome:
    def decide(unit: UnitState, today: date) -> UnitChange:
        return rules.rename(unit, short_text(name, "name"), from_day, today)

    return await _change(services, sent, unit_id, decide)


async def move_unit(services: Services, sent: Sent, unit_id: UUID, located: Located, from_day: date) -> Outcome:
    def decide(unit: UnitState, today: date) -> UnitChange:
        return rules.move(unit, unit_fields.address(located, within("address")), from_day, today)

    return await _change(services, sent, unit_id, decide)
