"""Open metadata: the catalogue by DCAT-AP-SE as an RDF library reads it, and the definitions with all their texts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from service.domain.words import Words
from service.national.definitions import Indicator
from service.national.formats.dcat import CC0, Offered, Publisher, catalogue_text
from service.national.formats.definitions_out import definitions_text
from service.national.formats.shown import LETTERS
from tests.core.published import INDICATORS, PACKAGE, indicator

# rdflib's own reader of JSON-LD makes a graph of the kind that rdflib advises against.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
BASE = "https://trappa.test"
EU = "http://publications.europa.eu/resource/authority"
BY = Publisher(
    base=BASE,
    title=Words("Nationella indikatorer", "National indicators"),
    description=Words("Jämförbara uppgifter", "Comparable figures"),
    name=Words("Förvaltaren", "The keeper"),
    contact=Words("Öppna data", "Open data"),
    email="oppnadata@trappa.test",
    api="/national/v1",
    api_description="/national/v1/openapi.json",
)
FORMATS = (
    Offered("text/csv", Words("CSV", "CSV"), "/national/v1/cells.csv?indicator={indicator}"),
    Offered("application/json", Words("JSON-stat", "JSON-stat"), "/national/v1/cells.json?indicator={indicator}"),
)
MANDATORY = {
    DCAT.Catalog: {DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCAT.dataset},
    DCAT.Dataset: {DCTERMS.title, DCTERMS.description, DCTERMS.publisher},
    DCAT.Distribution: {DCAT.accessURL},
    DCAT.DataService: {DCTERMS.title, DCAT.endpointURL},
    FOAF.Agent: {FOAF.name},
    VCARD.Organization: {VCARD.fn, VCARD.hasEmail},
}
"""What DCAT-AP-SE 3 demands of each class that stands in a catalogue."""


def graph(*told: Indicator) -> Graph:
    # Read by its own context: the library fetches nothing.
    return Graph().parse(data=catalogue_text(PACKAGE, told or [*INDICATORS.values()], FORMATS, BY), format="json-ld")


def the(found: Graph, subject: Node, predicate: Node) -> Node:
    (one,) = found.objects(subject, predicate)
    return one


def both(sv: str, en: str) -> set[Node]:
    return {Literal(sv, lang="sv"), Literal(en, lang="en")}


@pytest.mark.requirement("NI-15")
def test_every_thing_in_the_catalogue_has_what_the_profile_demands_of_it() -> None:
    found = graph()
    for kind, demanded in MANDATORY.items():
        subjects = list(found.subjects(RDF.type, kind))
        assert subjects
        for subject in subjects:
            assert demanded <= set(found.predicates(subject)), subject
    pointed_at = {one for one in found.objects() if isinstance(one, URIRef) and one.startswith(f"{BASE}#")}
    assert pointed_at <= set(found.subjects())


@pytest.mark.requirement("NI-15", "NI-20")
def test_each_indicator_is_a_dataset_of_its_owner_with_what_it_is_told_by() -> None:
    found = graph()
    datasets = set(found.objects(URIRef(f"{BASE}#catalogue"), DCAT.dataset))
    assert datasets == {URIRef(f"{BASE}#dataset-{id}") for id in INDICATORS}
    dataset = URIRef(f"{BASE}#dataset-IN-13")
    assert set(found.objects(dataset, DCTERMS.title)) == both("Andel intyg", "IN-13 in English")
    assert set(found.objects(the(found, dataset, DCTERMS.publisher), FOAF.name)) == both("SOS på svenska", "in English")
    assert the(found, dataset, DCTERMS.accrualPeriodicity) == URIRef(f"{EU}/frequency/ANNUAL_2")
    assert the(found, dataset, DCTERMS.spatial) == URIRef(f"{EU}/country/SWE")
    assert the(found, dataset, DCTERMS.accessRights) == URIRef(f"{EU}/access-right/PUBLIC")
    contact = the(found, dataset, DCAT.contactPoint)
    assert the(found, contact, VCARD.hasEmail) == URIRef("mailto:oppnadata@trappa.test")
    assert the(found, URIRef(f"{BASE}#catalogue"), DCTERMS.license) == URIRef(CC0)


@pytest.mark.requirement("NI-15")
def test_a_dataset_is_had_in_each_format_from_an_address_of_ours() -> None:
    found = graph()
    had = {
        (the(found, one, DCTERMS.format), the(found, one, DCAT.accessURL), the(found, one, DCTERMS.license))
        for one in found.objects(URIRef(f"{BASE}#dataset-IN-07"), DCAT.distribution)
    }
    assert had == {
        (Literal(media), URIRef(f"{BASE}/national/v1/cells.{end}?indicator=IN-07"), URIRef(CC0))
        for media, end in (("text/csv", "csv"), ("application/json", "json"))
    }
    assert the(found, URIRef(f"{BASE}#api"), DCAT.endpointURL) == URIRef(f"{BASE}/national/v1")


def test_a_dataset_lasts_from_the_first_day_of_its_definition_to_the_last_if_there_is_one() -> None:
    for told, end in ((indicator("IN-07"), None), (indicator("IN-07", 2), "2024-12-31")):
        found = graph(told)
        temporal = the(found, URIRef(f"{BASE}#dataset-IN-07"), DCTERMS.temporal)
        start = Literal(told.validity.start.isoformat(), datatype=XSD.date)
        assert the(found, temporal, DCAT.startDate) == start
        expected = [] if end is None else [Literal(end, datatype=XSD.date)]
        assert list(found.objects(temporal, DCAT.endDate)) == expected


def test_a_catalogue_of_no_indicators_is_one() -> None:
    found = Graph().parse(data=catalogue_text(PACKAGE, [], FORMATS, BY), format="json-ld")
    assert list(found.subjects(RDF.type, DCAT.Catalog)) == [URIRef(f"{BASE}#catalogue")]
    assert not list(found.subjects(RDF.type, DCAT.Dataset))


# --- definitions ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("NI-15", "NI-08")
def test_definitions_are_told_in_all_versions_with_codes_and_the_versions_of_their_texts() -> None:
    told: dict[str, Any] = json.loads(definitions_text(PACKAGE))
    assert [(one["id"], [it["version"] for it in one["versions"]]) for one in told["indicators"]] == [
        ("IN-07", [1, 2]),
        ("IN-13", [1]),
        ("IN-24", [1]),
    ]
    first = told["indicators"][0]["versions"][0]
    assert first["label"]["sv"] == INDICATORS["IN-07"].label.sv
    assert (first["owner"], first["codes"], first["denominator"]) == ("SKR", ["GC001"], None)
    assert first["validity"] == {"start": "2021-01-01", "end": None}
    (code,) = told["codes"]
    assert [(one["version"], one["validity"]["end"]) for one in code["texts"]] == [("v1", "2022-01-01"), ("v2", None)]
    assert told["balances"][0]["plus"] == [{"indicator": "IN-13", "categories": {"SEX": "K"}}]
    assert {one["id"]: one["overlapping"] for one in told["dimensions"]}["COLOUR"] is True
    assert told["threshold"] == 5
    assert told["statuses"].keys() == LETTERS.keys()
    assert told["statuses"]["SUPPRESSED"]["obsStatus"] == "Q"


@pytest.mark.requirement("NI-15")
def test_a_definition_tells_every_field_but_where_it_is_quoted_from() -> None:
    told: dict[str, Any] = json.loads(definitions_text(PACKAGE))
    members = set(told["indicators"][0]["versions"][0])
    named = {"code_ids": "codes", "at_most": "atMost", "zero_shown": "zeroShown"}
    assert members == {named.get(name, name) for name in Indicator.model_fields} - {"id", "source"}
