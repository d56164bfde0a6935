-- Redshift has no IF NOT EXISTS for a role: a role that svv_roles lists is left as it is
-- (https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_ROLE.html).
CREATE ROLE medstream_loader;
CREATE ROLE medstream_analyst;
CREATE ROLE medstream_reconciler;
CREATE ROLE medstream_smoke;
CREATE ROLE medstream_steward;
CREATE ROLE medstream_auditor;

-- Every user may create tables in schema public until this is taken away
-- (https://docs.aws.amazon.com/redshift/latest/dg/r_Schemas_and_tables.html).
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
