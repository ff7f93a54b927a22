-- Each event continues its tenant's chain: the head is locked, whatever the statement said of place and hashes is
-- overwritten, and the head moves on. The text is that of service/domain/chain.py, byte for byte.
create function trappa.continue_chain() returns trigger language plpgsql as $$
declare
  head trappa.chain_head;
begin
  loop
    select * into head from trappa.chain_head where tenant_id = new.tenant_id for no key update;
    exit when found;
    insert into trappa.chain_head (tenant_id, seq, hash, recorded_at)
    values (new.tenant_id, 0, decode(repeat('00', 32), 'hex'), new.recorded_at)
    on conflict (tenant_id) do nothing;
  end loop;

  new.seq := head.seq + 1;
  new.prev_hash := head.hash;
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

  update trappa.chain_head set seq = new.seq, hash = new.hash where tenant_id = new.tenant_id;
  return new;
end $$;
revoke all on function trappa.continue_chain() from public;
create trigger continue_chain before insert on trappa.event for each row execute function trappa.continue_chain();

-- Only a chain that continues moves its head, and by one: whoever may write an event may still not say where it stands.
-- What takes the head changes the instant alone, and is let through unasked.
create function trappa.keep_head() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() > 1 and new.seq = old.seq + 1 then
    return new;
  end if;
  raise exception 'the head of the chain moves with its events alone' using errcode = 'insufficient_privilege';
end $$;
revoke all on function trappa.keep_head() from public;
create trigger keep_head before update on trappa.chain_head for each row
  when (new.seq is distinct from old.seq or new.hash is distinct from old.hash)
  execute function trappa.keep_head();
