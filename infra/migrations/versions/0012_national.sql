-- National indicators: what regions deliver, and what is published of it.

create table trappa.indicator_round (
  round_id text not null,
  body text not null,
  indicators text not null,
  opens_on date not null,
  closes_on date not null,
  opened_at timestamptz not null,
  opened_by uuid not null,
  constraint indicator_round_pk primary key (round_id),
  constraint indicator_round_round_id_check check (round_id ~ '^[0-9]{4}(-((0[1-9]|1[0-2])|Q[1-4]|T[1-3]|S[1-2]|3Y))?$'),
  constraint indicator_round_forward_check check (opens_on < closes_on)
);

create table trappa.delivery (
  tenant_id text not null,
  round_id text not null,
  number integer not null,
  batch integer not null,
  opened_at timestamptz not null,
  opened_by uuid not null,
  submitted_at timestamptz,
  submitted_by uuid,
  approved_at timestamptz,
  approved_by uuid,
  acknowledged text,
  amounts_released boolean not null,
  changed_at timestamptz not null,
  version integer not null,
  constraint delivery_pk primary key (tenant_id, round_id, number),
  constraint delivery_round_id_check check (round_id ~ '^[0-9]{4}(-((0[1-9]|1[0-2])|Q[1-4]|T[1-3]|S[1-2]|3Y))?$'),
  constraint delivery_acknowledged_check check (acknowledged ~ '^([A-Z_]+( [A-Z_]+)*)?$'),
  constraint delivery_number_check check (number >= 1),
  constraint delivery_submitted_check check ((submitted_at is null) = (submitted_by is null)),
  constraint delivery_approved_check check ((approved_at is null) = (approved_by is null)),
  constraint delivery_acknowledged_by_check check ((acknowledged is null) = (submitted_at is null)),
  constraint delivery_in_order_check check (approved_at is null or submitted_at is not null),
  constraint delivery_released_check check (approved_at is not null or not amounts_released),
  constraint delivery_four_eyes_check check (approved_by <> submitted_by),
  constraint delivery_batch_check check (batch >= 0),
  constraint delivery_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);

create table trappa.observation (
  tenant_id text not null,
  round_id text not null,
  number integer not null,
  batch integer not null,
  indicator text not null,
  period text not null,
  categories text not null,
  status text not null,
  source text not null,
  scope text not null,
  numerator bigint,
  denominator bigint,
  value text,
  registrant text,
  code_text text,
  coverage text,
  flags text not null,
  comment text,
  definition integer not null,
  recorded_at timestamptz not null,
  delivered_by uuid not null,
  constraint observation_pk primary key (tenant_id, round_id, indicator, period, categories, number, batch),
  constraint observation_period_check check (period ~ '^[0-9]{4}(-((0[1-9]|1[0-2])|Q[1-4]|T[1-3]|S[1-2]|3Y))?$'),
  constraint observation_indicator_check check (indicator ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$'),
  constraint observation_categories_check check (categories ~ '^([A-Z_]+=[A-Za-z0-9_-]+(;[A-Z_]+=[A-Za-z0-9_-]+)*)?$'),
  constraint observation_value_check check (value ~ '^-?[0-9]+([.][0-9]+)?$'),
  constraint observation_coverage_check check (coverage ~ '^-?[0-9]+([.][0-9]+)?$'),
  constraint observation_status_check check (status in ('NORMAL', 'PRELIMINARY', 'BREAK', 'DEFINITION_DIFFERS', 'NOT_REPORTED', 'NOT_REPORTED_BY_CHOICE', 'NOT_APPLICABLE', 'SUPPRESSED', 'IMPLAUSIBLE')),
  constraint observation_numerator_check check (numerator >= 0),
  constraint observation_denominator_check check (denominator >= 0),
  constraint observation_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);

create table trappa.delivery_notice (
  tenant_id text not null,
  round_id text not null,
  number integer not null,
  approved_at timestamptz not null,
  expected integer not null,
  present integer not null,
  answered integer not null,
  digest text not null,
  received_at timestamptz,
  received_by uuid,
  returned_at timestamptz,
  return_reason text,
  publication_id integer,
  constraint delivery_notice_pk primary key (tenant_id, round_id, number),
  constraint delivery_notice_tenant_id_check check (tenant_id ~ '^[0-9]{2}$'),
  constraint delivery_notice_digest_check check (digest ~ '^[0-9a-f]{64}$'),
  constraint delivery_notice_indicator_round_fk foreign key(round_id) references trappa.indicator_round (round_id),
  constraint delivery_notice_received_check check ((received_at is null) = (received_by is null)),
  constraint delivery_notice_one_answer_check check (received_at is null or returned_at is null),
  constraint delivery_notice_reason_check check ((returned_at is null) = (return_reason is null)),
  constraint delivery_notice_expected_check check (expected >= 0),
  constraint delivery_notice_present_check check (present >= 0),
  constraint delivery_notice_answered_check check (answered >= 0)
);

create table trappa.publication (
  publication_id integer not null,
  round_id text not null,
  state text not null,
  package text not null,
  asked_at timestamptz not null,
  asked_by uuid not null,
  published_at timestamptz,
  regions integer,
  cells integer,
  changed integer,
  constraint publication_pk primary key (publication_id),
  constraint publication_indicator_round_fk foreign key(round_id) references trappa.indicator_round (round_id),
  constraint publication_state_check check (state in ('QUEUED', 'PUBLISHED', 'FAILED')),
  constraint publication_published_check check ((state = 'PUBLISHED') = (published_at is not null))
);

create table trappa.published_cell (
  indicator text not null,
  region text not null,
  period text not null,
  categories text not null,
  publication_id integer not null,
  period_start date not null,
  period_kind text not null,
  status text not null,
  deleted boolean not null,
  content text not null,
  csv text not null,
  sdmx text not null,
  remark text not null,
  value text,
  kolada text,
  superseded_in integer,
  constraint published_cell_pk primary key (indicator, region, period, categories, publication_id),
  constraint published_cell_publication_fk foreign key(publication_id) references trappa.publication (publication_id),
  constraint published_cell_region_check check (region ~ '^[0-9]{2}$'),
  constraint published_cell_period_check check (period ~ '^[0-9]{4}(-((0[1-9]|1[0-2])|Q[1-4]|T[1-3]|S[1-2]|3Y))?$'),
  constraint published_cell_categories_check check (categories ~ '^([A-Z_]+=[A-Za-z0-9_-]+(;[A-Z_]+=[A-Za-z0-9_-]+)*)?$'),
  constraint published_cell_status_check check (status in ('NORMAL', 'PRELIMINARY', 'BREAK', 'DEFINITION_DIFFERS', 'NOT_REPORTED', 'NOT_REPORTED_BY_CHOICE', 'NOT_APPLICABLE', 'SUPPRESSED', 'IMPLAUSIBLE')),
  constraint published_cell_superseded_check check (superseded_in > publication_id)
);

create index published_cell_publication_idx on trappa.published_cell (publication_id);
create index published_cell_current_idx on trappa.published_cell (indicator, region, period_start, period, categories)
  where superseded_in is null and not deleted;

grant select, insert, update (closes_on) on trappa.indicator_round to trappa_national;
grant select on trappa.indicator_round to trappa_app;
grant select on trappa.indicator_round to trappa_worker;
alter table trappa.delivery enable row level security;
alter table trappa.delivery force row level security;
create policy delivery_read on trappa.delivery for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access', 'none'));
create policy delivery_append on trappa.delivery for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access', 'none') and opened_by = (select nullif(current_setting('app.actor', true), '')::uuid) and submitted_by is null);
create policy delivery_change on trappa.delivery for update to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access', 'none') and coalesce(approved_by, submitted_by, (select nullif(current_setting('app.actor', true), '')::uuid)) = (select nullif(current_setting('app.actor', true), '')::uuid));
grant select, insert, update (batch, submitted_at, submitted_by, approved_at, approved_by, acknowledged, amounts_released, changed_at, version) on trappa.delivery to trappa_app;
grant select on trappa.delivery to trappa_worker;
alter table trappa.observation enable row level security;
alter table trappa.observation force row level security;
create policy observation_read on trappa.observation for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access', 'none'));
create policy observation_append on trappa.observation for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access', 'none') and delivered_by = (select nullif(current_setting('app.actor', true), '')::uuid) and exists (select from trappa.delivery where delivery.tenant_id = observation.tenant_id and delivery.round_id = observation.round_id and delivery.number = observation.number and delivery.submitted_at is null));
grant select, insert on trappa.observation to trappa_app;
grant select on trappa.observation to trappa_worker;
alter table trappa.delivery_notice enable row level security;
alter table trappa.delivery_notice force row level security;
create policy delivery_notice_read on trappa.delivery_notice for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access', 'none'));
create policy delivery_notice_append on trappa.delivery_notice for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access', 'none'));
create policy delivery_notice_change on trappa.delivery_notice for update to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access', 'none'));
create policy delivery_notice_national on trappa.delivery_notice for all to trappa_national
  using (true)
  with check (true);
grant select, update (received_at, received_by, returned_at, return_reason) on trappa.delivery_notice to trappa_national;
grant select, insert on trappa.delivery_notice to trappa_app;
grant select, update (publication_id) on trappa.delivery_notice to trappa_worker;
grant select, insert on trappa.publication to trappa_national;
grant select on trappa.publication to trappa_app;
grant select, update (state, published_at, regions, cells, changed) on trappa.publication to trappa_worker;
grant select on trappa.published_cell to trappa_national;
grant select on trappa.published_cell to trappa_app;
grant select, insert, update (superseded_in) on trappa.published_cell to trappa_worker;
grant select, insert on trappa.pgqueuer to trappa_national;
grant insert on trappa.pgqueuer_log to trappa_national;
grant usage on sequence trappa.pgqueuer_id_seq to trappa_national;
