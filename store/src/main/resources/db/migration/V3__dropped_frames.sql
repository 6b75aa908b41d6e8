-- How many frames of the minute were left out, by reason.
alter table observations add column dropped jsonb not null default '{}';
