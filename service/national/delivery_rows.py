"""Rows of a region's delivered figures: the cells of one row make an observation, or are refused at a column.

The heading names the columns, in any order, in capitals or not. Needed are `indicator`, `period` (2026-03, 2026-Q1,
2026-T1, 2026-S1, 2026, 2026-3Y), `status` and `source`. The figure stands in `numerator`, `denominator` and `value`, as
the indicator's unit asks: counts and numerators are whole. `scope` may be left out for the indicator's own; the other
columns may be left out or empty: `registrant`, `codeText` (the version of the code's text), `coverage` in per cent,
`flags` (with blanks or commas between them), `comment`, and what the figure is split by, a column for each dimension of
the national list: `sex` (T, K, M), `unit` (HSA-id), `diagnosisGroup` and so on, where empty and T are the total. The
region is the caller's own, and no column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, get_args

from service.domain.errors import InvalidInput
from service.domain.identifiers import personal_number_in
from service.domain.sheets import Cells, Columns, SheetValue
from service.national import row_words as words
from service.national.completeness import Asked, unexplained
from service.national.definitions import TOTAL, UNIT, Dimension, Indicator, NationalPackage
from service.national.numbers import MOST, decimal, said, whole
from service.national.observations import ABSENT, VALUED, Categories, Key, Observation, Status, categories
from service.national.periods import WRITTEN, ReportingPeriod

COLUMNS: Final = Columns(
    ("indicator", "period", "status", "source"),
    ("numerator", "denominator", "value", "scope", "registrant", "codeText", "coverage", "flags", "comment"),
    ("indicator", "period"),
    ("region",),
)
"""Without the columns of dimensions: `columns_of` has them too."""
MOST_COMMENT: Final = 1000
"""Characters."""
_DELIVERED: Final[tuple[Status, ...]] = tuple(one for one in get_args(Status) if one in VALUED | ABSENT)
_ABSENCES: Final[tuple[Status, ...]] = tuple(one for one in _DELIVERED if one in ABSENT)
_PERIODS: Final = tuple(WRITTEN.split(", "))
_NUMBERS: Final = ("numerator", "denominator", "value")
_HSA_ID: Final = re.compile(r"SE[0-9]{10}-[A-Z0-9]{1,18}")
_HUNDRED: Final = 100


def columns_of(package: NationalPackage) -> Columns:
    """All columns of a delivered file, those of the package's dimensions among them."""
    return Columns(
        COLUMNS.needed,
        (*COLUMNS.optional, *(column_of(one.id) for one in package.dimensions)),
        COLUMNS.key,
        COLUMNS.of_caller,
    )


def column_of(dimension_id: str) -> str:
    """`DIAGNOSIS_GROUP` → `diagnosisGroup`."""
    first, *others = dimension_id.lower().split("_")
    return first + "".join(one.capitalize() for one in others)


@dataclass(slots=True)
class Rows:
    """Reads the rows of one file, each once: what was read is kept to know a figure that comes again.

    `decimal_comma`: whether `12,5` is a number in the file, as `service.ports.Sheet` has it.
    """

    package: NationalPackage
    asked: Asked
    decimal_comma: bool = False
    _definitions: Mapping[tuple[str, ReportingPeriod], Indicator] = field(init=False)
    _dimensions: Mapping[str, Dimension] = field(init=False)
    _flags: tuple[str, ...] = field(init=False)
    _periods: dict[str, ReportingPeriod] = field(init=False, default_factory=dict)
    _first: dict[Key, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._definitions = self.asked.definitions(self.package)
        self._dimensions = {column_of(one.id): one for one in self.package.dimensions}
        self._flags = tuple(one.id for one in self.package.flags)

    def read(self, number: int, cells: Cells) -> Observation:
        """The observation of row `number`, by the version of the definition that its period begins with.

        InvalidInput, whose parameters are `path`, the column, and mostly `value`, and that says what is allowed.
        """
        given = _given(cells)
        definition, period = self._asked_for(given)
        key = Key(definition.id, self.asked.region, period, self._categories(given, definition))
        first = self._first.setdefault(key, number)
        if first != number:
            raise InvalidInput("ROW_TWICE", path="indicator", row=first)
        status = _status(given)
        numerator, denominator, value = self._figure(given, definition, status)
        source = _listed(given, "source", definition.sources) or _needed(given, "source", definition.sources)
        coverage = given.get("coverage")
        made = Observation(
            key=key,
            status=status,
            source=source,
            scope=_listed(given, "scope", (definition.scope, *definition.scopes)) or definition.scope,
            numerator=numerator,
            denominator=denominator,
            value=value,
            registrant=_listed(given, "registrant", definition.registrants),
            code_text=self._code_text(given, definition, period),
            coverage=self._decimal(coverage, "coverage", _HUNDRED) if coverage else None,
            flags=self._flagged(given),
            comment=_comment(given),
            definition=definition.version,
        )
        if unexplained(made):
            raise InvalidInput("REASON_MISSING", path="comment", allowed=(words.A_REASON,))
        return made

    def _asked_for(self, cells: Cells) -> tuple[Indicator, ReportingPeriod]:
        """What the round asks for by the indicator and period of the row."""
        indicator = _needed(cells, "indicator", self.asked.indicators)
        period = self._period(cells)
        definition = self._definitions.get((indicator, period))
        if definition is not None:
            return definition, period
        if self.package.indicator(indicator) is None:
            allowed = self.asked.indicators
            raise InvalidInput("VALUE_NOT_LISTED", path="indicator", value=said(indicator), allowed=allowed)
        if indicator not in self.asked.indicators:
            raise InvalidInput("INDICATOR_NOT_ASKED", path="indicator", value=indicator, allowed=self.asked.indicators)
        periods = tuple(one for id, one in self._definitions if id == indicator)
        named, kinds = tuple(map(str, periods)), {one.kind for one in periods}
        if kinds and period.kind not in kinds:
            raise InvalidInput("PERIOD_KIND", path="period", value=str(period), indicator=indicator, allowed=named)
        raise InvalidInput("PERIOD_NOT_OPEN", path="period", value=str(period), indicator=indicator, allowed=named)

    def _period(self, cells: Cells) -> ReportingPeriod:
        text = _needed(cells, "period", _PERIODS)
        found = self._periods.get(text)
        if found is None:
            try:
                found = ReportingPeriod.parse(text)
            except ValueError:
                raise InvalidInput("PERIOD_UNREADABLE", path="period", value=said(text), allowed=_PERIODS) from None
            self._periods[text] = found
        return found

    def _categories(self, cells: Cells, definition: Indicator) -> Categories:
        found: dict[str, str] = {}
        for column, text in cells.items():
            dimension = self._dimensions.get(column)
            if dimension is None or text == TOTAL:
                continue
            if dimension.id not in definition.dimensions:
                allowed = tuple(column_of(one) for one in definition.dimensions)
                raise InvalidInput("DIMENSION_NOT_ASKED", path=column, indicator=definition.id, allowed=allowed)
            found[dimension.id] = _unit(text, column) if dimension.id == UNIT else _category(text, column, dimension)
        return categories(**found)

    def _figure(
        self, cells: Cells, definition: Indicator, status: Status
    ) -> tuple[int | None, int | None, Decimal | None]:
        """Numerator, denominator and value, as the unit asks for them: none under a status without a figure."""
        needed, possible = _columns_of_figure(definition)
        asked, empty = definition.id, (words.EMPTY,)
        for column in _NUMBERS:
            if column in cells and status not in VALUED:
                raise InvalidInput("FIGURE_UNDER_ABSENCE", path=column, status=status, allowed=empty)
            if column in cells and column not in possible:
                raise InvalidInput("FIGURE_NOT_ASKED", path=column, indicator=asked, columns=possible, allowed=empty)
            if column not in cells and status in VALUED and column in needed:
                raise InvalidInput("FIGURE_MISSING", path=column, status=status, allowed=_ABSENCES)
        numerator = whole(cells["numerator"], "numerator") if "numerator" in cells else None
        denominator = whole(cells["denominator"], "denominator") if "denominator" in cells else None
        value = self._decimal(cells["value"], "value") if "value" in cells else None
        if denominator == 0:
            raise InvalidInput("DENOMINATOR_MISSING", path="denominator", indicator=asked, allowed=(words.FROM_ONE,))
        if definition.unit == "SHARE" and numerator is not None and denominator is not None and numerator > denominator:
            raise InvalidInput(
                "NUMERATOR_GT_DENOMINATOR",
                path="numerator",
                indicator=asked,
                value=cells["numerator"],
                most=denominator,
                allowed=(f"0-{denominator}",),
            )
        return numerator, denominator, value

    def _decimal(self, text: str, column: str, most: int = MOST) -> Decimal:
        return decimal(text, column, decimal_comma=self.decimal_comma, most=most)

    def _code_text(self, cells: Cells, definition: Indicator, period: ReportingPeriod) -> str | None:
        version = cells.get("codeText")
        if version is None:
            return None
        codes = (self.package.code(one) for one in definition.code_ids)
        texts = [text for code in codes if code is not None for text in code.texts]
        valid = dict.fromkeys(one.version for one in texts if one.validity.period.overlaps(period.days))
        if version in valid:
            return version
        allowed = tuple(valid) or (words.EMPTY,)
        if any(one.version == version for one in texts):
            raise InvalidInput("CODE_TEXT_NOT_VALID", path="codeText", value=version, allowed=allowed)
        raise InvalidInput("VALUE_NOT_LISTED", path="codeText", value=said(version), allowed=allowed)

    def _flagged(self, cells: Cells) -> tuple[str, ...]:
        """The flags in the order of the package, each once."""
        if "flags" not in cells:
            return ()
        given = set(cells["flags"].replace(",", " ").split())
        for one in sorted(given.difference(self._flags)):
            raise InvalidInput("VALUE_NOT_LISTED", path="flags", value=said(one), allowed=self._flags)
        return tuple(one for one in self._flags if one in given)


def _given(cells: Cells) -> Cells:
    """The cells that say something, all of them text; InvalidInput for what is no text in a workbook."""
    for column, cell in cells.items():
        if isinstance(cell, SheetValue):
            raise _no_text(column, cell)
    return {column: cell for column, cell in cells.items() if cell}


def _no_text(column: str, cell: SheetValue) -> InvalidInput:
    value = said(cell)
    match cell.kind:
        case "DATE":
            allowed = _PERIODS if column == "period" else ()
            return InvalidInput("CELL_DATE", path=column, value=value, allowed=allowed)
        case "TRUTH":
            return InvalidInput("CELL_TRUTH", path=column, value=value)
        case "ERROR":
            return InvalidInput("CELL_ERROR", path=column, value=value)
        case "FORMULA":
            return InvalidInput("CELL_FORMULA", path=column, value=value)


def _needed(cells: Cells, column: str, allowed: tuple[str, ...]) -> str:
    text = cells.get(column)
    if text is None:
        raise InvalidInput("CELL_EMPTY", path=column, allowed=allowed)
    return text


def _listed(cells: Cells, column: str, listed: tuple[str, ...]) -> str | None:
    """One of the listed values, None for an empty cell."""
    text = cells.get(column)
    if text is not None and text not in listed:
        allowed = tuple(dict.fromkeys(listed)) or (words.EMPTY,)
        raise InvalidInput("VALUE_NOT_LISTED", path=column, value=said(text), allowed=allowed)
    return text


def _status(cells: Cells) -> Status:
    text = _needed(cells, "status", _DELIVERED)
    for one in _DELIVERED:
        if text == one:
            return one
    if text in get_args(Status):
        raise InvalidInput("STATUS_NOT_DELIVERED", path="status", value=text, allowed=_DELIVERED)
    raise InvalidInput("VALUE_NOT_LISTED", path="status", value=said(text), allowed=_DELIVERED)


def _unit(text: str, column: str) -> str:
    """An HSA-id in capitals (requirements A15)."""
    found = text.upper()
    if not _HSA_ID.fullmatch(found):
        raise InvalidInput("VALUE_NOT_LISTED", path=column, value=said(text), allowed=(words.HSA_ID,))
    return found


def _category(text: str, column: str, dimension: Dimension) -> str:
    listed = (TOTAL, *(one.id for one in dimension.categories))
    if text not in listed:
        raise InvalidInput("VALUE_NOT_LISTED", path=column, value=said(text), allowed=listed)
    return text


def _columns_of_figure(definition: Indicator) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that a figure of the unit needs, and those that it can stand in."""
    numerator, denominator, value = _NUMBERS
    if definition.quotient:
        return (numerator, denominator), (numerator, denominator)
    if definition.unit == "COUNT":
        return (numerator,), (numerator,)
    # A median of few shows what they are: it is told of how many it is.
    needed = (numerator, value) if definition.unit == "MEDIAN_DAYS" else (value,)
    return needed, (numerator, value)


def _comment(cells: Cells) -> str | None:
    """Free text, which no refusal repeats."""
    text = cells.get("comment")
    if text is None:
        return None
    if len(text) > MOST_COMMENT:
        raise InvalidInput("COMMENT_TOO_LONG", path="comment", most=MOST_COMMENT, allowed=(f"0-{MOST_COMMENT}",))
    if personal_number_in(text):
        raise InvalidInput("PERSONAL_NUMBER_IN_COMMENT", path="comment", allowed=(words.NO_PERSONAL_NUMBER,))
    return text
