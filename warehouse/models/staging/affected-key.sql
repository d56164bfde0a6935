-- No key is declared: a load fills this table once, without repetitions, and the embedded engine would build an index.
CREATE TABLE IF NOT EXISTS staging.affected_key (
  model VARCHAR(64) NOT NULL,
  business_key VARCHAR(128) NOT NULL
);
