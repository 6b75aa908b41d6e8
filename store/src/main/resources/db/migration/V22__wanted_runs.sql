-- Runs that somebody asks for and that are not ended: looked for by whoever makes them, several times a second.
create index runs_wanted on runs (requested_at, run) where request is not null and state in ('requested', 'running');
