"""What an undecided failure would cost: shown to the region before it decides, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from service.domain.case import CaseState
from service.domain.case_parts import Piece
from service.domain.explained import Node, explain
from service.domain.money import sum_known
from service.rules.accrue import explain_line
from service.rules.deadlines import breaches
from service.rules.ruleset import Ruleset
from service.rules.settle import Entry, Facts, case_lines, entry_of, ledger_order


def threatened(case_id: UUID, case: CaseState, facts: Facts) -> list[Entry]:
    """What deciding the open request's failure would add to what is owed so far; nothing where it cannot (AM-01).

    Lines by month and rate that would differ, with the difference: a rate that is replaced comes with a minus. Only the
    region sees this: before a decision the unit owes nothing.
    """
    request = case.request
    if request is None or request.colour is None or request.sanction is not None or case.closed is not None:
        return []
    sent, ruleset = request.sent, facts.versions[request.sent.ruleset_id]
    sanction = ruleset.colour(request.colour).sanction
    if sanction is None or (case.corrected_on is not None and not breaches(ruleset, request, facts.until)):
        return []
    rate = ruleset.ladder(case.rates).rate(sanction.step)
    piece = Piece(sent.sent_on, rate.ore, request.colour, case.rates, rate.step, sent.number, sent.ruleset_id)
    now = case_lines(case_id, case, facts)
    then = case_lines(case_id, replace(case, pieces=(*case.pieces, piece)), facts)
    owed = {(line.month, line.rate_ore): line for line in now.lines}
    found: list[Entry] = []
    for line in then.lines:
        before = owed.pop((line.month, line.rate_ore), None)
        if before is not None and (before.days, before.amount_ore) == (line.days, line.amount_ore):
            continue
        added = None if line.amount_ore is None else line.amount_ore - ((before.amount_ore or 0) if before else 0)
        found.append(replace(entry_of(then, line, added, correction=False), status="THREATENED"))
    for line in owed.values():
        less = None if line.amount_ore is None else -line.amount_ore
        found.append(replace(entry_of(now, line, less, correction=False), status="THREATENED"))
    return sorted(found, key=ledger_order)


def added_ore(entries: Iterable[Entry]) -> int | None:
    """The sum of threatened entries, None while one of them awaits a listed count."""
    return sum_known(entry.amount_ore for entry in entries)


def explain_threat(entry: Entry, versions: Mapping[UUID, Ruleset]) -> Node:
    """Why a threatened entry is what it is: its line as it would be, less what is owed anyhow."""
    if entry.line is None:
        raise ValueError("a threatened entry has a line")
    whole = explain_line(entry.line, versions, entry.ruleset_id)
    if entry.amount_ore is None or whole.value == entry.amount_ore:
        return whole
    return explain(
        "difference",
        owed=whole.value if entry.amount_ore >= 0 else 0,
        settled=(whole.value if entry.amount_ore >= 0 else 0) - entry.amount_ore,
        rule="accrual.in_case",
        source=versions[entry.ruleset_id].accrual.in_case.source.source,
        because=(whole,),
    )
