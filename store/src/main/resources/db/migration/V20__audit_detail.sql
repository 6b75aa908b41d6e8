-- What was changed, where the object alone does not say: roles and sites of people.
alter table audit_log add column detail text;
