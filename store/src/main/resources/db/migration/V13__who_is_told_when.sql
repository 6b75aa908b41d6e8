-- Who is told when, and by what way.
alter table webhooks
  -- Who made it: people, a site's file, or the settings; only people's are changed by people.
  add column origin       text not null default 'people' check (origin in ('people', 'site-file', 'settings')),
  -- Only of alerts of these entries of watchlists, or of these kinds; null for all.
  add column entries      text[],
  add column alert_kinds  text[],
  -- Only of what happens within these hours of the week, as clocks at the site show them.
  add column hours        text,
  -- Least event time between two alerts of the same cause.
  add column cool_down_ms bigint not null default 0,
  -- An alert is told when nobody has seen to it for so long.
  add column after_ms     bigint not null default 0,
  -- What is older is not told any more; 0 for never.
  add column within_ms    bigint not null default 0,
  add column method       text not null default 'POST' check (method in ('POST', 'PUT', 'GET')),
  -- Sealed under the installation's key; null for none.
  add column api_key      text;

alter table webhook_deliveries
  add column cool_key     text collate "C",
  add column fact_at      timestamptz;
create index webhook_deliveries_cooling on webhook_deliveries (webhook, cool_key, fact_at) where cool_key is not null;

-- What was told last of parts of the installation, so that one of several services tells it.
create table health_told (
  part           text primary key,
  fine           boolean not null,
  since          timestamptz not null default now()
);

-- What nobody wants to be told of for a while.
create table silences (
  id             uuid primary key default gen_random_uuid(),
  site           text collate "C" not null references sites on delete cascade,
  -- Null for any.
  alert_kind     text collate "C",
  camera         text collate "C",
  entry          text collate "C",
  place          text collate "C",
  -- People of this role are not shown it; null for everybody, and for all receivers.
  role           text check (role in ('viewer', 'clerk', 'admin')),
  begins_at      timestamptz not null,
  ends_at        timestamptz not null,
  reason         text,
  made_by        text collate "C",
  made_at        timestamptz not null default now(),
  check (begins_at < ends_at)
);
create index silences_by_site on silences (site, ends_at desc, id desc);
create index silences_by_time on silences (ends_at desc, id desc);
