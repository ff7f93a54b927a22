-- A ruleset version before it is adopted, under the id that it keeps; and its events, for those who read no case.

create table trappa.ruleset_draft (
  tenant_id text not null,
  ruleset_id uuid not null,
  procedure text not null,
  label text not null,
  state text not null,
  from_package text,
  from_version uuid,
  content text not null,
  drafted_at timestamptz not null,
  changed_at timestamptz not null,
  version integer not null,
  constraint ruleset_draft_pk primary key (tenant_id, ruleset_id),
  constraint ruleset_draft_state_check check (state in ('DRAFT', 'CONSULTATION', 'WITHDRAWN', 'ADOPTED')),
  constraint ruleset_draft_version_check check (version >= 1),
  constraint ruleset_draft_procedure_check check (procedure ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$'),
  constraint ruleset_draft_from_package_check check (from_package ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$'),
  constraint ruleset_draft_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);

alter table trappa.ruleset_draft enable row level security;
alter table trappa.ruleset_draft force row level security;
create policy ruleset_draft_read on trappa.ruleset_draft for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access', 'none'));
create policy ruleset_draft_append on trappa.ruleset_draft for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access', 'none'));
create policy ruleset_draft_change on trappa.ruleset_draft for update to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'access', 'none'));
grant select, insert, update (label, state, content, changed_at, version) on trappa.ruleset_draft to trappa_app;
grant select on trappa.ruleset_draft to trappa_worker;

drop policy event_read on trappa.event;
create policy event_read on trappa.event for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true)) in ('staff', 'access', 'none') and stream_kind = 'ruleset' or (select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer') or audience = 'party' and stream_kind = 'unit' and stream_id = (select case when current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then current_setting('app.organisation', true)::uuid end) or audience = 'party' and stream_kind = 'case' and exists (select from trappa.case_seat as seat where seat.tenant_id = event.tenant_id and seat.case_id = event.stream_id and seat.organisation_id = (select current_setting('app.organisation', true)))));
drop policy event_append on trappa.event;
create policy event_append on trappa.event for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and actor_id = (select nullif(current_setting('app.actor', true), '')::uuid) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true)) in ('staff', 'access', 'none') and stream_kind = 'ruleset' or (select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer') or audience = 'party' and stream_kind = 'case' and exists (select from trappa.case_seat as seat where seat.tenant_id = event.tenant_id and seat.case_id = event.stream_id and seat.organisation_id = (select current_setting('app.organisation', true)))));
drop policy event_personal_read on trappa.event_personal;
create policy event_personal_read on trappa.event_personal for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true)) in ('staff', 'access', 'none') and stream_kind = 'ruleset' or (select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer') or audience = 'party' and stream_kind = 'case' and exists (select from trappa.case_seat as seat where seat.tenant_id = event_personal.tenant_id and seat.case_id = event_personal.stream_id and seat.organisation_id = (select current_setting('app.organisation', true)))));
drop policy event_personal_append on trappa.event_personal;
create policy event_personal_append on trappa.event_personal for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true)) in ('staff', 'access', 'none') and stream_kind = 'ruleset' or (select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer') or (select current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') and audience = 'party' and stream_kind = 'case'));
