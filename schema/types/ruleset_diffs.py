"""What differs between two rulesets, as those who write and adopt rules read it."""

from __future__ import annotations

from enum import Enum

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.needs import described
from schema.types.common import RuleSource, Term, rule_source, said_roles
from schema.types.rulesets import RulesetVersion
from service.rules.change_words import sentence, told
from service.rules.contrast import contrast
from service.rules.diff import Change, Side, diff
from service.rules.form_words import words_of
from service.rules.ruleset import Ruleset


@strawberry.enum(description="Hur något skiljer. In which way something is different.")
class RulesetChangeKind(Enum):
    ADDED = strawberry.enum_value("ADDED", description="Bara den senare har det. Only the later one has it.")
    REMOVED = strawberry.enum_value("REMOVED", description="Bara den tidigare har det. Only the earlier one has it.")
    CHANGED = strawberry.enum_value("CHANGED", description="Värdet är ett annat. Its value is another.")
    MOVED = strawberry.enum_value(
        "MOVED", description="Det står på en annan plats i sin lista. It stands at another place in its list."
    )


@strawberry.enum(
    description="Vad en skillnad rör: regeln, orden eller källan. What a difference is about: rule, words or source."
)
class RulesetChangeAspect(Enum):
    RULE = strawberry.enum_value("RULE", description="Vad som gäller. What holds, and so what is decided.")
    WORDING = strawberry.enum_value(
        "WORDING", description="Bara vad människor läser. Only what people read; it decides nothing."
    )
    SOURCE = strawberry.enum_value(
        "SOURCE", description="Bara var regeln står. Only where the rule stands; it decides nothing."
    )


@strawberry.type(description="Vad den ena av två har. What one of the two rulesets has.")
class RulesetValue:
    side: strawberry.Private[Side]

    @described(
        "Väg till värdet, t.ex. `colours[YELLOW].sanction.step`. Where its value stands, e.g."
        " `colours[YELLOW].sanction.step`."
    )
    def path(self) -> str:
        return self.side.path

    @described(
        "Värdet som i `content`; platsen, från 1, för det som är flyttat. What stands there, as in `content`; of what"
        " was moved its place, from 1."
    )
    def value(self) -> JSON:
        return JSON(self.side.value)

    @described("Värdet i ord, på begärt språk. What it is called, in the language asked for.")
    def text(self, info: Info) -> str:
        return info.context.say(self.side.said.sv, self.side.said.en)

    @described(
        "Källan som gäller där; null där ingen regel omger det. The clause that speaks for it; null where no rule is"
        " around it."
    )
    def source(self) -> RuleSource | None:
        return rule_source(self.side.source)


@strawberry.type(description="En skillnad mellan två regelverk. One thing that differs between two rulesets.")
class RulesetChange:
    change: strawberry.Private[Change]

    @described("Hur det skiljer. In which way it is different.")
    def kind(self) -> RulesetChangeKind:
        return RulesetChangeKind(self.change.kind)

    @described("Om det rör regeln, orden eller källan. Whether it is about the rule, its words or its source.")
    def aspect(self) -> RulesetChangeAspect:
        return RulesetChangeAspect(self.change.aspect)

    @described("Avsnittet av dokumentet, med nyckel och namn. The section of the document, by its key and name.")
    def section(self, info: Info) -> Term:
        words = words_of(Ruleset.__name__, self.change.section)
        label = self.change.section if words is None else info.context.say(words.label.sv, words.label.en)
        return Term(id=self.change.section, label=label)

    @described(
        "Väg till det som skiljer, i den senare där den har det. Where it stands: in the later one, where that has it."
    )
    def path(self) -> str:
        return self.change.side.path

    @described(
        "Vad det handlar om, på begärt språk: avsnitt, post och fält, det yttersta först. What it is about, in the"
        " language asked for: section, item and field, the outermost first."
    )
    def subject(self, info: Info) -> list[str]:
        return [info.context.say(one.sv, one.en) for one in self.change.side.subject]

    @described(
        "Meningens sort, att känna igen den på. What kind of sentence it is told by, for programs to go by; it is"
        " stable."
    )
    def code(self) -> str:
        return sentence(self.change).code

    @described("Skillnaden i en mening, på begärt språk. What is different, said in the language asked for.")
    def sentence(self, info: Info) -> str:
        return told(sentence(self.change), info.context.language)

    @described("Det tidigare; null där det saknas. What the earlier one has; null where it has nothing of it.")
    def before(self) -> RulesetValue | None:
        return None if self.change.before is None else RulesetValue(side=self.change.before)

    @described("Det senare; null där det saknas. What the later one has; null where it has nothing of it.")
    def after(self) -> RulesetValue | None:
        return None if self.change.after is None else RulesetValue(side=self.change.after)


@strawberry.type(description="Två regelverk sida vid sida. Two rulesets side by side, the earlier and the later.")
class RulesetDiff:
    before: strawberry.Private[Ruleset]
    after: strawberry.Private[Ruleset]

    earlier: RulesetVersion | None = strawberry.field(
        name="from", description="Versionen före; null där det är ett utkast. The version before; null for a draft."
    )
    later: RulesetVersion | None = strawberry.field(
        name="to", description="Versionen efter; null där det är ett utkast. The version after; null for a draft."
    )

    @described(
        "Alla skillnader, i dokumentets ordning; tom lista där de är lika. All that differs, in the order of the"
        " document; an empty list where they are equal.",
        once=True,
    )
    def changes(self, info: Info) -> list[RulesetChange]:
        return changes_between(info, self.before, self.after)

    @described(
        "Vad som skiljer i sak, i meningar på begärt språk, och sist vad som är lika. What differs in substance, in"
        " sentences in the language asked for, and at the end what is alike.",
        once=True,
    )
    def summary(self, info: Info) -> list[str]:
        return summary_between(info, self.before, self.after)


def changes_between(info: Info, before: Ruleset, after: Ruleset) -> list[RulesetChange]:
    return [RulesetChange(change=one) for one in diff(before, after, said_roles(info))]


def summary_between(info: Info, before: Ruleset, after: Ruleset) -> list[str]:
    """What differs in substance, said in the caller's language."""
    return [told(one.sentence, info.context.language) for one in contrast(before, after, said_roles(info))]
