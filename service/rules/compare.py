"""Two settlements side by side: what differs between them, case by case, and by which of their inputs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal
from uuid import UUID

from service.rules.settle import Entry, ledger_order

Reason = Literal["NEW_LINE", "LINE_GONE", "RATE", "DAYS", "LISTED_COUNT", "RULESET", "CORRECTION"]


@dataclass(frozen=True, slots=True)
class Change:
    """A line of one settlement against its like in the other; None where the other has none.

    A correction concerns a month settled before, so that it has no like: it stands alone on its own side.
    """

    before: Entry | None
    after: Entry | None
    reasons: tuple[Reason, ...]

    @property
    def entry(self) -> Entry:
        """The later of the two; both are of one case."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change has a line on one side at least")
        return found

    @property
    def difference_ore(self) -> int:
        return _ore(self.after) - _ore(self.before)


def _ore(entry: Entry | None) -> int:
    return 0 if entry is None else entry.amount_ore or 0


def changes(before: Sequence[Entry], after: Sequence[Entry]) -> list[Change]:
    """Every line without a like on the other side, or with other inputs than its like, in order of case.

    Their differences come to that of the two settlements' sums. Like is a case's line at the same rate;
    where the rate is another, the lines stand against each other in order of rate. A whole month is as long as another,
    so that 31 days of 31 and 30 of 30 are the same.
    """
    found = list(_of_lines(before, after))
    found += [Change(one, None, ("CORRECTION",)) for one in before if one.correction]
    found += [Change(None, one, ("CORRECTION",)) for one in after if one.correction]
    return sorted(found, key=lambda change: (str(change.entry.case_id), *ledger_order(change.entry)))


def _of_lines(before: Iterable[Entry], after: Iterable[Entry]) -> Iterator[Change]:
    earlier, later = _by_case(before), _by_case(after)
    for case_id in {**earlier, **later}:
        for one, other in _paired(earlier[case_id], later[case_id]):
            reasons = _reasons(one, other)
            if reasons:
                yield Change(one, other, reasons)


def _by_case(entries: Iterable[Entry]) -> defaultdict[UUID, list[Entry]]:
    found: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for entry in entries:
        if not entry.correction:
            found[entry.case_id].append(entry)
    return found


def _paired(before: Iterable[Entry], after: Iterable[Entry]) -> Iterator[tuple[Entry | None, Entry | None]]:
    earlier, later = ({entry.rate_ore: entry for entry in one} for one in (before, after))
    for rate in sorted(earlier.keys() & later.keys()):
        yield earlier.pop(rate), later.pop(rate)
    ones, others = ([one[rate] for rate in sorted(one)] for one in (earlier, later))
    yield from zip(ones, others, strict=False)
    yield from ((one, None) for one in ones[len(others) :])
    yield from ((None, other) for other in others[len(ones) :])


def _reasons(before: Entry | None, after: Entry | None) -> tuple[Reason, ...]:
    if before is None:
        return ("NEW_LINE",)
    if after is None:
        return ("LINE_GONE",)
    differ: dict[Reason, bool] = {
        "RATE": before.rate_ore != after.rate_ore,
        "DAYS": Fraction(before.days, before.days_in_month) != Fraction(after.days, after.days_in_month),
        "LISTED_COUNT": before.listed != after.listed,
        "RULESET": before.ruleset_id != after.ruleset_id,
    }
    return tuple(reason for reason, differs in differ.items() if differs)
