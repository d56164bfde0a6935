-- Generated from contracts/records/supply-item.ts and warehouse/models/dimensions/supply-item.yml by `npm run codegen`: change those and run it again.
CREATE TABLE IF NOT EXISTS staging.supply_item (
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
  supply_item_id VARCHAR(64) NOT NULL,
  name VARCHAR(600),
  code VARCHAR(18),
  category VARCHAR(96),
  unit_of_issue VARCHAR(96),
  unit_cost DECIMAL(18, 2),
  reorder_level INTEGER,
  is_critical BOOLEAN
);

-- A load rebuilds by key, and adds rows at the end: they stay sorted without VACUUM.
CREATE TABLE IF NOT EXISTS history.supply_item (
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
  supply_item_id VARCHAR(64) NOT NULL,
  name VARCHAR(600),
  code VARCHAR(18),
  category VARCHAR(96),
  unit_of_issue VARCHAR(96),
  unit_cost DECIMAL(18, 2),
  reorder_level INTEGER,
  is_critical BOOLEAN,
  load_id VARCHAR(64) NOT NULL,
  loaded_at TIMESTAMP NOT NULL,
  event_key BIGINT ENCODE RAW
) DISTKEY (supply_item_id) SORTKEY (loaded_at);

-- Small, and joined by facts of every kind: a copy on each node saves sending its rows at every join.
CREATE TABLE IF NOT EXISTS star.dim_supply_item (
  supply_item_sk BIGINT NOT NULL,
  supply_item_bk VARCHAR(64) NOT NULL,
  name VARCHAR(600),
  code VARCHAR(18),
  category VARCHAR(96),
  unit_of_issue VARCHAR(96),
  unit_cost DECIMAL(18, 2),
  reorder_level INTEGER,
  is_critical BOOLEAN,
  version_at TIMESTAMP NOT NULL,
  valid_from TIMESTAMP NOT NULL,
  valid_to TIMESTAMP NOT NULL,
  is_current BOOLEAN NOT NULL,
  is_deleted BOOLEAN NOT NULL,
  is_inferred BOOLEAN NOT NULL,
  row_hash VARCHAR(64) NOT NULL,
  load_id VARCHAR(64) NOT NULL,
  loaded_at TIMESTAMP NOT NULL,
  PRIMARY KEY (supply_item_sk)
) DISTSTYLE ALL;

-- Reserved members: what a fact points to when there is no member, or none that could be told.
INSERT INTO star.dim_supply_item (supply_item_sk, supply_item_bk, version_at, valid_from, valid_to, is_current, is_deleted, is_inferred, row_hash, load_id, loaded_at)
SELECT
  m.sk, m.bk, CAST('1900-01-01 00:00:00' AS TIMESTAMP), CAST('1900-01-01 00:00:00' AS TIMESTAMP), CAST('9999-12-31 00:00:00' AS TIMESTAMP),
  TRUE, FALSE, FALSE, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'schema', GETDATE()
FROM (
  SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
  UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
  UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
) m
LEFT JOIN star.dim_supply_item d ON d.supply_item_sk = m.sk
WHERE d.supply_item_sk IS NULL;
