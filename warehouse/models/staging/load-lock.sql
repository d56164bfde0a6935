-- Holds no row: loads lock it, so that one waits for the other, and no reader of other tables waits for either.
CREATE TABLE IF NOT EXISTS staging.load_lock (
  load_id VARCHAR(64) NOT NULL
);
