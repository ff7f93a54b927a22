-- Simulations as jobs: what was asked for and by whom, how far it is, what it came to, and the cases that differ.

create table trappa.simulation (
  tenant_id text not null,
  simulation_id uuid not null,
  actor_id uuid not null,
  roles text not null,
  content text not null,
  since date,
  until date,
  asked_at timestamptz not null,
  state text not null,
  done integer not null,
  cases integer,
  totals text,
  refusal text,
  ended_at timestamptz,
  constraint simulation_pk primary key (tenant_id, simulation_id),
  constraint simulation_state_check check (state in ('QUEUED', 'RUNNING', 'DONE', 'REFUSED', 'FAILED', 'CANCELLED')),
  constraint simulation_ended_check check ((state in ('QUEUED', 'RUNNING')) = (ended_at is null)),
  constraint simulation_outcome_check check ((state = 'DONE', state = 'REFUSED') = (totals is not null, refusal is not null)),
  constraint simulation_done_check check (done >= 0),
  constraint simulation_cases_check check (cases >= 0),
  constraint simulation_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);

create table trappa.simulation_case (
  tenant_id text not null,
  simulation_id uuid not null,
  case_id uuid not null,
  weight_ore bigint not null,
  content text not null,
  constraint simulation_case_pk primary key (tenant_id, simulation_id, case_id),
  constraint simulation_case_simulation_fk foreign key(tenant_id, simulation_id) references trappa.simulation (tenant_id, simulation_id),
  constraint simulation_case_weight_check check (weight_ore >= -1),
  constraint simulation_case_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);

create index simulation_case_weight_idx on trappa.simulation_case (tenant_id, simulation_id, weight_ore desc, case_id);
alter table trappa.simulation enable row level security;
alter table trappa.simulation force row level security;
create policy simulation_read on trappa.simulation for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
create policy simulation_append on trappa.simulation for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff' and actor_id = (select nullif(current_setting('app.actor', true), '')::uuid));
create policy simulation_change on trappa.simulation for update to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
grant select, insert, update (state, ended_at) on trappa.simulation to trappa_app;
grant select, update (state, done, cases, totals, refusal, ended_at) on trappa.simulation to trappa_worker;
alter table trappa.simulation_case enable row level security;
alter table trappa.simulation_case force row level security;
create policy simulation_case_read on trappa.simulation_case for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
create policy simulation_case_append on trappa.simulation_case for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
grant select on trappa.simulation_case to trappa_app;
grant select, insert on trappa.simulation_case to trappa_worker;
grant select, insert on trappa.pgqueuer to trappa_app;
grant select, delete, update (queue_manager_id, updated, heartbeat, execute_after, status, attempts, slot) on trappa.pgqueuer to trappa_worker;
grant insert on trappa.pgqueuer_log to trappa_app;
grant select, insert on trappa.pgqueuer_log to trappa_worker;
grant select on trappa.pgqueuer_statistics to trappa_worker;
grant usage on sequence trappa.pgqueuer_id_seq to trappa_app;
