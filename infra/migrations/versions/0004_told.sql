-- A case's state and version as its party may know them stay with the case; the staff's own stand beside it.

alter table trappa.case_internal add column state text, add column version integer;

alter table trappa.case_file no force row level security;
alter table trappa.case_internal no force row level security;
alter table trappa.event no force row level security;
alter table trappa.ruleset_version no force row level security;

update trappa.case_internal as internal set state = file.state, version = file.version
from trappa.case_file as file where file.tenant_id = internal.tenant_id and file.case_id = internal.case_id;

-- The state to which the acts that a party sees lead, under the version of the latest request, or of the opening.
create function pg_temp.told(tenant text, of_case uuid, out state text, out version integer) language plpgsql as $$
declare
  track jsonb;
  act record;
  step jsonb;
begin
  select content::jsonb -> 'track' into strict track from trappa.ruleset_version
  where tenant_id = tenant and ruleset_id = (
    select (body::jsonb ->> 'ruleset_id')::uuid from trappa.event as said
    where tenant_id = tenant and stream_kind = 'case' and stream_id = of_case
      and type in ('CaseOpened', 'CorrectionRequestSent')
    order by said.version desc limit 1
  );
  version := 0;
  for act in
    select case type
        when 'CaseOpened' then 'OPEN_CASE'
        when 'SignalRecorded' then 'RECORD_SIGNAL'
        when 'ImpulseRecorded' then 'RECORD_IMPULSE'
        when 'CorrectionRequestSent' then 'SEND_CORRECTION_REQUEST'
        when 'PlanReceived' then 'RECEIVE_PLAN'
        when 'SupplementRequested' then 'REQUEST_SUPPLEMENT'
        when 'SupplementReceived' then 'RECEIVE_SUPPLEMENT'
        when 'PlanDecided' then 'DECIDE_PLAN'
        when 'FollowUpRecorded' then 'RECORD_FOLLOW_UP'
        when 'SanctionDecided' then 'DECIDE_SANCTION'
        when 'CaseClosed' then 'CLOSE_CASE'
      end as action,
      case type
        when 'CaseOpened' then case jsonb_typeof(said -> 'signal') when 'object' then 'SIGNAL' else 'IMPULSE' end
        when 'SignalRecorded' then said ->> 'ladder'
        when 'ImpulseRecorded' then said ->> 'ladder'
        when 'CorrectionRequestSent' then said ->> 'colour'
        when 'PlanReceived' then case when (said ->> 'in_time')::boolean then 'IN_TIME' else 'LATE' end
        when 'SupplementRequested' then 'REQUESTED'
        when 'SupplementReceived' then case when (said ->> 'in_time')::boolean then 'IN_TIME' else 'LATE' end
        when 'PlanDecided' then said ->> 'verdict'
        when 'FollowUpRecorded' then case when (said ->> 'approved')::boolean then 'APPROVED' else 'NOT_APPROVED' end
        else said ->> 'ground'
      end as outcome
    from (
      select one.version, type, body::jsonb as said from trappa.event as one
      where tenant_id = tenant and stream_kind = 'case' and stream_id = of_case and audience = 'party'
    ) as events
    order by events.version
  loop
    version := version + 1;
    select value into step from jsonb_array_elements(track -> 'steps') with ordinality
    where value ->> 'action' = act.action
      and (jsonb_array_length(value -> 'outcomes') = 0 or value -> 'outcomes' ? act.outcome)
      and (
        coalesce(value -> 'states' ? state, jsonb_array_length(value -> 'states') = 0) or value ->> 'to' is not null
      )
    order by not coalesce(value -> 'states' ? state, jsonb_array_length(value -> 'states') = 0), ordinality limit 1;
    state := coalesce(step ->> 'to', state);
  end loop;
  state := coalesce(state, track -> 'states' -> 0 ->> 'id');
end
$$;

update trappa.case_file as file set state = told.state, version = told.version
from trappa.case_file as own, lateral pg_temp.told(own.tenant_id, own.case_id) as told
where own.tenant_id = file.tenant_id and own.case_id = file.case_id;

alter table trappa.ruleset_version force row level security;
alter table trappa.event force row level security;
alter table trappa.case_internal force row level security;
alter table trappa.case_file force row level security;

alter table trappa.case_internal
  alter column state set not null,
  alter column version set not null,
  add constraint case_internal_version_check check (version >= 1),
  add constraint case_internal_state_check check (state ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$');
grant update (state, version) on trappa.case_internal to trappa_app;
