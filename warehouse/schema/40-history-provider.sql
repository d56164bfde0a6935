-- Generated from contracts/provider.ts by `npm run codegen`: change those and run it again.
CREATE TABLE IF NOT EXISTS history.provider (
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
  provider_id VARCHAR(64) NOT NULL,
  organization_id VARCHAR(64),
  name VARCHAR(4800),
  gender VARCHAR(48),
  specialty VARCHAR(300),
  city VARCHAR(192),
  state VARCHAR(192),
  load_id VARCHAR(64) NOT NULL,
  loaded_at TIMESTAMP NOT NULL
);
