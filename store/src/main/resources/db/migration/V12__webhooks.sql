-- Who is told of facts, and what is still to be told: an outbox.
create table webhooks (
  id             uuid primary key default gen_random_uuid(),
  -- Null for all sites.
  site           text collate "C",
  url            text not null,
  description    text,
  -- Kinds of facts, sorted.
  kinds          text[] not null,
  cameras        text[],
  -- Whether each revision is told, and not each fact once.
  revisions      boolean not null default false,
  active         boolean not null default true,
  -- Sealed under the installation's key.
  secret         text not null,
  -- Facts that were not told since too many waited.
  missed         bigint not null default 0,
  -- Why it was switched off by the receiver; null where it was not.
  ended          text,
  -- Of what was committed before, nobody is told.
  made_xid       xid8 not null default pg_current_xact_id(),
  made_by        text collate "C",
  made_at        timestamptz not null default now(),
  changed_at     timestamptz not null default now()
);
create index webhooks_by_time on webhooks (made_at desc, id desc);

create table webhook_deliveries (
  id             bigint generated always as identity primary key,
  webhook        uuid not null references webhooks on delete cascade,
  -- The same for the same news, however often it is found.
  key            text collate "C" not null,
  site           text collate "C" not null,
  of_kind        text collate "C" not null,
  fact           uuid,
  body           text not null,
  state          text not null default 'waiting' check (state in ('waiting', 'done', 'dead')),
  attempts       integer not null default 0,
  next_at        timestamptz not null default now(),
  -- What the receiver answered last; null where it did not.
  status         integer,
  error          text,
  made_at        timestamptz not null default now(),
  ended_at       timestamptz,
  unique (webhook, key)
);
create index webhook_deliveries_waiting on webhook_deliveries (webhook, next_at) where state = 'waiting';
create index webhook_deliveries_by_webhook on webhook_deliveries (webhook, id desc);
create index webhook_deliveries_by_fact on webhook_deliveries (fact, webhook);
create index webhook_deliveries_dead on webhook_deliveries (webhook, id desc) where state = 'dead';
create index webhook_deliveries_ended on webhook_deliveries (ended_at) where state <> 'waiting';

-- Up to where the live run's facts were looked at.
create table delivery_position (
  only_one       boolean primary key default true check (only_one),
  snapshot       text not null
);
