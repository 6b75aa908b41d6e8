-- How the job of a run stands, as whoever makes the run last saw it: other processes tell people.
alter table runs
  add column job_state   text collate "C" check (job_state in ('starting', 'running', 'restarting', 'failed', 'stopped')),
  add column job_error   text,
  add column job_seen_at timestamptz;
