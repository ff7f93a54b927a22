-- The four roles and the schema, in the database one is connected to. For PostgreSQL 15 and later.
--
-- Run by infra.db.bootstrap, or by hand:  psql -1 -v ON_ERROR_STOP=1 -f bootstrap.sql "$ADMIN_URL"
-- and then, for each role:                \password trappa_owner
--
-- Needs no superuser: a login with CREATEROLE that may create schemas in this database is enough, as in a managed
-- PostgreSQL. Hence no ALTER ROLE ... NOSUPERUSER or NOBYPASSRLS, which only a superuser may say, even to take away:
-- a new role has neither, and the last block refuses an old one that has. It may be run again and changes only what
-- differs, since roles are the cluster's and other databases use them meanwhile.

do $$
declare
  name text;
begin
  foreach name in array array['trappa_owner', 'trappa_app', 'trappa_worker', 'trappa_national'] loop
    if to_regrole(name) is null then
      begin
        execute format('create role %I login', name);
      exception when duplicate_object or unique_violation then
        null; -- another session was faster
      end;
    end if;
  end loop;
end $$;

-- Whoever makes a role may give it to others, but since PostgreSQL 16 not yet act as it.
do $$
begin
  if not pg_has_role(current_user, 'trappa_owner', 'USAGE')
    or not pg_has_role(
      current_user,
      'trappa_owner',
      case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end
    )
  then
    grant trappa_owner to current_user;
  end if;
end $$;

-- The database: owned by whoever made it; trappa_owner may make extensions and schemas in it, the rest may connect.
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect, create, temporary on database %I to trappa_owner', current_database());
  execute format('grant connect on database %I to trappa_app, trappa_worker, trappa_national', current_database());
end $$;

create schema if not exists trappa authorization trappa_owner;
grant usage on schema trappa to trappa_app, trappa_worker, trappa_national;

do $$
begin
  if (select pg_has_role(current_user, nspowner, 'USAGE') from pg_namespace where nspname = 'public') then
    revoke all on schema public from public;
  end if;
end $$;

-- Settings of the role, not of the role in one database: a copy of a database (CREATE DATABASE ... TEMPLATE, a
-- restored dump) would come without these. UTC, so that a time as text reads the same on every server.
do $$
declare
  wanted record;
begin
  for wanted in
    select role.name, setting.key, setting.value
    from (values ('trappa_owner', false), ('trappa_app', true), ('trappa_worker', true), ('trappa_national', true))
      as role (name, bounded)
    join (values
      ('search_path', 'trappa', false),
      ('TimeZone', 'UTC', false),
      ('statement_timeout', '15s', true),
      ('lock_timeout', '4s', true),
      ('idle_in_transaction_session_timeout', '30s', true)
    ) as setting (key, value, bounded) on role.bounded or not setting.bounded
    where not exists (
      select from pg_db_role_setting as kept
      where kept.setrole = to_regrole(role.name) and kept.setdatabase = 0
        and kept.setconfig @> array[setting.key || '=' || setting.value]
    )
  loop
    execute format('alter role %I set %s to %L', wanted.name, wanted.key, wanted.value);
  end loop;
end $$;

-- What must hold, whoever made the roles.
do $$
declare
  found text;
begin
  select string_agg(rolname, ', ') into found
  from pg_roles
  where rolname in ('trappa_owner', 'trappa_app', 'trappa_worker', 'trappa_national')
    and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or not rolcanlogin);
  if found is not null then
    raise exception 'roles with other powers than to log in: %', found
      using errcode = 'invalid_role_specification', hint = 'Drop them, or take SUPERUSER, BYPASSRLS, CREATEROLE, '
        'CREATEDB and REPLICATION from them as superuser.';
  end if;

  select string_agg(format('%s in %s', member.name, power.name), ', ') into found
  from unnest(array['trappa_owner', 'trappa_app', 'trappa_worker', 'trappa_national']) as member (name)
  join unnest(array['trappa_owner', 'trappa_app', 'trappa_worker', 'trappa_national', 'pg_read_all_data',
    'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program'])
    as power (name) on power.name <> member.name
  where pg_has_role(member.name, power.name, 'MEMBER');
  if found is not null then
    raise exception 'roles that may act as another: %', found
      using errcode = 'invalid_role_specification', hint = 'REVOKE these memberships.';
  end if;

  if (select nspowner <> to_regrole('trappa_owner') from pg_namespace where nspname = 'trappa') then
    raise exception 'schema trappa belongs to another role than trappa_owner'
      using errcode = 'invalid_schema_name', hint = 'ALTER SCHEMA trappa OWNER TO trappa_owner.';
  end if;

  select string_agg(format('%s in %s', role.name, nspname), ', ') into found
  from unnest(array['trappa_app', 'trappa_worker', 'trappa_national']) as role (name)
  join pg_namespace on nspname in ('public', 'trappa') and has_schema_privilege(role.name, nspname, 'CREATE');
  if found is not null then
    raise exception 'roles that may create tables: %', found
      using errcode = 'invalid_grant_operation', hint = 'REVOKE CREATE ON SCHEMA ... FROM the role and from PUBLIC.';
  end if;
end $$;
