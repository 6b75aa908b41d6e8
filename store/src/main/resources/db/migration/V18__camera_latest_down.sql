-- A camera that is down is heard of again and again: when its last picture came, and since when
-- there is none, stays.
alter table camera_latest add frame_at timestamptz, add down_since timestamptz;
update camera_latest set
  frame_at = case when width > 0 then at end,
  down_since = case when not up then at end;
