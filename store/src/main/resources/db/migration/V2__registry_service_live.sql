-- The registry: sites, their layouts with the times from which they count, and the places in them.

create table sites (
  site           text collate "C" primary key,
  name           text collate "C" not null,
  time_zone      text collate "C" not null,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now()
);

-- Never changed once written. The layout is the site file's form as JSON, without credentials.
create table layout_versions (
  site           text collate "C" not null references sites on delete cascade,
  effective_at   timestamptz not null,
  version        text collate "C" not null,
  layout         json not null,
  -- Ids of the cameras in the layout, so that nobody has to unfold it to find them.
  cameras        text[] collate "C" not null,
  stored_at      timestamptz not null default now(),
  stored_by      text collate "C" not null,
  primary key (site, effective_at)
);
create index layout_versions_by_version on layout_versions (version);

create table cameras (
  camera         text collate "C" primary key,
  site           text collate "C" not null references sites on delete cascade,
  -- Never holds credentials; those stand beside it and are never read out to anyone but the camera's reader.
  uri            text collate "C" not null,
  credentials    text collate "C",
  live           boolean not null,
  sample_fps     double precision not null,
  -- Counts changes of address or credentials.
  revision       bigint not null default 1,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now()
);
create index cameras_by_site on cameras (site);

-- One row: the transaction that last changed which cameras there are and what layouts they have, so that whoever follows
-- them asks for no more than this while nothing changes.
create table registry_changes (
  one_row        boolean primary key default true check (one_row),
  written_xid    xid8 not null default pg_current_xact_id()
);
insert into registry_changes default values;

create function note_registry_change() returns trigger language plpgsql as $$
begin
  update registry_changes set written_xid = pg_current_xact_id() where written_xid <> pg_current_xact_id();
  return null;
end $$;

-- For each row, since a statement that changes none fires as well.
create trigger note_registry_change after insert or update or delete on cameras
  for each row execute function note_registry_change();
create trigger note_registry_change after insert or update or delete on layout_versions
  for each row execute function note_registry_change();

create table spots (
  site           text collate "C" not null references sites on delete cascade,
  camera         text collate "C" not null references cameras on delete cascade,
  spot           text collate "C" not null,
  polygon        json not null,
  level          text collate "C",
  primary key (camera, spot)
);
create index spots_by_site on spots (site, spot);

create table zones (
  site           text collate "C" not null references sites on delete cascade,
  camera         text collate "C" not null references cameras on delete cascade,
  zone           text collate "C" not null,
  polygon        json not null,
  kind           text collate "C" not null,
  capacity       integer not null,
  primary key (camera, zone)
);

create table gates (
  site           text collate "C" not null references sites on delete cascade,
  camera         text collate "C" not null references cameras on delete cascade,
  gate           text collate "C" not null,
  line           json not null,
  direction      text collate "C" not null,
  primary key (camera, gate)
);

-- The newest word of each live camera. No pixels.
create table camera_latest (
  camera         text collate "C" primary key,
  site           text collate "C" not null,
  at             timestamptz not null,
  up             boolean not null,
  -- Why there is no picture; null while there is one.
  reason         text collate "C",
  width          integer not null,
  height         integer not null,
  boxes          json not null,
  written_xid    xid8 not null default pg_current_xact_id()
);

-- People and what they may do.

create table users (
  user_id        bigint generated always as identity primary key,
  username       text collate "C" not null unique,
  password_hash  text collate "C" not null,
  role           text collate "C" not null check (role in ('admin', 'clerk', 'viewer')),
  is_active      boolean not null default true,
  created_at     timestamptz not null default now()
);

create table site_grants (
  username       text collate "C" not null references users (username) on delete cascade,
  site           text collate "C" not null references sites on delete cascade,
  role           text collate "C" not null check (role in ('clerk', 'viewer')),
  primary key (username, site)
);

create table audit_log (
  id             bigint generated always as identity primary key,
  at             timestamptz not null default now(),
  principal      text collate "C",
  action         text collate "C" not null,
  object         text collate "C" not null,
  outcome        text collate "C" not null,
  address        text collate "C"
);
create index audit_log_by_time on audit_log (at);

-- What a person asked a run to be made from; null for runs made on the command line.
alter table runs add column request json;
alter table runs add column cancel_requested boolean not null default false;
-- Not known before the run's input has been looked at.
alter table runs alter column identity drop not null;

-- Readers of what is new advance to the oldest transaction that is still open, so that a row that commits late is never
-- passed over. A live row also wakes them.

create function notify_live() returns trigger language plpgsql as $$
begin
  perform pg_notify('sightline_live', '');
  return null;
end $$;

create index observations_by_time on observations (run, at);
create trigger notify_live after insert or update on camera_latest for each row execute function notify_live();
