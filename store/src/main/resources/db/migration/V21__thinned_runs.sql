-- Kinds of facts of which a run has lost some, since their time was over, while others are held.
alter table runs add column thinned text[] not null default '{}';
