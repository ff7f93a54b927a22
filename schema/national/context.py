"""What resolvers of the national surface get: who asks, and what is published. Nothing of a region's own is near."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import strawberry

from schema.context import Language, Words
from service.authorize import NationalActor
from service.national.definitions import NationalPackage
from service.publishing_ports import NationalReader
from service.usecases.publishing import Publishing


@dataclass(frozen=True)
class NationalContext:
    """One request's context. `regions` are the names of those who deliver, and of the nation, by their codes."""

    actor: NationalActor
    publishing: Publishing
    reader: NationalReader
    language: Language
    regions: Mapping[str, Words]

    @property
    def package(self) -> NationalPackage:
        return self.publishing.package

    def say(self, sv: str, en: str) -> str:
        return sv if self.language == "sv" else en


Info = strawberry.Info[NationalContext, None]
