-- The database user of the IAM role of the function that compares the stores, made as in loader-user.sql. "IAMR:reconciler"
-- stands for its name.
CREATE USER "IAMR:reconciler" PASSWORD DISABLE;
GRANT ROLE medstream_reconciler TO "IAMR:reconciler";
