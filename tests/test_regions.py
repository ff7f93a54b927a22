"""The registry of regions: complete, plausible, and closed to anything that is no region."""

from __future__ import annotations

import string
from importlib.resources import files

import pytest

from service.domain.access import PLATFORM
from service.domain.identifiers import luhn
from tenants.registry import (
    Region,
    TenantFileError,
    UnknownRegionError,
    healthcare_regions,
    read_regions,
    region,
    regions,
)

SHIPPED = (files("tenants") / "regions.yaml").read_text(encoding="utf-8")
SURVEY_LETTERS = sorted(set(string.ascii_uppercase) - set("ITXYZ"))


@pytest.mark.requirement("A14")
def test_there_are_21_regions_each_with_its_own_code_letter_and_organisation_number() -> None:
    assert len(regions()) == 21
    assert [each.code for each in regions()] == sorted({each.code for each in regions()})
    for field in ("iso", "letter", "orgnr", "sv", "en"):
        assert len({getattr(each, field) for each in regions()}) == 21, field


@pytest.mark.requirement("A14")
def test_the_codes_run_from_01_to_25_without_the_four_unused_ones() -> None:
    used = {each.code for each in regions()}

    assert {f"{number:02}" for number in range(1, 26)} - used == {"02", "11", "15", "16"}
    assert PLATFORM not in used


@pytest.mark.requirement("A14")
def test_every_organisation_number_has_ten_digits_and_a_right_check_digit() -> None:
    assert all(len(each.orgnr) == 10 and luhn(each.orgnr) for each in regions())
    assert {each.orgnr[:6] for each in regions() if each.code != "09"} == {"232100"}


@pytest.mark.requirement("A14")
def test_only_organisation_numbers_seen_in_a_published_source_count_as_confirmed() -> None:
    assert [each.code for each in regions() if each.orgnr_confirmed] == [
        "01", "03", "04", "05", "06", "07", "14",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("digits", "right"),
    [("2321000073", True), ("2321000074", False), ("3221000073", False), ("79927398713", True), ("", False)],
)
def test_the_check_digit_is_luhns(digits: str, right: bool) -> None:  # noqa: FBT001 - a table's column
    assert luhn(digits) is right


@pytest.mark.requirement("A14")
def test_the_kommuner_of_all_regions_are_290() -> None:
    assert sum(each.kommuner for each in regions()) == 290


@pytest.mark.requirement("A14")
def test_gotland_is_region_and_kommun_in_one_legal_entity() -> None:
    gotland = region("09")

    assert (gotland.sv, gotland.letter, gotland.kommuner) == ("Region Gotland", "I", 1)
    assert gotland.kommun_code == "0980"
    assert gotland.orgnr.startswith("212000")
    assert [each.code for each in regions() if each.kommun_code is not None] == ["09"]


@pytest.mark.requirement("A14")
def test_every_region_belongs_to_one_healthcare_region_and_halland_to_two() -> None:
    known = {each.id for each in healthcare_regions()}
    split = {each.code: each.healthcare_regions for each in regions() if len(each.healthcare_regions) > 1}

    assert len(known) == 6
    assert {membership.id for each in regions() for membership in each.healthcare_regions} == known
    assert list(split) == ["13"]
    assert {(membership.part, membership.id) for membership in split["13"]} == {
        ("south", "sodra"),
        ("north", "vastra"),
    }


@pytest.mark.requirement("A14")
def test_a_region_is_found_by_its_code_and_has_both_names() -> None:
    assert region("08").sv == "Region Kalmar län"
    assert region("08").en == "Region Kalmar County"
    assert region("24").iso == "SE-AC"


@pytest.mark.parametrize("code", ["02", "8", "26", "", "SE-H", "0980"])
def test_an_unknown_code_is_refused_with_the_codes_that_exist(code: str) -> None:
    with pytest.raises(UnknownRegionError) as refused:
        region(code)

    assert refused.value.code == code
    assert refused.value.allowed == tuple(each.code for each in regions())
    assert isinstance(refused.value, KeyError)
    assert "allowed: 01, 03, 04" in str(refused.value)


@pytest.mark.requirement("AM-30")
def test_no_letter_of_the_survey_leads_to_a_region() -> None:
    """The survey's letters are pseudonyms that look like county letters: neither key nor field maps them."""
    assert len(SURVEY_LETTERS) == 21
    for letter in SURVEY_LETTERS:
        for written in (letter, letter.lower(), f"Region {letter}"):
            with pytest.raises(UnknownRegionError):
                region(written)

    assert set(Region.model_fields) == {
        "code",
        "iso",
        "sv",
        "en",
        "orgnr",
        "orgnr_confirmed",
        "healthcare_regions",
        "kommuner",
        "kommun_code",
    }
    assert not {word for word in ("survey", "enkät", "pseudonym") if word in SHIPPED.casefold()}


def test_a_region_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        region("08").kommuner = 13  # type: ignore[misc]


@pytest.mark.parametrize(
    ("right", "wrong", "key", "problem"),
    [
        (
            'orgnr: "2321000073"',
            'orgnr: "2321000074"',
            "regions.6.orgnr",
            "check digit of 2321000074 is wrong",
        ),
        ('orgnr: "2321000073"', 'orgnr: "232100-0073"', "regions.6.orgnr", "pattern"),
        ('code: "08"', "code: 7", "regions.6.code", "valid string"),
        ('code: "08"', 'code: "07"', "", "code stands twice: 07"),
        ('kommuner: 12\n  - code: "09"', "kommuner: '12'\n  - code: \"09\"", "regions.6.kommuner", "integer"),
        ('kommun_code: "0980"', 'kommun_code: "0880"', "regions.7", "kommun 0880 cannot carry"),
        ("{id: sodra, part: south}, ", "", "regions.10", "one in the south and one north"),
        ("{id: sodra, part: south}", "{id: soder, part: south}", "", "unknown: soder; allowed: norra"),
        (
            "{id: sodra, part: south}",
            "{id: sodra, part: east}",
            "regions.10.healthcare_regions.0.part",
            "'south'",
        ),
        ('kommun_code: "0980"', "survey_code: I", "regions.7.survey_code", "not permitted"),
    ],
)
def test_a_wrong_value_is_refused_by_file_and_key(right: str, wrong: str, key: str, problem: str) -> None:
    assert SHIPPED.count(right) == 1
    with pytest.raises(TenantFileError) as refused:
        read_regions(SHIPPED.replace(right, wrong), "regions.yaml")

    assert refused.value.file == "regions.yaml"
    assert refused.value.key == key
    assert problem in refused.value.problem


def test_a_key_that_stands_twice_is_refused_by_file_line_and_key() -> None:
    text = SHIPPED.replace('kommun_code: "0980"', "iso: SE-I")
    line = text[: text.rindex("iso: SE-I\n")].count("\n") + 1

    with pytest.raises(TenantFileError) as refused:
        read_regions(text, "regions.yaml")

    assert str(refused.value) == f"regions.yaml:{line}: the key 'iso' stands twice"


@pytest.mark.parametrize("text", ["regions: [", "regions: !!python/object:os.system {}", "a: \x01"])
def test_a_text_that_is_no_plain_yaml_is_refused(text: str) -> None:
    with pytest.raises(TenantFileError, match=r"regions\.yaml:1: "):
        read_regions(text, "regions.yaml")
