"""`trappa ruleset simulate`: what a draft would have come to over a region's history, read as its auditor would."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from typing import Final

from infra.cli.exporting import reader, reading
from infra.cli.operating import Operating, operate
from infra.cli.rulesets import read_ruleset
from service.authorize import Actor
from service.domain.explained import Node, sentence
from service.domain.messages import message
from service.domain.money import format_sek
from service.reads import Filter, Read
from service.rules.side_by_side import Change
from service.rules.simulate import CaseDifference, Totals
from service.usecases.simulating import Asked, Largest, simulate_ruleset

_TOLD_EVERY: Final = 500
"""Cases between two lines of progress."""


def simulate(given: argparse.Namespace) -> int:
    """Exit code 0, however much differs. Progress goes to stderr."""
    ruleset, auditor = read_ruleset(given.file), reading(given.region)
    asked = Asked(ruleset, given.since, given.until)

    async def work(here: Operating) -> tuple[Totals, list[CaseDifference]]:
        largest = Largest(given.limit)
        totals = await simulate_ruleset(here.services, auditor, asked, largest.take, _progress)
        await _note(here, auditor, largest.found)
        return totals, largest.found

    totals, found = operate(work)
    for one in found:
        print("\n".join(_lines(one)))
    print("\n".join(_sums(auditor.tenant_id, totals, len(found))))
    return 0


def _progress(done: int, cases: int) -> None:
    if done % _TOLD_EVERY == 0 or done == cases:
        print(f"{done} of {cases} cases", file=sys.stderr)


async def _note(here: Operating, auditor: Actor, shown: Iterable[CaseDifference]) -> None:
    """Reads the cases that are shown, for the statement that reads them notes it."""
    cases = tuple(sorted(one.case_id for one in shown))
    if cases:
        where = (Filter("case_id", "in", cases),)
        await reader(here).read((Read("simulated", "case", ("case_id",), where=where),), auditor)


def _lines(one: CaseDifference) -> Iterator[str]:
    amounts = " ".join(_amount(ore) for ore in (one.before_ore, one.after_ore, one.difference_ore))
    yield f"{one.case_id} opened {one.opened_on} {amounts}"
    if one.refusal is not None:
        yield f"  {one.refusal.code}: {message(one.refusal, 'en')}"
    if one.cause is not None:
        yield from (f"  {line}" for line in _cause(one.cause))
    for change in one.changes:
        yield f"  {_change(change)}"


def _cause(cause: Node) -> Iterator[str]:
    """The first cause with its rule and clause, and what it takes the place of."""
    if cause.operation == "what_if":
        cause = cause.because[0]
    clause = f" [{cause.source.clause}]" if cause.source is not None else ""
    yield f"{cause.rule}: {sentence(cause, 'en')}{clause}"
    yield sentence(cause.because[-1], "en") if cause.because else ""


def _change(change: Change) -> str:
    return f"{change.kind} {change.on}: {_said(change.before)} -> {_said(change.after)} ({change.cause.rule})"


def _said(value: object) -> str:
    if isinstance(value, list):
        return " ".join(_said(one) for one in value if one != []) or "-"
    return "-" if value is None else str(value)


def _amount(ore: int | None) -> str:
    return "AWAITING_LISTED_COUNT" if ore is None else format_sek(ore)


def _sums(region: str, totals: Totals, shown: int) -> Iterator[str]:
    if totals.differing > shown:
        yield f"and {totals.differing - shown} more that differ less (--limit)"
    for kind, cases in sorted(totals.changed.items()):
        yield f"{kind}: {cases} cases"
    yield (
        f"region {region}: {totals.cases} cases, {totals.outside} outside of the period, {totals.differing} differ, "
        f"{totals.refused} cannot be weighed by the draft, {totals.awaiting} await a listed count"
    )
    yield (
        f"total {format_sek(totals.before_ore)} as it was, {format_sek(totals.after_ore)} by the draft, "
        f"difference {format_sek(totals.difference_ore)}"
    )
