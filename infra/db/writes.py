"""What a command writes, as three statements: the head of the chain; projections, personal parts and memory; events.

The head comes first, since it says when all the rest is recorded. A command has locked its case by then, and settling,
which takes the head before it reads, locks no case: whoever holds the head waits for nobody, and holds it for two more
statements and the commit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from infra.db.access_writes import Statement, access_statements
from infra.db.delivery_rows import delivery_statements
from infra.db.draft_rows import draft_statements
from infra.db.sealed import unpack
from infra.db.simulations import simulation_statements
from infra.db.unit_writes import unit_statements
from service.domain.endings import PaymentReleased, PaymentWithheld
from service.domain.events import audience, encode
from service.domain.facts import PersonalRef, canonical
from service.domain.register_events import MonthSettled, RulesetAdopted, SettledLine
from service.ports import CaseRow, NewEvent, Recorded

# The database's clock is read once the head is held: what waited is recorded when it was its turn, and changes nothing
# that was known before that. Clocks differ between servers: no instant comes twice, and none goes back.
TAKE_HEAD = """
insert into chain_head (tenant_id, seq, hash, recorded_at)
values ($1, 0, decode(repeat('00', 32), 'hex'), greatest($2, clock_timestamp()))
on conflict (tenant_id) do update
set recorded_at = greatest(excluded.recorded_at, clock_timestamp(), chain_head.recorded_at + interval '1 microsecond')
returning recorded_at
"""
# At a stopped clock's instant, be it before that of the event before.
TAKE_HEAD_AT = """
insert into chain_head (tenant_id, seq, hash, recorded_at)
values ($1, 0, decode(repeat('00', 32), 'hex'), $2)
on conflict (tenant_id) do update set recorded_at = excluded.recorded_at
returning recorded_at
"""
_EVENTS = """
insert into event
  (tenant_id, stream_kind, stream_id, version, type, audience, actor_id, command_id, recorded_at, body)
select $1, stream_kind, stream_id, version, type, audience, $2, $3, $4, body
from unnest($5::text[], $6::uuid[], $7::int[], $8::text[], $9::text[], $10::text[])
  with ordinality as given (stream_kind, stream_id, version, type, audience, body, place)
order by place
"""
_PERSONAL = """
insert into event_personal
  (tenant_id, record_id, stream_kind, stream_id, audience, nonce, wrapped_key, ciphertext, digest)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_RULESET = """
insert into ruleset_version
  (tenant_id, ruleset_id, procedure, label, valid_from, valid_until, adopted_at, content)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_SETTLEMENT = """
insert into settlement (tenant_id, month, settled_on, recorded_at, settlement_id) values ($1, $2, $3, $4, $5)
"""
_LINE_COLUMNS = (
    "case_id",
    "unit_id",
    "ruleset_id",
    "month",
    "rate_ore",
    "days",
    "days_in_month",
    "listed",
    "amount_ore",
)
_LINES = """
insert into settlement_line
  (tenant_id, settled_in, recorded_at, position, correction,
   case_id, unit_id, ruleset_id, month, rate_ore, days, days_in_month, listed, amount_ore)
select $1, $2, $3, given.*
from unnest($4::int[], $5::bool[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::int[], $11::int[], $12::int[],
  $13::int[], $14::bigint[]) as given
"""
_WITHHELD = """
insert into withholding_entry
  (tenant_id, case_id, unit_id, recorded_at, stream_version, withholding, month, decided_on, amount_ore)
select $1, $2, $3, $4, given.* from unnest($5::int[], $6::int[], $7::text[], $8::date[], $9::bigint[]) as given
"""
_CASE_OPENED = """
insert into case_file
  (tenant_id, case_id, unit_id, procedure, opened_on, opened_at, retrospective,
   ladder, state, colour, plan_due_on, sanctioned, sanction_runs, closed_on, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""
_INTERNAL_OPENED = """
insert into case_internal (tenant_id, case_id, classified, score, state, version) values ($1, $2, $3, $4, $5, $6)
"""
_CASE_CHANGED = """
update case_file
set ladder = $3, state = $4, colour = $5, plan_due_on = $6, sanctioned = $7, sanction_runs = $8, closed_on = $9,
  version = $10
where tenant_id = $1 and case_id = $2
"""
_INTERNAL_CHANGED = """
update case_internal set classified = $3, score = $4, state = $5, version = $6 where tenant_id = $1 and case_id = $2
"""
_SEATS = """
insert into case_seat (tenant_id, organisation_id, opened_at, case_id)
select $1, organisation_id, $2, $3 from unnest($4::text[]) as given (organisation_id)
where not exists (
  select from case_seat
  where tenant_id = $1 and case_id = $3 and case_seat.organisation_id = given.organisation_id
)
"""
_MEMORY = """
insert into command_memory (tenant_id, actor_id, command_id, input_digest, outcome, recorded_at)
values ($1, $2, $3, $4, $5, $6)
"""


def events_statement(recorded: Recorded, tenant_id: str, actor_id: UUID, at: datetime) -> Statement | None:
    """The statement that appends, recorded at the instant `at`; None where there is no event."""
    events = recorded.events
    if not events:
        return None
    command_id = recorded.memory.command_id if recorded.memory else None
    columns = zip(
        *(
            (one.stream_kind, one.stream_id, one.version, one.event.type, audience(one.event), encode(one.event))
            for one in events
        ),
        strict=True,
    )
    return _EVENTS, [tenant_id, actor_id, command_id, at, *map(list, columns)]


def _withheld(events: Iterable[NewEvent], case: CaseRow, tenant_id: str, at: datetime) -> Iterable[Statement]:
    """Entries of the ledger of payment held back: an event of the case is one of them."""
    rows = list[tuple[Any, ...]]()
    for one in events:
        if one.stream_id != case.case_id:
            continue
        match one.event:
            case PaymentWithheld() as held:
                rows.append((one.version, held.number, held.month, held.decided_on, held.amount_ore))
            case PaymentReleased() as released:
                rows.append((one.version, released.of, released.month, released.decided_on, -released.amount_ore))
            case _:
                pass
    if rows:
        yield _WITHHELD, [tenant_id, case.case_id, case.unit_id, at, *map(list, zip(*rows, strict=True))]


def own_seats(recorded: Recorded, organisation: str) -> tuple[Recorded, dict[UUID, tuple[str, ...]]]:
    """What a party may write of a case that it opens, and by case the others whom its opening lets in.

    These are written once the party sees its case, by the rights with which it then acts there.
    """
    opened = {one.stream_id for one in recorded.events if one.stream_kind == "case" and one.version == 1}
    others = {
        case.case_id: tuple(one for one in case.seats if one != organisation)
        for case in recorded.cases
        if case.case_id in opened
    }
    own = tuple(
        replace(case, seats=tuple(one for one in case.seats if one == organisation)) if case.case_id in opened else case
        for case in recorded.cases
    )
    return replace(recorded, cases=own), {case_id: seats for case_id, seats in others.items() if seats}


def seats_statement(tenant_id: str, case_id: UUID, seats: Iterable[str], at: datetime) -> Statement:
    """The statement that lets `seats` into a case that opened at the instant `at`."""
    return _SEATS, [tenant_id, at, case_id, list(seats)]


def projections_statement(recorded: Recorded, tenant_id: str, actor_id: UUID, at: datetime) -> Statement | None:
    """One statement for all that is written beside the events, or None; ValueError for a record without its event.

    Rows that say when they were recorded say `at`, as the events do: a case that opens here opens then.
    """
    parts: list[Statement] = [*_personal(recorded, tenant_id), *unit_statements(recorded.events, tenant_id, at)]
    parts += access_statements(recorded.events, tenant_id, at)
    parts += draft_statements(recorded.drafts, tenant_id, at)
    parts += simulation_statements(recorded, tenant_id, actor_id, at)
    parts += delivery_statements(recorded.delivery, tenant_id, actor_id, at)
    for one in recorded.events:
        parts += _of_event(one, tenant_id, at)
    for case in recorded.cases:
        parts += _case(recorded.events, case, tenant_id, at)
        parts += _withheld(recorded.events, case, tenant_id, at)
    if recorded.memory is not None:
        memory = recorded.memory
        outcome = canonical(dict(memory.outcome))
        parts.append((_MEMORY, [tenant_id, actor_id, memory.command_id, memory.input_digest, outcome, at]))
    return _as_one(parts) if parts else None


def _personal(recorded: Recorded, tenant_id: str) -> Iterable[Statement]:
    streams = {
        reference.record_id: one
        for one in recorded.events
        if isinstance(reference := getattr(one.event, "personal", None), PersonalRef)
    }
    for reference, packed in recorded.personal:
        one = streams.get(reference.record_id)
        if one is None:
            raise ValueError(f"no event refers to the personal record {reference.record_id}")
        parts = unpack(packed)
        sealed = [parts.nonce, parts.wrapped_key, parts.ciphertext, reference.digest]
        place = [one.stream_kind, one.stream_id, audience(one.event)]
        yield _PERSONAL, [tenant_id, reference.record_id, *place, *sealed]


def _of_event(one: NewEvent, tenant_id: str, at: datetime) -> Iterable[Statement]:
    match one.event:
        case RulesetAdopted() as adopted:
            dates = [adopted.valid_from, adopted.valid_until]
            content = canonical(adopted.content)
            yield _RULESET, [tenant_id, one.stream_id, adopted.procedure, adopted.label, *dates, at, content]
        case MonthSettled() as settled:
            yield _SETTLEMENT, [tenant_id, settled.month, settled.settled_on, at, one.stream_id]
            lines = [(line, False) for line in settled.lines] + [(line, True) for line in settled.corrections]
            if lines:
                rows = [_line_row(place, line, correction=late) for place, (line, late) in enumerate(lines)]
                yield _LINES, [tenant_id, settled.month, at, *map(list, zip(*rows, strict=True))]
        case _:  # acts in a case are projected together, as its row; those on units together, by kind of row
            pass


def _line_row(place: int, line: SettledLine, *, correction: bool) -> tuple[Any, ...]:
    return (place, correction, *(getattr(line, column) for column in _LINE_COLUMNS))


def _case(events: Iterable[NewEvent], case: CaseRow, tenant_id: str, at: datetime) -> Iterable[Statement]:
    key, now_is = [tenant_id, case.case_id], case.projection
    shown: list[Any] = [now_is.ladder, now_is.state, now_is.colour, now_is.plan_due_on]
    shown += [now_is.sanctioned, now_is.sanction_runs, now_is.closed_on, now_is.version]
    own = now_is.internal
    internal = [own.classified, own.score, own.state, own.version]
    opens = any(one.stream_id == case.case_id and one.version == 1 for one in events)
    opened_at = at if opens else case.opened_at
    if opens:
        opened = [case.unit_id, case.procedure, case.opened_on, opened_at, case.retrospective]
        yield _CASE_OPENED, [*key, *opened, *shown]
        yield _INTERNAL_OPENED, [*key, *internal]
    else:
        yield _CASE_CHANGED, [*key, *shown]
        yield _INTERNAL_CHANGED, [*key, *internal]
    if case.seats:
        yield seats_statement(tenant_id, case.case_id, case.seats, opened_at)


def _as_one(parts: list[Statement]) -> Statement:
    """The statements as the parts of one WITH: they run together, in no order that counts, in one round trip."""
    texts: list[str] = []
    arguments: list[Any] = []
    for text, own in parts:
        before = len(arguments)
        texts.append(re.sub(r"\$(\d+)", lambda found, before=before: f"${int(found[1]) + before}", text).strip())  # type: ignore[misc]
        arguments += own
    *others, last = texts
    named = ", ".join(f"part_{number} as ({text})" for number, text in enumerate(others))
    return (f"with {named} {last}" if others else last), arguments
