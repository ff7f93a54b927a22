-- Seats of persons, the version by which they are known to have changed, what was read and by whom, and issuers as
-- events.

alter table trappa.event drop constraint event_stream_kind_check;
alter table trappa.event add constraint event_stream_kind_check
  check (stream_kind in ('case', 'unit', 'ruleset', 'settlement', 'seat', 'issuer'));
alter table trappa.event_personal drop constraint event_personal_stream_kind_check;
alter table trappa.event_personal add constraint event_personal_stream_kind_check
  check (stream_kind in ('case', 'unit', 'ruleset', 'settlement', 'seat', 'issuer'));
alter table trappa.case_seat drop constraint case_seat_organisation_id_check;
alter table trappa.case_seat add constraint case_seat_organisation_id_check
  check (organisation_id not in ('', 'access', 'none', 'staff'));

create table trappa.seat (
  tenant_id text not null,
  seat_id uuid not null,
  holder uuid not null,
  organisation text not null,
  unit_id uuid,
  roles text not null,
  valid_from timestamptz not null,
  valid_until timestamptz,
  revoked_at timestamptz,
  granted_at timestamptz not null,
  version integer not null,
  constraint seat_pk primary key (tenant_id, seat_id),
  constraint seat_organisation_check check (organisation not in ('', 'access', 'none')),
  constraint seat_unit_id_check check (unit_id is null or unit_id::text = organisation),
  constraint seat_valid_until_check check (valid_until > valid_from),
  constraint seat_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);
create index seat_granted_idx on trappa.seat (tenant_id, granted_at desc, seat_id desc);
create index seat_tenant_id_holder_idx on trappa.seat (tenant_id, holder);

create table trappa.access_version (
  tenant_id text not null,
  version integer not null,
  constraint access_version_pk primary key (tenant_id),
  constraint access_version_version_check check (version >= 0),
  constraint access_version_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);

create table trappa.read_log (
  tenant_id text not null,
  read_id uuid not null,
  case_id uuid not null,
  read_at timestamptz not null,
  actor_id uuid not null,
  roles text not null,
  sealed boolean not null,
  constraint read_log_pk primary key (tenant_id, read_id, case_id),
  constraint read_log_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);
create index read_log_read_idx on trappa.read_log (tenant_id, read_at desc, read_id desc, case_id desc);
create index read_log_case_idx on trappa.read_log (tenant_id, case_id, read_at);

drop policy event_read on trappa.event;
drop policy event_append on trappa.event;
create policy event_read on trappa.event for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer') or audience = 'party' and stream_kind = 'case' and exists (select from trappa.case_seat as seat where seat.tenant_id = event.tenant_id and seat.case_id = event.stream_id and seat.organisation_id = (select current_setting('app.organisation', true)))));
create policy event_append on trappa.event for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and actor_id = (select nullif(current_setting('app.actor', true), '')::uuid) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true)) in ('staff', 'access', 'none') and stream_kind = 'ruleset' or (select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer') or audience = 'party' and stream_kind = 'case' and exists (select from trappa.case_seat as seat where seat.tenant_id = event.tenant_id and seat.case_id = event.stream_id and seat.organisation_id = (select current_setting('app.organisation', true)))));
drop policy event_personal_read on trappa.event_personal;
drop policy event_personal_append on trappa.event_personal;
create policy event_personal_read on trappa.event_personal for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer') or audience = 'party' and stream_kind = 'case' and exists (select from trappa.case_seat as seat where seat.tenant_id = event_personal.tenant_id and seat.case_id = event_personal.stream_id and seat.organisation_id = (select current_setting('app.organisation', true)))));
create policy event_personal_append on trappa.event_personal for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer') or (select current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') and audience = 'party' and stream_kind = 'case'));
drop policy care_unit_read on trappa.care_unit;
create policy care_unit_read on trappa.care_unit for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) in ('staff', 'access') or unit_id = (select case when current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then current_setting('app.organisation', true)::uuid end)));
drop policy ruleset_version_append on trappa.ruleset_version;
create policy ruleset_version_append on trappa.ruleset_version for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access', 'none'));

alter table trappa.seat enable row level security;
alter table trappa.seat force row level security;
create policy seat_read on trappa.seat for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) in ('staff', 'access') or holder = (select nullif(current_setting('app.actor', true), '')::uuid)));
create policy seat_append on trappa.seat for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access'));
create policy seat_change on trappa.seat for update to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access'));
grant select, insert, update (valid_until, revoked_at, version) on trappa.seat to trappa_app;
grant select on trappa.seat to trappa_worker;
alter table trappa.access_version enable row level security;
alter table trappa.access_version force row level security;
create policy access_version_read on trappa.access_version for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')));
create policy access_version_append on trappa.access_version for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access'));
create policy access_version_change on trappa.access_version for update to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access'));
grant select, insert, update (version) on trappa.access_version to trappa_app;
grant select on trappa.access_version to trappa_worker;
alter table trappa.read_log enable row level security;
alter table trappa.read_log force row level security;
create policy read_log_read on trappa.read_log for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
create policy read_log_append on trappa.read_log for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and actor_id = (select nullif(current_setting('app.actor', true), '')::uuid));
grant select, insert on trappa.read_log to trappa_app;
grant select on trappa.read_log to trappa_worker;

-- What was registered before this version stands in no chain: issuers are registered anew, by command.
delete from trappa.issuer;
alter table trappa.issuer drop constraint issuer_one_side_check;
alter table trappa.issuer alter column tenant_id set not null;
alter table trappa.issuer add column counterpart text;
alter table trappa.issuer add column withdrawn boolean not null;
alter table trappa.issuer add column version integer not null;
alter table trappa.issuer add constraint issuer_one_side_check
  check ((tenant_id = '00') = (national_body is not null or counterpart is not null));
alter table trappa.issuer add constraint issuer_one_kind_check check (national_body is null or counterpart is null);
alter table trappa.issuer enable row level security;
alter table trappa.issuer force row level security;
create policy issuer_read on trappa.issuer for select to trappa_app, trappa_worker
  using (true);
create policy issuer_append on trappa.issuer for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access'));
create policy issuer_change on trappa.issuer for update to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access'));
grant insert, update (national_body, counterpart, audience, algorithms, jwks_uri, roles_claim, unit_claim, allowed_roles, withdrawn, version) on trappa.issuer to trappa_app;
