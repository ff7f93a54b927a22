"""What every part of the contract uses: nodes, terms, sources and explanations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.needs import described
from service.domain import explained
from service.domain.explained import flatten, sentence
from service.domain.words import Words, spoken
from service.rules.sourced import Label

SOURCE: Final = "Källa: den punkt som säger det; null där ingen gör det. The clause that says so; null where none does."
PAGE_INFO: Final = "Sidans läge: om det finns fler. Whether there are more, and where to go on."
EDGES: Final = "Raderna på sidan, med markörer. The rows of the page, each with its cursor."
CURSOR: Final = "Radens markör, till `after` och `before`. Where to go on from this row, for `after` and `before`."


@strawberry.interface(description="Något med ett eget globalt id. Anything that `node` finds by an id of its own.")
class Node:
    id: strawberry.ID = strawberry.field(
        description="Globalt id, ogenomskinligt, för alltid detsamma. Opaque and global, the same for ever."
    )


@strawberry.type(
    description="Term ur ett regelverk eller rollkatalogen: id och benämning på begärt språk. A term of a ruleset or"
    " of the catalogue of roles: its id, and its label in the language asked for."
)
class Term:
    id: str = strawberry.field(
        description="Termens id där den är listad: färger, lägen, skalor och trappor i `Ruleset`, roller i `roles`."
        " What it is called where it is listed: colours, states, scales and ladders in `Ruleset`, roles in `roles`."
    )
    label: str = strawberry.field(
        description="Benämning på svenska eller engelska, att visa. What to show, in the language asked for."
    )


def term(info: Info, own_id: str, label: Label | None) -> Term:
    """The term with its label in the caller's language; the id itself where the ruleset has no label."""
    return Term(id=own_id, label=info.context.say(label.sv, label.en) if label else own_id)


def role_term(info: Info, role: str | None) -> Term | None:
    """The role with its name in the caller's language."""
    if role is None:
        return None
    words = info.context.role_words
    return Term(id=role, label=info.context.say(*words[role]) if role in words else role)


def role_terms(info: Info, roles: Iterable[str]) -> list[Term]:
    """The roles, each as `role_term`."""
    return [one for role in roles if (one := role_term(info, role)) is not None]


def said_roles(info: Info) -> dict[str, Words]:
    """What each role is called, in both languages."""
    return {name: Words(*words) for name, words in info.context.role_words.items()}


@strawberry.type(
    description="Källa till en regel: dokument, punkt och ordagrant citat, eller varför ingen finns. Where a rule"
    " stands: document, clause and verbatim quote, or why no document has it."
)
class RuleSource:
    document: str | None = strawberry.field(
        description="Dokumentets märke i regelverket; null där inget dokument säger det. The tag that the ruleset"
        " gives the document; null where no document says so."
    )
    clause: str = strawberry.field(
        description="Punkt eller rubrik i dokumentet. The place in the document, or the heading."
    )
    quote: str | None = strawberry.field(
        description="Ordagrant citat; null där inget dokument säger det. The very words; null where no document says"
        " so."
    )
    reason: strawberry.Private[Words | None]

    @described(
        "Varför regeln gäller ändå; null där ett dokument säger det. Why the rule holds all the same;"
        " null where a document says so."
    )
    def derived(self, info: Info) -> str | None:
        return None if self.reason is None else spoken(self.reason, info.context.language)


def rule_source(source: explained.Source | None) -> RuleSource | None:
    if source is None:
        return None
    return RuleSource(document=source.document, clause=source.clause, quote=source.quote, reason=source.derived)


@strawberry.type(
    description="Ett led i en motivering. `inputs` och `value` är det som räknas med: öre, id, ISO-tider; `sentence`"
    " är för läsare. One step of the way from rules and facts to a value. `inputs` and `value` are what is computed"
    " with: öre, ids, ISO times; `sentence` is for people."
)
class ExplanationNode:
    id: int = strawberry.field(
        description="Ledets plats i listan, från 0; inget globalt id. Its position in the list, from 0; no global id."
    )
    parent: int | None = strawberry.field(
        description="Ledet som detta led bär upp, som `id`; null för det första. The step that this one supports, as"
        " its `id`; null for the first."
    )
    operation: str = strawberry.field(
        description="Operationen som gav värdet; att skilja led åt, inte att visa. What made the value; to tell steps"
        " apart, not to show."
    )
    rule: str | None = strawberry.field(
        description="Regelns id i regelverket; null där ledet inte vilar på en regel. Id of the rule in the ruleset;"
        " null where the step rests on none."
    )
    source: RuleSource | None = strawberry.field(description=SOURCE)
    inputs: JSON = strawberry.field(
        description="Operationens ingångsvärden; belopp i hela öre. What the operation was given; amounts in whole öre."
    )
    value: JSON | None = strawberry.field(
        description="Ledets värde, belopp i hela öre; null medan ett listtal inväntas. What the step comes to,"
        " amounts in whole öre; null while a listed count is awaited."
    )
    sentence: str = strawberry.field(
        description="Ledet i ord, på begärt språk. What the step says, in the language asked for."
    )


@strawberry.type(
    description="Motivering: stegen från regler och fakta till ett värde, vart och ett med källa. The steps from"
    " rules and facts to a value, each with its source."
)
class Explanation:
    root: strawberry.Private[explained.Node]

    @described(
        "Leden som platt lista, föräldrar före barn. The steps as a flat list, parents before children.", once=True
    )
    def nodes(self, info: Info) -> list[ExplanationNode]:
        return [
            ExplanationNode(
                id=flat.id,
                parent=flat.parent,
                operation=flat.node.operation,
                rule=flat.node.rule,
                source=rule_source(flat.node.source),
                inputs=JSON(dict(flat.node.inputs)),
                value=JSON(flat.node.value),
                sentence=sentence(flat.node, info.context.language),
            )
            for flat in flatten(self.root)
        ]

    @described(
        "Hela motiveringen som text, med källor, att klistra in i ett beslut. All of it as text, with its sources, to"
        " paste into a decision.",
        once=True,
    )
    def text(self, info: Info) -> str:
        depth: dict[int | None, int] = {None: -1}
        lines = []
        for flat in flatten(self.root):
            depth[flat.id] = depth[flat.parent] + 1
            source = flat.node.source
            cited = f" [{source.document}, {source.clause}: «{source.quote}»]" if source and source.quote else ""
            lines.append(f"{'  ' * depth[flat.id]}{sentence(flat.node, info.context.language)}{cited}")
        return "\n".join(lines)


def explanation(node: explained.Node | None) -> Explanation | None:
    return None if node is None else Explanation(root=node)


@strawberry.type(description="Var en sida står i sin lista. Where a page stands in its connection.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Om fler rader följer. Whether there are more rows after it.")
    has_previous_page: bool = strawberry.field(
        description="Om fler rader finns före. Whether there are rows before it."
    )
    start_cursor: str | None = strawberry.field(
        description="Första radens markör, till `before`; null för en tom sida. The cursor of the first row, for"
        " `before`; null for an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="Sista radens markör, till `after`; null för en tom sida. The cursor of the last row, for"
        " `after`; null for an empty page."
    )
