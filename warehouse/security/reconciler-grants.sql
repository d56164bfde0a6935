-- Whoever compares the stores reads what generated/totals.sql reads: the star, and history for what it was at an earlier
-- instant. Nothing is written, and staging, reporting and the books of the loads are not read.
GRANT USAGE ON SCHEMA star, history TO ROLE medstream_reconciler;
GRANT SELECT ON ALL TABLES IN SCHEMA star TO ROLE medstream_reconciler;
GRANT SELECT ON ALL TABLES IN SCHEMA history TO ROLE medstream_reconciler;

-- Tables that the same user, the administrator of deployments, creates later.
ALTER DEFAULT PRIVILEGES IN SCHEMA star GRANT SELECT ON TABLES TO ROLE medstream_reconciler;
ALTER DEFAULT PRIVILEGES IN SCHEMA history GRANT SELECT ON TABLES TO ROLE medstream_reconciler;
