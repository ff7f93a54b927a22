-- Events and sealed records of the team alone: among the region's staff, shown to those who say that they are of it.

alter table trappa.event
  drop constraint event_audience_check,
  add constraint event_audience_check check (audience in ('team', 'staff', 'party'));
alter table trappa.event_personal
  drop constraint event_personal_audience_check,
  add constraint event_personal_audience_check check (audience in ('team', 'staff', 'party'));
create index event_team_idx on trappa.event (tenant_id, stream_id) where audience = 'team';

drop policy event_read on trappa.event;
create policy event_read on trappa.event for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' and (audience <> 'team' or (select current_setting('app.team', true)) = 'yes') or (select current_setting('app.organisation', true)) in ('staff', 'access', 'none') and stream_kind = 'ruleset' or (select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer') or audience = 'party' and stream_kind = 'unit' and stream_id = (select case when current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then current_setting('app.organisation', true)::uuid end) or audience = 'party' and stream_kind = 'case' and exists (select from trappa.case_seat as seat where seat.tenant_id = event.tenant_id and seat.case_id = event.stream_id and seat.organisation_id = (select current_setting('app.organisation', true)))));
drop policy event_append on trappa.event;
create policy event_append on trappa.event for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and actor_id = (select nullif(current_setting('app.actor', true), '')::uuid) and ((select current_setting('app.organisation', true)) = 'staff' and (audience <> 'team' or (select current_setting('app.team', true)) = 'yes') or (select current_setting('app.organisation', true)) in ('staff', 'access', 'none') and stream_kind = 'ruleset' or (select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer') or audience = 'party' and stream_kind = 'case' and exists (select from trappa.case_seat as seat where seat.tenant_id = event.tenant_id and seat.case_id = event.stream_id and seat.organisation_id = (select current_setting('app.organisation', true)))));
drop policy event_personal_read on trappa.event_personal;
create policy event_personal_read on trappa.event_personal for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' and (audience <> 'team' or (select current_setting('app.team', true)) = 'yes') or (select current_setting('app.organisation', true)) in ('staff', 'access', 'none') and stream_kind = 'ruleset' or (select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer') or audience = 'party' and stream_kind = 'case' and exists (select from trappa.case_seat as seat where seat.tenant_id = event_personal.tenant_id and seat.case_id = event_personal.stream_id and seat.organisation_id = (select current_setting('app.organisation', true)))));
drop policy event_personal_append on trappa.event_personal;
create policy event_personal_append on trappa.event_personal for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' and (audience <> 'team' or (select current_setting('app.team', true)) = 'yes') or (select current_setting('app.organisation', true)) in ('staff', 'access', 'none') and stream_kind = 'ruleset' or (select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer') or (select current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' or current_setting('app.organisation', true) ~ '^[a-z]+(_[a-z]+)*$' and current_setting('app.organisation', true) not in ('staff', 'access', 'none')) and audience = 'party' and stream_kind = 'case'));
