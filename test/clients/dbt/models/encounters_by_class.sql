{{ config(materialized='table') }}
SELECT encounter_class, COUNT(*) AS encounters, SUM(total_claim_cost) AS cost
FROM {{ source('star', 'fact_encounter') }}
GROUP BY encounter_class
