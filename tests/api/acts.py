"""The core's commands as the API takes them: which mutation, with which input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from schema.ids import global_id
from service.domain.facts import Fact
from service.domain.money import format_sek
from service.rules.commands import (
    CaseCommand,
    Classify,
    DecideNoMeasure,
    FlagRecurrence,
    MoveToVersion,
    RefrainFromSanction,
    ReopenCase,
    RequestSupplement,
    SendCorrectionRequest,
    SplitCase,
    TakeTerminationPosition,
    WithholdPayment,
)

_REASON = {"reason": "Enheten har bytt telefonsystem."}
_NOTE = {"note": "Skälen i ord."}
WRITTEN: Mapping[type, Mapping[str, str]] = {
    RequestSupplement: _NOTE,
    WithholdPayment: _NOTE,
    TakeTerminationPosition: _NOTE,
    FlagRecurrence: _NOTE,
    MoveToVersion: _REASON,
    RefrainFromSanction: _REASON,
    DecideNoMeasure: _REASON,
    ReopenCase: _REASON,
}
"""What must be said in words, which the core never sees."""


def mutation(command: CaseCommand) -> str:
    if isinstance(command, MoveToVersion):
        return "moveCaseToRuleset"
    name = "ClassifyCase" if isinstance(command, Classify) else type(command).__name__
    return f"{name[0].lower()}{name[1:]}"


def given(command: CaseCommand, case: str) -> dict[str, Any]:
    """The input of its mutation on the case."""
    stated = {one.name: getattr(command, one.name) for one in fields(command) if one.name not in _NESTED}
    written: dict[str, Any] = dict(WRITTEN.get(type(command), {}))
    if isinstance(command, SendCorrectionRequest) and command.direct is not None:
        written["directSanction"] = {"ground": command.direct, **_REASON}
    if isinstance(command, Classify) and command.override is not None:
        written["override"] = {"colour": command.override, **_REASON}
    if isinstance(command, Classify) and command.happenings:
        del stated["levels"]
        written["happenings"] = [{"levels": _json(one)} for one in command.happenings]
    if "amount_ore" in stated:
        written["amount"] = format_sek(stated.pop("amount_ore"))
    if isinstance(command, SplitCase):
        written["happenings"] = list(command.happenings)
    return {"caseId": case, **{_camel(name): _json(value) for name, value in stated.items()}, **written}


_NESTED = {"personal", "direct", "override", "happenings", "origin", "into", "target"}


def _json(value: object) -> Any:
    match value:
        case date():
            return value.isoformat()
        case UUID():
            return global_id("Ruleset", value)
        case tuple():
            return [global_id("Case", one) for one in value]
        case Fact():
            return {_camel(name): one for name, one in value.model_dump(mode="json").items()}
        case Mapping():
            return [{"scale": scale, "value": level} for scale, level in value.items()]
        case _:
            return value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)
