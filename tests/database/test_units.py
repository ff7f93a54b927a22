"""Care units that change, and their agreements, as stored and as replay makes them again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from infra.cli.replay import Stored, replayed
from infra.db.audit import auditing, projections, read_chain
from infra.db.tx import PostgresTenancy
from service.domain.dates import Period
from service.domain.events import Event
from service.domain.register_events import (
    Address,
    Agreement,
    AgreementAdded,
    AgreementEnded,
    UnitMoved,
    UnitRenamed,
    UnitTransferred,
)
from tests.database.conftest import Plain
from tests.database.facts import IDS, NOW, Region, append, open_region, staff

STREET = Address(street="Storgatan 1", postal_code="392 33", city="Kalmar")


def added(begins: date) -> AgreementAdded:
    terms = {"kind": "HALSOVAL", "legal_basis": "LOV", "valid_until": None, "external_reference": None}
    return AgreementAdded(agreement=Agreement(agreement_id=IDS.new(), valid_from=begins, **terms))


async def changed(tenancy: PostgresTenancy) -> tuple[Region, list[Event]]:
    """A unit of two events that then gets one of each kind of change."""
    region = await open_region(tenancy, "08")
    async with tenancy.begin(staff("08"), NOW) as tx:
        unit = await tx.unit(region.unit_id)
        assert unit is not None
        first = unit.agreements[0].terms.agreement_id
    events: list[Event] = [
        AgreementEnded(agreement_id=first, ends_on=date(2025, 8, 1), reason="TRANSFERRED", external_reference="D 9"),
        AgreementEnded(agreement_id=first, ends_on=date(2025, 7, 1), reason="NOTICE"),
        added(date(2025, 7, 1)),
        UnitTransferred(provider_name="Annat AB", provider_orgnr="5565000000", from_day=date(2025, 7, 1)),
        UnitRenamed(name="Östra kliniken", from_day=date(2025, 7, 2)),
        UnitMoved(address=STREET, from_day=date(2025, 7, 3)),
    ]
    for place, event in enumerate(events):
        async with tenancy.begin(staff("08"), NOW + timedelta(hours=place), stopped=True) as tx:
            await append(tx, "unit", region.unit_id, event, 3 + place)
    return region, events


@pytest.mark.requirement("AM-37", "C3")
async def test_agreements_stand_as_they_were_known_last_and_as_they_were_known_before(
    tenancy: PostgresTenancy, app: Plain
) -> None:
    region, _ = await changed(tenancy)
    periods = [Period(date(2023, 1, 1), date(2025, 7, 1)), Period(date(2025, 7, 1), None)]
    async with tenancy.begin(staff("08"), NOW) as tx:
        unit = await tx.unit(region.unit_id)
        assert unit is not None
        assert unit.periods == periods
        assert (unit.version, unit.name, unit.provider_name, unit.address) == (8, "Östra kliniken", "Annat AB", STREET)
        assert (await tx.agreements())[region.unit_id] == periods
        assert (await tx.unit_facts(region.unit_id)).agreements == periods
    async with auditing(app, "08"):
        rows = [row for row in (await projections(app, "08"))["agreement"] if row["unit_id"] == region.unit_id]
    known: list[tuple[datetime, date | None, str | None]] = [
        (row["recorded_at"], row["valid_until"], row["end_reason"])
        for row in sorted(rows, key=lambda row: row["stream_version"])
    ]
    assert known == [
        (NOW, None, None),
        (NOW, date(2025, 8, 1), "TRANSFERRED"),
        (NOW + timedelta(hours=1), date(2025, 7, 1), "NOTICE"),
        (NOW + timedelta(hours=2), None, None),
    ]


async def test_replay_makes_every_row_of_a_changed_unit_again(tenancy: PostgresTenancy, app: Plain) -> None:
    await changed(tenancy)
    async with auditing(app, "08"):
        links, head = await read_chain(app, "08")
        rows = await projections(app, "08")
    found = [one for one in replayed("08", Stored(links, head, rows)).findings if one.kind != "settlement"]
    assert {one.kind for one in found} <= {"settlement_line", "case_file", "case_internal"}
    assert [(row["orgnr"], row["name"]) for row in rows["provider"]] == [
        ("556000-0001", "Bolaget AB"),
        ("5565000000", "Annat AB"),
    ]


@pytest.mark.parametrize(
    "tampering",
    [
        "update care_unit set name = 'Annat' where name like 'Östra%'",
        "update care_unit set street = 'Annan gata' where street is not null",
        "update agreement set end_reason = null where end_reason = 'NOTICE'",
        "delete from agreement where end_reason = 'NOTICE'",
        "update provider set name = 'Ett helt annat AB'",
    ],
)
async def test_replay_tells_of_a_row_of_a_register_that_no_event_says(
    tenancy: PostgresTenancy, app: Plain, admin: Plain, tampering: str
) -> None:
    await changed(tenancy)
    await admin.execute(tampering)
    async with auditing(app, "08"):
        links, head = await read_chain(app, "08")
        rows = await projections(app, "08")
    table = tampering.split()[2 if tampering.startswith("delete") else 1]
    assert table in {one.kind for one in replayed("08", Stored(links, head, rows)).findings}
