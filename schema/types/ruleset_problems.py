"""What is wrong with a ruleset that is no file."""

from __future__ import annotations

from collections.abc import Iterable

import strawberry

from service.rules.load import RulesetProblem as Problem


@strawberry.type(
    description="Ett fel i ett regelverk, som hindrar att det fastställs. Something wrong with a ruleset, which keeps"
    " it from being adopted."
)
class RulesetProblem:
    path: str = strawberry.field(
        description="Platsen i dokumentet, t.ex. `colours[1].next`. Where it stands in the document, e.g."
        " `colours[1].next`."
    )
    code: str = strawberry.field(
        description="Vad för slags fel det är, t.ex. `UNKNOWN_COLOUR`. What kind of error it is, e.g. `UNKNOWN_COLOUR`."
    )
    problem: str = strawberry.field(
        description="Vad som är fel, på engelska som regelverkets nycklar. What is wrong, in English as the keys of a"
        " ruleset are."
    )
    allowed: str | None = strawberry.field(
        description="Vad som är tillåtet i stället; null där inget bestämt är det. What is allowed instead; null where"
        " it is nothing in particular."
    )
    clause: str | None = strawberry.field(
        description="Punkten för regeln som det står i; null där den inte har någon. The clause of the rule in which it"
        " stands; null where that has none."
    )


def ruleset_problems(problems: Iterable[Problem]) -> list[RulesetProblem]:
    return [
        RulesetProblem(path=one.key, code=one.code, problem=one.problem, allowed=one.allowed, clause=one.clause)
        for one in problems
    ]
