"""The rows that events are projected to, made again from the events, and how stored ones differ from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service.domain.endings import PaymentReleased, PaymentWithheld
from service.domain.events import CaseOpened
from service.domain.facts import canonical
from service.domain.register_events import MonthSettled, RulesetAdopted
from service.domain.ruleset_events import RulesetEvent
from service.domain.steps import StepTaken
from service.rules import life
from service.rules.project import Projection
from service.usecases.fact import Fact
from service.usecases.projected_access import AccessEvent, access_rows
from service.usecases.projected_units import unit_rows

Row = Mapping[str, Any]

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "care_unit": ("unit_id",),
    "provider": ("orgnr",),
    "agreement": ("agreement_id", "stream_version"),
    "listed_count": ("unit_id", "month", "stream_version"),
    "ruleset_version": ("ruleset_id",),
    "ruleset_draft": ("ruleset_id",),
    "case_file": ("case_id",),
    "case_internal": ("case_id",),
    "case_seat": ("case_id", "organisation_id"),
    "settlement": ("month",),
    "settlement_line": ("settled_in", "position"),
    "withholding_entry": ("case_id", "stream_version"),
    "seat": ("seat_id",),
    "issuer": ("iss",),
    "access_version": ("version",),
}
"""Each projected table with what names a row of it within the tenant."""

_SIGNED: Final = frozenset({"type", "acted_as", "seat_id"})
_SHOWN: Final = 60


def rows_of(
    facts: Iterable[Fact], projections: Mapping[UUID, Projection], sort_key: Callable[[str], str]
) -> dict[str, list[Row]]:
    """Table → rows that the facts come to; cases without a projection are left out."""
    rows: dict[str, list[Row]] = {table: [] for table in KEYS}
    facts = list(facts)
    for fact in facts:
        for table, row in _of(fact, projections):
            rows[table].append(row)
    for row in _seated(facts):
        rows["case_seat"].append(row)
    for row in _withheld(facts):
        rows["withholding_entry"].append(row)
    for row in _drafts(facts):
        rows["ruleset_draft"].append(row)
    for table, row in unit_rows(facts, sort_key):
        rows[table].append(row)
    for table, row in access_rows((fact.link, fact.event) for fact in facts if isinstance(fact.event, AccessEvent)):
        rows[table].append(row)
    return rows


def _of(fact: Fact, projections: Mapping[UUID, Projection]) -> Iterator[tuple[str, Row]]:
    stream_id, at = fact.link.stream_id, fact.link.recorded_at
    match fact.event:
        case RulesetAdopted() as adopted:
            named = adopted.model_dump(exclude={*_SIGNED, "content"})
            content = canonical(adopted.content)
            yield "ruleset_version", {"ruleset_id": stream_id, "adopted_at": at, "content": content, **named}
        case MonthSettled() as settled:
            head = {"month": settled.month, "settled_on": settled.settled_on, "recorded_at": at}
            yield "settlement", {"settlement_id": stream_id, **head}
            lines = [(line, False) for line in settled.lines] + [(line, True) for line in settled.corrections]
            for place, (line, correction) in enumerate(lines):
                frozen = {"settled_in": settled.month, "position": place, "correction": correction, "recorded_at": at}
                yield "settlement_line", frozen | line.model_dump()
        case CaseOpened() as opened if stream_id in projections:
            shown = asdict(projections[stream_id])
            internal = shown.pop("internal")
            kept = ("unit_id", "procedure", "opened_on", "retrospective")
            origin = {name: getattr(opened, name) for name in kept}
            yield "case_file", {"case_id": stream_id, "opened_at": at, **origin, **shown}
            yield "case_internal", {"case_id": stream_id, **internal}
        case _:  # a later act of a case, in its projection; or units and access, projected from all of their events
            pass


def _seated(facts: Iterable[Fact]) -> Iterator[Row]:
    """Who may see each case beside the region's staff, from its opening or from an act that admits them."""
    opened_at: dict[UUID, datetime] = {}
    for fact in facts:
        case_id, admitted = fact.link.stream_id, tuple[str, ...]()
        if isinstance(fact.event, CaseOpened):
            opened_at[case_id], admitted = fact.link.recorded_at, fact.event.seats
        elif isinstance(fact.event, StepTaken):
            admitted = fact.event.admits
        for organisation in admitted:
            yield {"case_id": case_id, "organisation_id": organisation, "opened_at": opened_at[case_id]}


def _withheld(facts: Iterable[Fact]) -> Iterator[Row]:
    """The entries of the ledger of payment held back; what is paid out of it is negative."""
    units: dict[UUID, UUID] = {}
    for fact in facts:
        case_id, event = fact.link.stream_id, fact.event
        at = {"case_id": case_id, "stream_version": fact.link.version, "recorded_at": fact.link.recorded_at}
        match event:
            case CaseOpened(unit_id=UUID() as unit_id):
                units[case_id] = unit_id
            case PaymentWithheld() if case_id in units:
                amount = {"withholding": event.number, "amount_ore": event.amount_ore}
                yield {**at, **amount, "unit_id": units[case_id], "month": event.month, "decided_on": event.decided_on}
            case PaymentReleased() if case_id in units:
                amount = {"withholding": event.of, "amount_ore": -event.amount_ore}
                yield {**at, **amount, "unit_id": units[case_id], "month": event.month, "decided_on": event.decided_on}
            case _:
                pass


def _drafts(facts: Iterable[Fact]) -> Iterator[Row]:
    """The drafts as they stand; none of a version that was adopted without one."""
    found: dict[UUID, tuple[life.Draft, Row]] = {}
    for fact in facts:
        if not isinstance(fact.event, RulesetEvent):
            continue
        own, at = fact.link.stream_id, fact.link.recorded_at
        draft, row = found.get(own, (None, {"ruleset_id": own, "drafted_at": at}))
        becomes = life.evolve(draft, fact.event, fact.link.actor_id)
        if becomes is not None:
            found[own] = (becomes, {**row, "changed_at": at})
    for draft, row in found.values():
        shown = asdict(draft)
        del shown["editors"]
        yield {**row, **shown, "content": canonical(draft.content)}


def differences(
    expected: Mapping[str, Sequence[Row]], stored: Mapping[str, Sequence[Row]]
) -> Iterator[tuple[str, str, str]]:
    """Table, key and problem for every stored row that is missing, surplus or says something else than the events."""
    for table, key in KEYS.items():
        follows, found = _keyed(expected[table], key), _keyed(stored[table], key)
        for name in {**follows, **found}:
            for problem in _problems(follows.get(name, []), found.get(name, [])):
                yield table, name, problem


def _keyed(rows: Sequence[Row], key: tuple[str, ...]) -> dict[str, list[Row]]:
    named: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        named["/".join(str(row[column]) for column in key)].append(row)
    return named


def _problems(follows: Sequence[Row], found: Sequence[Row]) -> Iterator[str]:
    if not found:
        yield "the row is missing"
    elif not follows:
        yield "no event says so"
    elif len(follows) != len(found):
        yield f"{len(found)} rows, the events say {len(follows)}"
    else:
        for wanted, row in zip(follows, found, strict=True):
            for column, value in wanted.items():
                if row[column] != value:
                    yield f"{column} is {_short(row[column])}, the events say {_short(value)}"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
