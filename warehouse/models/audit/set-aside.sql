CREATE TABLE IF NOT EXISTS audit.set_aside (
  object_key VARCHAR(512) NOT NULL,
  contract VARCHAR(64) NOT NULL,
  action VARCHAR(16) NOT NULL,
  statement_name VARCHAR(256),
  sql_state VARCHAR(5),
  reason VARCHAR(1024),
  recorded_at TIMESTAMP NOT NULL
);
