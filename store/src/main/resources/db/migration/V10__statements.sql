-- What people say about what cameras saw: an input of every run, like footage. Statements about a site are numbered without gaps, in the
-- order of their commits: a row is locked from taking a number until the transaction is over.
create table statement_numbers (
  site           text collate "C" primary key,
  newest         bigint not null
);
create trigger note_registry_change after insert or update on statement_numbers
  for each row execute function note_registry_change();

create function next_statement(of_site text) returns bigint language sql as $$
  insert into statement_numbers as n (site, newest) values (of_site, 1)
  on conflict (site) do update set newest = n.newest + 1 returning newest
$$;

create table corrections (
  site           text collate "C" not null,
  number         bigint not null,
  id             uuid not null default gen_random_uuid() unique,
  -- What the person looked at.
  run            text collate "C" not null,
  of_kind        text collate "C" not null,
  fact           uuid not null,
  field          text collate "C" not null,
  -- What it is about: the track of that run, and where any other run finds the same vehicle.
  camera         text collate "C" not null,
  track          uuid not null,
  at             timestamptz not null,
  x              integer not null,
  y              integer not null,
  width          integer not null,
  height         integer not null,
  -- Null where no plate was read, or none can be.
  was            text collate "C",
  became         text collate "C",
  reason         text,
  by             text collate "C",
  made_at        timestamptz not null default now(),
  -- From then on it is not known what it said, and nobody applies it any more.
  erased_at      timestamptz,
  primary key (site, number)
);
create index corrections_by_camera on corrections (site, camera, number);
create index corrections_by_site on corrections (site, made_at desc, id desc);
create index corrections_by_run on corrections (run, made_at desc, id desc);
create index corrections_by_time on corrections (made_at desc, id desc);
create index corrections_by_track on corrections (track);
create index corrections_by_fact on corrections (fact);
create index corrections_by_was on corrections (site, was);
create index corrections_by_became on corrections (site, became);

create table inside_statements (
  site           text collate "C" not null,
  number         bigint not null,
  -- Empty for the whole site.
  level          text collate "C" not null,
  at             timestamptz not null,
  vehicles       integer not null check (vehicles >= 0),
  by             text collate "C",
  made_at        timestamptz not null default now(),
  primary key (site, number)
);
create index inside_statements_by_time on inside_statements (site, at desc);
