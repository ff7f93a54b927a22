"""Cells as a cube of JSON-stat 2.0 (class dataset): figures and statuses by their place in it.

The labels are worked out once per cube; of a cell only its place is, so that a pull of tens of thousands stays cheap.
A cell without a figure has a status and no value. A place without either is one for which nothing is published.
`extension.cells` tells of each cell what a bare number does not: the definition's version, the verdict, reservations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Final

from service.domain.words import Language, Words, plain
from service.national.cells import Cell
from service.national.check_words import STATUSES
from service.national.definitions import SEX, TOTAL, UNIT, Indicator, NationalPackage
from service.national.formats.native import as_json
from service.national.formats.shown import UNITS, number, shown
from service.national.observations import Categories
from service.national.periods import ReportingPeriod

MEDIA_TYPE: Final = "application/json"

Row = tuple[str, str, str, str, str | None, str, str]
"""Indicator, region, period and categories (`COLOUR=RED;SEX=K`) as text; value or None; status; remark."""
Labelled = Mapping[str, Words]

_ALL: Final = Words("Totalt", "Total")
_PER_CENT: Final = Words("procent", "per cent")
_NOTE: Final = Words(
    "En uppgift som saknas har en status och inget värde: den är aldrig noll. Dolda uppgifter får inte räknas fram.",
    "A figure that is not there has a status and no value: it is never zero. Suppressed figures are not to be derived.",
)
_NAMES: Final = {
    "indicator": Words("Indikator", "Indicator"),
    "region": Words("Region", "Region"),
    "time": Words("Period", "Period"),
    "sex": Words("Kön", "Sex"),
}


@dataclass(frozen=True, slots=True)
class Cube:
    """What stands around the figures, and the strides by which a cell has its place among them."""

    head: str
    tail: str
    size: int
    indicators: Mapping[str, int]
    regions: Mapping[str, int]
    periods: Mapping[str, int]
    categories: Mapping[str, Mapping[str, int]]

    def filled(self, rows: Sequence[Row]) -> str:
        """The whole dataset; rows that the cube has no place for are passed over.

        Values, and remarks in `extension.cells`, are arrays where a quarter of the cube is there, else objects.
        """
        dense = 4 * len(rows) >= self.size
        values: _Slots = [_NULL] * self.size if dense else {}
        remarks: _Slots = [_NULL] * self.size if dense else {}
        statuses: dict[int, str] = {}
        indicators, regions, periods, splits = self.indicators, self.regions, self.periods, _Splits(self.categories)
        for indicator, region, period, categories, value, status, remark in rows:
            try:
                place = indicators[indicator] + regions[region] + periods[period] + splits[categories]
            except KeyError:
                continue
            remarks[place] = remark
            if value is not None:
                values[place] = value
            if status != "NORMAL":
                statuses[place] = f'"{status}"'
        return (
            f'{self.head},"value":{_written(values)},"status":{_written(statuses)}'
            f'{self.tail},"cells":{_written(remarks)}}}}}'
        )


_Slots = list[str] | dict[int, str]
_NULL: Final = "null"


def _written(slots: _Slots) -> str:
    if isinstance(slots, list):
        return f"[{','.join(slots)}]"
    return "{" + ",".join([f'"{place}":{text}' for place, text in slots.items()]) + "}"


class _Splits(dict[str, int]):
    """How far categories, as rows write them, move a cell; KeyError for what is not in the cube."""

    def __init__(self, steps: Mapping[str, Mapping[str, int]]) -> None:
        super().__init__({"": 0})
        self._steps = steps

    def __missing__(self, categories: str) -> int:
        named = (one.split("=") for one in categories.split(";"))
        self[categories] = sum(self._steps[dimension][category] for dimension, category in named)
        return self[categories]


def cube(
    package: NationalPackage,
    indicators: Sequence[Indicator],
    regions: Labelled,
    periods: Sequence[ReportingPeriod],
    split: Mapping[str, Sequence[str]],
    *,
    language: Language,
    updated: str | None = None,
) -> Cube:
    """A cube of indicators by regions by periods by sex and what else it is `split` by.

    `split` names dimensions of the package and categories of theirs; the total leads each and is not named. `regions`
    are codes with names. `updated` is an instant in ISO 8601. ValueError for UNIT, which never leaves (PV-10).
    """
    if UNIT in split:
        raise ValueError("figures of care units stay in their region")
    axes: dict[str, Labelled] = {
        "indicator": {one.id: _words(one.label) for one in indicators},
        "region": regions,
        "time": {str(one): Words(str(one), str(one)) for one in periods},
        "sex": _categories(package, SEX, split.get(SEX, ())),
    }
    others = {dimension: _categories(package, dimension, split[dimension]) for dimension in split if dimension != SEX}
    axes |= others
    strides = _strides([len(axis) for axis in axes.values()])
    steps = {
        name: {category: number * stride for number, category in enumerate(axis)}
        for (name, axis), stride in zip(axes.items(), strides, strict=True)
    }
    return Cube(
        head=_head(package, indicators, axes, language, updated),
        size=prod(len(axis) for axis in axes.values()),
        tail=f',"extension":{as_json(_extension(indicators, axes))[:-1]}',
        indicators=steps["indicator"],
        regions=steps["region"],
        periods=steps["time"],
        categories={SEX: steps["sex"]} | {dimension: steps[dimension] for dimension in others},
    )


def categories_text(categories: Categories) -> str:
    """Categories as a row has them: `COLOUR=RED;SEX=K`."""
    return ";".join(f"{dimension}={category}" for dimension, category in categories)


def row(cell: Cell) -> Row:
    """The cell as `Cube.filled` takes it. ValueError for one that must not leave."""
    key = shown(cell).key
    value = number(cell.value)
    return key.indicator, key.region, str(key.period), categories_text(key.categories), value, cell.status, remark(cell)


def remark(cell: Cell) -> str:
    """What a bare number does not tell, as JSON: members that say nothing are left out."""
    said: dict[str, Any] = {
        "definition": cell.definition,
        "verdict": cell.verdict,
        "reasons": cell.reasons,
        "flags": cell.flags,
        "source": cell.source,
        "scope": cell.scope,
        "registrant": cell.registrant,
        "codeText": cell.code_text,
        "answered": cell.answered,
        "eligible": cell.eligible,
    }
    return as_json({name: one for name, one in said.items() if one is not None and one != ()})


def _words(label: Any) -> Words:
    return Words(label.sv, label.en)


def _categories(package: NationalPackage, dimension_id: str, named: Sequence[str]) -> dict[str, Words]:
    """The total and the categories named, with their words; ValueError for what the package does not have."""
    dimension = package.dimension(dimension_id)
    words = {} if dimension is None else {one.id: _words(one.label) for one in dimension.categories}
    unknown = [one for one in named if one not in words]
    if unknown:
        raise ValueError(f"{dimension_id} has no category {', '.join(unknown)}")
    return {TOTAL: _ALL} | {one: words[one] for one in named}


def _strides(sizes: Sequence[int]) -> list[int]:
    """By how much the flat index grows with each axis's own: the last axis runs fastest."""
    return [prod(sizes[axis + 1 :]) for axis in range(len(sizes))]


def _head(
    package: NationalPackage,
    indicators: Sequence[Indicator],
    axes: Mapping[str, Labelled],
    language: Language,
    updated: str | None,
) -> str:
    owners = {one.id: one.label for one in package.owners}
    dimensions: dict[str, Any] = {}
    for name, axis in axes.items():
        dimension = package.dimension(name)
        words = _NAMES[name] if dimension is None else _words(dimension.label)
        labels = {one: getattr(label, language) for one, label in axis.items()}
        dimensions[name] = {
            "label": getattr(words, language),
            "category": {"index": list(axis), "label": labels},
        }
    dimensions["indicator"]["category"]["unit"] = {one.id: _unit(one, language) for one in indicators}
    said: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": getattr(package.label, language),
        "source": ", ".join(dict.fromkeys(getattr(owners[one.owner], language) for one in indicators)),
        "note": [getattr(_NOTE, language)],
        "id": list(axes),
        "size": [len(axis) for axis in axes.values()],
        "role": {"time": ["time"], "geo": ["region"], "metric": ["indicator"]},
        "dimension": dimensions,
    }
    if updated is not None:
        said["updated"] = updated
    return as_json(said)[:-1]


def _unit(indicator: Indicator, language: Language) -> dict[str, Any]:
    measure = UNITS[indicator.unit]
    words = _PER_CENT if indicator.unit == "SHARE" and indicator.factor == 100 else measure.words  # noqa: PLR2004
    return {"label": getattr(words, language), "decimals": measure.decimals}


def _extension(indicators: Sequence[Indicator], axes: Mapping[str, Labelled]) -> dict[str, Any]:
    return {
        "definitions": {one.id: _definition(one) for one in indicators},
        "labels": {name: {one: plain(words) for one, words in axis.items()} for name, axis in axes.items()},
        "statuses": {status: plain(words) for status, words in STATUSES.items()},
    }


def _definition(one: Indicator) -> dict[str, Any]:
    return {
        "version": one.version,
        "unit": one.unit,
        "factor": one.factor,
        "counted": one.counted,
        "additivity": one.additivity,
        "owner": one.owner,
        "codes": list(one.code_ids),
    }
