{{ config(materialized='incremental', unique_key='encounter_bk') }}
SELECT encounter_bk, total_claim_cost
FROM {{ source('star', 'fact_encounter') }}
ORDER BY total_claim_cost DESC, encounter_bk
LIMIT 10
