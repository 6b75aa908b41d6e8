-- As before, but that a reader who comes while rows move waits at the table itself: one that had looked up the table's partitions and
-- then waited at the default one would read neither the rows that have left it nor the partition that they are in by now.
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
            execute format('lock table only %I in access exclusive mode', t.name);
            -- Its rows may not grow while they move.
            execute format('lock table only %I in access exclusive mode', t.name || '_default');
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
