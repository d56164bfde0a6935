-- A delivery of an event that came before another one of it with a smaller sequence: the row stays in history and counts
-- no more. Few events ever have one. Rows are only added.
CREATE TABLE IF NOT EXISTS history.superseded_delivery (
  contract VARCHAR(64) NOT NULL,
  event_key BIGINT NOT NULL,
  event_source VARCHAR(128) NOT NULL,
  event_id VARCHAR(128) NOT NULL,
  sequence VARCHAR(64) NOT NULL,
  load_id VARCHAR(64) NOT NULL
) DISTSTYLE ALL;
