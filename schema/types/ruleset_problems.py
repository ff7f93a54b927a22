"""What the linter finds in a ruleset, as those who write rules read it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import strawberry

from schema.context import Info
from schema.needs import described
from service.rules.problem_words import PROBLEMS
from service.rules.problems import Problem

MOST_SHOWN = 200


@strawberry.enum(
    description="Hur allvarligt ett fel är, i två grader. How grave a fault of a ruleset is, in two grades."
)
class ProblemSeverity(Enum):
    ERROR = strawberry.enum_value(
        "ERROR", description="Regelverket kan inte fastställas. The ruleset cannot be adopted while it is there."
    )
    WARNING = strawberry.enum_value(
        "WARNING",
        description="Handlingen lämnar något öppet för människor. The document leaves it for people to settle.",
    )


@strawberry.type(
    name="RulesetProblem",
    description="Ett fel i ett regelverk: var det står, vad som är fel och vad som är tillåtet. A fault in a ruleset:"
    " where it stands, what is wrong and what is allowed.",
)
class ShownProblem:
    found: strawberry.Private[Problem]

    @described("Felets sort, att känna igen det på. What kind of fault it is, for programs to go by; it is stable.")
    def code(self) -> str:
        return self.found.code

    @described(
        "Om det hindrar att regelverket fastställs. Whether it keeps the ruleset from being adopted, or is for people"
        " to settle."
    )
    def severity(self) -> ProblemSeverity:
        return ProblemSeverity(self.found.severity)

    @described(
        "Raden i texten, från 1; null i ett utkast, som inte är någon text. The line of the text on which it stands,"
        " from 1; null in a draft, which is no text."
    )
    def line(self) -> int | None:
        return self.found.line or None

    @described(
        "Nyckelns väg i texten, t.ex. `colours[1].next`; tom för hela texten. The path of the key in the text, e.g."
        " `colours[1].next`; empty for the text as a whole."
    )
    def path(self) -> str:
        return self.found.key

    @described("Felet i ord, på begärt språk. What is wrong, said in the language asked for.")
    def message(self, info: Info) -> str:
        words = PROBLEMS[self.found.code]
        return info.context.say(words.sv, words.en)

    @described(
        "Vad som är fel just här, med id och tal, på engelska. What is wrong at this very place, with its ids and"
        " numbers, in English."
    )
    def problem(self) -> str:
        return self.found.problem

    @described(
        "Vad som är tillåtet i stället, på engelska; null där det inte låter sig sägas. What may stand there instead,"
        " in English; null where that cannot be said."
    )
    def allowed(self) -> str | None:
        return self.found.allowed

    @described(
        "Punkten som regeln runt felet citerar; null där ingen gör det. The clause that the rule around it cites; null"
        " where none does."
    )
    def clause(self) -> str | None:
        return self.found.clause


@strawberry.type(
    description="Vad lintern säger om en text: den kan fastställas när inget av det är ERROR. What the linter says of"
    " a text, which can be adopted when none of it is an ERROR."
)
class RulesetLint:
    found: strawberry.Private[Sequence[Problem]]

    @described(
        "Felen i den ordning de hittas, de första 200. The faults in the order in which they are found, the first 200."
    )
    def problems(self) -> list[ShownProblem]:
        return shown(self.found)

    @described("Hur många fel texten har, även de som inte visas. How many faults it has, with those not shown.")
    def count(self) -> int:
        return len(self.found)


def shown(problems: Sequence[Problem]) -> list[ShownProblem]:
    return [ShownProblem(found=one) for one in problems[:MOST_SHOWN]]
