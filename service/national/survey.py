"""Questionnaires as data: questions with versions, what may be answered, and which of them are readiness facts (C15).

A question keeps its id as long as it asks for the same thing; a new wording is a new version, and `differs` says where
its answers no longer compare with those of the version before. A questionnaire asks each question in one version.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from pydantic import Field

from service.domain.words import Words
from service.national.definitions import DocumentRef, Named
from service.rules.sourced import Id, Label, Rule, Section, Text, Truth, Whole

Kind = Literal["SINGLE", "MULTIPLE", "YES_NO", "YES_NO_PARTLY", "TEXT"]
"""One option, any number of them, yes or no, yes, no or partly, or free text alone."""

YES: Final = "YES"
PARTLY: Final = "PARTLY"
NO: Final = "NO"
"""Not an option but a status of its own: a no is told apart from every other absence (A11)."""

YES_OR_NO: Final[dict[str, Words]] = {YES: Words("Ja", "Yes"), PARTLY: Words("Ja, delvis", "Yes, partly")}
NO_WORDS: Final = Words("Nej", "No")
_OWN_OPTIONS: Final[frozenset[Kind]] = frozenset({"SINGLE", "MULTIPLE"})


class FreeText(Section):
    """What may be written beside an answer, or as one: at most `limit` characters (NI-02).

    With `options`, only beside one of these, and `required` with them. `releasable`: a region may let it be read
    nationally.
    """

    label: Label
    limit: Literal[1000, 2000]
    options: tuple[Id, ...] = ()
    required: Truth = False
    releasable: Truth = False


class Condition(Section):
    """Asked only where the earlier question is answered by one of `options`, `NO` among them.

    No options where that question is one that the founding document has lost: whether this one was asked is not known.
    """

    question: Id
    options: tuple[Id, ...] = ()


class Question(Rule):
    """One version of a question. `stem` stands above several that share it.

    `structural`: a fact of the readiness view (NI-22). `released`: each region's own answer is shown nationally, not
    only how many gave it. `options_lost`: there were more options than the document shows. `differs` says why answers
    do not compare with those of the version before.
    """

    id: Id
    version: Whole = 1
    stem: Label | None = None
    label: Label
    help: Label | None = None
    kind: Kind
    options: tuple[Named, ...] = ()
    options_lost: Truth = False
    admits_no: Truth = False
    text: FreeText | None = None
    condition: Condition | None = None
    structural: Truth = False
    released: Truth = False
    differs: Label | None = None

    @property
    def options_of_its_own(self) -> bool:
        return self.kind in _OWN_OPTIONS

    @property
    def choices(self) -> dict[str, Words]:
        """The options that an answer may name, in order; NO is a status, never one of them."""
        if self.options_of_its_own:
            return {one.id: Words(one.label.sv, one.label.en) for one in self.options}
        if self.kind == "TEXT":
            return {}
        return {key: words for key, words in YES_OR_NO.items() if key == YES or self.kind == "YES_NO_PARTLY"}

    @property
    def takes_no(self) -> bool:
        return self.admits_no or self.kind in {"YES_NO", "YES_NO_PARTLY"}

    @property
    def counted(self) -> tuple[str, ...]:
        """What answers are counted by: the options, then NO where it can be answered."""
        return (*self.choices, NO) if self.takes_no else tuple(self.choices)

    @property
    def most_options(self) -> int:
        return len(self.choices) if self.kind == "MULTIPLE" else min(1, len(self.choices))


class Asked(Section):
    """A question as a questionnaire asks it, under the number that people know it by."""

    number: Text
    question: Id
    version: Whole = 1


class Part(Section):
    """Questions under one heading, in the order in which they are asked."""

    id: Id
    label: Label
    asks: tuple[Asked, ...] = Field(min_length=1)


class Lost(Rule):
    """A question that the founding document no longer shows: nothing of it is guessed (AM-31)."""

    id: Id
    number: Text
    label: Label


class Questionnaire(Rule):
    id: Id
    label: Label
    parts: tuple[Part, ...] = Field(min_length=1)
    lost: tuple[Lost, ...] = ()

    @property
    def asked(self) -> tuple[Asked, ...]:
        return tuple(one for part in self.parts for one in part.asks)


class Survey(Section):
    """The questions that there are, and the questionnaires made of them."""

    id: Id
    label: Label
    documents: dict[str, DocumentRef]
    questions: tuple[Question, ...]
    questionnaires: tuple[Questionnaire, ...]

    def questionnaire(self, questionnaire_id: str) -> Questionnaire | None:
        return next((one for one in self.questionnaires if one.id == questionnaire_id), None)

    def question(self, question_id: str, version: int) -> Question | None:
        return next((one for one in self.questions if (one.id, one.version) == (question_id, version)), None)

    def asked(self, questionnaire: Questionnaire) -> tuple[Question, ...]:
        """Its questions in order, as the linter has found them to be there."""
        return tuple(self._asked(questionnaire))

    def _asked(self, questionnaire: Questionnaire) -> Iterator[Question]:
        for one in questionnaire.asked:
            found = self.question(one.question, one.version)
            if found is not None:
                yield found

    def answerable(self, questionnaire: Questionnaire) -> bool:
        """Whether it can be answered: nothing of it is lost."""
        return not questionnaire.lost and not any(one.options_lost for one in self.asked(questionnaire))

    def differs(self, question_id: str, earlier: int, later: int) -> Label | None:
        """Why answers to the two versions do not compare, by the latest version that says so; None where they do."""
        between = range(min(earlier, later) + 1, max(earlier, later) + 1)
        versions = sorted((one for one in self.questions if one.id == question_id), key=lambda one: -one.version)
        return next((one.differs for one in versions if one.version in between and one.differs is not None), None)
