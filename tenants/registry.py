"""The 21 regions of Sweden, from `regions.yaml`. A region's code is its tenant id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from service.domain.identifiers import luhn
from service.rules.yaml_text import YamlProblem, read_yaml

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class TenantFileError(ValueError):
    """A shipped file of tenants is broken. `line` counts from 1; `key` is empty where the text is no YAML."""

    def __init__(self, file: str, line: int, key: str, problem: str) -> None:
        super().__init__(file, line, key, problem)
        self.file = file
        self.line = line
        self.key = key
        self.problem = problem

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.problem}" if self.key else f"{place}: {self.problem}"


class UnknownRegionError(KeyError):
    """No region has the code; `allowed` are the codes that exist."""

    def __init__(self, code: str, allowed: tuple[str, ...]) -> None:
        super().__init__(code)
        self.code = code
        self.allowed = allowed

    def __str__(self) -> str:
        return f"no region has the code {self.code!r}; allowed: {', '.join(self.allowed)}"


class HealthcareRegion(BaseModel):
    """A sjukvårdsregion: regions that share highly specialised care."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Text
    sv: Text
    en: Text


class Membership(BaseModel):
    """That the whole county, or a part of it, belongs to a sjukvårdsregion."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Text
    part: Literal["whole", "south", "north"] = "whole"


class Region(BaseModel):
    """One region. `code` is the länskod, two digits; `orgnr` ten digits without hyphen.

    `kommun_code` is set where a kommun carries the region's tasks: region and kommun are then one legal
    entity, counted among the 21 regions and among the 290 kommuner.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, StringConstraints(pattern=r"^\d{2}$")]
    iso: Annotated[str, StringConstraints(pattern=r"^SE-[A-Z]{1,2}$")]
    sv: Text
    en: Text
    orgnr: Annotated[str, StringConstraints(pattern=r"^\d{10}$")]
    orgnr_confirmed: Annotated[bool, Field(strict=True)]
    healthcare_regions: Annotated[tuple[Membership, ...], Field(min_length=1, max_length=2)]
    kommuner: Annotated[int, Field(strict=True, ge=1)]
    kommun_code: Annotated[str, StringConstraints(pattern=r"^\d{4}$")] | None = None

    @property
    def letter(self) -> str:
        """The county letter, for display only."""
        return self.iso.removeprefix("SE-")

    @field_validator("orgnr")
    @classmethod
    def _check_digit(cls, orgnr: str) -> str:
        if not luhn(orgnr):
            raise ValueError(f"the check digit of {orgnr} is wrong")
        return orgnr

    @model_validator(mode="after")
    def _parts_and_kommun(self) -> Self:
        parts = sorted(membership.part for membership in self.healthcare_regions)
        if parts not in (["whole"], ["north", "south"]):
            raise ValueError("a county belongs to one sjukvårdsregion as a whole, or to one in the south and one north")
        if self.kommun_code is not None and (self.kommun_code[:2] != self.code or self.kommuner != 1):
            raise ValueError(f"kommun {self.kommun_code} cannot carry the tasks of region {self.code}")
        return self


class _RegionsFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    healthcare_regions: tuple[HealthcareRegion, ...]
    regions: tuple[Region, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for field in ("code", "iso", "orgnr", "sv", "en"):
            if twice := _repeated(getattr(region, field) for region in self.regions):
                raise ValueError(f"{field} stands twice: {', '.join(twice)}")
        known = [healthcare_region.id for healthcare_region in self.healthcare_regions]
        if twice := _repeated(known):
            raise ValueError(f"healthcare region stands twice: {', '.join(twice)}")
        named = {membership.id for region in self.regions for membership in region.healthcare_regions}
        if unknown := named - set(known):
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}; allowed: {', '.join(known)}")
        return self


def regions() -> tuple[Region, ...]:
    """All regions, by ascending code."""
    return tuple(_by_code().values())


def region(code: str) -> Region:
    """The region of a länskod; UnknownRegionError for anything else, a county letter included."""
    try:
        return _by_code()[code]
    except KeyError:
        raise UnknownRegionError(code, tuple(_by_code())) from None


def healthcare_regions() -> tuple[HealthcareRegion, ...]:
    """The six sjukvårdsregioner that `Region.healthcare_regions` refers to."""
    return _shipped().healthcare_regions


def read_regions(text: str, file: str) -> tuple[Region, ...]:
    """The regions of a YAML text; TenantFileError, naming `file`, for whatever is wrong in it."""
    return read_model(_RegionsFile, text, file).regions


Model = TypeVar("Model", bound=BaseModel)


def read_model(model: type[Model], text: str, file: str) -> Model:
    """A YAML text as `model`. TenantFileError for broken YAML, a key written twice, a value not allowed."""
    try:
        read = read_yaml(text)
    except YamlProblem as problem:
        raise TenantFileError(file, problem.line, "", problem.problem) from problem
    try:
        return model.model_validate(read.value)
    except ValidationError as failure:
        first = failure.errors()[0]
        key = ".".join(str(step) for step in first["loc"])
        problem_said = first["msg"].removeprefix("Value error, ")
        raise TenantFileError(file, read.line(first["loc"]), key, problem_said) from failure


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


@cache
def _shipped() -> _RegionsFile:
    text = (files("tenants") / "regions.yaml").read_text(encoding="utf-8")
    return read_model(_RegionsFile, text, "tenants/regions.yaml")


@cache
def _by_code() -> dict[str, Region]:
    return {each.code: each for each in sorted(_shipped().regions, key=lambda each: each.code)}
