CREATE TABLE IF NOT EXISTS audit.load_ledger (
  load_id VARCHAR(64) NOT NULL,
  contract VARCHAR(64) NOT NULL,
  objects BIGINT NOT NULL,
  staged BIGINT NOT NULL,
  inserted BIGINT NOT NULL,
  duplicates BIGINT NOT NULL,
  collisions BIGINT NOT NULL,
  loaded_at TIMESTAMP NOT NULL,
  PRIMARY KEY (load_id, contract)
);
