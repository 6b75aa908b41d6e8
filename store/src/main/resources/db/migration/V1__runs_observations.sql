-- The tables of facts are made from their kinds (FactKinds). Text is compared by code point everywhere, so that no locale of a server changes an order.

create table runs (
  run            text collate "C" primary key,
  site           text collate "C" not null,
  state          text collate "C" not null check (state in ('requested', 'running', 'done', 'failed', 'cancelled')),
  -- The run whose stored observations this one is made from; null when it was made from footage.
  from_run       text collate "C",
  -- What must be the same when the run is taken up again.
  identity       jsonb not null,
  -- What its job does, for a job that is started elsewhere.
  plan           json,
  -- The site's layout by which the run is judged.
  layout         jsonb not null,
  progress       double precision not null default 0 check (progress between 0 and 1),
  -- Text, and not jsonb, keeps the order in which it was written.
  summary        json,
  error          text,
  requested_at   timestamptz not null default now(),
  started_at     timestamptz,
  ended_at       timestamptz
);

-- Which job may write a run. A lease ends when it expires, or with the session that holds it.
create table run_leases (
  run            text collate "C" not null,
  shard          text collate "C" not null,
  holder         text collate "C" not null,
  expires_at     timestamptz not null,
  backend        integer not null,
  backend_since  timestamptz not null,
  primary key (run, shard),
  -- Makes the holder part of a key: who writes shares the key, which a renewal leaves as it is and a new holder changes.
  unique (run, shard, holder)
);

-- A run's name, given back to the job that may write it; refused to any other.
create function held(name text, job text) returns text language plpgsql as $$
begin
  perform from run_leases where run = name and shard = 'all' and holder = job for key share;
  if not found then
    raise exception 'The run ''%'' is not the job %''s to write.', name, job using errcode = 'SL001';
  end if;
  return name;
end $$;

create table observations (
  run            text collate "C" not null,
  id             uuid not null,
  site           text collate "C" not null,
  camera         text collate "C" not null,
  at             timestamptz not null,
  -- Records in the minute: it only ever grows.
  revision       bigint not null,
  frames         integer not null,
  detections     integer not null,
  layout_version text collate "C" not null,
  code_version   text collate "C" not null,
  payload        bytea not null,
  primary key (run, camera, at)
) partition by range (at);

-- The tables that are partitioned by time, and how long a time one partition holds.
create view partitioned_tables (name, step) as
  select c.relname::text, case c.relname when 'observations' then interval '1 day' else interval '1 month' end
  from pg_class c
  where c.relkind = 'p' and c.relnamespace = 'public'::regnamespace;

-- What no partition was made for lands in the default one, so that nothing is ever refused for its time.
create table observations_default partition of observations default;

-- Makes the partitions that cover a span of time. A partition that would overlap rows of the default one is left out.
create function ensure_partitions(first timestamptz, last timestamptz) returns void language plpgsql as $$
declare
  t record;
  starts timestamp;
  partition text;
  unit text;
begin
  for t in select name, step from partitioned_tables loop
    unit := case when t.step = interval '1 day' then 'day' else 'month' end;
    starts := date_trunc(unit, first at time zone 'UTC');
    while starts <= last at time zone 'UTC' loop
      partition := t.name || '_' || to_char(starts, case unit when 'day' then 'YYYY_MM_DD' else 'YYYY_MM' end);
      if to_regclass(partition) is null then
        begin
          execute format('create table %I partition of %I for values from (%L) to (%L)', partition, t.name,
            starts at time zone 'UTC', (starts + t.step) at time zone 'UTC');
        exception when check_violation then
          null;
        end;
      end if;
      starts := starts + t.step;
    end loop;
  end loop;
end $$;
