-- Whoever analyses reads the star and the views on it: neither history, which holds every change, nor staging, nor the
-- books of the loads. An administrator grants the role: GRANT ROLE medstream_analyst TO "IAMR:<role of the analysts>".
GRANT USAGE ON SCHEMA star, reporting TO ROLE medstream_analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA star TO ROLE medstream_analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO ROLE medstream_analyst;

-- Tables and views that the same user, the administrator of deployments, creates later.
ALTER DEFAULT PRIVILEGES IN SCHEMA star GRANT SELECT ON TABLES TO ROLE medstream_analyst;
ALTER DEFAULT PRIVILEGES IN SCHEMA reporting GRANT SELECT ON TABLES TO ROLE medstream_analyst;
