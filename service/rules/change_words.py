"""What a difference between rulesets says: a code with its parameters, and its sentences in both languages.

Between two versions of the same rules a sentence tells what changes; between two regions' it tells who has what.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from service.domain.words import Words, filled
from service.rules.diff import Change, Side
from service.rules.said import joined

Code = Literal[
    "ADDED",
    "REMOVED",
    "NAMED",
    "UNNAMED",
    "CHANGED",
    "MOVED",
    "MEMBERS_ADDED",
    "MEMBERS_REMOVED",
    "MEMBERS_CHANGED",
    "REORDERED",
    "COUNTED",
    "NUMBERED",
    "ALIKE",
]
CHANGES: Final[Mapping[Code, tuple[str, str]]] = {
    "ADDED": ("{subject} tillkommer: {after}.", "{subject} is added: {after}."),
    "REMOVED": ("{subject} utgår: {before}.", "{subject} is removed: {before}."),
    "NAMED": ("{subject} tillkommer.", "{subject} is added."),
    "UNNAMED": ("{subject} utgår.", "{subject} is removed."),
    "CHANGED": ("{subject} ändras från {before} till {after}.", "{subject} changes from {before} to {after}."),
    "MOVED": ("{subject} flyttas från plats {before} till plats {after}.", "{subject} moves from {before} to {after}."),
    "MEMBERS_ADDED": ("{subject}: {added} tillkommer.", "{subject}: {added} added."),
    "MEMBERS_REMOVED": ("{subject}: {removed} utgår.", "{subject}: {removed} removed."),
    "MEMBERS_CHANGED": (
        "{subject}: {added} tillkommer, {removed} utgår.",
        "{subject}: {added} added, {removed} removed.",
    ),
    "REORDERED": ("{subject} får ordningen {after}.", "{subject} get the order {after}."),
    "COUNTED": (
        "{subject}: {fewer}{before} före, {more}{after} efter.",
        "{subject}: {fewer}{before} before, {more}{after} after.",
    ),
    "NUMBERED": ("{subject}: {fewer} före, {more} efter.", "{subject}: {fewer} before, {more} after."),
    "ALIKE": ("Oförändrat: {subject}.", "Unchanged: {subject}."),
}
BETWEEN: Final[Mapping[Code, tuple[str, str]]] = {
    "ADDED": ("{subject}: bara hos {right}: {after}.", "{subject}: in {right} alone: {after}."),
    "REMOVED": ("{subject}: bara hos {left}: {before}.", "{subject}: in {left} alone: {before}."),
    "NAMED": ("{subject}: bara hos {right}.", "{subject}: in {right} alone."),
    "UNNAMED": ("{subject}: bara hos {left}.", "{subject}: in {left} alone."),
    "CHANGED": ("{subject}: {left}: {before}; {right}: {after}.", "{subject}: {left}: {before}; {right}: {after}."),
    "MOVED": (
        "{subject}: plats {before} hos {left}, plats {after} hos {right}.",
        "{subject}: number {before} in {left}, number {after} in {right}.",
    ),
    "COUNTED": (
        "{subject}: {left} har {fewer}{before}, {right} har {more}{after}.",
        "{subject}: {left} has {fewer}{before}, {right} has {more}{after}.",
    ),
    "NUMBERED": (
        "{subject}: {left} har {fewer}, {right} har {more}.",
        "{subject}: {left} has {fewer}, {right} has {more}.",
    ),
    "ALIKE": ("Lika hos båda: {subject}.", "Alike in both: {subject}."),
}
"""What is not here is said as CHANGED."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`params` are Words and numbers, by the names that the sentences of the code fill in."""

    code: Code
    params: Mapping[str, Any]


def sentence(change: Change) -> Sentence:
    """What the change says, to be told by `told`, or by `told_between` of two regions."""
    before, after = change.before, change.after
    params: dict[str, Any] = {"subject": subject(change.side)}
    params |= {name: side.said for name, side in (("before", before), ("after", after)) if side is not None}
    if before is None or after is None:
        # An item that holds no more than its name has been told by it.
        bare = change.side.said == change.side.subject[-1]
        codes: tuple[Code, Code] = ("NAMED", "UNNAMED") if bare else ("ADDED", "REMOVED")
        return Sentence(codes[after is None], params)
    if change.kind == "MOVED" or not (before.members or after.members):
        return Sentence("MOVED" if change.kind == "MOVED" else "CHANGED", params)
    added, removed = _without(after, before), _without(before, after)
    params |= {"added": added, "removed": removed}
    code: Code = "MEMBERS_CHANGED" if added and removed else "MEMBERS_ADDED" if added else "MEMBERS_REMOVED"
    return Sentence(code if added or removed else "REORDERED", params)


def subject(side: Side) -> Words:
    return joined(list(side.subject), ", ")


def _without(one: Side, other: Side) -> tuple[Words, ...]:
    """The members of one list that the other has not."""
    return tuple(said for value, said in zip(one.value, one.members, strict=True) if value not in other.value)


def told(said: Sentence, language: str) -> str:
    """The sentence in `sv` or `en`."""
    return _begun(filled(CHANGES[said.code][language != "sv"], said.params, language))


def told_between(said: Sentence, left: Words, right: Words, language: str) -> str:
    """The sentence of two regions, of which `left` has what is before and `right` what is after."""
    sentences = BETWEEN.get(said.code, BETWEEN["CHANGED"])
    return _begun(filled(sentences[language != "sv"], {**said.params, "left": left, "right": right}, language))


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
