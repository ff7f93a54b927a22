"""The national figures of the demo, typed."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from service.rules.yaml_text import read_yaml


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DemoFigure(_Part):
    indicator: str
    numerator: int
    denominator: int | None = None
    sex: str | None = None
    source: str
    scope: str


class ExpectedCell(_Part):
    """A field of a published cell; `–` where it has none."""

    id: str
    indicator: str
    region: str
    year: str
    sex: str | None = None
    field: Literal["value", "change", "unweighted", "status", "verdict"]
    wanted: str = Field(alias="is")


class NationalDemo(_Part):
    """Region (SCB länskod) → year → figures, in the order in which they are delivered."""

    indicators: tuple[str, ...]
    years: tuple[str, ...]
    figures: dict[str, dict[str, tuple[DemoFigure, ...]]]
    expected: tuple[ExpectedCell, ...]


@cache
def national_demo() -> NationalDemo:
    text = (files("tenants") / "demo" / "national.yaml").read_text(encoding="utf-8")
    return NationalDemo.model_validate(read_yaml(text).value)
