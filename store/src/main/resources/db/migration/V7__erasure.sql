-- What of people is erased, and what keeps it so.

-- Requests to erase a plate or a track of a site.
create table erasures (
  id             bigint generated always as identity primary key,
  -- Outlives its site.
  site           text collate "C" not null,
  track          uuid,
  -- How the plate may stand in rows, as pseudonym too; forgotten when all is done.
  spellings      text[] collate "C",
  from_at        timestamptz not null,
  to_at          timestamptz not null check (to_at > from_at),
  reason         text not null,
  made_by        text collate "C",
  made_at        timestamptz not null default now(),
  -- Whoever had not seen the tombstones has ended when no transaction as old as this is open.
  made_xid       xid8 not null default pg_current_xact_id(),
  state          text collate "C" not null default 'requested' check (state in ('requested', 'running', 'held', 'done')),
  -- Blanked rows by table, deleted pictures and messages.
  counts         jsonb not null default '{}',
  -- Where the look through the observation log stands.
  position       json,
  -- Why it does not go on.
  error          text,
  ended_at       timestamptz
);
create index erasures_by_site on erasures (site, id);
create index erasures_open on erasures (id) where state <> 'done';

-- What makes whoever writes leave a plate out: its keyed hash, or its track, and the time.
create table plate_tombstones (
  id             bigint generated always as identity primary key,
  erasure        bigint not null references erasures,
  site           text collate "C" not null,
  mark           bytea,
  track          uuid,
  from_at        timestamptz not null,
  to_at          timestamptz not null,
  check (num_nonnulls(mark, track) = 1)
);
create index plate_tombstones_by_mark on plate_tombstones (site, mark) where mark is not null;
create index plate_tombstones_by_track on plate_tombstones (track) where track is not null;

-- By what the key is known that the marks are made with.
create table erasure_keys (
  one_row        boolean primary key default true check (one_row),
  fingerprint    bytea not null
);

-- Whether a fact of a plate, known by its mark or its track, is not to be told.
create function is_erased(of_site text, of_plate bytea, of_track uuid, first timestamptz, last timestamptz)
returns boolean language sql stable as $$
  select exists (select from plate_tombstones t where t.site = of_site and t.mark = of_plate
      and t.from_at <= last and t.to_at > first)
    or exists (select from plate_tombstones t where t.track = of_track and t.site = of_site
      and t.from_at <= last and t.to_at > first)
$$;

-- Tracks whose reads are to be blanked in the observation log, by the run that holds it.
create table erased_tracks (
  run            text collate "C" not null,
  track          uuid not null,
  site           text collate "C" not null,
  camera         text collate "C" not null,
  at             timestamptz not null,
  until_at       timestamptz not null,
  -- Whether the log is as it should be.
  done           boolean not null default false,
  noted_at       timestamptz not null default clock_timestamp(),
  primary key (run, track)
);
create index erased_tracks_open on erased_tracks (noted_at) where not done;
create index erased_tracks_by_camera on erased_tracks (run, camera, at);

create function note_erased_track() returns trigger language plpgsql as $$
begin
  insert into erased_tracks as t (run, track, site, camera, at, until_at)
  values (
    coalesce((select r.from_run from runs r where r.run = new.run), new.run), coalesce(new.track, new.id),
    new.site, new.camera, new.at, greatest(new.at, to_timestamp(new.revision / 1000.0)))
  on conflict (run, track) do update set at = least(t.at, excluded.at), until_at = greatest(t.until_at, excluded.until_at),
    done = false, noted_at = clock_timestamp();
  return null;
end $$;

-- When reads of erased tracks were last blanked in a minute; null again when the job has written it anew.
alter table observations add column erased_at timestamptz;

create function note_rewritten_minute() returns trigger language plpgsql as $$
begin
  update erased_tracks set done = false, noted_at = clock_timestamp()
  where run = new.run and camera = new.camera and at < new.at + interval '1 minute' and until_at >= new.at;
  return null;
end $$;
create trigger note_rewritten_minute after update on observations for each row
  when (old.erased_at is not null and new.erased_at is null) execute function note_rewritten_minute();
