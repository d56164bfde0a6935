{{ config(materialized='view') }}
SELECT c.encounter_class, n.name, c.encounters
FROM {{ ref('encounters_by_class') }} c
JOIN {{ ref('class_names') }} n ON n.encounter_class = c.encounter_class
