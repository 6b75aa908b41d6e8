-- Whom a spot is for: ev, disabled, permit:NAME; none for anybody.
alter table spots add designations text[] not null default '{}';
