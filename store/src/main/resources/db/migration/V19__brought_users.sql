-- Who was brought from a replaced system, by a digest of their name there: whoever has another name
-- or password since, or is no more, is not brought again.
create table brought_users (
  system      text collate "C" not null,
  name_sha256 text collate "C" not null,
  user_id     bigint references users (user_id) on delete set null,
  primary key (system, name_sha256)
);
create index brought_users_by_user on brought_users (user_id);
