"""What may be asked of the national resources: one table of parameters, by which they are read and described."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlencode

from infra.db.published_reads import Selection
from infra.http.refusals import parameter_invalid, parameter_repeated, parameter_unknown
from service.domain.words import Words
from service.national.periods import WRITTEN, ReportingPeriod

MOST_INDICATORS: Final = 25
MOST_REGIONS: Final = 22
"""The regions and the nation."""
MOST_PERIODS: Final = 60
MOST_CELLS: Final = 50_000
MOST_OFFSET: Final = 1_000_000
PAGE: Final = 20
"""How many stand on a page where the caller does not say (REST API-profil FNS.09)."""
MOST_DIMENSIONS: Final = 3

Separator = Literal["comma", "semicolon"]
_NUMBER: Final = re.compile("0|[1-9][0-9]{0,9}")
_MOST_NUMBER: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Parameter:
    """`schema` is of one value, as OpenAPI has it; `most` values may be given, by commas or by repeating the name."""

    words: Words
    schema: Mapping[str, Any]
    example: str
    most: int = 1

    def problem(self, values: Sequence[str]) -> bool:
        """Whether there are too many, or one is not as the schema says."""
        return not 1 <= len(values) <= self.most or not all(map(self._is_one, values))

    def _is_one(self, text: str) -> bool:
        if self.schema["type"] == "integer":
            return bool(_NUMBER.fullmatch(text)) and self.schema["minimum"] <= int(text) <= self.schema["maximum"]
        if "enum" in self.schema:
            return text in self.schema["enum"]
        return bool(re.fullmatch(self.schema["pattern"], text))

    @property
    def allowed(self) -> list[str]:
        if self.schema["type"] == "integer":
            return [f"{self.schema['minimum']}-{self.schema['maximum']}"]
        return list(self.schema.get("enum", [self.schema.get("title", self.schema.get("pattern"))]))


def _whole(least: int, most: int, default: int | None = None) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most} | ({} if default is None else {"default": default})


_ID: Final = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$", "title": "id"}
_PERIOD: Final = {
    "type": "string",
    "pattern": "^[12][0-9]{3}(-((0[1-9]|1[0-2])|Q[1-4]|T[1-3]|S[12]|3Y))?$",
    "title": WRITTEN,
}
PARAMETERS: Final[Mapping[str, Parameter]] = {
    "indicator": Parameter(
        Words(
            "Indikatorernas id:n, med komma emellan eller ett i taget; utelämnad: alla.",
            "Ids of the indicators, by commas or one at a time; all where omitted.",
        ),
        _ID,
        "IN-07",
        MOST_INDICATORS,
    ),
    "region": Parameter(
        Words("Länskoder, `00` för riket; utelämnad: alla.", "County codes, `00` for the nation; all where omitted."),
        {"type": "string", "pattern": "^[0-9]{2}$", "title": "00-25"},
        "08",
        MOST_REGIONS,
    ),
    "period": Parameter(
        Words(f"Perioder, t.ex. {WRITTEN}; utelämnad: alla.", f"Periods, such as {WRITTEN}; all where omitted."),
        _PERIOD,
        "2026-Q1",
        MOST_PERIODS,
    ),
    "from": Parameter(
        Words("Bara perioder som börjar med den eller senare.", "Only periods that begin with this one or later."),
        _PERIOD,
        "2024-01",
    ),
    "until": Parameter(
        Words("Bara perioder som börjar före dess slut.", "Only periods that begin before the end of this one."),
        _PERIOD,
        "2025-12",
    ),
    "asOf": Parameter(
        Words(
            "Publicering vars läge visas; utelämnad: den senaste.",
            "The publication as of which they are shown; the latest where omitted.",
        ),
        _whole(0, _MOST_NUMBER),
        "12",
    ),
    "since": Parameter(
        Words("Den sista publicering som är känd; 0: ingen.", "The last publication that is known; 0: none."),
        _whole(0, _MOST_NUMBER, 0),
        "11",
    ),
    "limit": Parameter(
        Words(f"Antal på sidan, högst {MOST_CELLS}.", f"How many on the page, {MOST_CELLS} at most."),
        _whole(1, MOST_CELLS, PAGE),
        "100",
    ),
    "offset": Parameter(
        Words(
            "Antal att gå förbi; följ hellre `next`, som håller sig till samma publicering.",
            "How many to pass over; better follow `next`, which keeps to one publication.",
        ),
        _whole(0, MOST_OFFSET, 0),
        "0",
    ),
    "separator": Parameter(
        Words("Tecken mellan kolumner; decimaltecknet är alltid punkt.", "What stands between columns."),
        {"type": "string", "enum": ["comma", "semicolon"], "default": "comma"},
        "semicolon",
    ),
    "dimension": Parameter(
        Words("Dimensioner som kuben delas efter; utelämnad: kön.", "What the cube is split by; by sex where omitted."),
        {"type": "string", "pattern": "^[A-Z_]{1,40}$", "title": "SEX"},
        "SEX",
        MOST_DIMENSIONS,
    ),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to be asked for: an id or code that is not here is a mistake, not an empty answer."""

    indicators: Sequence[str]
    regions: Sequence[str]
    dimensions: Sequence[str]


@dataclass(frozen=True, slots=True)
class Query:
    """What a request asks for. `values` are as they were given, each once, in the order of the table."""

    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, given: Iterable[tuple[str, str]], names: Sequence[str], known: Known) -> Query:
        """Raises CallerRefused PARAMETER_UNKNOWN, PARAMETER_REPEATED, PARAMETER_INVALID."""
        found: dict[str, list[str]] = {}
        for name, text in given:
            if name not in names:
                raise parameter_unknown(name[:64], names)
            if name in found and PARAMETERS[name].most == 1:
                raise parameter_repeated(name)
            found.setdefault(name, []).extend(text.split(","))
        values = {name: tuple(dict.fromkeys(found[name])) for name in PARAMETERS if name in found}
        for name, texts in values.items():
            _check(name, texts, known)
        query = cls(values)
        first, before = query.selection.first, query.selection.before
        if first is not None and before is not None and before <= first:
            raise parameter_invalid("until", [f">= {values['from'][0]}"])
        return query

    @property
    def selection(self) -> Selection:
        first, until = self._text("from"), self._text("until")
        return Selection(
            self.values.get("indicator", ()),
            self.values.get("region", ()),
            self.values.get("period", ()),
            None if first is None else ReportingPeriod.parse(first).start,
            None if until is None else ReportingPeriod.parse(until).end,
        )

    @property
    def as_of(self) -> int | None:
        return None if "asOf" not in self.values else self.number("asOf")

    @property
    def dimensions(self) -> tuple[str, ...]:
        return self.values.get("dimension", ("SEX",))

    @property
    def semicolons(self) -> bool:
        return self._text("separator") == "semicolon"

    def number(self, name: str) -> int:
        """As given, or what holds where it is not."""
        text = self._text(name)
        return int(PARAMETERS[name].schema["default"] if text is None else text)

    def text(self, **instead: int) -> str:
        """The query as it stands in an address, always the same for the same."""
        values = {**self.values, **{name: (str(number),) for name, number in instead.items()}}
        return urlencode([(name, ",".join(values[name])) for name in PARAMETERS if name in values], safe=",")

    def _text(self, name: str) -> str | None:
        return self.values[name][0] if name in self.values else None


def _check(name: str, values: tuple[str, ...], known: Known) -> None:
    parameter = PARAMETERS[name]
    there = {"indicator": known.indicators, "region": known.regions, "dimension": known.dimensions}.get(name)
    if len(values) > parameter.most > 1:
        raise parameter_invalid(name, [f"1-{parameter.most}"])
    if parameter.problem(values) or (there is not None and not set(values) <= set(there)):
        raise parameter_invalid(name, parameter.allowed if there is None else there)
