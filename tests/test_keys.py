"""Personal records: sealed apart, bound to their place, gone when their key is gone."""

import base64
import binascii
import json
import stat
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from infra.keys.keyfile import KeyFileRefusedError
from infra.keys.master import MasterKeyRefusedError, load_or_create_dev_master_key
from infra.keys.personal import PersonalKeys, PersonalRecordErased, PersonalRecordTampered, SealedRecord

MASTER = bytes(range(32))
RECORD = UUID("018f3c1e-0000-7000-8000-00000000000a")
PLAIN = json.dumps({"name": "Åsa Öberg"}, ensure_ascii=False).encode()
TENANTS = st.sampled_from(["01", "08", "13", "25"])


@given(tenant_id=TENANTS, record_id=st.uuids(), plain=st.binary(max_size=2000))
def test_what_is_sealed_opens_to_the_same_octets(tenant_id: str, record_id: UUID, plain: bytes) -> None:
    keys = PersonalKeys(MASTER)
    sealed = keys.seal(tenant_id, record_id, plain)
    assert PersonalKeys(MASTER).open(tenant_id, record_id, sealed) == plain
    assert keys.verify(tenant_id, record_id, sealed, sealed.digest)
    assert len(sealed.ciphertext) == len(plain) + 32


def test_the_stored_form_is_the_documented_one() -> None:
    sealed = PersonalKeys(MASTER).seal("08", RECORD, PLAIN)
    wrapped = sealed.wrapped_key
    assert wrapped is not None
    tenant_key = HKDF(SHA256(), 32, salt=None, info=b"trappa personal 08").derive(MASTER)
    place = b"08" + RECORD.bytes
    data_key = AESGCM(tenant_key).decrypt(wrapped[1:13], wrapped[13:], b"trappa personal key\x00" + place)
    bound = b"trappa personal record\x00" + place
    salted = AESGCM(data_key).decrypt(sealed.nonce, sealed.ciphertext, bound)
    assert (wrapped[0], len(data_key), len(sealed.nonce)) == (1, 32, 12)
    assert salted[16:] == PLAIN
    assert sealed.digest == sha256(salted).hexdigest()


def test_the_same_content_never_looks_the_same() -> None:
    keys = PersonalKeys(MASTER)
    sealed = [keys.seal("08", RECORD, PLAIN) for _ in range(50)]
    for part in ("ciphertext", "nonce", "wrapped_key", "digest"):
        assert len({getattr(record, part) for record in sealed}) == 50
    assert all(PLAIN not in record.ciphertext for record in sealed)
    assert sha256(PLAIN).hexdigest() not in {record.digest for record in sealed}


def test_an_erased_record_is_gone_and_says_so() -> None:
    keys = PersonalKeys(MASTER)
    sealed = keys.seal("08", RECORD, PLAIN)
    erased = sealed.erased()
    assert (erased.ciphertext, erased.digest) == (sealed.ciphertext, sealed.digest)
    with pytest.raises(PersonalRecordErased) as caught:
        keys.open("08", RECORD, erased)
    assert (caught.value.tenant_id, caught.value.record_id) == ("08", RECORD)
    assert caught.value.message_sv != caught.value.message_en
    with pytest.raises(PersonalRecordErased):
        keys.verify("08", RECORD, erased, sealed.digest)


def test_a_key_does_not_bring_another_record_back() -> None:
    keys = PersonalKeys(MASTER)
    erased, kept = keys.seal("08", RECORD, PLAIN), keys.seal("08", RECORD, PLAIN)
    with pytest.raises(PersonalRecordTampered):
        keys.open("08", RECORD, replace(erased, wrapped_key=kept.wrapped_key))


@given(part=st.sampled_from(["ciphertext", "nonce", "wrapped_key"]), source=st.data())
def test_any_changed_bit_is_found(part: str, source: st.DataObject) -> None:
    keys = PersonalKeys(MASTER)
    sealed = keys.seal("08", RECORD, PLAIN)
    octets = bytearray(getattr(sealed, part))
    octets[source.draw(st.integers(0, len(octets) - 1))] ^= 1 << source.draw(st.integers(0, 7))
    assert_tampered(keys, with_part(sealed, part, bytes(octets)))


@given(part=st.sampled_from(["ciphertext", "nonce", "wrapped_key"]), octets=st.binary(max_size=80))
def test_any_other_octets_are_tampering_and_nothing_worse(part: str, octets: bytes) -> None:
    keys = PersonalKeys(MASTER)
    assert_tampered(keys, with_part(keys.seal("08", RECORD, PLAIN), part, octets))


def with_part(sealed: SealedRecord, part: str, octets: bytes) -> SealedRecord:
    parts: dict[str, Any] = {part: octets}
    return replace(sealed, **parts)


def assert_tampered(keys: PersonalKeys, sealed: SealedRecord) -> None:
    with pytest.raises(PersonalRecordTampered) as caught:
        keys.open("08", RECORD, sealed)
    assert "Åsa" not in str(caught.value)
    assert not keys.verify("08", RECORD, sealed, sealed.digest)


def test_a_record_opens_only_in_its_place_and_under_its_master_key() -> None:
    keys = PersonalKeys(MASTER)
    sealed = keys.seal("08", RECORD, PLAIN)
    with pytest.raises(PersonalRecordTampered):
        keys.open("13", RECORD, sealed)
    with pytest.raises(PersonalRecordTampered):
        keys.open("08", uuid4(), sealed)
    with pytest.raises(PersonalRecordTampered):
        PersonalKeys(MASTER[::-1]).open("08", RECORD, sealed)


def test_a_digest_of_other_content_is_found() -> None:
    keys = PersonalKeys(MASTER)
    sealed, other = keys.seal("08", RECORD, PLAIN), keys.seal("08", RECORD, PLAIN)
    assert not keys.verify("08", RECORD, sealed, other.digest)
    assert not keys.verify("08", RECORD, sealed, "åäö")
    with pytest.raises(PersonalRecordTampered):
        keys.open("08", RECORD, replace(sealed, digest=other.digest))


@pytest.mark.parametrize("tenant_id", ["", "8", "080", "ab", "٠٨", "08\n"])
def test_only_county_codes_have_keys(tenant_id: str) -> None:
    with pytest.raises(ValueError, match="county code"):
        PersonalKeys(MASTER).seal(tenant_id, RECORD, PLAIN)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_master_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(MasterKeyRefusedError):
        PersonalKeys(b"k" * length)


def test_a_development_key_belongs_to_its_directory(tmp_path: Path) -> None:
    master = load_or_create_dev_master_key(tmp_path / "dev", env="dev")
    assert len(master) == 32
    assert load_or_create_dev_master_key(tmp_path / "dev", env="dev") == master
    assert load_or_create_dev_master_key(tmp_path / "other", env="dev") != master
    (file,) = (tmp_path / "dev").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("env", ["production", "test", "", "DEV"])
def test_a_development_key_stays_in_development(tmp_path: Path, env: str) -> None:
    load_or_create_dev_master_key(tmp_path / "dev", env="dev")
    for name in ("dev", "fresh"):
        with pytest.raises(MasterKeyRefusedError):
            load_or_create_dev_master_key(tmp_path / name, env=env)
    assert not (tmp_path / "fresh").exists()
    (file,) = (tmp_path / "dev").iterdir()
    with pytest.raises(binascii.Error):
        base64.b64decode(file.read_text().strip(), validate=True)


def test_an_altered_development_key_is_refused_and_not_quoted(tmp_path: Path) -> None:
    master = load_or_create_dev_master_key(tmp_path, env="dev")
    (file,) = tmp_path.iterdir()
    bare = base64.b64encode(master)
    for content in (b"", b"\xff\xfe", bare, b"dev:", b"dev:" + bare[:-4], b"dev:" + bare + b"AAAA"):
        file.write_bytes(content)
        with pytest.raises(MasterKeyRefusedError) as caught:
            load_or_create_dev_master_key(tmp_path, env="dev")
        for message in (caught.value.message_sv, caught.value.message_en, str(caught.value)):
            assert bare[:16].decode() not in message
    file.chmod(0o604)
    with pytest.raises(KeyFileRefusedError):
        load_or_create_dev_master_key(tmp_path, env="dev")
