-- Care units that move, change name or owner, with several agreements each; providers by their own number.

alter table trappa.care_unit
  add column street text,
  add column postal_code text,
  add column city text,
  add constraint care_unit_address_check
  check ((street is null) = (city is null) and (street is null) = (postal_code is null));
create index care_unit_tenant_id_provider_orgnr_idx on trappa.care_unit (tenant_id, provider_orgnr);
create policy care_unit_change on trappa.care_unit for update to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
grant update (name, name_sort, provider_name, provider_orgnr, street, postal_code, city) on trappa.care_unit to trappa_app;

-- What was known of an agreement, and since when: a row for each time that something became known of it.
alter table trappa.agreement
  add column stream_version integer,
  add column recorded_at timestamptz,
  add column end_reason text,
  add column end_reference text;

alter table trappa.care_unit no force row level security;
alter table trappa.agreement no force row level security;
update trappa.agreement as held set stream_version = 1, recorded_at = unit.registered_at
from trappa.care_unit as unit where unit.tenant_id = held.tenant_id and unit.unit_id = held.unit_id;
alter table trappa.agreement force row level security;
alter table trappa.care_unit force row level security;

alter table trappa.agreement
  alter column stream_version set not null,
  alter column recorded_at set not null,
  drop constraint agreement_pk,
  add constraint agreement_pk primary key (tenant_id, agreement_id, stream_version),
  add constraint agreement_stream_version_check check (stream_version >= 1),
  add constraint agreement_ended_check check (end_reason is null or valid_until is not null),
  add constraint agreement_end_reason_check check (end_reason ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$');

create table trappa.provider (
  tenant_id text not null,
  orgnr text not null,
  name text not null,
  name_sort text not null,
  stated_at timestamptz not null,
  constraint provider_pk primary key (tenant_id, orgnr),
  constraint provider_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);
create index provider_tenant_id_name_sort_orgnr_idx on trappa.provider (tenant_id, name_sort, orgnr);

alter table trappa.provider enable row level security;
alter table trappa.provider force row level security;
create policy provider_read on trappa.provider for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
create policy provider_append on trappa.provider for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
create policy provider_change on trappa.provider for update to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
grant select, insert, update (name, name_sort, stated_at) on trappa.provider to trappa_app;
grant select on trappa.provider to trappa_worker;

-- A unit reads what was recorded of itself.
drop policy event_read on trappa.event;
create policy event_read on trappa.event for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer') or audience = 'party' and stream_kind = 'unit' and stream_id = (select case when current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then current_setting('app.organisation', true)::uuid end) or audience = 'party' and stream_kind = 'case' and exists (select from trappa.case_seat as seat where seat.tenant_id = event.tenant_id and seat.case_id = event.stream_id and seat.organisation_id = (select current_setting('app.organisation', true)))));
