-- The database user of the load function's IAM role, IAMR:<role>, which logs in with temporary credentials only
-- (https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_USER.html). "IAMR:loader" stands for its name, which only a
-- deployment knows. A user or a membership that is there already is left as it is.
CREATE USER "IAMR:loader" PASSWORD DISABLE;
GRANT ROLE medstream_loader TO "IAMR:loader";
