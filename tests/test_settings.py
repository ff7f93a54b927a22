"""Settings: complete, typed, from TRAPPA_* only; what is wrong is told by name, in one line, without secrets."""

import base64
import dataclasses
import os
import re
from pathlib import Path

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st

from infra.cli.processes import server_options
from infra.settings import (
    DEV_AUDIENCE,
    DEV_PERSONAL_KEY,
    DEV_PSEUDONYM_KEY,
    NAMES,
    Environment,
    LogLevel,
    Settings,
    SettingsError,
    load,
)

KEY = bytes(range(32))
OTHER_KEY = bytes(range(32, 64))
PRODUCTION = {
    "TRAPPA_DATABASE_URL": "postgresql://trappa_app:s3kret-app@db.invalid:5432/trappa",
    "TRAPPA_PUBLIC_URL": "https://trappa.invalid/",
    "TRAPPA_AUDIENCE": "https://trappa.invalid/graphql",
    "TRAPPA_PERSONAL_KEY": base64.b64encode(KEY).decode(),
    "TRAPPA_PSEUDONYM_KEY": base64.b64encode(OTHER_KEY).decode(),
}
DEV = {"TRAPPA_ENV": "dev", "TRAPPA_DATABASE_URL": "postgresql://trappa_app:dev@127.0.0.1:5432/trappa"}


def _problems(environ: dict[str, str]) -> dict[str, str]:
    """Reason by name of setting."""
    with pytest.raises(SettingsError) as refusal:
        load(environ)
    assert "\n" not in str(refusal.value)
    for problem in refusal.value.problems:
        assert problem.name in str(refusal.value)
    return {problem.name: problem.reason for problem in refusal.value.problems}


def test_production_is_the_default_and_needs_little() -> None:
    assert load({**PRODUCTION, "HOME": "/root", "PGHOST": "elsewhere"}) == Settings(
        env=Environment.PRODUCTION,
        database_url="postgresql://trappa_app:s3kret-app@db.invalid:5432/trappa",
        owner_url=None,
        worker_url=None,
        national_url=None,
        host="127.0.0.1",
        port=8000,
        public_url="https://trappa.invalid",
        audience="https://trappa.invalid/graphql",
        statement_cache=True,
        pool_size=10,
        personal_key=KEY,
        pseudonym_key=OTHER_KEY,
        log_level=LogLevel.INFO,
        docs=False,
    )


def test_dev_needs_a_database_only() -> None:
    settings = load({**DEV, "TRAPPA_PORT": "9000"})
    assert settings.audience == DEV_AUDIENCE
    assert settings.personal_key == DEV_PERSONAL_KEY
    assert settings.pseudonym_key == DEV_PSEUDONYM_KEY
    assert settings.public_url == "http://localhost:9000"


def test_the_page_for_trying_the_api_is_there_unless_it_is_production() -> None:
    assert load(DEV).docs
    assert not load({**DEV, "TRAPPA_DOCS": "false"}).docs
    assert not load(PRODUCTION).docs


@pytest.mark.parametrize("environ", [PRODUCTION, DEV])
def test_nothing_is_traced_unless_somewhere_is_named(environ: dict[str, str]) -> None:
    silent = load(environ)
    assert (silent.otlp_endpoint, silent.trace_ratio, silent.trace_parent) == (None, 1.0, False)
    traced = load({**environ, "TRAPPA_OTLP_ENDPOINT": "https://collector.invalid"})
    assert (traced.otlp_endpoint, traced.trace_ratio, traced.trace_parent) == ("https://collector.invalid", 1.0, False)


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:4318", "http://[::1]:4318", "http://localhost:4318/otlp"])
def test_spans_go_in_plain_text_to_this_machine_at_most_and_never_in_production(endpoint: str) -> None:
    assert load({**DEV, "TRAPPA_OTLP_ENDPOINT": endpoint}).otlp_endpoint == endpoint
    told = _problems({**PRODUCTION, "TRAPPA_OTLP_ENDPOINT": endpoint})
    assert told == {"TRAPPA_OTLP_ENDPOINT": "must begin with https:// in production"}


@pytest.mark.parametrize("ratio", ["0", "1", "0.0", "1.000", "0.000000001"])
def test_a_share_of_the_requests_is_a_number_from_0_to_1(ratio: str) -> None:
    assert load({**DEV, "TRAPPA_TRACE_RATIO": ratio}).trace_ratio == float(ratio)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "127.0.0.1.example"])  # noqa: S104
def test_the_issuer_of_development_is_for_this_machine_alone(host: str) -> None:
    exposed = {**DEV, "TRAPPA_HOST": host}
    assert load(exposed).host == host
    told = _problems({**exposed, "TRAPPA_DEV_DIRECTORY": "/tmp/dev"})  # noqa: S108  # never made
    assert list(told) == ["TRAPPA_HOST"]
    assert "127.0.0.1" in told["TRAPPA_HOST"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_the_issuer_of_development_may_be_on_any_loopback_address(host: str) -> None:
    assert load({**DEV, "TRAPPA_HOST": host, "TRAPPA_DEV_DIRECTORY": "/tmp/dev"}).host == host  # noqa: S108


def test_the_server_is_bounded_in_connections_and_in_patience() -> None:
    config = uvicorn.Config(**server_options(load({**PRODUCTION, "TRAPPA_PORT": "9000"})))
    assert (config.port, config.limit_concurrency, config.timeout_keep_alive) == (9000, 500, 5)


def test_every_setting_stands_in_the_operators_guide_and_none_that_is_not_one() -> None:
    guide = (Path(__file__).parents[1] / "docs" / "operating.md").read_text(encoding="utf-8")
    table = [line.split("|")[1] for line in guide.splitlines() if line.startswith("| `TRAPPA_")]
    assert sorted(name for cell in table for name in re.findall(r"TRAPPA_\w+", cell)) == sorted(NAMES)


def test_every_setting_is_read() -> None:
    settings = load(
        {
            **PRODUCTION,
            "TRAPPA_ENV": "production",
            "TRAPPA_OWNER_URL": "postgresql://trappa_owner@db.invalid/trappa",
            "TRAPPA_WORKER_URL": "postgresql://trappa_worker:s3kret-w@db.invalid/trappa?sslmode=require",
            "TRAPPA_NATIONAL_URL": "postgresql://trappa_national:s3kret-n@/trappa?host=/run/postgresql",
            "TRAPPA_HOST": "0.0.0.0",  # noqa: S104  # as in a container
            "TRAPPA_PORT": "8443",
            "TRAPPA_STATEMENT_CACHE": "false",
            "TRAPPA_POOL_SIZE": "25",
            "TRAPPA_LOG_LEVEL": "warning",
            "TRAPPA_DOCS": "true",
            "TRAPPA_OTLP_ENDPOINT": "https://collector.invalid:4318/otlp/",
            "TRAPPA_TRACE_RATIO": "0.05",
            "TRAPPA_TRACE_PARENT": "true",
        }
    )
    assert settings.needed_owner_url() == "postgresql://trappa_owner@db.invalid/trappa"
    assert settings.needed_worker_url().endswith("?sslmode=require")
    assert settings.needed_national_url().endswith("?host=/run/postgresql")
    assert (settings.host, settings.port) == ("0.0.0.0", 8443)  # noqa: S104
    assert (settings.statement_cache, settings.pool_size) == (False, 25)
    assert settings.log_level is LogLevel.WARNING
    assert settings.docs
    assert settings.otlp_endpoint == "https://collector.invalid:4318/otlp"
    assert (settings.trace_ratio, settings.trace_parent) == (0.05, True)
    assert len(NAMES) == len(dataclasses.fields(Settings))


def test_all_that_is_missing_is_named_at_once() -> None:
    assert _problems({}) == dict.fromkeys(
        [
            "TRAPPA_DATABASE_URL",
            "TRAPPA_PUBLIC_URL",
            "TRAPPA_AUDIENCE",
            "TRAPPA_PERSONAL_KEY",
            "TRAPPA_PSEUDONYM_KEY",
        ],
        "is not set",
    )
    assert set(_problems({"TRAPPA_ENV": "test"})) == {
        "TRAPPA_DATABASE_URL",
        "TRAPPA_AUDIENCE",
        "TRAPPA_PERSONAL_KEY",
        "TRAPPA_PSEUDONYM_KEY",
    }
    assert set(_problems({"TRAPPA_ENV": "dev"})) == {"TRAPPA_DATABASE_URL"}


def test_an_empty_value_is_not_set() -> None:
    assert _problems({**PRODUCTION, "TRAPPA_AUDIENCE": ""}) == {"TRAPPA_AUDIENCE": "is not set"}
    assert load({**PRODUCTION, "TRAPPA_OWNER_URL": ""}).owner_url is None


@pytest.mark.parametrize(
    ("unknown", "meant"),
    [
        ("TRAPPA_DATABSE_URL", "TRAPPA_DATABASE_URL"),
        ("TRAPPA_PROT", "TRAPPA_PORT"),
        ("TRAPPA_LOGLEVEL", "TRAPPA_LOG_LEVEL"),
        ("TRAPPA_DB_POOL_SIZE", "TRAPPA_POOL_SIZE"),
    ],
)
def test_an_unknown_name_is_refused_with_the_one_that_was_meant(unknown: str, meant: str) -> None:
    assert _problems({**DEV, unknown: "1"}) == {unknown: f"is unknown: did you mean {meant}?"}


def test_names_of_others_are_none_of_its_business() -> None:
    assert load({**DEV, "PORT": "1", "trappa_port": "2", "TRAPPAPORT": "3"}).port == 8000


def test_the_suites_own_name_is_let_through_but_not_in_production() -> None:
    suite = {"TRAPPA_TEST_DATABASE_URL": "postgresql://a@b/c"}
    assert load({**DEV, **suite}).env is Environment.DEV
    assert list(_problems({**PRODUCTION, **suite})) == list(suite)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRAPPA_PORT", "tcp://10.0.0.7:80"),
        ("TRAPPA_SERVICE_HOST", "10.0.0.7"),
        ("TRAPPA_SERVICE_PORT_HTTP", "80"),
        ("TRAPPA_PORT_80_TCP_ADDR", "10.0.0.7"),
        ("TRAPPA_WEB_PORT", "tcp://10.0.0.7:80"),
    ],
)
def test_what_a_kubernetes_service_of_the_same_name_sets_is_told_apart(name: str, value: str) -> None:
    assert "enableServiceLinks: false" in _problems({**DEV, name: value})[name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRAPPA_ENV", "prod"),
        ("TRAPPA_ENV", "Production"),
        ("TRAPPA_PORT", "0"),
        ("TRAPPA_PORT", "65536"),
        ("TRAPPA_PORT", "8000.0"),
        ("TRAPPA_PORT", "²"),
        ("TRAPPA_POOL_SIZE", "0"),
        ("TRAPPA_POOL_SIZE", "-1"),
        ("TRAPPA_STATEMENT_CACHE", "no"),
        ("TRAPPA_LOG_LEVEL", "trace"),
        ("TRAPPA_HOST", "http://localhost"),
        ("TRAPPA_AUDIENCE", "two words"),
        ("TRAPPA_PUBLIC_URL", "trappa.invalid"),
        ("TRAPPA_PUBLIC_URL", "https://trappa.invalid/?a=b"),
        ("TRAPPA_PUBLIC_URL", "https://user@trappa.invalid"),
        ("TRAPPA_PERSONAL_KEY", "not base64!"),
        ("TRAPPA_PERSONAL_KEY", base64.b64encode(bytes(31)).decode()),
        ("TRAPPA_OTLP_ENDPOINT", "http://collector.invalid:4318"),
        ("TRAPPA_OTLP_ENDPOINT", "http://127.0.0.1.example:4318"),
        ("TRAPPA_OTLP_ENDPOINT", "collector.invalid:4318"),
        ("TRAPPA_OTLP_ENDPOINT", "grpc://127.0.0.1:4317"),
        ("TRAPPA_OTLP_ENDPOINT", "https://user:hush@collector.invalid"),
        ("TRAPPA_OTLP_ENDPOINT", "https://collector.invalid/?key=hush"),
        ("TRAPPA_OTLP_ENDPOINT", "https://collector.invalid:hush"),
        ("TRAPPA_TRACE_RATIO", "1.1"),
        ("TRAPPA_TRACE_RATIO", "-0.1"),
        ("TRAPPA_TRACE_RATIO", "nan"),
        ("TRAPPA_TRACE_RATIO", "1e-3"),
        ("TRAPPA_TRACE_RATIO", "0,5"),
        ("TRAPPA_TRACE_RATIO", "50%"),
        ("TRAPPA_TRACE_RATIO", "0.²"),
        ("TRAPPA_TRACE_PARENT", "yes"),
        ("TRAPPA_OWNER_URL", "postgresql+asyncpg://trappa_owner:hush@127.0.0.1/trappa"),
        ("TRAPPA_OWNER_URL", "postgresql://127.0.0.1/trappa"),
        ("TRAPPA_OWNER_URL", "postgresql://trappa_owner:hush@127.0.0.1"),
        ("TRAPPA_OWNER_URL", "postgresql://trappa_owner:hush@127.0.0.1:hush/trappa"),
        ("TRAPPA_OWNER_URL", "postgresql://trappa_owner:hush@[::1/trappa"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(name: str, value: str) -> None:
    problems = _problems({"TRAPPA_PERSONAL_KEY": base64.b64encode(KEY).decode(), **DEV, name: value})
    if name != "TRAPPA_ENV":
        assert list(problems) == [name]
    assert problems[name]
    assert "hush" not in problems[name]


def test_the_settings_that_are_allowed_are_told() -> None:
    assert _problems({**DEV, "TRAPPA_LOG_LEVEL": "trace"}) == {
        "TRAPPA_LOG_LEVEL": "is 'trace': allowed are debug, info, warning, error"
    }
    assert _problems({**DEV, "TRAPPA_PORT": "x"}) == {
        "TRAPPA_PORT": "is 'x': allowed is a whole number from 1 to 65535"
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRAPPA_PERSONAL_KEY", base64.b64encode(DEV_PERSONAL_KEY).decode()),
        ("TRAPPA_PERSONAL_KEY", base64.b64encode(bytes(32)).decode()),
        ("TRAPPA_AUDIENCE", DEV_AUDIENCE),
        ("TRAPPA_DATABASE_URL", "postgresql://trappa_app:dev@db.invalid/trappa"),
        ("TRAPPA_WORKER_URL", "postgresql://trappa_worker:trappa_worker@db.invalid/trappa"),
        ("TRAPPA_OWNER_URL", "postgresql://trappa_owner:p%6Fstgres@db.invalid/trappa"),
        ("TRAPPA_PUBLIC_URL", "http://trappa.invalid"),
    ],
)
def test_production_refuses_what_is_known_from_development(name: str, value: str) -> None:
    assert list(_problems({**PRODUCTION, name: value})) == [name]


def test_two_roles_are_never_one_user() -> None:
    one = "postgresql://postgres:s3kret@db.invalid/trappa"
    problems = _problems({**PRODUCTION, "TRAPPA_DATABASE_URL": one, "TRAPPA_OWNER_URL": one})
    assert problems == {"TRAPPA_OWNER_URL": "names the same user as TRAPPA_DATABASE_URL: each role has its own"}


@pytest.mark.parametrize("role", ["owner", "worker", "national"])
def test_a_process_that_needs_a_role_is_told_its_name(role: str) -> None:
    settings = load(DEV)
    with pytest.raises(SettingsError, match=f"TRAPPA_{role.upper()}_URL is not set, and this process needs it"):
        getattr(settings, f"needed_{role}_url")()


def test_secrets_stay_out_of_what_is_printed() -> None:
    settings = load({**PRODUCTION, "TRAPPA_OWNER_URL": "postgresql://trappa_owner:s3kret-o@db.invalid/trappa"})
    assert "s3kret" not in repr(settings)
    assert str(KEY) not in repr(settings)
    field = "port"
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(settings, field, 1)


@given(st.dictionaries(st.sampled_from([*NAMES, "TRAPPA_NEW"]), st.text(max_size=60)))
def test_whatever_is_given_it_loads_or_refuses_in_one_line(environ: dict[str, str]) -> None:
    try:
        loaded = load(environ)
    except SettingsError as error:
        refused: SettingsError | None = error
    else:
        refused = None
        assert len(loaded.personal_key) == 32
    if refused is not None:
        assert len(str(refused).splitlines()) == 1
        assert {problem.name for problem in refused.problems} <= {*NAMES, "TRAPPA_NEW"}


def test_the_environment_of_this_process_can_be_given_as_it_is() -> None:
    assert load({**os.environ, **DEV}).env is Environment.DEV
