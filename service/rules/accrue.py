"""From decided pieces and listed counts to kronor: pure arithmetic in whole öre, one line per month and rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, assert_never
from uuid import UUID

from service.domain.case_parts import Piece
from service.domain.dates import Month, days_in_month, months_of
from service.domain.explained import Node, explain, operation
from service.domain.money import Rounding, share, sum_known
from service.domain.words import Words, per_listed, plain
from service.rules.accrual_terms import Accrual
from service.rules.force import after, version_on
from service.rules.ruleset import Ruleset

LineStatus = Literal["COMPUTED", "AWAITING_LISTED_COUNT"]
_THIRTY = 30
_AWAITING: Final = "AWAITING_LISTED_COUNT"
_AWAITED: Final = Words("inväntar antal listade", "awaits the listed count")


@dataclass(frozen=True, slots=True)
class RateChange:
    """From `starts_on` on, until the next change, running sanctions cost the rates of the version `ruleset_id`.

    It reaches pieces pinned to one of `reaches`; for others, and where `rates` is empty, each piece costs its own rate.
    """

    starts_on: date
    ruleset_id: UUID | None
    rates: Mapping[tuple[str, str], int]
    reaches: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Span:
    """Days [start, end) at one rate; `piece` is what was decided, `ruleset_id` the version whose rate it is."""

    start: date
    end: date
    rate_ore: int
    piece: Piece
    ruleset_id: UUID


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
        return "COMPUTED" if self.amount_ore is not None else _AWAITING


@operation(
    "amount",
    sv="{listed:listad|listade} × {rate_ore:kr} × {days}/{days_in_month} = {value:kr}",
    en="{listed} listed × {rate_ore:kr} × {days}/{days_in_month} = {value:kr}",
)
def amount(listed: int, rate_ore: int, days: int, days_in_month: int, rounding: Rounding) -> int:
    """Öre for the counted share of a month (HV-20, AM-07, AM-38)."""
    return share(listed * rate_ore, days, days_in_month, rounding)


@operation(
    "days",
    sv="Tiden från och med {start} till {end} har {value:dag|dagar} i {month}",
    en="The time from {start} until {end} has {value:day|days} in {month}",
)
def days(start: str, end: str, month: str) -> int:
    """Days of the half-open [start, end) in the month."""
    return days_in_month(date.fromisoformat(start), date.fromisoformat(end), Month.parse(month))


@operation("total", sv="Summa {value:kr}", en="Total {value:kr}")
def total(amounts: list[int]) -> int:
    """The sum of lines; never a rounding of its own (AM-38)."""
    return sum(amounts)


def counted_until(ended_on: date | None, until: date, terms: Accrual) -> date:
    """The first day that is not counted: `until`, or the end of the sanction where that comes before."""
    if ended_on is None:
        return until
    last = ended_on + timedelta(days=1) if terms.ends.value == "APPROVAL_DAY_INCLUDED" else ended_on
    return min(until, last)


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
    rate, ruleset_id = piece.rate_ore, piece.ruleset_id
    for change in sorted(changes, key=lambda one: one.starts_on):
        turn = max(start, min(end, change.starts_on))
        yield Span(start, turn, rate, piece, ruleset_id)
        start, rate, ruleset_id = turn, piece.rate_ore, piece.ruleset_id
        reached = piece.ruleset_id in change.reaches and (piece.ladder, piece.step) in change.rates
        if reached and change.ruleset_id is not None:
            rate, ruleset_id = change.rates[piece.ladder, piece.step], change.ruleset_id
    yield Span(start, end, rate, piece, ruleset_id)


def _thirtieths(real: Mapping[int, int], whole: int) -> dict[int, int]:
    """A run's days by rate as thirtieths of a month: thirty for a whole month, what was rounded taken off the most."""
    target = _THIRTY if sum(real.values()) >= whole else min(sum(real.values()), _THIRTY)
    counted = dict(real)
    most = max(counted, key=lambda rate: counted[rate])
    counted[most] += target - sum(real.values())
    return counted


def _run(real: Mapping[int, int], whole: int, terms: Accrual) -> dict[int, int]:
    """What one running sanction counts of a month, by rate; its rates share the month."""
    match terms.proration.value:
        case "ACTUAL_DAYS":
            return dict(real)
        case "THIRTY_DAYS":
            return _thirtieths(real, whole)
        case "WHOLE_STARTED_MONTHS":
            return {max(real): whole}
        case "WHOLE_COMPLETED_MONTHS":
            return {min(real): whole} if sum(real.values()) >= whole else {}
        case _:
            assert_never(terms.proration.value)


def _counted(month: Month, found: Iterable[Span], terms: Accrual) -> dict[int, tuple[int, int]]:
    """Rate → (days, of how many), by the terms' proration; a rate that costs nothing this month is left out.

    Where pieces replace each other they are one running sanction, where they add each is its own.
    """
    replace = terms.in_case.value == "REPLACE"
    runs: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for one in found:
        runs[0 if replace else one.piece.request][one.rate_ore] += days_in_month(one.start, one.end, month)
    of = _THIRTY if terms.proration.value == "THIRTY_DAYS" else month.days
    days_by_rate: dict[int, int] = defaultdict(int)
    for real in runs.values():
        for rate, count in _run(real, month.days, terms).items():
            days_by_rate[rate] += count
    return {rate: (count, of) for rate, count in days_by_rate.items()}


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
    end = counted_until(ended_on, until, terms)
    grouped: dict[Month, list[Span]] = defaultdict(list)
    for span in spans(pieces, end, terms, changes):
        for month in months_of(span.start, span.end):
            grouped[month].append(span)
    lines: list[Line] = []
    for month in sorted(grouped):
        for rate, (counted, of) in sorted(_counted(month, grouped[month], terms).items()):
            count = listed.get(listed_month(month, terms))
            owed = None if count is None else amount(count, rate, counted, of, terms.rounding.value)
            at_rate = tuple(span for span in grouped[month] if span.rate_ore == rate)
            lines.append(Line(month, rate, counted, of, count, owed, at_rate))
    return tuple(lines)


def total_ore(lines: Iterable[Line]) -> int | None:
    """The lines' sum, or None while any of them awaits a listed count."""
    return sum_known(line.amount_ore for line in lines)


def rate_changes(versions: Mapping[UUID, Ruleset], procedure: str) -> list[RateChange]:
    """What the versions in force, one after the other, do to running sanctions by their own transition rules (AM-39).

    `versions` stand in order of adoption. A version that never comes into force changes nothing, one that ceases to be
    in force changes nothing after that, and none reaches a sanction decided under itself or a later one.
    """
    days = {ruleset.validity.valid_from for ruleset in versions.values() if ruleset.procedure == procedure}
    days |= {end for ruleset in versions.values() if (end := ruleset.validity.valid_until) is not None}
    found: list[RateChange] = []
    before: UUID | None = None
    for day in sorted(days):
        ruleset_id = version_on(versions, procedure, day)
        if ruleset_id == before:
            continue
        before = ruleset_id
        if ruleset_id is None:
            found.append(RateChange(day, None, {}, frozenset()))
            continue
        ruleset = versions[ruleset_id]
        rates = {(ladder.id, rate.step): rate.ore for ladder in ruleset.ladders for rate in ladder.rates}
        new = ruleset.accrual.transition.value == "NEW_RATE_FROM_VALIDITY"
        reaches = frozenset(one for one in versions if one != ruleset_id and after(versions, ruleset_id, one))
        found.append(RateChange(day, ruleset_id, rates if new else {}, reaches))
    return found


def _explain_span(span: Span, month: Month, versions: Mapping[UUID, Ruleset]) -> list[Node]:
    """The days of one decided piece in a month and the rate they cost, each with its own version's clause."""
    pinned, rated = versions[span.piece.ruleset_id], versions[span.ruleset_id]
    colour, ladder = pinned.colour(span.piece.colour), rated.ladder(span.piece.ladder)
    starts = colour.sanction.starts if colour.sanction is not None else pinned.accrual.starts.source
    found = [
        explain(
            "days",
            start=span.start.isoformat(),
            end=span.end.isoformat(),
            month=str(month),
            rule=f"{colour.id}.starts",
            source=starts.source,
        ),
        explain(
            "fact",
            name=plain(ladder.label),
            stated=span.rate_ore,
            said={"stated": per_listed(span.rate_ore)},
            rule=f"{ladder.id}.{span.piece.step}",
            source=ladder.rate(span.piece.step).source.source,
        ),
    ]
    if span.ruleset_id != span.piece.ruleset_id:
        name = plain(Words("Ny sats för pågående sanktion", "New rate for a running sanction"))
        transition = rated.accrual.transition
        found.append(
            explain("fact", name=name, stated=rated.label, rule="accrual.transition", source=transition.source.source)
        )
    return found


def explain_line(line: Line, versions: Mapping[UUID, Ruleset], ruleset_id: UUID) -> Node:
    """Why a line is what it is: listed count, rate, days and the decided pieces, each with its clause.

    `ruleset_id` is the version that says how days and months count.
    """
    terms = versions[ruleset_id].accrual
    because = [node for span in line.spans for node in _explain_span(span, line.month, versions)]
    listed_source = terms.listed_day.source.source
    counted = listed_month(line.month, terms)
    name = plain(Words(f"Antal listade {counted}", f"Listed persons {counted}"))
    because.append(explain("fact", name=name, stated=line.listed, rule="accrual.listed_day", source=listed_source))
    if line.listed is None:
        return explain(
            "fact",
            name=f"{line.month}",
            stated=_AWAITING,
            said={"stated": _AWAITED},
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


def explain_total(lines: Sequence[Line], versions: Mapping[UUID, Ruleset], ruleset_id: UUID) -> Node:
    """Why the sum is what it is; while a listed count is awaited there is none, and that is the value."""
    children = tuple(explain_line(line, versions, ruleset_id) for line in lines)
    source = versions[ruleset_id].accrual.in_case.source.source
    if total_ore(lines) is None:
        name = plain(Words("Summa", "Total"))
        said, rule = {"stated": _AWAITED}, "accrual.in_case"
        return explain("fact", name=name, stated=_AWAITING, said=said, rule=rule, source=source, because=children)
    amounts = [line.amount_ore for line in lines]
    return explain("total", amounts=amounts, rule="accrual.in_case", source=source, because=children)
