"""A certificate of what a unit owes: the events behind it, the lines that follow, and where they stand in the chain.

Whoever holds the file can compute every line again without the service (`infra/certificate/verify_certificate.py`).
What that proves and what it does not stands in docs/decisions/0014.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from service.domain.case import CaseState, replay
from service.domain.chain import Link, link_hash
from service.domain.dates import Month, local_date, utc_text
from service.domain.events import Event, FollowUpRecorded, SanctionDecided
from service.domain.merkle import Tree
from service.domain.money import format_sek
from service.domain.register_events import AgreementAdded, AgreementEnded, MonthSettled, UnitRegistered
from service.rules.over_time import month_sums, total_ore
from service.rules.settle import Entry, Facts, case_spans, ended, ends_on, ledger
from service.usecases.fact import Fact
from service.usecases.replay import Known, Unsound, checked, facts_of, known_of
from service.usecases.settlement import computed
from service.usecases.settlement_export import Export, as_json
from service.usecases.unit_book import UnitBook

FORMAT: Final = "trappa-certificate/1"


class UnsoundChain(Exception):  # noqa: N818 - an answer: of what does not hold nothing is certified
    """The events do not hold together, so that nothing is certified."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is certified: a unit's months, both inclusive, as they were known at an instant."""

    region: str
    unit_id: UUID
    first: Month
    last: Month
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Anchored:
    """A chain up to one of its events: how many there are, the hash of the last, and the root over all hashes."""

    events: int
    head: bytes
    root: bytes

    def told(self) -> dict[str, Any]:
        return {"events": self.events, "head": self.head.hex(), "root": self.root.hex()}


def anchored(hashes: Sequence[bytes]) -> Anchored:
    """`hashes` are those of all events from the first on; ValueError for none."""
    return Anchored(len(hashes), hashes[-1] if hashes else b"", Tree(hashes).root)


def certificate(asked: Asked, hashes: Sequence[bytes], links: Sequence[Link]) -> Export:
    """The certificate as a file: canonical JSON under a seal, the same for the same facts.

    `hashes` are those of the chain's events from the first on, up to the one that `asked.known_at` knows last;
    `links`, in order of `seq`, are the unit's own events, those of its cases, all adoptions of rulesets and all
    settlements, as far as they were known then. UnsoundChain where they do not hold together.
    """
    try:
        return as_json(_content(asked, hashes, links))
    except (Unsound, ValueError, LookupError) as error:
        raise UnsoundChain(str(error)) from error


def _content(asked: Asked, hashes: Sequence[bytes], links: Sequence[Link]) -> dict[str, Any]:
    versions: Counter[UUID] = Counter()
    for link in links:
        versions[link.stream_id] += 1
        if link.type != "RulesetAdopted" and link.version != versions[link.stream_id]:  # what was drafted stays behind
            raise ValueError(f"event {link.seq} does not follow the one before it in its stream")
        if link_hash(link.prev_hash, link) != link.hash or hashes[link.seq - 1] != link.hash:
            raise ValueError(f"event {link.seq} does not stand in the chain as it is")
    facts, findings = facts_of(links)
    if findings:
        raise ValueError(f"{findings[0].kind} {findings[0].key}: {findings[0].problem}")
    known = known_of(facts)
    until = min(local_date(asked.known_at), asked.last.end)
    cases = checked(lambda: computed(known.streams, known.versions, known.listed, known.agreements, until))
    entries = [one for one in ledger(cases, known.settlements) if asked.first <= one.month <= asked.last]
    told = [_case(case_id, known, facts, until) for case_id in sorted(known.streams)]
    rested_on = {UUID(ruleset) for case in told for ruleset in _rulesets(case)} | {one.ruleset_id for one in entries}
    tree = Tree(hashes)
    anchor = Anchored(len(hashes), hashes[-1], tree.root)
    sums = month_sums(entries, asked.first, asked.last)
    book = UnitBook((fact.link.stream_id, fact.event) for fact in facts)
    unit = book.on(asked.unit_id, asked.last.first)
    kept = [fact.link for fact in facts if _belongs(fact, asked, rested_on)]
    return {
        "format": FORMAT,
        "region": asked.region,
        "unit": {
            "id": str(asked.unit_id),
            "hsaId": unit.hsa_id,
            "name": unit.name,
            "provider": unit.provider_orgnr,
            "providerName": unit.provider_name,
        },
        "from": str(asked.first),
        "until": str(asked.last),
        "knownAt": utc_text(asked.known_at),
        "chain": {**anchor.told(), "headProof": [one.hex() for one in tree.path(len(hashes) - 1)]},
        "streams": {f"{link.stream_kind}/{link.stream_id}": link.version for link in kept},
        "events": [{**_event(link), "proof": [one.hex() for one in tree.path(link.seq - 1)]} for link in kept],
        "cases": told,
        "lines": [_line(one) for one in entries],
        "months": [{"month": str(one.month), "total": _money(one.total_ore)} for one in sums],
        "total": _money(total_ore(sums)),
    }


def _belongs(fact: Fact, asked: Asked, rested_on: Iterable[UUID]) -> bool:
    """Whether the event is in it: of what concerns the whole region only what the unit's lines rest on."""
    match fact.link.stream_kind:
        case "unit" | "case":
            return True
        case "ruleset":
            return fact.link.stream_id in rested_on
        case _:
            event = fact.event
            return isinstance(event, MonthSettled) and _concerns(event, asked)


def _concerns(event: MonthSettled, asked: Asked) -> bool:
    """Whether the settlement is of one of the months, or has a line of the unit's for one of them."""
    months = {event.month} | {
        line.month for line in (*event.lines, *event.corrections) if line.unit_id == asked.unit_id
    }
    return any(asked.first <= Month.parse(month) <= asked.last for month in months)


def _event(link: Link) -> dict[str, Any]:
    """The event as the chain hashes it, `body` the stored text."""
    return {
        "seq": link.seq,
        "streamKind": link.stream_kind,
        "streamId": str(link.stream_id),
        "version": link.version,
        "type": link.type,
        "audience": link.audience,
        "actorId": str(link.actor_id),
        "commandId": None if link.command_id is None else str(link.command_id),
        "recordedAt": utc_text(link.recorded_at),
        "body": link.body,
        "prevHash": link.prev_hash.hex(),
        "hash": link.hash.hex(),
    }


def _case(case_id: UUID, known: Known, facts: Sequence[Fact], until: date) -> dict[str, Any]:
    """How a case's days are counted: the version of the rules, the end, and each span with the decision it is of."""
    case = replay(known.streams[case_id])
    unit_id = case.unit_id
    given = Facts(
        known.versions,
        known.listed.get(unit_id, {}),
        until,
        ends_on(known.agreements.get(unit_id, ()), case.opened.opened_on),
    )
    decisions = {
        fact.event.request: fact.link.seq
        for fact in facts
        if fact.link.stream_id == case_id and isinstance(fact.event, SanctionDecided)
    }
    return {
        "case": str(case_id),
        "ruleset": str(case.pieces[0].ruleset_id),
        "until": until.isoformat(),
        "ended": _end(case_id, case, given, facts),
        "spans": [
            {
                "from": span.start.isoformat(),
                "to": span.end.isoformat(),
                "rate": format_sek(span.rate_ore),
                "ruleset": str(span.ruleset_id),
                "decision": decisions[span.piece.request],
            }
            for span in checked(lambda: case_spans(case, given))
        ],
    }


def _end(case_id: UUID, case: CaseState, given: Facts, facts: Sequence[Fact]) -> dict[str, Any] | None:
    """When and why the sanction no longer runs, and the event that says so; None while it runs."""
    end = ended(case, given)
    if end is None:
        return None
    on, reason = end
    if reason == "CORRECTED":
        seqs = [fact.link.seq for fact in facts if fact.link.stream_id == case_id and _approves(fact.event)]
    else:
        seqs = _agreed(facts, case.unit_id, case.opened.opened_on)
    return {"on": on.isoformat(), "reason": reason, "event": seqs[-1]}


def _approves(event: Event) -> bool:
    return isinstance(event, FollowUpRecorded) and event.approved


def _agreed(facts: Iterable[Fact], unit_id: UUID, opened_on: date) -> list[int]:
    """Where the chain tells of the agreement under which a case was opened: the one that had begun last by then."""
    begun: dict[UUID, tuple[date, list[int]]] = {}
    for fact in facts:
        event, seq = fact.event, fact.link.seq
        if fact.link.stream_id != unit_id:
            continue
        if isinstance(event, UnitRegistered | AgreementAdded):
            begun[event.agreement.agreement_id] = (event.agreement.valid_from, [seq])
        elif isinstance(event, AgreementEnded):
            begun[event.agreement_id][1].append(seq)
    return max((one for one in begun.values() if one[0] <= opened_on), key=lambda one: one[0])[1]


def _rulesets(case: dict[str, Any]) -> Iterable[str]:
    yield case["ruleset"]
    yield from (span["ruleset"] for span in case["spans"])


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "case": str(entry.case_id),
        "ruleset": str(entry.ruleset_id),
        "month": str(entry.month),
        "rate": format_sek(entry.rate_ore),
        "days": entry.days,
        "daysInMonth": entry.days_in_month,
        "listed": entry.listed,
        "amount": _money(entry.amount_ore),
        "status": entry.status,
        "correction": entry.correction,
        "settledIn": entry.settled_in,
    }


def _money(ore: int | None) -> str | None:
    return None if ore is None else format_sek(ore)
