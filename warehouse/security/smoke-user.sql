-- The database user of the IAM role of the smoke check, made as in loader-user.sql. "IAMR:smoke" stands for its name.
CREATE USER "IAMR:smoke" PASSWORD DISABLE;
GRANT ROLE medstream_smoke TO "IAMR:smoke";
