"""What every part of the contract uses: nodes, terms, sources and explanations."""

from __future__ import annotations

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.needs import described
from service.domain import explained
from service.domain.explained import flatten, sentence
from service.domain.words import Words, spoken
from service.rules.ruleset import Label


@strawberry.interface(description="Något med en egen, ogenomskinlig id. Anything with an opaque id of its own.")
class Node:
    id: strawberry.ID = strawberry.field(description="Global, ogenomskinlig id. Opaque global id.")


@strawberry.type(description="Term ur regelverket: id och benämning på begärt språk. A term with its label.")
class Term:
    id: str = strawberry.field(description="Regelverkets egen id, t.ex. en färg. The ruleset's own id.")
    label: str = strawberry.field(description="Benämning på svenska eller engelska. Label in the language asked for.")


def term(info: Info, own_id: str, label: Label | None) -> Term:
    """The term with its label in the caller's language; the id itself where the ruleset has no label."""
    return Term(id=own_id, label=info.context.say(label.sv, label.en) if label else own_id)


def role_term(info: Info, role: str | None) -> Term | None:
    """The role with its name in the caller's language."""
    if role is None:
        return None
    words = info.context.role_words
    return Term(id=role, label=info.context.say(*words[role]) if role in words else role)


@strawberry.type(description="Källa (rättslig grund): dokument, punkt och ordagrant citat. Where a rule stands.")
class RuleSource:
    document: str | None = strawberry.field(description="Dokumentets märke i regelverket. Document tag.")
    clause: str = strawberry.field(description="Punkt eller rubrik i dokumentet. Clause.")
    quote: str | None = strawberry.field(description="Ordagrant citat. Verbatim quote.")
    reason: strawberry.Private[Words | None]

    @described("Varför, där inget dokument säger det. Why, where none says so.")
    def derived(self, info: Info) -> str | None:
        return None if self.reason is None else spoken(self.reason, info.context.language)


def rule_source(source: explained.Source | None) -> RuleSource | None:
    if source is None:
        return None
    return RuleSource(document=source.document, clause=source.clause, quote=source.quote, reason=source.derived)


@strawberry.type(
    description="Ett led i en motivering (förklaring). `inputs` och `value` är det som räknas med: öre, id, ISO-tider;"
    " `sentence` är för läsare. One step of an explanation. `inputs` and `value` are what is computed with: öre, ids,"
    " ISO times; `sentence` is for people."
)
class ExplanationNode:
    id: int = strawberry.field(description="Ordningsnummer i listan. Position in the list.")
    parent: int | None = strawberry.field(description="Ledet som detta led bär upp. The step that this one supports.")
    operation: str = strawberry.field(description="Räkneoperation. The operation that made the value.")
    rule: str | None = strawberry.field(description="Regelns id i regelverket. Id of the rule in the ruleset.")
    source: RuleSource | None = strawberry.field(description="Regelns källa. Source of the rule.")
    inputs: JSON = strawberry.field(description="Operationens ingångsvärden. Inputs of the operation.")
    value: JSON | None = strawberry.field(
        description="Ledets värde; saknas medan listtal inväntas. Value of the step; null while a count is awaited."
    )
    sentence: str = strawberry.field(description="Ledet i ord. The step in words.")


@strawberry.type(description="Motivering som platt lista, föräldrar före barn. An explanation as a flat, ordered list.")
class Explanation:
    root: strawberry.Private[explained.Node]

    @described("Leden i ordning. The steps in order.", once=True)
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
        "Hela motiveringen som text, att klistra in i ett beslut. The explanation as text for a decision.", once=True
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


@strawberry.type(description="Sidans läge i en lista. Where a page stands in its connection.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Finns fler efter sidan. Whether more follow.")
    has_previous_page: bool = strawberry.field(description="Finns fler före sidan. Whether more precede.")
    start_cursor: str | None = strawberry.field(description="Första radens markör. Cursor of the first row.")
    end_cursor: str | None = strawberry.field(description="Sista radens markör. Cursor of the last row.")
