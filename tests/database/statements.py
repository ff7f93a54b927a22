"""Statements that write one row, each with those whose act it is; `{…}` is filled in with ids of the region."""

from __future__ import annotations


def event(kind: str, stream: str, audience: str) -> str:
    return (
        "insert into event (tenant_id, stream_kind, stream_id, version, type, audience, actor_id, recorded_at, body)"
        f" values ('08', '{kind}', '{{{stream}}}', 90, 'Made', '{audience}', '{{actor}}', now(), '{{{{}}}}')"
    )


def personal(kind: str, audience: str) -> str:
    return (
        "insert into event_personal"
        " (tenant_id, record_id, stream_kind, stream_id, audience, ciphertext, nonce, wrapped_key, digest)"
        f" values ('08', '{{new}}', '{kind}', '{{case}}', '{audience}', '', '', null, repeat('0', 64))"
    )


def case_file(unit: str) -> str:
    return (
        "insert into case_file (tenant_id, case_id, unit_id, procedure, opened_on, opened_at, ladder, retrospective,"
        " state, sanctioned, sanction_runs, version)"
        f" values ('08', '{{new}}', '{{{unit}}}', 'halsoval', '2025-01-01', now(), 'A', false, 'OPENED', false, false,"
        " 1)"
    )


WRITES: dict[str, tuple[str, frozenset[str]]] = {
    "a listed count": (
        "insert into listed_count values ('08', '{unit}', '2025-01', now(), 9, 1)",
        frozenset({"staff"}),
    ),
    "a unit": (
        "insert into care_unit values ('08', '{new}', 'SE-9', 'A', 'a', 'B', '5560000001', now(), null, null, null)",
        frozenset({"staff"}),
    ),
    "an agreement": (
        (
            "insert into agreement values ('08', '{new}', '{unit}', 'HALSOVAL', 'LOV', '2025-01-01', null, null, 1,"
            " now(), null, null)"
        ),
        frozenset({"staff"}),
    ),
    "a unit's name": ("update care_unit set name = 'A'", frozenset({"staff"})),
    "a provider": ("insert into provider values ('08', '5560000001', 'A', 'a', now())", frozenset({"staff"})),
    "a provider's name": ("update provider set name = 'A'", frozenset({"staff"})),
    "a settlement": (
        (
            "insert into settlement (tenant_id, month, settled_on, recorded_at, settlement_id)"
            " values ('08', '2025-01', '2025-02-01', now(), '{new}')"
        ),
        frozenset({"staff"}),
    ),
    "a settled line": (
        (
            "insert into settlement_line (tenant_id, settled_in, position, case_id, unit_id, ruleset_id, month,"
            " rate_ore, days, days_in_month, listed, amount_ore, correction, recorded_at)"
            " values ('08', '2025-08', 9, '{case}', '{unit}', '{new}', '2025-08', 1, 1, 31, 1, 1, false, now())"
        ),
        frozenset({"staff"}),
    ),
    "an entry of payment held back": (
        (
            "insert into withholding_entry (tenant_id, case_id, stream_version, unit_id, withholding, month,"
            " decided_on, amount_ore, recorded_at)"
            " values ('08', '{case}', 99, '{unit}', 1, '2025-08', '2025-08-25', 1, now())"
        ),
        frozenset({"staff"}),
    ),
    "a ruleset": (
        (
            "insert into ruleset_version (tenant_id, ruleset_id, procedure, label, valid_from, adopted_at, content)"
            " values ('08', '{new}', 'halsoval', 'mine', '2025-01-01', now(), '{{}}')"
        ),
        frozenset({"staff", "access", "none"}),
    ),
    "a draft": (
        (
            "insert into ruleset_draft (tenant_id, ruleset_id, procedure, label, state, content, drafted_at,"
            " changed_at, version) values ('08', '{new}', 'halsoval', 'mine', 'DRAFT', '{{}}', now(), now(), 1)"
        ),
        frozenset({"staff", "access", "none"}),
    ),
    "a draft's content": ("update ruleset_draft set content = '{{}}'", frozenset({"staff", "access", "none"})),
    "a simulation": (
        (
            "insert into simulation (tenant_id, simulation_id, actor_id, roles, content, asked_at, state, done)"
            " values ('08', '{new}', '{actor}', 'handler', '{{}}', now(), 'QUEUED', 0)"
        ),
        frozenset({"staff"}),
    ),
    "a simulation in another's name": (
        (
            "insert into simulation (tenant_id, simulation_id, actor_id, roles, content, asked_at, state, done)"
            " values ('08', '{new}', '{new}', 'handler', '{{}}', now(), 'QUEUED', 0)"
        ),
        frozenset(),
    ),
    "a delivery": (
        (
            "insert into delivery (tenant_id, round_id, number, batch, opened_at, opened_by, amounts_released,"
            " changed_at, version) values ('08', '2019-S1', 1, 0, now(), '{actor}', false, now(), 1)"
        ),
        frozenset({"staff", "access", "none"}),
    ),
    "a delivery in another's name": (
        (
            "insert into delivery (tenant_id, round_id, number, batch, opened_at, opened_by, amounts_released,"
            " changed_at, version) values ('08', '2019-S1', 1, 0, now(), '{new}', false, now(), 1)"
        ),
        frozenset(),
    ),
    "what is said of a draft": (personal("ruleset", "staff"), frozenset({"staff", "access", "none"})),
    "a ruleset's event": (event("ruleset", "new", "staff"), frozenset({"staff", "access", "none"})),
    "a seat's event": (event("seat", "new", "staff"), frozenset({"staff", "access"})),
    "an issuer's event": (event("issuer", "new", "staff"), frozenset({"staff", "access"})),
    "a person's seat": (
        (
            "insert into seat (tenant_id, seat_id, holder, organisation, roles, valid_from, granted_at, version)"
            " values ('08', '{new}', '{actor}', 'staff', 'handler', now(), now(), 1)"
        ),
        frozenset({"staff", "access"}),
    ),
    "the end of a seat": ("update seat set revoked_at = now()", frozenset({"staff", "access"})),
    "the version of access": ("update access_version set version = 0", frozenset({"staff", "access"})),
    "an issuer": (
        (
            "insert into issuer (iss, tenant_id, audience, algorithms, jwks_uri, withdrawn, version)"
            " values ('https://idp.example', '08', 'api', 'ES256', 'https://idp.example/jwks', false, 1)"
        ),
        frozenset({"staff", "access"}),
    ),
    "another region's issuer": (
        (
            "insert into issuer (iss, tenant_id, audience, algorithms, jwks_uri, withdrawn, version)"
            " values ('https://idp.example', '13', 'api', 'ES256', 'https://idp.example/jwks', false, 1)"
        ),
        frozenset(),
    ),
    "a note of one's own read": (
        "insert into read_log values ('08', '{new}', '{case}', now(), '{actor}', 'auditor', false)",
        frozenset({"staff", "access", "unit", "other unit", "none", "nothing set"}),
    ),
    "a note of another's read": (
        "insert into read_log values ('08', '{new}', '{case}', now(), '{new}', 'auditor', false)",
        frozenset(),
    ),
    "a person's name": (personal("seat", "staff"), frozenset({"staff", "access"})),
    "a unit's event": (event("unit", "unit", "party"), frozenset({"staff"})),
    "a settlement's event": (event("settlement", "new", "staff"), frozenset({"staff"})),
    "an act in its case": (event("case", "case", "party"), frozenset({"staff", "unit"})),
    "an act of the staff in its case": (event("case", "case", "staff"), frozenset({"staff"})),
    "an act of the team in its case": (event("case", "case", "team"), frozenset({"team"})),
    "a note of the team": (personal("case", "team"), frozenset({"team"})),
    "a note in a case": (personal("case", "party"), frozenset({"staff", "unit", "other unit"})),
    "a note of the staff": (personal("case", "staff"), frozenset({"staff"})),
    "a note beside a unit": (personal("unit", "party"), frozenset({"staff"})),
    "a case of the unit": (case_file("unit"), frozenset({"staff", "unit"})),
    "a case of the other unit": (case_file("other"), frozenset({"staff", "other unit"})),
    "a case not yet classified": (
        "insert into case_internal values ('08', '{bare}', null, null, 'FOLLOW_UP', 1)",
        frozenset({"staff", "unit", "other unit"}),
    ),
    "a colour": ("insert into case_internal values ('08', '{bare}', 'RED', 9, 'CLASSIFIED', 2)", frozenset({"staff"})),
    "a seat for the unit": (
        (
            "insert into case_seat (tenant_id, organisation_id, opened_at, case_id)"
            " values ('08', '{unit}', now(), '{case}')"
        ),
        frozenset({"staff", "unit"}),
    ),
    "a seat for somebody else": (
        (
            "insert into case_seat (tenant_id, organisation_id, opened_at, case_id)"
            " values ('08', 'a-municipality', now(), '{case}')"
        ),
        frozenset({"staff"}),
    ),
    "a case's state": ("update case_file set state = 'CLOSED' where tenant_id = '08'", frozenset({"staff"})),
    "a case's colour": ("update case_internal set classified = null where tenant_id = '08'", frozenset({"staff"})),
}
