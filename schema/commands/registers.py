"""The commands on care units and on the months that are settled."""

from __future__ import annotations

from typing import Final

from schema.commanding import Command, Prepared
from schema.commands import register_inputs as inputs
from schema.reading_back import SETTLEMENT, UNIT
from schema.written import own
from service.usecases import settlement, units
from service.usecases.commanding import Outcome, Sent, Services


def _register_unit(given: inputs.RegisterUnitInput) -> Prepared:
    registration = units.Registration(
        hsa_id=given.hsa_id,
        name=given.name,
        provider_name=given.provider.name,
        provider_orgnr=given.provider.orgnr,
        agreement_kind=given.agreement.kind,
        legal_basis=given.agreement.legal_basis,
        valid_from=given.agreement.valid_from,
        valid_until=given.agreement.valid_until,
        external_reference=given.agreement.external_reference,
    )

    async def act(services: Services, sent: Sent) -> Outcome:
        return await units.register_unit(services, sent, registration)

    return act


def _record_listed_counts(given: inputs.RecordListedCountsInput) -> Prepared:
    counts = [units.Count(one.month, one.listed) for one in given.counts]
    unit_id = own("CareUnit", given.unit_id, "unitId")

    async def act(services: Services, sent: Sent) -> Outcome:
        return await units.record_listed_counts(services, sent, unit_id, counts)

    return act


def _settle_month(given: inputs.SettleMonthInput) -> Prepared:
    left_out = {own("Case", one, "leaveOut") for one in given.leave_out}

    async def act(services: Services, sent: Sent) -> Outcome:
        return await settlement.settle_month(services, sent, given.month, left_out)

    return act


REGISTERS: Final = (
    Command(
        "registerUnit",
        "Registrera en vårdenhet med sitt avtal. Enter a care unit with the agreement that it works under.",
        inputs.RegisterUnitInput,
        UNIT,
        _register_unit,
    ),
    Command(
        "recordListedCounts",
        "Registrera eller rätta antal listade, månad för månad. Record or correct how many are listed, month by month.",
        inputs.RecordListedCountsInput,
        UNIT,
        _record_listed_counts,
    ),
)
SETTLING: Final = (
    Command(
        "settleMonth",
        "Avräkna en månad för regionen: dess rader fryses och tidigare månader rättas. Settle a month for the region:"
        " its lines are frozen, and earlier months put right.",
        inputs.SettleMonthInput,
        SETTLEMENT,
        _settle_month,
    ),
)
