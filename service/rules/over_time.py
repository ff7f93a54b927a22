"""Ledgers as sums over time: what was settled for each month, what is still to be, and what nobody can say yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from service.domain.dates import Month
from service.domain.money import sum_known
from service.rules.settle import Entry


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What is owed for a month, in öre; None where a listed count is awaited for it, in `awaited` lines.

    `settled_ore` is frozen, corrections frozen later included; `correction_ore` and `unsettled_ore` are what
    settlements to come will add, to a month that is settled and to one that is not.
    """

    month: Month
    settled_ore: int
    correction_ore: int | None
    unsettled_ore: int | None
    awaited: int

    @property
    def total_ore(self) -> int | None:
        return sum_known((self.settled_ore, self.correction_ore, self.unsettled_ore))


def month_sums(entries: Iterable[Entry], first: Month, last: Month) -> list[MonthSum]:
    """A sum for every month from `first` to `last`, also for one without lines."""
    by_month: dict[Month, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_month[entry.month].append(entry)
    found: list[MonthSum] = []
    month = first
    while month <= last:
        found.append(_sum(month, by_month[month]))
        month = month.next()
    return found


def total_ore(sums: Iterable[MonthSum]) -> int | None:
    return sum_known(one.total_ore for one in sums)


def _sum(month: Month, entries: list[Entry]) -> MonthSum:
    open_entries = [one for one in entries if one.status != "SETTLED"]
    return MonthSum(
        month,
        sum(one.amount_ore or 0 for one in entries if one.status == "SETTLED"),
        sum_known(one.amount_ore for one in open_entries if one.correction),
        sum_known(one.amount_ore for one in open_entries if not one.correction),
        sum(one.amount_ore is None for one in open_entries),
    )
