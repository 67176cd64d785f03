-- The guards of an insert as in 0001-event-log.sql, at less cost to every event: the newest position and version are read
-- off the end of their indexes without an aggregate, and a refusal is FAIL where it was ABORT. One row that is refused is
-- refused alike by both; but where a statement may ABORT after a first write, SQLite keeps a copy of every page that it
-- touches. Of an insert of several rows, those before the first bad one stay: each was the next one.

DROP TRIGGER events_next;

CREATE TRIGGER events_next BEFORE INSERT ON events
BEGIN
  SELECT CASE
    WHEN NEW.position IS NOT ifnull((SELECT position FROM events ORDER BY position DESC LIMIT 1), 0) + 1
      THEN RAISE(FAIL, 'position is not the next one')
    WHEN NEW.version IS NOT
        ifnull((SELECT version FROM events WHERE stream_id = NEW.stream_id ORDER BY version DESC LIMIT 1), 0) + 1
      THEN RAISE(FAIL, 'version is not the next one of its stream')
    WHEN EXISTS(SELECT 1 FROM events WHERE source_id = NEW.source_id AND event_id = NEW.event_id)
      THEN RAISE(FAIL, 'duplicate (source, id)')
  END;
END;

DROP TRIGGER sources_no_replace;

CREATE TRIGGER sources_no_replace BEFORE INSERT ON sources
BEGIN
  SELECT CASE
    WHEN EXISTS(SELECT 1 FROM sources WHERE source_id = NEW.source_id) THEN RAISE(FAIL, 'duplicate source')
    WHEN EXISTS(SELECT 1 FROM sources WHERE source = NEW.source) THEN RAISE(FAIL, 'duplicate source')
  END;
END;

DROP TRIGGER streams_no_replace;

CREATE TRIGGER streams_no_replace BEFORE INSERT ON streams
BEGIN
  SELECT CASE
    WHEN EXISTS(SELECT 1 FROM streams WHERE stream_id = NEW.stream_id) THEN RAISE(FAIL, 'duplicate stream')
    WHEN EXISTS(SELECT 1 FROM streams WHERE stream = NEW.stream) THEN RAISE(FAIL, 'duplicate stream')
  END;
END;
