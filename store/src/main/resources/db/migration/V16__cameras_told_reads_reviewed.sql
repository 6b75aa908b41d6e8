-- What people call cameras, where these stand, and whether they are read.
alter table cameras add column name text;
alter table cameras add column description text;
alter table cameras add column active boolean not null default true;
alter table cameras add column latitude double precision;
alter table cameras add column longitude double precision;
alter table cameras add column heading double precision;
create index cameras_by_place on cameras (latitude, longitude) where latitude is not null;

-- What people have said of plates that were read: that it is right, that there is none, that it is another.
create table reviews (
  run            text collate "C" not null,
  fact           uuid not null,
  site           text collate "C" not null,
  at             timestamptz not null,
  state          text collate "C" not null check (state in ('confirmed', 'corrected', 'rejected')),
  comments       text,
  by             text collate "C",
  made_at        timestamptz not null default now(),
  primary key (run, fact)
);
create index reviews_by_time on reviews (site, at);

-- Who looks at what, so that no two people do the same.
create table review_claims (
  run            text collate "C" not null,
  fact           uuid not null,
  user_id        bigint not null references users on delete cascade,
  until_at       timestamptz not null,
  primary key (run, fact)
);
create index review_claims_by_user on review_claims (user_id);
create index review_claims_over on review_claims (until_at);

-- What people say beside an entry of a watchlist, and the webhooks that were made with it and go with it.
create table bolo_notices (
  bolo           uuid primary key references bolos on delete cascade,
  priority       text collate "C",
  webhooks       uuid[] not null default '{}'
);

-- Videos that people have sent, each with the run that is made of it.
create table uploads (
  upload_id      uuid primary key,
  site           text collate "C" not null,
  camera         text collate "C" not null,
  filename       text not null,
  -- Below the media folder.
  path           text collate "C" not null,
  file_size      bigint not null,
  captured_at    timestamptz not null,
  user_id        bigint references users on delete set null,
  created_at     timestamptz not null default now()
);
create index uploads_by_site on uploads (site, created_at desc);
create index uploads_by_user on uploads (user_id);

create table jobs (
  job_id         uuid primary key,
  upload_id      uuid not null references uploads on delete cascade,
  -- Its run may be deleted before it.
  run            text collate "C" not null unique,
  created_at     timestamptz not null default now()
);
create index jobs_by_time on jobs (created_at desc, job_id desc);
create index jobs_by_upload on jobs (upload_id);

-- Licences that were activated, and what nodes say they use.
create table licences (
  node_id        text collate "C" primary key,
  licence_id     text not null,
  licensee       text not null,
  features       text[] not null,
  cameras        integer,
  expires_at     timestamptz,
  activated_by   text collate "C",
  activated_at   timestamptz not null default now()
);

create table usage (
  node_id        text collate "C" not null,
  at             timestamptz not null,
  camera_count   integer not null,
  primary key (node_id, at)
);
create index usage_by_time on usage (at);

-- Plates with what people have said of them, gathered for training; the archive is kept with the pictures until it is over.
create table exports (
  export_id      uuid primary key,
  -- Null for all.
  sites          text[] collate "C",
  from_at        timestamptz,
  to_at          timestamptz,
  state          text collate "C" not null default 'requested' check (state in ('requested', 'done', 'failed')),
  labels         integer not null default 0,
  -- Whether there are more than one archive holds.
  truncated      boolean not null default false,
  error          text,
  user_id        bigint references users on delete set null,
  made_at        timestamptz not null default now(),
  expires_at     timestamptz not null
);
create index exports_over on exports (expires_at);
create index exports_by_user on exports (user_id);
