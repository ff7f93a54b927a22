"""Refusals as the contract shows them: one interface, one type per kind, never a GraphQL error."""

from __future__ import annotations

import re
from typing import Any, Final

import strawberry

from schema.context import Info
from schema.ids import global_id
from schema.types.common import SOURCE, Explanation, RuleSource, Term, explanation, role_terms, rule_source, said_roles
from schema.types.ruleset_problems import ShownProblem
from schema.types.ruleset_problems import shown as shown_problems
from service.domain import errors
from service.domain.errors import FieldName
from service.domain.messages import message, why
from service.domain.words import Words, spoken


@strawberry.interface(
    description="Ett avslag på ett kommando: inget har skrivits och inget minns det. A command that was refused:"
    " nothing was written, and nothing remembers it."
)
class Refusal:
    code: str = strawberry.field(
        description="Avslagets kod, som består; alla står i docs/errors.md. What kind of refusal it is, for good; all"
        " stand in docs/errors.md."
    )
    message: str = strawberry.field(
        description="Vad som var fel, på begärt språk, att visa. What was wrong, in the language asked for, to show."
    )
    path: str | None = strawberry.field(
        description="Fältet i `input` som gäller, t.ex. `agreement.kind` eller `counts[0].listed`; null där det inte är"
        " ett fälts. The field of `input` concerned, e.g. `agreement.kind` or `counts[0].listed`; null where"
        " it is no one field's."
    )
    allowed: list[str] = strawberry.field(
        description="Vad som är tillåtet i stället, en rad var: värden, gränser, fält, roller eller kommandon; tom"
        " lista: inget att välja. What is allowed instead, one item each: values, bounds, fields, roles or commands;"
        " an empty list: nothing to choose from."
    )
    source: RuleSource | None = strawberry.field(description=SOURCE)
    explanation: Explanation | None = strawberry.field(
        description="Skälen till avslaget, steg för steg; null där det inte har några. What it was refused on, step by"
        " step; null where it has no such reasons."
    )


@strawberry.type(
    description="Din roll saknar mandat eller behörighet. Your role has no mandate, or no permission, for it."
)
class MandateMissing(Refusal):
    deciders: list[Term] = strawberry.field(description="Rollerna som får besluta det. The roles that may do it.")


@strawberry.type(
    description="En regel, eller ärendets eller utkastets läge, hindrar det. A rule, or how the case or the draft"
    " stands, is in its way."
)
class RuleRefused(Refusal):
    cases: list[strawberry.ID] = strawberry.field(
        description="Ärenden som hindrar, som globala id:n; tom lista: inga. The cases that are in its way, by their"
        " global ids; an empty list: none."
    )
    problems: list[ShownProblem] = strawberry.field(
        description="Felen i ett utkast som inte kan fastställas; tom lista: inga. What is wrong with a draft that"
        " cannot be adopted; an empty list: nothing."
    )


@strawberry.type(description="Någon annan hann före: läs igen. Somebody else was quicker: read it again.")
class VersionConflict(Refusal):
    current: int | None = strawberry.field(
        description="Ärendets eller utkastets version nu, som du ser den; null där den inte är någotderas. The version"
        " of the case or the draft now, as you see it; null where it is of neither."
    )


@strawberry.type(description="Ett värde som ett fält inte kan ha. A value that a field cannot hold.")
class InvalidInput(Refusal):
    pass


@strawberry.type(
    description="Det finns inte, eller är inte ditt: svaret är detsamma. It does not exist, or is not yours: the"
    " answer is the same."
)
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
    if isinstance(value, Words):
        return Words(_short(value.sv), _short(value.en))
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
    shown, language = _shown(refusal), info.context.language
    shared: dict[str, Any] = {
        "code": refusal.code,
        "message": message(shown, language),
        "path": shown.params.get("path"),
        "allowed": [named_here(one) if isinstance(one, FieldName) else spoken(one, language) for one in shown.allowed],
        "source": rule_source(refusal.source),
        "explanation": explanation(why(shown, said_roles(info))),
    }
    match refusal:
        case errors.MandateMissing():
            deciders = role_terms(info, shared["allowed"])
            return MandateMissing(**shared, deciders=deciders)
        case errors.VersionConflict():
            return VersionConflict(**shared, current=refusal.params.get("current"))
        case errors.InvalidInput():
            return InvalidInput(**shared)
        case errors.NotFound():
            return NotFound(**shared)
        case _:
            concerned = [strawberry.ID(global_id("Case", one)) for one in refusal.params.get("cases", ())]
            problems = shown_problems(refusal.params.get("problems", ()))
            return RuleRefused(**shared, cases=concerned, problems=problems)
