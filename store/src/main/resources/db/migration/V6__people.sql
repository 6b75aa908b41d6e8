-- People as they live: how they sign in, what ends it, and the keys of their programs.

alter table users add column email text collate "C";
-- Login takes either name, so none is somebody else's other one; People sees to that.
create unique index users_by_email on users (lower(email));
-- Tokens carry the generation that they were given in; a new one ends them all.
alter table users add column generation bigint not null default 0;
-- Of tokens that somebody else gives out, which know no generation, those from before this are over.
alter table users add column signed_out_at timestamptz;
-- Who signs in with a provider: its name, and theirs there.
alter table users add column issuer text collate "C";
alter table users add column subject text collate "C";
-- When the newest token was given out from whose groups their role and grants were taken.
alter table users add column groups_at timestamptz;
alter table users alter column password_hash drop not null;
alter table users add constraint users_have_a_way_in check (password_hash is not null or subject is not null);
create unique index users_by_subject on users (issuer, subject);

-- A name may change.
alter table site_grants drop constraint site_grants_username_fkey;
alter table site_grants add constraint site_grants_username_fkey
  foreign key (username) references users (username) on delete cascade on update cascade;

create table api_keys (
  key_id         bigint generated always as identity primary key,
  user_id        bigint not null references users on delete cascade,
  name           text collate "C" not null,
  scopes         text[] collate "C" not null,
  -- SHA-256 of the key, which is 256 random bits.
  hash           bytea not null unique,
  created_at     timestamptz not null default now(),
  expires_at     timestamptz,
  -- To the minute or so.
  last_used_at   timestamptz
);
create index api_keys_by_user on api_keys (user_id);

-- Tokens that ended before their time, and tickets that were used, until they would be too old anyway.
create table ended_tokens (
  id             text collate "C" primary key,
  expires_at     timestamptz not null
);
create index ended_tokens_by_end on ended_tokens (expires_at);

-- Accounts of a provider's people that were deleted: what it gave out before counts no more. Hashes, since their names are gone.
create table ended_subjects (
  hash           bytea primary key,
  ended_at       timestamptz not null
);

-- Who is deleted leaves a number in the place of their name.
create index audit_log_by_principal on audit_log (principal);
create index audit_log_by_person on audit_log (object)
  where action in ('create-user', 'change-user', 'delete-user', 'register-user',
    'set-password', 'change-password', 'sign-out-everywhere');
create index layout_versions_by_person on layout_versions (stored_by);
