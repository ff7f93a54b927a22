-- As before, each event continues its tenant's chain, whose head its first one locks; but the head moves once for a
-- statement, when all of it is there. A head that moved with every row left as many dead rows behind it, and whoever
-- wrote many events at once walked through all of them for each.

-- How far the statement has come: tenant, seq and hash of its latest event. Whatever else is written there is found out
-- below, when the statement ends.
create function trappa.begin_chain() returns trigger language plpgsql as $$
begin
  perform set_config('trappa.reached', '', true);
  return null;
end $$;
revoke all on function trappa.begin_chain() from public;
create trigger begin_chain before insert on trappa.event for each statement execute function trappa.begin_chain();

create or replace function trappa.continue_chain() returns trigger language plpgsql as $$
declare
  head trappa.chain_head;
  reached text[] := string_to_array(nullif(current_setting('trappa.reached', true), ''), ' ');
begin
  if reached[1] = new.tenant_id then
    new.seq := reached[2]::bigint + 1;
    new.prev_hash := decode(reached[3], 'hex');
  else
    loop
      select * into head from trappa.chain_head where tenant_id = new.tenant_id for no key update;
      exit when found;
      insert into trappa.chain_head (tenant_id, seq, hash, recorded_at)
      values (new.tenant_id, 0, decode(repeat('00', 32), 'hex'), new.recorded_at)
      on conflict (tenant_id) do nothing;
    end loop;
    new.seq := head.seq + 1;
    new.prev_hash := head.hash;
  end if;

  new.hash := sha256(new.prev_hash || convert_to(concat_ws(E'\n',
    new.tenant_id,
    new.seq,
    new.stream_kind,
    new.stream_id,
    new.version,
    new.type,
    new.audience,
    new.actor_id,
    coalesce(new.command_id::text, '-'),
    to_char(new.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    new.body
  ), 'UTF8'));
  perform set_config('trappa.reached', concat_ws(' ', new.tenant_id, new.seq, encode(new.hash, 'hex')), true);
  return new;
end $$;

-- Each event of the statement follows the one before it, and the first of them the head: else nothing is written.
create function trappa.move_head() returns trigger language plpgsql as $$
declare
  stray text;
  moved integer;
begin
  select placed.tenant_id into stray
  from (
    select tenant_id, seq, prev_hash, lag(seq) over chain as seq_before, lag(hash) over chain as hash_before
    from added window chain as (partition by tenant_id order by seq)
  ) as placed left join trappa.chain_head as head using (tenant_id)
  where placed.seq is distinct from coalesce(placed.seq_before, head.seq) + 1
    or placed.prev_hash is distinct from coalesce(placed.hash_before, head.hash)
  limit 1;
  if found then
    raise exception 'an event does not continue the chain of %', stray using errcode = 'insufficient_privilege';
  end if;
  update trappa.chain_head as head set seq = latest.seq, hash = latest.hash
  from (select distinct on (tenant_id) tenant_id, seq, hash from added order by tenant_id, seq desc) as latest
  where head.tenant_id = latest.tenant_id;
  get diagnostics moved = row_count;
  if moved <> (select count(distinct tenant_id) from added) then
    raise exception 'a chain has no head that this statement may move' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
revoke all on function trappa.move_head() from public;
create trigger move_head after insert on trappa.event referencing new table as added for each statement
  execute function trappa.move_head();

-- Only a chain that continues moves its head, and forwards: whoever may write an event may still not say where it stands.
create or replace function trappa.keep_head() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() > 1 and new.seq > old.seq then
    return new;
  end if;
  raise exception 'the head of the chain moves with its events alone' using errcode = 'insufficient_privilege';
end $$;
