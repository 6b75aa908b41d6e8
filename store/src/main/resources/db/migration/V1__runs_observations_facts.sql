-- Text is compared by code point everywhere, so that no locale of a server changes an order.

create table runs (
  run            text collate "C" primary key,
  site           text collate "C" not null,
  state          text collate "C" not null check (state in ('requested', 'running', 'done', 'failed', 'cancelled')),
  -- The run whose stored observations this one is made from; null when it was made from footage.
  from_run       text collate "C",
  -- What must be the same when the run is taken up again.
  identity       jsonb not null,
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

create table camera_gaps (
  run            text collate "C" not null,
  id             uuid not null,
  site           text collate "C" not null,
  at             timestamptz not null,
  camera         text collate "C" not null,
  ended_at       timestamptz not null,
  reason         text collate "C" not null,
  revision       bigint not null,
  final          boolean not null,
  retracted      boolean not null default false,
  model_sha256   text collate "C" not null,
  layout_version text collate "C" not null,
  code_version   text collate "C" not null,
  primary key (run, at, id)
) partition by range (at);

create table vehicle_tracks (
  run            text collate "C" not null,
  id             uuid not null,
  site           text collate "C" not null,
  at             timestamptz not null,
  camera         text collate "C" not null,
  label          text collate "C" not null,
  ended_at       timestamptz not null,
  ended_by       text collate "C" not null,
  revision       bigint not null,
  final          boolean not null,
  retracted      boolean not null default false,
  model_sha256   text collate "C" not null,
  layout_version text collate "C" not null,
  code_version   text collate "C" not null,
  primary key (run, at, id)
) partition by range (at);

create table plate_reads (
  run            text collate "C" not null,
  id             uuid not null,
  site           text collate "C" not null,
  at             timestamptz not null,
  camera         text collate "C" not null,
  track          uuid,
  text           text collate "C" not null,
  score          real not null,
  reads          integer not null,
  revision       bigint not null,
  final          boolean not null,
  retracted      boolean not null default false,
  model_sha256   text collate "C" not null,
  layout_version text collate "C" not null,
  code_version   text collate "C" not null,
  primary key (run, at, id)
) partition by range (at);

create table passages (
  run            text collate "C" not null,
  id             uuid not null,
  site           text collate "C" not null,
  at             timestamptz not null,
  camera         text collate "C" not null,
  gate           text collate "C" not null,
  direction      text collate "C" not null,
  track          uuid not null,
  plate          text collate "C",
  score          real,
  revision       bigint not null,
  final          boolean not null,
  retracted      boolean not null default false,
  model_sha256   text collate "C" not null,
  layout_version text collate "C" not null,
  code_version   text collate "C" not null,
  primary key (run, at, id)
) partition by range (at);

create table vehicle_sessions (
  run            text collate "C" not null,
  id             uuid not null,
  site           text collate "C" not null,
  at             timestamptz not null,
  plate          text collate "C",
  entered_at     timestamptz,
  left_at        timestamptz,
  stay_ms        bigint,
  entry_passage  uuid,
  exit_passage   uuid,
  outcome        text collate "C" not null,
  revision       bigint not null,
  final          boolean not null,
  retracted      boolean not null default false,
  model_sha256   text collate "C" not null,
  layout_version text collate "C" not null,
  code_version   text collate "C" not null,
  primary key (run, at, id)
) partition by range (at);

create table dwell_times (
  run            text collate "C" not null,
  id             uuid not null,
  site           text collate "C" not null,
  at             timestamptz not null,
  camera         text collate "C" not null,
  zone           text collate "C" not null,
  track          uuid not null,
  dwell_ms       bigint not null,
  revision       bigint not null,
  final          boolean not null,
  retracted      boolean not null default false,
  model_sha256   text collate "C" not null,
  layout_version text collate "C" not null,
  code_version   text collate "C" not null,
  primary key (run, at, id)
) partition by range (at);

create table spot_transitions (
  run            text collate "C" not null,
  id             uuid not null,
  site           text collate "C" not null,
  at             timestamptz not null,
  spot           text collate "C" not null,
  state          text collate "C" not null,
  previous       text collate "C" not null,
  camera         text collate "C" not null,
  revision       bigint not null,
  final          boolean not null,
  retracted      boolean not null default false,
  model_sha256   text collate "C" not null,
  layout_version text collate "C" not null,
  code_version   text collate "C" not null,
  primary key (run, at, id)
) partition by range (at);

create table occupancy_windows (
  run            text collate "C" not null,
  site           text collate "C" not null,
  at             timestamptz not null,
  scope          text collate "C" not null,
  scope_id       text collate "C" not null,
  window_ms      bigint not null,
  starts_at      timestamptz not null,
  ends_at        timestamptz not null,
  occupied_ms    bigint not null,
  free_ms        bigint not null,
  unknown_ms     bigint not null,
  peak           integer not null,
  mean           double precision not null,
  arrivals       integer not null,
  departures     integer not null,
  revision       bigint not null,
  final          boolean not null,
  retracted      boolean not null default false,
  model_sha256   text collate "C" not null,
  layout_version text collate "C" not null,
  code_version   text collate "C" not null,
  primary key (run, at, site, scope, scope_id, window_ms)
) partition by range (at);

create table emotion_segments (
  run            text collate "C" not null,
  id             uuid not null,
  site           text collate "C" not null,
  at             timestamptz not null,
  camera         text collate "C" not null,
  track          uuid not null,
  zone           text collate "C",
  started_at     timestamptz not null,
  ended_at       timestamptz not null,
  emotion        text collate "C" not null,
  score          real not null,
  revision       bigint not null,
  final          boolean not null,
  retracted      boolean not null default false,
  model_sha256   text collate "C" not null,
  layout_version text collate "C" not null,
  code_version   text collate "C" not null,
  primary key (run, at, id)
) partition by range (at);

create table emotion_windows (
  run            text collate "C" not null,
  site           text collate "C" not null,
  at             timestamptz not null,
  scope          text collate "C" not null,
  scope_id       text collate "C" not null,
  window_ms      bigint not null,
  starts_at      timestamptz not null,
  faces          integer not null,
  distribution   jsonb not null,
  revision       bigint not null,
  final          boolean not null,
  retracted      boolean not null default false,
  model_sha256   text collate "C" not null,
  layout_version text collate "C" not null,
  code_version   text collate "C" not null,
  primary key (run, at, site, scope, scope_id, window_ms)
) partition by range (at);

create table alerts (
  run             text collate "C" not null,
  id              uuid not null,
  site            text collate "C" not null,
  at              timestamptz not null,
  kind            text collate "C" not null,
  cause           text collate "C" not null,
  text            text collate "C" not null,
  acknowledged_at timestamptz,
  revision        bigint not null,
  final           boolean not null,
  retracted       boolean not null default false,
  model_sha256    text collate "C" not null,
  layout_version  text collate "C" not null,
  code_version    text collate "C" not null,
  primary key (run, at, id)
) partition by range (at);

create table poison_records (
  run             text collate "C" not null,
  id              uuid not null,
  site            text collate "C" not null,
  at              timestamptz not null,
  camera          text collate "C" not null,
  stage           text collate "C" not null,
  reason          text collate "C" not null,
  media           text collate "C",
  presentation_us bigint not null,
  revision        bigint not null,
  final           boolean not null,
  retracted       boolean not null default false,
  model_sha256    text collate "C" not null,
  layout_version  text collate "C" not null,
  code_version    text collate "C" not null,
  primary key (run, at, id)
) partition by range (at);

-- The tables that are partitioned by time, and how long a time one partition holds.
create view partitioned_tables (name, step) as
  select c.relname::text, case c.relname when 'observations' then interval '1 day' else interval '1 month' end
  from pg_class c
  where c.relkind = 'p' and c.relnamespace = 'public'::regnamespace;

-- What no partition was made for lands in the default one, so that a fact is never refused for its time.
do $$
declare t record;
begin
  for t in select name from partitioned_tables loop
    execute format('create table %I partition of %I default', t.name || '_default', t.name);
  end loop;
end $$;

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
