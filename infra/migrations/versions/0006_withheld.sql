-- Payment held back from units (positive) and paid out of it (negative), each as an entry of its event.

create table trappa.withholding_entry (
  tenant_id text not null,
  case_id uuid not null,
  stream_version integer not null,
  unit_id uuid not null,
  withholding integer not null,
  month text not null,
  decided_on date not null,
  amount_ore bigint not null,
  recorded_at timestamptz not null,
  constraint withholding_entry_pk primary key (tenant_id, case_id, stream_version),
  constraint withholding_entry_case_file_fk foreign key (tenant_id, case_id)
    references trappa.case_file (tenant_id, case_id),
  constraint withholding_entry_entry_check check (stream_version >= 1 and withholding >= 1 and amount_ore <> 0),
  constraint withholding_entry_month_check check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  constraint withholding_entry_tenant_id_check check (tenant_id ~ '^[0-9]{2}$')
);
create index withholding_entry_tenant_id_unit_id_month_idx on trappa.withholding_entry (tenant_id, unit_id, month);
create index withholding_entry_tenant_id_month_idx on trappa.withholding_entry (tenant_id, month);

alter table trappa.withholding_entry enable row level security;
alter table trappa.withholding_entry force row level security;
create policy withholding_entry_read on trappa.withholding_entry for select to trappa_app, trappa_worker
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and ((select current_setting('app.organisation', true)) = 'staff' or unit_id = (select case when current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then current_setting('app.organisation', true)::uuid end)));
create policy withholding_entry_append on trappa.withholding_entry for insert to trappa_app, trappa_worker
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')) and (select current_setting('app.organisation', true)) = 'staff');
grant select, insert on trappa.withholding_entry to trappa_app;
grant select on trappa.withholding_entry to trappa_worker;
