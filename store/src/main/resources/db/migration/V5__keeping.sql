-- What is kept for how long, and what is taken away.

-- A run that is being deleted is not there any more for those who would use it.
alter table runs drop constraint runs_state_check;
alter table runs add constraint runs_state_check
  check (state in ('requested', 'running', 'done', 'failed', 'cancelled', 'deleting'));
-- Kinds of which nothing is left of a finished run, since their time to be kept is over.
alter table runs add column expired text[] collate "C" not null default '{}';

-- What stays, however long its site keeps things: what is disputed, or asked for by a court.
create table holds (
  id             bigint generated always as identity primary key,
  -- Outlives its site.
  site           text collate "C" not null,
  -- A kind of fact by its table, or observations; null for all of them.
  kind           text collate "C",
  from_at        timestamptz not null,
  to_at          timestamptz not null check (to_at > from_at),
  reason         text not null,
  made_by        text collate "C" not null,
  made_at        timestamptz not null default now()
);
create index holds_by_site on holds (site);

-- Finds what of a site is older than it is to be kept.
create index observations_by_site on observations (run, site, at);

-- The parts of the tables that are partitioned by time, with the span that each is for; the default ones have none.
create view table_parts (name, part, starts_at, ends_at) as
  select t.name, c.relname::text, (bounds.span)[1]::timestamptz, (bounds.span)[2]::timestamptz
  from partitioned_tables t
  join pg_inherits i on i.inhparent = t.name::regclass
  join pg_class c on c.oid = i.inhrelid
  cross join lateral (
    select regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']+)''\) TO \(''([^'']+)''\)')) bounds (span);

-- Makes the partitions that cover a span of time. Rows of it that landed in the default one move into their own. Nobody is made
-- to wait for long: what a reader of a whole table is in the way of is made another time, and until then the default one serves.
create or replace function ensure_partitions(first timestamptz, last timestamptz) returns void language plpgsql as $$
declare
  t record;
  starts timestamp;
  partition text;
  unit text;
  since timestamptz;
  until timestamptz;
begin
  perform set_config('lock_timeout', '3s', true);
  for t in select name, step from partitioned_tables loop
    unit := case when t.step = interval '1 day' then 'day' else 'month' end;
    starts := date_trunc(unit, first at time zone 'UTC');
    while starts <= last at time zone 'UTC' loop
      partition := t.name || '_' || to_char(starts, case unit when 'day' then 'YYYY_MM_DD' else 'YYYY_MM' end);
      since := starts at time zone 'UTC';
      until := (starts + t.step) at time zone 'UTC';
      if to_regclass(partition) is null then
        begin
          begin
            execute format('create table %I partition of %I for values from (%L) to (%L)', partition, t.name, since, until);
          exception when check_violation then
            -- Its rows may not grow while they move.
            execute format('lock table %I in access exclusive mode', t.name || '_default');
            execute format('create table %I (like %I including defaults including constraints)', partition, t.name);
            execute format(
              'with moved as (delete from %I where at >= %L and at < %L returning *) insert into %I select * from moved',
              t.name || '_default', since, until, partition);
            execute format('alter table %I attach partition %I for values from (%L) to (%L)',
              t.name, partition, since, until);
          end;
        exception when lock_not_available then
          return;
        end;
      end if;
      starts := starts + t.step;
    end loop;
  end loop;
end $$;

-- Whether all of a part's rows are older than they are to be kept, and none is held. Live rows are as old as they say, with a
-- site's own time and another one for sites without; those of other runs are over with their runs.
create function is_over(part text, kind text, sites text[], cutoffs timestamptz[], otherwise timestamptz, over text[])
returns boolean language plpgsql as $$
declare
  answer boolean;
begin
  execute format(
    'select not exists (select from %I r where not (case when r.run = ''live''
       then r.at < coalesce((select c.cutoff from unnest($2, $3) c (site, cutoff) where c.site = r.site), $4)
       else r.run = any ($5) end)
     or exists (select from holds h where h.site = r.site and (h.kind is null or h.kind = $1)
       and r.at >= h.from_at and r.at < h.to_at))', part)
    into answer using kind, sites, cutoffs, otherwise, over;
  return answer;
end $$;

-- Drops a part of a table of which that is so. Nobody is made to wait for long; false where somebody was in the way.
create function drop_if_over(part text, kind text, sites text[], cutoffs timestamptz[], otherwise timestamptz, over text[])
returns boolean language plpgsql as $$
begin
  if not is_over(part, kind, sites, cutoffs, otherwise, over) then
    return false;
  end if;
  perform set_config('lock_timeout', '3s', true);
  -- The table before its part, as those who write take them.
  execute format('lock table only %I in access exclusive mode', kind);
  execute format('lock table only %I in access exclusive mode', part);
  if not is_over(part, kind, sites, cutoffs, otherwise, over) then
    return false;
  end if;
  execute format('drop table %I', part);
  return true;
exception when lock_not_available then
  return false;
end $$;
