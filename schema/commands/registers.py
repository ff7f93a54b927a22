"""The commands on care units and on the months that are settled."""

from __future__ import annotations

from typing import Final, cast

from schema.commanding import Command, Prepared
from schema.commands import register_inputs as inputs
from schema.reading_back import SETTLEMENT, UNIT
from schema.written import own
from service.domain.register_events import AgreementEndReason
from service.usecases import registers, settlement, units
from service.usecases.commanding import Outcome, Sent, Services
from service.usecases.unit_fields import Located, Terms


def _register_unit(given: inputs.RegisterUnitInput) -> Prepared:
    registration = units.Registration(
        hsa_id=given.hsa_id,
        name=given.name,
        provider_name=given.provider.name,
        provider_orgnr=given.provider.orgnr,
        terms=_terms(given.agreement),
        address=None if given.address is None else _located(given.address),
    )

    async def act(services: Services, sent: Sent) -> Outcome:
        return await units.register_unit(services, sent, registration)

    return act


def _terms(given: inputs.AgreementInput) -> Terms:
    return Terms(given.kind, given.legal_basis, given.valid_from, given.valid_until, given.external_reference)


def _located(given: inputs.AddressInput) -> Located:
    return Located(given.street, given.postal_code, given.city)


def _add_agreement(given: inputs.AddAgreementInput) -> Prepared:
    unit_id, terms = own("CareUnit", given.unit_id, "unitId"), _terms(given.agreement)

    async def act(services: Services, sent: Sent) -> Outcome:
        return await registers.add_agreement(services, sent, unit_id, terms)

    return act


def _end_agreement(given: inputs.EndAgreementInput) -> Prepared:
    unit_id = own("CareUnit", given.unit_id, "unitId")
    agreement_id = own("Agreement", given.agreement_id, "agreementId")
    reason = cast("AgreementEndReason", given.reason.name)
    ending = registers.Ending(agreement_id, given.ends_on, reason, given.external_reference)

    async def act(services: Services, sent: Sent) -> Outcome:
        return await registers.end_agreement(services, sent, unit_id, ending)

    return act


def _transfer_unit(given: inputs.TransferUnitInput) -> Prepared:
    unit_id = own("CareUnit", given.unit_id, "unitId")
    owner = registers.Owner(given.provider.name, given.provider.orgnr)

    async def act(services: Services, sent: Sent) -> Outcome:
        return await registers.transfer_unit(services, sent, unit_id, owner, given.from_day)

    return act


def _rename_unit(given: inputs.RenameUnitInput) -> Prepared:
    unit_id = own("CareUnit", given.unit_id, "unitId")

    async def act(services: Services, sent: Sent) -> Outcome:
        return await registers.rename_unit(services, sent, unit_id, given.name, given.from_day)

    return act


def _move_unit(given: inputs.MoveUnitInput) -> Prepared:
    unit_id, located = own("CareUnit", given.unit_id, "unitId"), _located(given.address)

    async def act(services: Services, sent: Sent) -> Outcome:
        return await registers.move_unit(services, sent, unit_id, located, given.from_day)

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
    Command(
        "addAgreement",
        "Lägg till ett avtal för en vårdenhet. Enter a further agreement of a care unit.",
        inputs.AddAgreementInput,
        UNIT,
        _add_agreement,
    ),
    Command(
        "endAgreement",
        "Registrera att ett avtal upphör. Enter that an agreement ends, and why.",
        inputs.EndAgreementInput,
        UNIT,
        _end_agreement,
    ),
    Command(
        "transferUnit",
        "Registrera en ny vårdgivare för enheten. Enter that another provider runs the unit.",
        inputs.TransferUnitInput,
        UNIT,
        _transfer_unit,
    ),
    Command(
        "renameUnit",
        "Registrera ett nytt namn på enheten. Enter that the unit is called something else.",
        inputs.RenameUnitInput,
        UNIT,
        _rename_unit,
    ),
    Command(
        "moveUnit",
        "Registrera en ny adress för enheten. Enter that the unit is visited elsewhere.",
        inputs.MoveUnitInput,
        UNIT,
        _move_unit,
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
