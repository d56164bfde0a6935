-- The database user of the IAM role of the function that checks whole tables, made as in loader-user.sql. "IAMR:auditor"
-- stands for its name.
CREATE USER "IAMR:auditor" PASSWORD DISABLE;
GRANT ROLE medstream_auditor TO "IAMR:auditor";
