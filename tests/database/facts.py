"""Facts of a made-up region, recorded through the storage itself, so that every tenant table has rows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from uuid import UUID

import asyncpg

from infra.db.ids import Uuid7Ids
from infra.db.tx import PostgresTenancy
from infra.keys.pseudonyms import Pseudonyms
from service.authorize import Actor
from service.domain.access import REGION, SeatGranted
from service.domain.case import replay
from service.domain.endings import PaymentReleased, PaymentWithheld
from service.domain.events import CaseClassified, CaseEvent, CaseOpened, Event, SanctionDecided, Signal
from service.domain.facts import PersonalRef
from service.domain.register_events import (
    Agreement,
    ListedCountsRecorded,
    MonthSettled,
    RulesetAdopted,
    SettledLine,
    UnitRegistered,
)
from service.domain.request_events import CorrectionRequestSent
from service.domain.ruleset_events import RulesetDrafted, RulesetWithdrawn
from service.ports import CaseRow, DraftRow, Memory, NewEvent, Recorded, Tx
from service.rules.life import evolve
from service.rules.load import load_ruleset
from service.rules.project import project
from service.rules.ruleset import Ruleset

NOW = datetime(2025, 9, 1, 8, 30, 15, 123456, tzinfo=UTC)
IDS = Uuid7Ids()
PSEUDONYMS = Pseudonyms(bytes(range(32, 64)))


@cache
def ruleset() -> Ruleset:
    text = (files("tenants") / "packages" / "kalmar-halsoval.yaml").read_text(encoding="utf-8")
    return load_ruleset(text, file="kalmar-halsoval.yaml")


def staff(tenant_id: str, actor_id: UUID | None = None) -> Actor:
    return Actor(actor_id or IDS.new(), tenant_id, frozenset({"handler"}), frozenset({"READ_CASES"}), "STAFF")


def party(tenant_id: str, unit_id: UUID) -> Actor:
    return Actor(IDS.new(), tenant_id, frozenset({"unit_head"}), frozenset(), "PARTY", unit_id)


def new_memory() -> Memory:
    return Memory(IDS.new(), "digest of the input", {"ok": True})


def registered(hsa_id: str, name: str = "Ängö vårdcentral") -> UnitRegistered:
    agreement = Agreement(
        agreement_id=IDS.new(),
        kind="HALSOVAL",
        legal_basis="LOV",
        valid_from=date(2023, 1, 1),
        valid_until=None,
        external_reference="A 17",
    )
    return UnitRegistered(
        hsa_id=hsa_id, name=name, provider_name="Bolaget AB", provider_orgnr="556000-0001", agreement=agreement
    )


def adopted(label: str = "2025-1") -> RulesetAdopted:
    rules = ruleset()
    return RulesetAdopted(
        procedure=rules.procedure,
        label=label,
        valid_from=rules.validity.valid_from,
        valid_until=rules.validity.valid_until,
        content=rules.model_dump(mode="json"),
    )


def opened(ruleset_id: UUID, unit_id: UUID, personal: PersonalRef | None = None) -> CaseOpened:
    rules = ruleset()
    signal = Signal(signalled_on=date(2025, 8, 20), on_template=True, risk_of_deviation=True, party_at_risk=False)
    return CaseOpened(
        procedure=rules.procedure,
        ruleset_id=ruleset_id,
        unit_id=unit_id,
        signal=signal,
        impulse=None,
        opened_on=date(2025, 8, 20),
        ladder=rules.ladders[0].id,
        retrospective=False,
        personal=personal,
    )


def classified(ruleset_id: UUID, colour: str | None = None) -> CaseClassified:
    rules = ruleset()
    return CaseClassified(
        ruleset_id=ruleset_id,
        classified_on=date(2025, 8, 21),
        levels={scale.id: scale.levels[-1].value for scale in rules.classification.scales},
        score=9,
        colour=colour or rules.colours[-1].id,
    )


def requested(ruleset_id: UUID) -> CorrectionRequestSent:
    return CorrectionRequestSent(
        ruleset_id=ruleset_id,
        number=1,
        colour=ruleset().colours[-1].id,
        sent_at=datetime(2025, 8, 22, 9, tzinfo=UTC),
        sent_on=date(2025, 8, 22),
        channel="LETTER",
        receipt="SIGNED_RECEIPT",
        plan_due_on=date(2025, 10, 1),
    )


def sanctioned(ruleset_id: UUID) -> SanctionDecided:
    ladder = ruleset().ladders[0]
    return SanctionDecided(
        ruleset_id=ruleset_id,
        request=1,
        ground="ON_REQUEST",
        decided_on=date(2025, 8, 22),
        colour=ruleset().colours[-1].id,
        next_colour=None,
        ladder=ladder.id,
        step=ladder.rates[0].step,
        rate_ore=150,
        starts_on=date(2025, 8, 22),
    )


def settled(case_id: UUID, unit_id: UUID, month: str = "2025-08") -> MonthSettled:
    line = SettledLine(
        case_id=case_id,
        unit_id=unit_id,
        ruleset_id=UUID(int=1),
        month=month,
        rate_ore=150,
        days=10,
        days_in_month=31,
        listed=5_000,
        amount_ore=241_935,
    )
    late = line.model_copy(update={"month": "2025-07", "amount_ore": -5_000_000_000})
    return MonthSettled(
        month=month,
        settled_on=date(2025, 9, 1),
        lines=(line,),
        corrections=(late,),
        left_out=(),
        total_ore=line.amount_ore + late.amount_ore,
    )


def granted(holder: UUID, personal: PersonalRef, organisation: str = REGION, *roles: str) -> SeatGranted:
    return SeatGranted(
        holder=holder,
        organisation=organisation,
        roles=roles or ("handler",),
        valid_from=NOW,
        valid_until=None,
        personal=personal,
    )


@dataclass(frozen=True, slots=True)
class Region:
    """A tenant's ids: two units, a case of the first with a seat for it, and the actor who recorded them."""

    tenant_id: str
    actor: Actor
    unit_id: UUID
    other_unit_id: UUID
    ruleset_id: UUID
    case_id: UUID


async def append(tx: Tx, kind: str, stream_id: UUID, event: Event, version: int = 1) -> None:
    await tx.record(Recorded((NewEvent(kind, stream_id, version, event),)))


def act(
    case_id: UUID,
    earlier: Sequence[CaseEvent],
    new: Sequence[CaseEvent],
    *,
    seats: tuple[str, ...] = (),
    personal: tuple[tuple[PersonalRef, bytes], ...] = (),
    memory: Memory | None = None,
    opened_at: datetime = NOW,
) -> Recorded:
    """What a command that adds `new` to a case's `earlier` events writes."""
    case = replay([*earlier, *new])
    row = CaseRow(
        case_id=case_id,
        unit_id=case.opened.unit_id,
        procedure=case.opened.procedure,
        opened_on=case.opened.opened_on,
        opened_at=opened_at,
        retrospective=case.opened.retrospective,
        projection=project([*earlier, *new], {case.ruleset_id: ruleset(), case.opened.ruleset_id: ruleset()}),
        seats=seats,
    )
    numbered = enumerate(new, start=len(earlier) + 1)
    return Recorded(
        tuple(NewEvent("case", case_id, version, event) for version, event in numbered), (row,), personal, memory
    )


async def open_region(tenancy: PostgresTenancy, tenant_id: str, *, settle: bool = True) -> Region:
    """The region with rows in every tenant table, all recorded at NOW.

    Its case is opened, classified, requested and sanctioned. What is settled is made up: no rule gives those lines.
    """
    region = Region(tenant_id, staff(tenant_id), IDS.new(), IDS.new(), IDS.new(), IDS.new())
    async with tenancy.begin(region.actor, NOW, stopped=True) as tx:
        await append(tx, "ruleset", region.ruleset_id, adopted())
        await append(tx, "unit", region.unit_id, registered(f"SE{tenant_id}-1"))
        await append(tx, "unit", region.other_unit_id, registered(f"SE{tenant_id}-2", "Öland"))
        await append(tx, "unit", region.unit_id, ListedCountsRecorded(counts={"2025-07": 4_990, "2025-08": 5_000}), 2)
        reference, packed = tx.seal(b'{"reported_by":"[namn]"}')
        first = opened(region.ruleset_id, region.unit_id, reference)
        seats = (str(region.unit_id),)
        await tx.record(
            act(region.case_id, [], [first], seats=seats, personal=((reference, packed),), memory=new_memory())
        )
        later: list[CaseEvent] = [
            classified(region.ruleset_id),
            requested(region.ruleset_id),
            sanctioned(region.ruleset_id),
        ]
        await tx.record(act(region.case_id, [first], later, seats=seats))
        person, sealed = tx.seal(b'{"name":"[namn]"}')
        new = NewEvent("seat", IDS.new(), 1, granted(region.actor.id, person))
        await tx.record(Recorded((new,), personal=((person, sealed),)))
        if settle:
            await append(tx, "settlement", IDS.new(), settled(region.case_id, region.unit_id))
    return region


async def draft(tenancy: PostgresTenancy, region: Region) -> None:
    """A draft of the region's next version that somebody has given up, with the reason sealed; recorded at NOW."""
    rules, ruleset_id = ruleset(), IDS.new()
    begun = RulesetDrafted(
        procedure=rules.procedure,
        label="2026-1",
        from_package=None,
        from_version=region.ruleset_id,
        content={"label": "2026-1"},
    )
    async with tenancy.begin(region.actor, NOW, stopped=True) as tx:
        reason, sealed = tx.seal(b'{"text":"a reason"}')
        becomes = None
        for event, personal in ((begun, ()), (RulesetWithdrawn(personal=reason), ((reason, sealed),))):
            becomes = evolve(becomes, event, region.actor.id)
            assert becomes is not None
            new = NewEvent("ruleset", ruleset_id, becomes.version, event)
            await tx.record(Recorded((new,), personal=personal, drafts=(DraftRow(ruleset_id, becomes),)))


async def simulate(admin: asyncpg.Connection[asyncpg.Record], region: Region) -> None:
    """A simulation that was asked for, and a case that it found; the worker alone writes the second."""
    key = (region.tenant_id, IDS.new())
    await admin.execute(
        "insert into simulation (tenant_id, simulation_id, actor_id, roles, content, asked_at, state, done)"
        " values ($1, $2, $3, 'handler', '{}', $4, 'QUEUED', 0)",
        *key,
        region.actor.id,
        NOW,
    )
    await admin.execute(
        "insert into simulation_case (tenant_id, simulation_id, case_id, weight_ore, content)"
        " values ($1, $2, $3, 100, '{}')",
        *key,
        region.case_id,
    )


async def deliver(admin: asyncpg.Connection[asyncpg.Record], region: Region) -> None:
    """A delivery of national indicators that is open, with a figure in it."""
    await admin.execute(
        "insert into delivery (tenant_id, round_id, number, batch, opened_at, opened_by, amounts_released, changed_at,"
        " version) values ($1, '2025-S1', 1, 1, $2, $3, false, $2, 1)",
        region.tenant_id,
        NOW,
        region.actor.id,
    )
    await admin.execute(
        "insert into observation (tenant_id, round_id, number, batch, indicator, period, categories, status, source,"
        " scope, numerator, flags, definition, recorded_at, delivered_by)"
        " values ($1, '2025-S1', 1, 1, 'GC001_ENTRIES', '2025-S1', 'SEX=K', 'NORMAL', 'OWN', 'ALL', 7, '', 1, $2, $3)",
        region.tenant_id,
        NOW,
        region.actor.id,
    )


async def withhold(tenancy: PostgresTenancy, region: Region, *, stopped: bool = True) -> None:
    """Held back in the region's case, and an öre of it paid out; recorded at NOW, or as soon after as may be."""
    async with tenancy.begin(region.actor, NOW, stopped=stopped) as tx:
        earlier = [one.event for one in await tx.case_events(region.case_id)]
        held = PaymentWithheld(number=1, decided_on=date(2025, 8, 25), month="2025-08", amount_ore=9_000_000_000)
        released = PaymentReleased(number=1, of=1, month="2025-08", decided_on=date(2025, 8, 26), amount_ore=1)
        await tx.record(act(region.case_id, earlier, [held, released]))
