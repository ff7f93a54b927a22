"""What stands for persons: the same for one person in one region, and nothing to be guessed without the key."""

from __future__ import annotations

from itertools import product

import pytest

from infra.keys.master import MasterKeyRefusedError
from infra.keys.pseudonyms import Pseudonyms

KEY = bytes(range(32))


def test_a_person_is_one_id_in_a_region_and_another_in_each_other() -> None:
    one, again, other_key = Pseudonyms(KEY), Pseudonyms(KEY), Pseudonyms(bytes(32))
    people = list(product(("08", "13"), ("https://a.example", "https://b.example"), ("kim", "kom")))
    ids = [one.actor_id(*person) for person in people]
    assert ids == [again.actor_id(*person) for person in people]
    assert len(set(ids)) == len(people)
    assert not set(ids) & {other_key.actor_id(*person) for person in people}
    assert {(found.version, found.variant) for found in ids} == {(8, "specified in RFC 4122")}


def test_a_digest_is_the_regions_own_and_no_actors_id() -> None:
    pseudonyms = Pseudonyms(KEY)
    digest = pseudonyms.digest("08", "a\nb")
    assert len(digest) == 64
    assert digest != pseudonyms.digest("13", "a\nb")
    assert pseudonyms.actor_id("08", "a", "b").hex != digest[:32]


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(MasterKeyRefusedError):
        Pseudonyms(bytes(length))
