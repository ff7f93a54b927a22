"""What a description of the contract has to be: Swedish, then English, saying what it means and what null means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    is_non_null_type,
    is_specified_scalar_type,
)

Nullable = Literal["answer", "input"]


def _known(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


SWEDISH = _known("""
  och som är av för den det de en ett med från till på i eller att om ej inte vid när där hur vad vem vilka
  sin sitt sina har ska får kan utan bara enligt efter före ur saknas varje även alla allt annan annat andra
  andras dess dag ord något någon regionens regionen ditt din dina du denna detta dessa antal namn listade
  egen egna personens enhetens versionens skalan rollen rollerna platsen nycklarna
""")
ENGLISH = _known("""
  the a of an and is are was were for by with from to on or not no its it as at which who whom what when where
  how that this these does do be been has have only each every all any one their your you they if than
""")
STOP = ENGLISH | {"in", "null"}
_SENTENCE = re.compile(r"(?<=[.?!])(?<!t\.ex\.)(?<!e\.g\.)\s+(?=[A-ZÅÄÖ`0-9(])")
_QUOTED = re.compile(r"`[^`]*`|https?://\S+")
_WORD = re.compile(r"[A-Za-zÅÄÖåäöé]+(?:['’-][A-Za-zÅÄÖåäö]+)*")
FEWEST, LEAST_ENGLISH, LEAST_SWEDISH = 2, 0.75, 0.3


@dataclass(frozen=True)
class Part:
    """Something named in the contract; `nullable` says where null, or nothing, may stand for it."""

    name: str
    description: str
    nullable: Nullable | None = None


def parts(schema: GraphQLSchema) -> Iterator[Part]:
    for name, one in schema.type_map.items():
        if name.startswith("__") or is_specified_scalar_type(one):
            continue
        yield Part(name, one.description or "")
        if isinstance(one, GraphQLEnumType):
            yield from (Part(f"{name}.{value}", it.description or "") for value, it in one.values.items())
        elif isinstance(one, GraphQLInputObjectType):
            yield from (_given(f"{name}.{field}", it) for field, it in one.fields.items())
        elif isinstance(one, GraphQLObjectType | GraphQLInterfaceType):
            for field, it in one.fields.items():
                optional = None if is_non_null_type(it.type) else "answer"
                yield Part(f"{name}.{field}", it.description or "", optional)
                yield from (_given(f"{name}.{field}({arg})", found) for arg, found in it.args.items())


def _given(name: str, one: object) -> Part:
    optional: Nullable | None = None if is_non_null_type(one.type) else "input"  # type: ignore[attr-defined]
    return Part(name, one.description or "", optional)  # type: ignore[attr-defined]


def words(text: str) -> list[str]:
    """Its words in small letters, without what stands in backticks: that is no language's."""
    return [one.casefold() for one in _WORD.findall(_QUOTED.sub(" ", text))]


def swedish(text: str) -> int:
    return sum(1 for one in words(text) if one in SWEDISH or (re.search("[åäö]", one) and one != "öre"))


def english(text: str) -> int:
    return sum(1 for one in words(text) if one in ENGLISH)


def halves(text: str) -> tuple[str, str]:
    """The Swedish sentences and the English ones after them, cut where that fits best; the second is empty for one."""
    sentences = _SENTENCE.split(text.strip())
    cuts = [(" ".join(sentences[:place]), " ".join(sentences[place:])) for place in range(1, len(sentences))]
    return max(
        cuts, key=lambda cut: swedish(cut[0]) - english(cut[0]) + english(cut[1]) - swedish(cut[1]), default=(text, "")
    )


def problems(part: Part) -> Iterator[str]:
    """What is wrong with the description, one sentence each."""
    sv, en = halves(part.description)
    if not part.description.strip():
        yield f"{part.name}: no description"
        return
    if not en:
        yield f"{part.name}: one sentence, so one language: {sv}"
        return
    if english(sv) or not swedish(sv):
        yield f"{part.name}: not Swedish first: {sv}"
    if swedish(en) or not english(en):
        yield f"{part.name}: not English then: {en}"
    if not part.description.rstrip().endswith("."):
        yield f"{part.name}: does not end"
    many = len(words(sv)), len(words(en))
    if min(many) < FEWEST or many[1] < LEAST_ENGLISH * many[0] or many[0] < LEAST_SWEDISH * many[1]:
        yield f"{part.name}: one half says less than the other: {many}: {part.description}"
    if not _told(part.name, en):
        yield f"{part.name}: says no more than its name: {en}"
    yield from _without_value(part, sv, en)


def _told(name: str, en: str) -> set[str]:
    """The words that the name does not have already."""
    own = {
        one.casefold() for one in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", re.split(r"[.(]", name.rstrip(")"))[-1])
    }
    return {one.rstrip("s") for one in words(en) if one not in STOP} - {one.rstrip("s") for one in own}


def _without_value(part: Part, sv: str, en: str) -> Iterator[str]:
    if part.nullable == "answer" and not ("null" in words(sv) and "null" in words(en)):
        yield f"{part.name}: does not say what null means: {part.description}"
    if part.nullable == "input" and not ("utelämna" in sv.casefold() and "omitted" in en.casefold()):
        yield f"{part.name}: does not say what it means to leave it out: {part.description}"
