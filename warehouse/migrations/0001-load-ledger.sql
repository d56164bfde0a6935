-- Events whose id came with other content. Loads of before did not count them.
ALTER TABLE audit.load_ledger ADD COLUMN collisions BIGINT DEFAULT 0 NOT NULL;
