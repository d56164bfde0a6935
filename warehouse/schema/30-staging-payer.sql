-- Generated from contracts/payer.ts by `npm run codegen`: change those and run it again.
CREATE TABLE IF NOT EXISTS staging.payer (
  event_source VARCHAR(128) NOT NULL,
  event_id VARCHAR(128) NOT NULL,
  op VARCHAR(1) NOT NULL,
  version_at TIMESTAMP NOT NULL,
  sequence VARCHAR(64) NOT NULL,
  shard_id VARCHAR(64) NOT NULL,
  arrived_at TIMESTAMP NOT NULL,
  source_file VARCHAR(128),
  source_line INTEGER,
  object_key VARCHAR(512) NOT NULL,
  row_hash VARCHAR(64) NOT NULL,
  payer_id VARCHAR(64) NOT NULL,
  name VARCHAR(600),
  ownership VARCHAR(192),
  street VARCHAR(600),
  city VARCHAR(300),
  state VARCHAR(192),
  zip VARCHAR(30),
  phone VARCHAR(14)
);
