-- Only where star.fact_encounter.total_claim_cost is NOT NULL.
-- Costs of an encounter may be absent: of one that is open nobody knows them. Redshift takes NOT NULL off no column
-- (https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html), so each is made anew. CASCADE drops the views that
-- read it: they are made anew behind this file, because their own files changed with it.
ALTER TABLE star.fact_encounter ADD COLUMN base_encounter_cost_2 DECIMAL(18, 2);
UPDATE star.fact_encounter SET base_encounter_cost_2 = base_encounter_cost;
ALTER TABLE star.fact_encounter DROP COLUMN base_encounter_cost CASCADE;
ALTER TABLE star.fact_encounter RENAME COLUMN base_encounter_cost_2 TO base_encounter_cost;
ALTER TABLE star.fact_encounter ADD COLUMN total_claim_cost_2 DECIMAL(18, 2);
UPDATE star.fact_encounter SET total_claim_cost_2 = total_claim_cost;
ALTER TABLE star.fact_encounter DROP COLUMN total_claim_cost CASCADE;
ALTER TABLE star.fact_encounter RENAME COLUMN total_claim_cost_2 TO total_claim_cost;
ALTER TABLE star.fact_encounter ADD COLUMN payer_coverage_2 DECIMAL(18, 2);
UPDATE star.fact_encounter SET payer_coverage_2 = payer_coverage;
ALTER TABLE star.fact_encounter DROP COLUMN payer_coverage CASCADE;
ALTER TABLE star.fact_encounter RENAME COLUMN payer_coverage_2 TO payer_coverage;
