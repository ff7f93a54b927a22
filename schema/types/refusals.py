"""Refusals as the contract shows them: one interface, one type per kind, never a GraphQL error."""

from __future__ import annotations

import re
from typing import Any, Final

import strawberry

from schema.context import Info
from schema.ids import global_id
from schema.types.common import Explanation, RuleSource, Term, explanation, role_term, rule_source
from service.domain import errors
from service.domain.errors import why
from service.domain.messages import message


@strawberry.interface(description="Avslag på ett kommando: inget har skrivits. A refused command; nothing was written.")
class Refusal:
    code: str = strawberry.field(description="Stabil kod, se docs/errors.md. Stable code.")
    message: str = strawberry.field(description="Vad som var fel, på begärt språk. What was wrong.")
    path: str | None = strawberry.field(description="Fältet i indata som gäller. The input field concerned.")
    allowed: list[str] = strawberry.field(description="Vad som är tillåtet i stället. What is allowed instead.")
    source: RuleSource | None = strawberry.field(description="Punkten som säger det. The clause that says so.")
    explanation: Explanation | None = strawberry.field(description="Motivering. The explanation behind it.")


@strawberry.type(description="Beslutsmandat saknas. No mandate; names who may decide.")
class MandateMissing(Refusal):
    deciders: list[Term] = strawberry.field(description="Roller som får besluta. The roles that may decide.")


@strawberry.type(description="En regel, eller ärendets läge, hindrar. Refused by a rule or by the state of the case.")
class RuleRefused(Refusal):
    cases: list[strawberry.ID] = strawberry.field(description="Ärenden som avses. The cases concerned, if any.")


@strawberry.type(description="Någon annan hann före. Somebody else acted first.")
class VersionConflict(Refusal):
    current: int | None = strawberry.field(description="Version som gäller nu. The version to read again.")


@strawberry.type(description="Ett värde som fältet inte kan ha. A value the field cannot hold.")
class InvalidInput(Refusal):
    pass


@strawberry.type(description="Finns inte, eller är inte ditt. Does not exist, or is not yours.")
class NotFound(Refusal):
    pass


LONGEST_SHOWN: Final = 200
AnyRefusal = MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound


def named_here(path: str) -> str:
    """The path in the contract's own words: the rules name fields as Python does."""
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), path)


def _short(value: Any) -> Any:
    """What the caller sent, as far as it is repeated to it."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 1] + "…"
    if isinstance(value, list | tuple):
        return type(value)(_short(one) for one in value)
    return value


def _shown(refusal: errors.Refusal) -> errors.Refusal:
    """The refusal in the contract's words, with texts that a sentence bears: callers send them at any length."""
    params = {name: _short(value) for name, value in refusal.params.items()}
    if params.get("path") is not None:
        params["path"] = named_here(params["path"])
    return errors.Refusal(
        refusal.code,
        source=refusal.source,
        allowed=_short(refusal.allowed),
        explanation=refusal.explanation,
        **params,
    )


def refused(info: Info, refusal: errors.Refusal) -> AnyRefusal:
    """The refusal in the caller's language."""
    shown = _shown(refusal)
    shared: dict[str, Any] = {
        "code": refusal.code,
        "message": message(shown, info.context.language),
        "path": shown.params.get("path"),
        "allowed": list(shown.allowed),
        "source": rule_source(refusal.source),
        "explanation": explanation(why(shown)),
    }
    match refusal:
        case errors.MandateMissing():
            deciders = [one for role in refusal.allowed if (one := role_term(info, role)) is not None]
            return MandateMissing(**shared, deciders=deciders)
        case errors.VersionConflict():
            return VersionConflict(**shared, current=refusal.params.get("current"))
        case errors.InvalidInput():
            return InvalidInput(**shared)
        case errors.NotFound():
            return NotFound(**shared)
        case _:
            concerned = [strawberry.ID(global_id("Case", one)) for one in refusal.params.get("cases", ())]
            return RuleRefused(**shared, cases=concerned)
