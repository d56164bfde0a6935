-- Asked by contract, for the newest keys and for those of two days: sorted so, an hour's question reads little of a year.
CREATE TABLE IF NOT EXISTS audit.loaded_object (
  object_key VARCHAR(512) NOT NULL,
  contract VARCHAR(64) NOT NULL,
  load_id VARCHAR(64) NOT NULL,
  row_count BIGINT NOT NULL,
  PRIMARY KEY (object_key)
) SORTKEY (contract, object_key);
