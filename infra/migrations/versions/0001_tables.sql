-- The tables as infra/db/tables.py had them at this version.

create table trappa.care_unit (
  tenant_id text not null,
  unit_id uuid not null,
  hsa_id text not null,
  name text not null,
  name_sort text not null,
  provider_name text not null,
  provider_orgnr text not null,
  registered_at timestamptz not null,
  constraint care_unit_pk primary key (tenant_id, unit_id),
  constraint care_unit_tenant_id_hsa_id_key unique (tenant_id, hsa_id),
  constraint care_unit_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);
create index care_unit_tenant_id_name_sort_unit_id_idx on trappa.care_unit (tenant_id, name_sort, unit_id);

create table trappa.chain_head (
  tenant_id text not null,
  seq bigint not null,
  hash bytea not null,
  recorded_at timestamptz not null,
  constraint chain_head_pk primary key (tenant_id),
  constraint chain_head_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);

create table trappa.command_memory (
  tenant_id text not null,
  actor_id uuid not null,
  command_id uuid not null,
  input_digest text not null,
  outcome text not null,
  recorded_at timestamptz not null,
  constraint command_memory_pk primary key (tenant_id, actor_id, command_id),
  constraint command_memory_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);

create table trappa.event (
  tenant_id text not null,
  seq bigint not null,
  stream_kind text not null,
  stream_id uuid not null,
  version integer not null,
  type text not null,
  audience text not null,
  actor_id uuid not null,
  command_id uuid,
  recorded_at timestamptz not null,
  body text not null,
  prev_hash bytea not null,
  hash bytea not null,
  constraint event_pk primary key (tenant_id, seq),
  constraint event_stream_key unique (tenant_id, stream_kind, stream_id, version),
  constraint event_stream_kind_check check (stream_kind in ('case', 'unit', 'ruleset', 'settlement')),
  constraint event_audience_check check (audience in ('staff', 'party')),
  constraint event_version_check check (version >= 1),
  constraint event_type_check check (type ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$'),
  constraint event_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);

create table trappa.event_personal (
  tenant_id text not null,
  record_id uuid not null,
  stream_kind text not null,
  stream_id uuid not null,
  audience text not null,
  ciphertext bytea not null,
  nonce bytea not null,
  wrapped_key bytea,
  digest text not null,
  constraint event_personal_pk primary key (tenant_id, record_id),
  constraint event_personal_stream_kind_check check (stream_kind in ('case', 'unit', 'ruleset', 'settlement')),
  constraint event_personal_audience_check check (audience in ('staff', 'party')),
  constraint event_personal_digest_check check (digest ~ '^[0-9a-f]{64}$'),
  constraint event_personal_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);
create index event_personal_tenant_id_stream_kind_stream_id_idx on trappa.event_personal (tenant_id, stream_kind, stream_id);

create table trappa.issuer (
  iss text not null,
  tenant_id text,
  national_body text,
  audience text not null,
  algorithms text not null,
  jwks_uri text not null,
  roles_claim text,
  unit_claim text,
  allowed_roles text,
  constraint issuer_pk primary key (iss),
  constraint issuer_one_side_check check ((tenant_id is null) <> (national_body is null)),
  constraint issuer_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);

create table trappa.ruleset_version (
  tenant_id text not null,
  ruleset_id uuid not null,
  procedure text not null,
  label text not null,
  valid_from date not null,
  valid_until date,
  adopted_at timestamptz not null,
  content text not null,
  constraint ruleset_version_pk primary key (tenant_id, ruleset_id),
  constraint ruleset_version_tenant_id_procedure_label_key unique (tenant_id, procedure, label),
  constraint ruleset_version_valid_until_check check (valid_until > valid_from),
  constraint ruleset_version_procedure_check check (procedure ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$'),
  constraint ruleset_version_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);

create table trappa.settlement (
  tenant_id text not null,
  month text not null,
  settled_on date not null,
  recorded_at timestamptz not null,
  settlement_id uuid not null,
  constraint settlement_pk primary key (tenant_id, month),
  constraint settlement_tenant_id_settlement_id_key unique (tenant_id, settlement_id),
  constraint settlement_month_check check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  constraint settlement_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);

create table trappa.agreement (
  tenant_id text not null,
  agreement_id uuid not null,
  unit_id uuid not null,
  kind text not null,
  legal_basis text not null,
  valid_from date not null,
  valid_until date,
  external_reference text,
  constraint agreement_pk primary key (tenant_id, agreement_id),
  constraint agreement_care_unit_fk foreign key(tenant_id, unit_id) references trappa.care_unit (tenant_id, unit_id),
  constraint agreement_valid_until_check check (valid_until > valid_from),
  constraint agreement_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);
create index agreement_tenant_id_unit_id_idx on trappa.agreement (tenant_id, unit_id);

create table trappa.case_file (
  tenant_id text not null,
  case_id uuid not null,
  unit_id uuid not null,
  procedure text not null,
  opened_on date not null,
  opened_at timestamptz not null,
  ladder text not null,
  retrospective boolean not null,
  state text not null,
  colour text,
  plan_due_on date,
  sanctioned boolean not null,
  sanction_runs boolean not null,
  closed_on date,
  version integer not null,
  constraint case_file_pk primary key (tenant_id, case_id),
  constraint case_file_care_unit_fk foreign key(tenant_id, unit_id) references trappa.care_unit (tenant_id, unit_id),
  constraint case_file_version_check check (version >= 1),
  constraint case_file_procedure_check check (procedure ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$'),
  constraint case_file_ladder_check check (ladder ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$'),
  constraint case_file_state_check check (state ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$'),
  constraint case_file_colour_check check (colour ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$'),
  constraint case_file_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);
create index case_file_opened_idx on trappa.case_file (tenant_id, opened_at desc, case_id desc);
create index case_file_sanctioned_idx on trappa.case_file (tenant_id, case_id) where sanctioned;
create index case_file_unit_idx on trappa.case_file (tenant_id, unit_id, opened_at desc, case_id desc);

create table trappa.listed_count (
  tenant_id text not null,
  unit_id uuid not null,
  month text not null,
  recorded_at timestamptz not null,
  stream_version integer not null,
  listed integer not null,
  constraint listed_count_pk primary key (tenant_id, unit_id, month, stream_version),
  constraint listed_count_care_unit_fk foreign key(tenant_id, unit_id) references trappa.care_unit (tenant_id, unit_id),
  constraint listed_count_month_check check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  constraint listed_count_listed_check check (listed >= 0),
  constraint listed_count_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);

create table trappa.settlement_line (
  tenant_id text not null,
  settled_in text not null,
  position integer not null,
  case_id uuid not null,
  unit_id uuid not null,
  ruleset_id uuid not null,
  month text not null,
  rate_ore integer not null,
  days integer not null,
  days_in_month integer not null,
  listed integer,
  amount_ore bigint not null,
  correction boolean not null,
  recorded_at timestamptz not null,
  constraint settlement_line_pk primary key (tenant_id, settled_in, position),
  constraint settlement_line_settlement_fk foreign key(tenant_id, settled_in) references trappa.settlement (tenant_id, month),
  constraint settlement_line_settled_in_check check (settled_in ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  constraint settlement_line_month_check check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  constraint settlement_line_position_check check (position >= 0),
  constraint settlement_line_rate_ore_check check (rate_ore >= 0),
  constraint settlement_line_days_check check (days >= 0),
  constraint settlement_line_days_in_month_check check (days_in_month >= 0),
  constraint settlement_line_listed_check check (listed >= 0),
  constraint settlement_line_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);
create index settlement_line_tenant_id_unit_id_month_idx on trappa.settlement_line (tenant_id, unit_id, month);

create table trappa.case_internal (
  tenant_id text not null,
  case_id uuid not null,
  classified text,
  score integer,
  constraint case_internal_pk primary key (tenant_id, case_id),
  constraint case_internal_case_file_fk foreign key(tenant_id, case_id) references trappa.case_file (tenant_id, case_id),
  constraint case_internal_classified_check check (classified ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$'),
  constraint case_internal_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);

create table trappa.case_seat (
  tenant_id text not null,
  organisation_id text not null,
  opened_at timestamptz not null,
  case_id uuid not null,
  constraint case_seat_pk primary key (tenant_id, organisation_id, opened_at, case_id),
  constraint case_seat_case_file_fk foreign key(tenant_id, case_id) references trappa.case_file (tenant_id, case_id),
  constraint case_seat_organisation_id_check check (organisation_id not in ('', 'none', 'staff')),
  constraint case_seat_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);
create index case_seat_case_idx on trappa.case_seat (tenant_id, case_id, organisation_id);
