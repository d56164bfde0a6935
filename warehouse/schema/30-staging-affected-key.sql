CREATE TABLE IF NOT EXISTS staging.affected_key (
  model VARCHAR(64) NOT NULL,
  business_key VARCHAR(128) NOT NULL,
  PRIMARY KEY (model, business_key)
);
