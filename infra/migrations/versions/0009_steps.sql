-- A case need not be about a care unit, nor follow a ladder of rates, and a counterpart may open one.

alter table trappa.case_file alter column unit_id drop not null;
alter table trappa.case_file alter column ladder drop not null;

drop policy event_personal_append on trappa.event_personal;
create policy event_personal_append on trappa.event_personal for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true)) in ('staff', 'access', 'none') and stream_kind = 'ruleset' or (select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer') or (select current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' or current_setting('app.organisation', true) ~ '^[a-z]+(_[a-z]+)*$' and current_setting('app.organisation', true) not in ('staff', 'access', 'none')) and audience = 'party' and stream_kind = 'case'));
drop policy care_unit_read on trappa.care_unit;
create policy care_unit_read on trappa.care_unit for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) in ('staff', 'access') or (select current_setting('app.organisation', true) ~ '^[a-z]+(_[a-z]+)*$' and current_setting('app.organisation', true) not in ('staff', 'access', 'none')) or unit_id = (select case when current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then current_setting('app.organisation', true)::uuid end)));
drop policy case_file_append on trappa.case_file;
create policy case_file_append on trappa.case_file for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true) ~ '^[a-z]+(_[a-z]+)*$' and current_setting('app.organisation', true) not in ('staff', 'access', 'none')) or unit_id = (select case when current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then current_setting('app.organisation', true)::uuid end)));
drop policy case_internal_append on trappa.case_internal;
create policy case_internal_append on trappa.case_internal for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' or current_setting('app.organisation', true) ~ '^[a-z]+(_[a-z]+)*$' and current_setting('app.organisation', true) not in ('staff', 'access', 'none')) and classified is null and score is null));
drop policy case_seat_append on trappa.case_seat;
create policy case_seat_append on trappa.case_seat for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or (select current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' or current_setting('app.organisation', true) ~ '^[a-z]+(_[a-z]+)*$' and current_setting('app.organisation', true) not in ('staff', 'access', 'none')) and organisation_id = (select current_setting('app.organisation', true))));
