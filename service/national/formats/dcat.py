"""The national list as a catalogue of DCAT-AP-SE 3, in JSON-LD: a dataset for each indicator, in each format.

Sources: DCAT-AP-SE, Katalog, Datamängd, Distribution, Datatjänst. A catalogue's own licence must be CC0 there, formats
are told by dcterms:format alone, and a distribution points out the API that it is had from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from service.domain.words import Words
from service.national.definitions import Indicator, NationalPackage
from service.national.formats.native import as_json
from service.national.periods import PeriodKind

MEDIA_TYPE: Final = "application/ld+json"
CC0: Final = "http://creativecommons.org/publicdomain/zero/1.0/"
CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
_FREQUENCIES: Final[dict[PeriodKind, str]] = {
    "MONTH": "MONTHLY",
    "QUARTER": "QUARTERLY",
    "TERTIAL": "ANNUAL_3",
    "HALF_YEAR": "ANNUAL_2",
    "YEAR": "ANNUAL",
    "THREE_YEARS": "TRIENNIAL",
}
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Offered:
    """A format: its media type, its name, and the path under the base at which an indicator, `{indicator}`, has it."""

    media_type: str
    title: Words
    path: str


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the catalogue, and whom to ask. `base` is the service's own address, without a stroke at its end.

    `api` and `description` are paths under it: of the API and of its OpenAPI document.
    """

    base: str
    title: Words
    description: Words
    name: Words
    contact: Words
    email: str
    api: str
    api_description: str
    license: str = CC0


def catalogue_text(
    package: NationalPackage, indicators: Sequence[Indicator], formats: Sequence[Offered], by: Publisher
) -> str:
    """`catalogue` as JSON-LD in one line."""
    return as_json(catalogue(package, indicators, formats, by))


def catalogue(
    package: NationalPackage, indicators: Sequence[Indicator], formats: Sequence[Offered], by: Publisher
) -> dict[str, Any]:
    """The catalogue as one graph of JSON-LD. An indicator's owner is its dataset's publisher (NI-20).

    Of each indicator the version that is to be told of; drafts are for the caller to leave out.
    """
    owners = {one.id: _both(one.label) for one in package.owners}
    used = dict.fromkeys(one.owner for one in indicators)
    graph: list[dict[str, Any]] = [
        {
            "@id": f"{by.base}#catalogue",
            "@type": "dcat:Catalog",
            "dcterms:title": _texts(by.title),
            "dcterms:description": _texts(by.description),
            "dcterms:publisher": _at(f"{by.base}#publisher"),
            "dcterms:license": _at(CC0),
            "dcterms:language": _languages(),
            "dcterms:spatial": _sweden(),
            "foaf:homepage": _at(by.base),
            "dcat:themeTaxonomy": _at(f"{_AUTHORITY}/data-theme"),
            "dcat:dataset": [_at(_dataset_id(by, one)) for one in indicators],
        },
        _agent(f"{by.base}#publisher", by.name),
        *(_agent(f"{by.base}#owner-{id}", owners[id]) for id in used),
        {
            "@id": f"{by.base}#contact",
            "@type": "vcard:Organization",
            "vcard:fn": by.contact.sv,
            "vcard:hasEmail": _at(f"mailto:{by.email}"),
        },
        {
            "@id": f"{by.base}#api",
            "@type": "dcat:DataService",
            "dcterms:title": _texts(by.title),
            "dcat:endpointURL": _at(f"{by.base}{by.api}"),
            "dcat:endpointDescription": _at(f"{by.base}{by.api_description}"),
            "dcterms:license": _at(by.license),
            "dcterms:accessRights": _public(),
        },
    ]
    for one in indicators:
        graph.append(_dataset(one, formats, by))
        graph += _distributions(one, formats, by)
    return {"@context": CONTEXT, "@graph": graph}


def _dataset(one: Indicator, formats: Sequence[Offered], by: Publisher) -> dict[str, Any]:
    words = {"sv": [one.id, *one.code_ids, "vård", "region"], "en": ["care", "region"]}
    return {
        "@id": _dataset_id(by, one),
        "@type": "dcat:Dataset",
        "dcterms:title": _texts(_both(one.label)),
        "dcterms:description": _texts(_both(one.description)),
        "dcterms:publisher": _at(f"{by.base}#owner-{one.owner}"),
        "dcterms:identifier": one.id,
        "dcat:version": str(one.version),
        "dcat:contactPoint": _at(f"{by.base}#contact"),
        "dcat:theme": _at(f"{_AUTHORITY}/data-theme/HEAL"),
        "dcat:keyword": [_text(word, language) for language, found in words.items() for word in found],
        "dcterms:accessRights": _public(),
        "dcterms:accrualPeriodicity": _at(f"{_AUTHORITY}/frequency/{_FREQUENCIES[one.period]}"),
        "dcterms:temporal": _temporal(one),
        "dcterms:spatial": _sweden(),
        "dcterms:language": _languages(),
        "dcat:distribution": [_at(_distribution_id(by, one, place)) for place, _ in enumerate(formats, 1)],
    }


def _distributions(one: Indicator, formats: Sequence[Offered], by: Publisher) -> Iterable[dict[str, Any]]:
    return (
        {
            "@id": _distribution_id(by, one, place),
            "@type": "dcat:Distribution",
            "dcterms:title": _texts(offered.title),
            "dcterms:format": offered.media_type,
            "dcat:accessURL": _at(by.base + offered.path.format(indicator=one.id)),
            "dcat:accessService": _at(f"{by.base}#api"),
            "dcterms:license": _at(by.license),
        }
        for place, offered in enumerate(formats, 1)
    )


def _temporal(one: Indicator) -> dict[str, Any]:
    """Both days lie within; of a definition that is still valid there is no last one."""
    end = one.validity.end
    return {
        "@type": "dcterms:PeriodOfTime",
        "dcat:startDate": _day(one.validity.start),
        **({} if end is None else {"dcat:endDate": _day(end - _DAY)}),
    }


def _agent(id: str, name: Words) -> dict[str, Any]:
    return {"@id": id, "@type": "foaf:Agent", "foaf:name": _texts(name)}


def _dataset_id(by: Publisher, one: Indicator) -> str:
    return f"{by.base}#dataset-{one.id}"


def _distribution_id(by: Publisher, one: Indicator, place: int) -> str:
    return f"{_dataset_id(by, one)}-{place}"


def _both(label: Any) -> Words:
    return Words(label.sv, label.en)


def _at(address: str) -> dict[str, str]:
    return {"@id": address}


def _text(text: str, language: str) -> dict[str, str]:
    return {"@value": text, "@language": language}


def _texts(words: Words) -> list[dict[str, str]]:
    return [_text(words.sv, "sv"), _text(words.en, "en")]


def _day(day: date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}


def _public() -> dict[str, str]:
    return _at(f"{_AUTHORITY}/access-right/PUBLIC")


def _sweden() -> dict[str, str]:
    return _at(f"{_AUTHORITY}/country/SWE")


def _languages() -> list[dict[str, str]]:
    return [_at(f"{_AUTHORITY}/language/{one}") for one in ("SWE", "ENG")]
