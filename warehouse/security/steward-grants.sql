-- Whoever answers for the data reads what an analyst reads, and the books of the loads: what was loaded, when, and what was
-- set aside. Neither history nor staging. An administrator grants the role: GRANT ROLE medstream_steward TO "IAMR:<role>".
GRANT USAGE ON SCHEMA star, reporting, audit TO ROLE medstream_steward;
GRANT SELECT ON ALL TABLES IN SCHEMA star TO ROLE medstream_steward;
GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO ROLE medstream_steward;
GRANT SELECT ON ALL TABLES IN SCHEMA audit TO ROLE medstream_steward;

-- Tables and views that the same user, the administrator of deployments, creates later.
ALTER DEFAULT PRIVILEGES IN SCHEMA star GRANT SELECT ON TABLES TO ROLE medstream_steward;
ALTER DEFAULT PRIVILEGES IN SCHEMA reporting GRANT SELECT ON TABLES TO ROLE medstream_steward;
ALTER DEFAULT PRIVILEGES IN SCHEMA audit GRANT SELECT ON TABLES TO ROLE medstream_steward;
