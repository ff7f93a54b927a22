"""What every rule of a ruleset is made of: typed sections, labels in both languages, and where each rule stands."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from service.domain.explained import Source
from service.domain.words import Words

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]


Whole = Annotated[int, Field(strict=True, ge=-1_000_000, le=1_000_000)]


Truth = Annotated[bool, Field(strict=True)]


Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(Section):
    sv: Text
    en: Text


def _in_both(text: Any) -> Any:
    """A reason as rulesets gave it once, in one language for readers of either."""
    return {"sv": text, "en": text} if isinstance(text, str) else text


class SourceText(Section):
    """Where a rule stands: a document of this file with clause and verbatim quote, or why it is derived."""

    document: Id | None = None
    clause: Text
    quote: Text | None = None
    derived: Annotated[Label | None, BeforeValidator(_in_both)] = None

    @model_validator(mode="after")
    def _quoted_or_derived(self) -> Self:
        if (self.document is None) != (self.quote is None) or (self.quote is None) == (self.derived is None):
            message = "a source has document and quote, or derived"
            raise ValueError(message)
        return self

    @property
    def source(self) -> Source:
        derived = None if self.derived is None else Words(self.derived.sv, self.derived.en)
        return Source(self.document, self.clause, self.quote, derived)


class Rule(Section):
    source: SourceText
