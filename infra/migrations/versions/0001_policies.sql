-- Row-level security and grants as infra/db/policies.py had them at this version.

alter table trappa.chain_head enable row level security;
alter table trappa.chain_head force row level security;
create policy chain_head_read on trappa.chain_head for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')));
create policy chain_head_append on trappa.chain_head for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and seq = 0 and hash = decode(repeat('00', 32), 'hex'));
create policy chain_head_change on trappa.chain_head for update to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')));
grant select, insert, update (seq, hash, recorded_at) on trappa.chain_head to trappa_app;
grant select on trappa.chain_head to trappa_worker;

alter table trappa.event enable row level security;
alter table trappa.event force row level security;
create policy event_read on trappa.event for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or audience = 'party' and stream_kind = 'case' and exists (select from trappa.case_seat as seat where seat.tenant_id = event.tenant_id and seat.case_id = event.stream_id and seat.organisation_id = (select current_setting('app.organisation', true)))));
create policy event_append on trappa.event for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and actor_id = (select nullif(current_setting('app.actor', true), '')::uuid) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true)) in ('staff', 'none') and stream_kind = 'ruleset' or audience = 'party' and stream_kind = 'case' and exists (select from trappa.case_seat as seat where seat.tenant_id = event.tenant_id and seat.case_id = event.stream_id and seat.organisation_id = (select current_setting('app.organisation', true)))));
grant select, insert on trappa.event to trappa_app;
grant select on trappa.event to trappa_worker;

alter table trappa.event_personal enable row level security;
alter table trappa.event_personal force row level security;
create policy event_personal_read on trappa.event_personal for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or audience = 'party' and stream_kind = 'case' and exists (select from trappa.case_seat as seat where seat.tenant_id = event_personal.tenant_id and seat.case_id = event_personal.stream_id and seat.organisation_id = (select current_setting('app.organisation', true)))));
create policy event_personal_append on trappa.event_personal for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') and audience = 'party' and stream_kind = 'case'));
grant select, insert on trappa.event_personal to trappa_app;
grant select on trappa.event_personal to trappa_worker;

alter table trappa.care_unit enable row level security;
alter table trappa.care_unit force row level security;
create policy care_unit_read on trappa.care_unit for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or unit_id = (select case when current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then current_setting('app.organisation', true)::uuid end)));
create policy care_unit_append on trappa.care_unit for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
grant select, insert on trappa.care_unit to trappa_app;
grant select on trappa.care_unit to trappa_worker;

alter table trappa.agreement enable row level security;
alter table trappa.agreement force row level security;
create policy agreement_read on trappa.agreement for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or unit_id = (select case when current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then current_setting('app.organisation', true)::uuid end)));
create policy agreement_append on trappa.agreement for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
grant select, insert on trappa.agreement to trappa_app;
grant select on trappa.agreement to trappa_worker;

alter table trappa.listed_count enable row level security;
alter table trappa.listed_count force row level security;
create policy listed_count_read on trappa.listed_count for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or unit_id = (select case when current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then current_setting('app.organisation', true)::uuid end)));
create policy listed_count_append on trappa.listed_count for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
grant select, insert on trappa.listed_count to trappa_app;
grant select on trappa.listed_count to trappa_worker;

alter table trappa.case_file enable row level security;
alter table trappa.case_file force row level security;
create policy case_file_read on trappa.case_file for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or exists (select from trappa.case_seat as seat where seat.tenant_id = case_file.tenant_id and seat.case_id = case_file.case_id and seat.organisation_id = (select current_setting('app.organisation', true)))));
create policy case_file_append on trappa.case_file for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or unit_id = (select case when current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then current_setting('app.organisation', true)::uuid end)));
create policy case_file_change on trappa.case_file for update to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
grant select, insert, update (state, colour, plan_due_on, sanctioned, sanction_runs, closed_on, version) on trappa.case_file to trappa_app;
grant select on trappa.case_file to trappa_worker;

alter table trappa.case_internal enable row level security;
alter table trappa.case_internal force row level security;
create policy case_internal_read on trappa.case_internal for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
create policy case_internal_append on trappa.case_internal for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') and classified is null and score is null));
create policy case_internal_change on trappa.case_internal for update to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
grant select, insert, update (classified, score) on trappa.case_internal to trappa_app;
grant select on trappa.case_internal to trappa_worker;

alter table trappa.case_seat enable row level security;
alter table trappa.case_seat force row level security;
create policy case_seat_read on trappa.case_seat for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or organisation_id = (select current_setting('app.organisation', true))));
create policy case_seat_append on trappa.case_seat for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') and organisation_id = (select current_setting('app.organisation', true))));
grant select, insert on trappa.case_seat to trappa_app;
grant select on trappa.case_seat to trappa_worker;

alter table trappa.ruleset_version enable row level security;
alter table trappa.ruleset_version force row level security;
create policy ruleset_version_read on trappa.ruleset_version for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')));
create policy ruleset_version_append on trappa.ruleset_version for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) in ('staff', 'none'));
grant select, insert on trappa.ruleset_version to trappa_app;
grant select on trappa.ruleset_version to trappa_worker;

alter table trappa.settlement enable row level security;
alter table trappa.settlement force row level security;
create policy settlement_read on trappa.settlement for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')));
create policy settlement_append on trappa.settlement for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
grant select, insert on trappa.settlement to trappa_app;
grant select on trappa.settlement to trappa_worker;

alter table trappa.settlement_line enable row level security;
alter table trappa.settlement_line force row level security;
create policy settlement_line_read on trappa.settlement_line for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or unit_id = (select case when current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then current_setting('app.organisation', true)::uuid end)));
create policy settlement_line_append on trappa.settlement_line for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
grant select, insert on trappa.settlement_line to trappa_app;
grant select on trappa.settlement_line to trappa_worker;

alter table trappa.command_memory enable row level security;
alter table trappa.command_memory force row level security;
create policy command_memory_read on trappa.command_memory for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and actor_id = (select nullif(current_setting('app.actor', true), '')::uuid));
create policy command_memory_append on trappa.command_memory for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and actor_id = (select nullif(current_setting('app.actor', true), '')::uuid));
grant select, insert on trappa.command_memory to trappa_app;
grant select on trappa.command_memory to trappa_worker;

grant select on trappa.issuer to trappa_app;
grant select on trappa.issuer to trappa_worker;
