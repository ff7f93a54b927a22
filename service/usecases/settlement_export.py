"""A settled month for the system that pays: what its event froze, with sums per unit and provider, under one seal.

Everything follows from the settlement's event and from what the chain before it says of units, so that the export of a
month is the same for ever. Amounts are decimal text in SEK, as the contract's `Money`.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from service.domain.dates import Month
from service.domain.facts import canonical
from service.domain.money import format_sek
from service.domain.register_events import MonthSettled, SettledLine
from service.domain.spreadsheets import tamed
from service.domain.unit import UnitState
from service.usecases.unit_book import UnitBook

FORMAT: Final = "trappa-settlement/1"
DEDUCTION: Final = "DEDUCTION"
"""The ledger of sanctions. A ledger beside it has its own lines and sums: one is never netted against another."""
COLUMNS: Final = (
    "ledger",
    "record",
    "month",
    "case",
    "unit",
    "hsa_id",
    "unit_name",
    "provider",
    "provider_name",
    "ruleset",
    "rate",
    "days",
    "days_in_month",
    "listed",
    "amount",
    "seal",
)


@dataclass(frozen=True, slots=True)
class Settled:
    """A settlement with its place in the region's chain; `hash` is the event's, in hex."""

    region: str
    seq: int
    hash: str
    event: MonthSettled


@dataclass(frozen=True, slots=True)
class Export:
    """A file and the seal of what it says: SHA-256, in hex, over the canonical JSON of its content."""

    text: str
    seal: str

    @property
    def digest(self) -> str:
        """SHA-256 of the file itself, in hex."""
        return sha256(self.text.encode()).hexdigest()


def content_of(settled: Settled, book: UnitBook) -> dict[str, Any]:
    """What the export says, as JSON values; `book` is what was known when the month was settled.

    ValueError where the event's total is not the sum of its lines, or a unit is unknown.
    """
    event = settled.event
    lines, corrections = _dressed(event.lines, book), _dressed(event.corrections, book)
    total = sum(line.amount_ore for line, _ in (*lines, *corrections))
    if total != event.total_ore:
        raise ValueError(f"the settlement of {event.month} says {event.total_ore} öre, its lines come to {total}")
    deduction = {
        "lines": [_line(*one) for one in lines],
        "corrections": [_line(*one) for one in corrections],
        "leftOut": [str(case_id) for case_id in event.left_out],
        "units": _units(lines, corrections),
        "providers": _providers(lines, corrections),
        **_sums(lines, corrections),
    }
    return {
        "format": FORMAT,
        "region": settled.region,
        "month": event.month,
        "settledOn": event.settled_on.isoformat(),
        "currency": "SEK",
        "event": {"seq": settled.seq, "hash": settled.hash},
        "ledgers": {DEDUCTION: deduction},
    }


def seal_of(content: Mapping[str, Any]) -> str:
    """SHA-256, in hex, over the content's canonical JSON in UTF-8: sorted keys, no spaces, no escaped letters."""
    return sha256(canonical(content).encode()).hexdigest()


def as_json(content: Mapping[str, Any]) -> Export:
    """One line of canonical JSON, `{"content":…,"seal":"…"}`: the sealed text stands in it byte for byte."""
    seal = seal_of(content)
    return Export(canonical({"content": content, "seal": seal}) + "\n", seal)


def as_csv(content: Mapping[str, Any]) -> Export:
    """A row for each line, correction and sum, with a head. Semicolons, decimal points, UTF-8, CRLF (RFC 4180).

    Texts that a spreadsheet would take for a formula have an apostrophe before them; figures are never touched.
    """
    seal = seal_of(content)
    written = io.StringIO(newline="")
    rows = csv.DictWriter(written, COLUMNS, restval="", delimiter=";", lineterminator="\r\n")
    rows.writeheader()
    for ledger, said in content["ledgers"].items():
        for record, found in (("LINE", said["lines"]), ("CORRECTION", said["corrections"])):
            rows.writerows({"ledger": ledger, "record": record, **_row(one)} for one in found)
        for record, found in (("UNIT_TOTAL", said["units"]), ("PROVIDER_TOTAL", said["providers"])):
            for one in found:
                rows.writerow(
                    {"ledger": ledger, "record": record, "month": content["month"], **_row(one), "amount": one["total"]}
                )
        sums = {"month": content["month"], "amount": said["total"], "seal": seal}
        rows.writerow({"ledger": ledger, "record": "TOTAL", **sums})
    return Export(written.getvalue(), seal)


_Dressed = tuple[SettledLine, UnitState]


def _dressed(lines: Iterable[SettledLine], book: UnitBook) -> list[_Dressed]:
    """Each line with its unit as of the first day of the month that it is for, also where it corrects."""
    return [(line, book.on(line.unit_id, Month.parse(line.month).first)) for line in lines]


def _line(line: SettledLine, unit: UnitState) -> dict[str, Any]:
    return {
        "case": str(line.case_id),
        "unit": str(line.unit_id),
        "hsaId": unit.hsa_id,
        "unitName": unit.name,
        "provider": unit.provider_orgnr,
        "providerName": unit.provider_name,
        "ruleset": str(line.ruleset_id),
        "month": line.month,
        "rate": format_sek(line.rate_ore),
        "days": line.days,
        "daysInMonth": line.days_in_month,
        "listed": line.listed,
        "amount": format_sek(line.amount_ore),
    }


def _sums(lines: Sequence[_Dressed], corrections: Sequence[_Dressed]) -> dict[str, str]:
    settled, corrected = (sum(line.amount_ore for line, _ in found) for found in (lines, corrections))
    return {
        "linesTotal": format_sek(settled),
        "correctionsTotal": format_sek(corrected),
        "total": format_sek(settled + corrected),
    }


def _units(lines: Sequence[_Dressed], corrections: Sequence[_Dressed]) -> list[dict[str, Any]]:
    """A sum for each unit, in order of HSA-id; named as of the latest of its months."""
    return [
        {"unit": unit_id, "hsaId": unit.hsa_id, "unitName": unit.name, **_sums(*split)}
        for unit_id, unit, split in sorted(
            _grouped(lines, corrections, by_provider=False), key=lambda one: (one[1].hsa_id, one[0])
        )
    ]


def _providers(lines: Sequence[_Dressed], corrections: Sequence[_Dressed]) -> list[dict[str, Any]]:
    """A sum for each provider, in order of organisation number: of the months in which a unit was its own."""
    return [
        {"provider": orgnr, "providerName": unit.provider_name, **_sums(*split)}
        for orgnr, unit, split in sorted(_grouped(lines, corrections, by_provider=True), key=lambda one: one[0])
    ]


def _grouped(
    lines: Sequence[_Dressed], corrections: Sequence[_Dressed], *, by_provider: bool
) -> list[tuple[str, UnitState, tuple[list[_Dressed], list[_Dressed]]]]:
    """Key, the unit of its latest line, and the key's lines and corrections."""
    found: dict[str, tuple[list[_Dressed], list[_Dressed]]] = defaultdict(lambda: ([], []))
    for place, dressed in enumerate((lines, corrections)):
        for line, unit in dressed:
            found[unit.provider_orgnr if by_provider else str(line.unit_id)][place].append((line, unit))
    return [(key, max((*split[0], *split[1]), key=lambda one: one[0].month)[1], split) for key, split in found.items()]


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    """The cells that a line or a sum has; what is awaited by nobody any more stays empty."""
    named = {
        "month": "month",
        "case": "case",
        "unit": "unit",
        "hsa_id": "hsaId",
        "unit_name": "unitName",
        "provider": "provider",
        "provider_name": "providerName",
        "ruleset": "ruleset",
        "rate": "rate",
        "days": "days",
        "days_in_month": "daysInMonth",
        "listed": "listed",
        "amount": "amount",
    }
    texts = {"hsa_id", "unit_name", "provider", "provider_name"}
    cells = {column: one[name] for column, name in named.items() if one.get(name) is not None}
    return {column: tamed(value) if column in texts else value for column, value in cells.items()}
