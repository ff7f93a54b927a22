"""What was expected against what the API says, row by row. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from service.domain.money import format_sek, parse_sek
from tenants.demo.scenarios import Expected

AWAITING: Final = "AWAITING_LISTED_COUNT"
NONE: Final = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing compared; the texts are equal or it is a difference."""

    id: str
    what: str
    expected: str
    got: str

    @property
    def ok(self) -> bool:
        return self.expected == self.got


@dataclass(frozen=True, slots=True)
class Line:
    """A ledger line of the API; `case` is the scenario's letter for it."""

    case: str
    month: str
    rate: str
    amount: str | None
    correction: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A unit's two ledgers as the API gives them: the total and the sums per month are the API's own."""

    total: str | None
    months: Mapping[str, str | None]
    lines: Sequence[Line]
    withheld: Mapping[str, str]

    @classmethod
    def of(cls, found: Mapping[str, Any], letters: Mapping[str, str]) -> Read:
        """`letters`: global id of a case → the scenario's letter for it."""
        ledger = found["ledger"]
        return cls(
            ledger["total"],
            {one["month"]: one["total"] for one in ledger["months"]},
            [
                Line(letters[one["caseId"]], one["month"], one["rate"], _stated(one), one["correction"])
                for one in ledger["lines"]
            ],
            {one["month"]: one["balance"] for one in found["withheld"]["months"]},
        )


def _stated(line: Mapping[str, Any]) -> str | None:
    """The amount; None exactly where the status says that a count is awaited."""
    amount: str | None = line["amount"]
    if (amount is None) != (line["status"] == AWAITING):
        return f"{amount} {line['status']}"
    return amount


def _money(text: str | None) -> str:
    return AWAITING if text is None else text


def _sum(lines: Iterable[Line]) -> str:
    ore = 0
    for line in lines:
        if line.amount is None:
            return AWAITING
        try:
            ore += parse_sek(line.amount)
        except ValueError:
            return line.amount
    return format_sek(ore)


def compare(scenario: str, expected: Expected, read: Read, as_of: Read | None) -> list[Row]:
    """Every figure that is expected of the scenario; a month with lines that should have none is a row too."""
    months = {month: _money(total) for month, total in read.months.items()}
    rows = [Row(scenario, "summa · total", _money(expected.total), _money(read.total))]
    if expected.lines is not None:
        rows += _rows(scenario, "rader · lines", expected.lines, months)
    if expected.months:
        asked = {month: amount for month, amount in months.items() if month in expected.months}
        rows += _rows(scenario, "enhetens månad · unit month", expected.months, asked)
    for what, wanted, name in (
        ("per sats · by rate", expected.by_rate, "rate"),
        ("ärende · case", expected.cases, "case"),
    ):
        if wanted:
            rows += _rows(scenario, what, wanted, _sums(read.lines, name))
    if expected.corrections:
        corrections = _sums([line for line in read.lines if line.correction], "month")
        rows += _rows(scenario, "rättelse · correction", expected.corrections, corrections)
    if expected.withheld or read.withheld:
        rows += _rows(scenario, "innehållet · withheld", expected.withheld, read.withheld)
    if expected.as_of is not None:
        got = NONE if as_of is None else _money(as_of.total)
        rows.append(Row(scenario, f"känt då · as of {expected.as_of.at}", _money(expected.as_of.total), got))
    return rows


def _rows(scenario: str, what: str, wanted: Mapping[str, str], got: Mapping[str, str]) -> list[Row]:
    """A row for each key of either; what stands on one side only is a difference."""
    return [
        Row(scenario, f"{what} {key}", wanted.get(key, NONE), got.get(key, NONE)) for key in sorted({*wanted, *got})
    ]


def _sums(lines: Iterable[Line], name: str) -> dict[str, str]:
    """The sum of the lines for each value of the line's field `name`."""
    grouped: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        grouped[getattr(line, name)].append(line)
    return {key: _sum(group) for key, group in grouped.items()}


def table(rows: Sequence[Row]) -> str:
    """Columns id, what, expected, got, and whether they are equal."""
    head = ("id", "vad · what", "väntat · expected", "fick · got", "")
    cells = [(row.id, row.what, row.expected, row.got, "ok" if row.ok else "DIFF") for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    numeric = (2, 3)

    def written(line: tuple[str, ...]) -> str:
        padded = (
            text.rjust(width) if place in numeric else text.ljust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        )
        return "  ".join(padded).rstrip()

    return "\n".join(map(written, (head, *cells)))


def summary(rows: Sequence[Row]) -> str:
    unlike = sum(not row.ok for row in rows)
    if unlike:
        return f"{unlike} av {len(rows)} skiljer sig · {unlike} of {len(rows)} differ"
    return f"alla {len(rows)} lika · all {len(rows)} equal"
