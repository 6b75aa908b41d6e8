-- Entries of watchlists that people make, beside those of site files.
create table bolos (
  id             uuid primary key default gen_random_uuid(),
  site           text collate "C" not null,
  pattern        text collate "C" not null,
  match          text collate "C" not null,
  description    text,
  -- Event time, from the first on and before the last; null for without end.
  valid_from     timestamptz not null,
  valid_to       timestamptz,
  cool_down_ms   bigint,
  active         boolean not null default true,
  made_by        text collate "C",
  made_at        timestamptz not null default now(),
  changed_at     timestamptz not null default now()
);
create index bolos_by_site on bolos (site, made_at desc, id desc);
create index bolos_by_time on bolos (made_at desc, id desc);

-- What people have changed of them: an input of every run. Entries are forgotten, what they were is not.
create table watchlist_changes (
  site           text collate "C" not null,
  number         bigint not null,
  bolo           uuid not null,
  -- Null for an entry that there is not any more, or that does not count.
  pattern        text collate "C",
  match          text collate "C",
  valid_from     timestamptz not null,
  valid_to       timestamptz,
  by             text collate "C",
  made_at        timestamptz not null default now(),
  primary key (site, number)
);
