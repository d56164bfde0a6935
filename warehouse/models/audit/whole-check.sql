CREATE TABLE IF NOT EXISTS audit.whole_check (
  table_name VARCHAR(128) NOT NULL,
  invariant VARCHAR(8) NOT NULL,
  violations BIGINT,
  began_at TIMESTAMP NOT NULL,
  ended_at TIMESTAMP NOT NULL
);
