"""From decided pieces and listed counts to kronor: pure arithmetic in whole öre, one line per month and rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, assert_never

from service.domain.case import Piece
from service.domain.dates import Month, days_in_month, months_of
from service.domain.explained import Node, explain, operation
from service.domain.money import Rounding, share
from service.domain.words import Words, plain
from service.rules.ruleset import Accrual, Ruleset

LineStatus = Literal["COMPUTED", "AWAITING_LISTED_COUNT"]
_THIRTY = 30


@dataclass(frozen=True, slots=True)
class RateChange:
    """From `starts_on` a running sanction costs the rates of another ruleset version (AM-39's alternative)."""

    starts_on: date
    rates: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Span:
    """Days [start, end) at one rate; `piece` is what was decided."""

    start: date
    end: date
    rate_ore: int
    piece: Piece


@dataclass(frozen=True, slots=True)
class Line:
    """What one month costs at one rate. `listed` and `amount_ore` are None while the listed count is awaited."""

    month: Month
    rate_ore: int
    days: int
    days_in_month: int
    listed: int | None
    amount_ore: int | None
    spans: tuple[Span, ...]

    @property
    def status(self) -> LineStatus:
        return "COMPUTED" if self.amount_ore is not None else "AWAITING_LISTED_COUNT"


@operation(
    "amount",
    sv="{listed} listade × {rate_ore} öre × {days}/{days_in_month} = {value} öre",
    en="{listed} listed × {rate_ore} öre × {days}/{days_in_month} = {value} öre",
)
def amount(listed: int, rate_ore: int, days: int, days_in_month: int, rounding: Rounding) -> int:
    """Öre for the counted share of a month (HV-20, AM-07, AM-38)."""
    return share(listed * rate_ore, days, days_in_month, rounding)


@operation(
    "days",
    sv="{start} till {end} är {value} dagar i {month}",
    en="{start} to {end} is {value} days of {month}",
)
def days(start: str, end: str, month: str) -> int:
    """Days of the half-open [start, end) in the month."""
    return days_in_month(date.fromisoformat(start), date.fromisoformat(end), Month.parse(month))


@operation("total", sv="Summa {value} öre", en="Total {value} öre")
def total(amounts: list[int]) -> int:
    """The sum of lines; never a rounding of its own (AM-38)."""
    return sum(amounts)


def spans(pieces: Sequence[Piece], end: date, terms: Accrual, changes: Sequence[RateChange] = ()) -> list[Span]:
    """The days each decided piece costs until `end` (exclusive before the ruleset's rule for the last day).

    Within a case a later piece replaces the earlier one from its start, or runs beside it, as the terms say (AM-03).
    """
    ordered = sorted(pieces, key=lambda piece: piece.start)
    first = ordered[0].start if ordered else end
    starts = [piece.start if terms.starts.value == "OWN_REQUEST" else first for piece in ordered]
    found: list[Span] = []
    for index, piece in enumerate(ordered):
        stop = end
        if terms.in_case.value == "REPLACE" and index + 1 < len(ordered):
            stop = min(end, starts[index + 1])
        found.extend(_rated(piece, starts[index], stop, changes))
    return [span for span in found if span.start < span.end]


def _rated(piece: Piece, start: date, end: date, changes: Sequence[RateChange]) -> Iterable[Span]:
    rate = piece.rate_ore
    for change in sorted(changes, key=lambda one: one.starts_on):
        if change.starts_on <= piece.start:  # the version that the piece is pinned to is this one or a later one
            continue
        yield Span(start, min(end, change.starts_on), rate, piece)
        start = max(start, min(end, change.starts_on))
        rate = change.rates.get((piece.ladder, piece.step), rate)
    yield Span(start, end, rate, piece)


def _counted(month: Month, by_rate: Mapping[int, list[Span]], terms: Accrual) -> dict[int, tuple[int, int]]:
    """Rate → (days, of how many), by the terms' proration; a rate that costs nothing this month is left out."""
    replace = terms.in_case.value == "REPLACE"
    runs: dict[tuple[int, int], int] = defaultdict(int)
    for rate, group in by_rate.items():
        for one in group:
            runs[rate, 0 if replace else one.piece.request] += days_in_month(one.start, one.end, month)
    whole, of = month.days, month.days
    counted: dict[tuple[int, int], int]
    match terms.proration.value:
        case "ACTUAL_DAYS":
            counted = dict(runs)
        case "THIRTY_DAYS":
            of = _THIRTY
            counted = {run: _THIRTY if count >= whole else min(count, _THIRTY) for run, count in runs.items()}
        case "WHOLE_STARTED_MONTHS":
            kept = [max(runs)] if replace else list(runs)
            counted = dict.fromkeys(kept, whole)
        case "WHOLE_COMPLETED_MONTHS":
            if replace:
                kept = [min(runs)] if sum(runs.values()) >= whole else []
            else:
                kept = [run for run, count in runs.items() if count >= whole]
            counted = dict.fromkeys(kept, whole)
        case _:
            assert_never(terms.proration.value)
    by_rate_days: dict[int, int] = defaultdict(int)
    for (rate, _), count in counted.items():
        by_rate_days[rate] += count
    return {rate: (count, of) for rate, count in by_rate_days.items()}


def listed_month(month: Month, terms: Accrual) -> Month:
    """The month whose listed count pays for `month` (AM-09)."""
    return month if terms.listed_day.value == "FIRST_OF_MONTH" else month.plus(-1)


def accrue(
    pieces: Sequence[Piece],
    *,
    ended_on: date | None,
    until: date,
    listed: Mapping[Month, int],
    terms: Accrual,
    changes: Sequence[RateChange] = (),
) -> tuple[Line, ...]:
    """The lines of one case, by month and rate.

    `ended_on` is the day correction was approved, None while the sanction runs; `until` is the first day not counted
    yet, normally today. Counts are listed persons by month; a missing one leaves its line without an amount, a zero
    one keeps a line of 0 (AM-37). Empty intervals give no line (EX-04).
    """
    end = until
    if ended_on is not None:
        last = ended_on + timedelta(days=1) if terms.ends.value == "APPROVAL_DAY_INCLUDED" else ended_on
        end = min(until, last)
    grouped: dict[Month, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for span in spans(pieces, end, terms, changes):
        for month in months_of(span.start, span.end):
            grouped[month][span.rate_ore].append(span)
    lines: list[Line] = []
    for month in sorted(grouped):
        by_rate = grouped[month]
        for rate, (counted, of) in sorted(_counted(month, by_rate, terms).items()):
            count = listed.get(listed_month(month, terms))
            owed = None if count is None else amount(count, rate, counted, of, terms.rounding.value)
            lines.append(Line(month, rate, counted, of, count, owed, tuple(by_rate[rate])))
    return tuple(lines)


def total_ore(lines: Iterable[Line]) -> int | None:
    """The lines' sum, or None while any of them awaits a listed count."""
    amounts = [line.amount_ore for line in lines]
    return None if None in amounts else sum(one for one in amounts if one is not None)


def rate_changes(pinned: Ruleset, later: Iterable[Ruleset]) -> list[RateChange]:
    """The changes that later versions make to running sanctions, by each version's own transition rule."""
    return [
        RateChange(
            version.validity.valid_from,
            {(ladder.id, rate.step): rate.ore for ladder in version.ladders for rate in ladder.rates},
        )
        for version in later
        if version.accrual.transition.value == "NEW_RATE_FROM_VALIDITY"
        and version.validity.valid_from > pinned.validity.valid_from
    ]


def explain_line(line: Line, ruleset: Ruleset) -> Node:
    """Why a line is what it is: listed count, rate, days and the decided pieces, each with its clause."""
    terms = ruleset.accrual
    because: list[Node] = []
    for span in line.spans:
        ladder = ruleset.ladder(span.piece.ladder)
        because.append(
            explain(
                "days",
                start=span.start.isoformat(),
                end=span.end.isoformat(),
                month=str(line.month),
                rule="accrual.starts",
                source=terms.starts.source.source,
            )
        )
        because.append(
            explain(
                "fact",
                name=plain(ladder.label),
                stated=span.rate_ore,
                rule=f"{ladder.id}.{span.piece.step}",
                source=ladder.rate(span.piece.step).source.source,
            )
        )
    listed_source = terms.listed_day.source.source
    counted = listed_month(line.month, terms)
    name = plain(Words(f"Antal listade {counted}", f"Listed persons {counted}"))
    because.append(explain("fact", name=name, stated=line.listed, rule="accrual.listed_day", source=listed_source))
    if line.listed is None:
        return explain(
            "fact",
            name=f"{line.month}",
            stated="AWAITING_LISTED_COUNT",
            rule="accrual.listed_day",
            source=listed_source,
            because=tuple(because),
        )
    return explain(
        "amount",
        listed=line.listed,
        rate_ore=line.rate_ore,
        days=line.days,
        days_in_month=line.days_in_month,
        rounding=terms.rounding.value,
        rule="accrual.proration",
        source=terms.proration.source.source,
        because=tuple(because),
    )


def explain_total(lines: Sequence[Line], ruleset: Ruleset) -> Node:
    """Why the sum is what it is; its value counts only lines that have an amount."""
    children = tuple(explain_line(line, ruleset) for line in lines)
    return explain(
        "total",
        amounts=[line.amount_ore for line in lines if line.amount_ore is not None],
        rule="accrual.in_case",
        source=ruleset.accrual.in_case.source.source,
        because=children,
    )
