-- What people say they read personal data for, and of whom: a keyed hash of the plate, never the plate.
alter table audit_log add column purpose text;
alter table audit_log add column subject bytea;

-- The log is read newest first: all of it, what one person did, one kind of thing, and what concerns one plate.
drop index audit_log_by_time;
drop index audit_log_by_principal;
create index audit_log_by_time on audit_log (at, id);
create index audit_log_by_principal on audit_log (principal, at, id);
create index audit_log_by_action on audit_log (action, at, id);
create index audit_log_by_subject on audit_log (subject, at, id) where subject is not null;
