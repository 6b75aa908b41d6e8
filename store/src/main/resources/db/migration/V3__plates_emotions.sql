-- The best view's picture among the run's in the media store; null where none is kept.
alter table plate_reads add column evidence text collate "C";

create index plate_reads_by_text on plate_reads (text, at);

