-- Loads look events up by a narrow key, and know which deliveries do not count. It may have been applied somewhere: never
-- change it. First the table goes that loads of before lock and fill: one that is under way is waited for, and none that
-- begins afterwards can add a row without a key.
DROP TABLE IF EXISTS staging.affected_key;

UPDATE history.diagnosis
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'diagnosis', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.diagnosis d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'diagnosis' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.lab_test
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'lab_test', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.lab_test d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'lab_test' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.medication
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'medication', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.medication d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'medication' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.organization
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'organization', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.organization d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'organization' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.department
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'department', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.department d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'department' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.patient
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'patient', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.patient d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'patient' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.payer
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'payer', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.payer d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'payer' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.plan
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'plan', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.plan d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'plan' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.procedure_code
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'procedure_code', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.procedure_code d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'procedure_code' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.provider
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'provider', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.provider d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'provider' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.supply_item
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'supply_item', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.supply_item d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'supply_item' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.coverage_period
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'coverage_period', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.coverage_period d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'coverage_period' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.encounter
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'encounter', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.encounter d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'encounter' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.allergy
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'allergy', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.allergy d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'allergy' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.appointment
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'appointment', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.appointment d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'appointment' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.care_plan
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'care_plan', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.care_plan d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'care_plan' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.claim
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'claim', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.claim d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'claim' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.claim_transaction
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'claim_transaction', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.claim_transaction d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'claim_transaction' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.condition
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'condition', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.condition d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'condition' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.device
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'device', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.device d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'device' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.imaging_study
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'imaging_study', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.imaging_study d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'imaging_study' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.immunization
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'immunization', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.immunization d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'immunization' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.lab_result
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'lab_result', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.lab_result d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'lab_result' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.medication_order
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'medication_order', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.medication_order d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'medication_order' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.medication_dispense
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'medication_dispense', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.medication_dispense d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'medication_dispense' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.observation
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'observation', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.observation d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'observation' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.patient_expense
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'patient_expense', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.patient_expense d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'patient_expense' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.procedure
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'procedure', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.procedure d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'procedure' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.supply_movement
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'supply_movement', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.supply_movement d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'supply_movement' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;

UPDATE history.vital_sign
SET event_key = STRTOL(SUBSTRING(MD5(event_source || '|' || event_id), 1, 15), 16)
WHERE event_key IS NULL;

INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'vital_sign', h.event_key, h.event_source, h.event_id, h.sequence, h.load_id
FROM (
  SELECT d.*, MIN(d.sequence) OVER (PARTITION BY d.event_source, d.event_id) AS first_sequence FROM history.vital_sign d
) h
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'vital_sign' AND x.event_source = h.event_source AND x.event_id = h.event_id AND x.sequence = h.sequence
WHERE h.sequence > h.first_sequence AND x.event_id IS NULL;
