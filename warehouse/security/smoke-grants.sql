-- Whoever runs the smoke check reads back the one organization that it sent, from what a load of it writes.
GRANT USAGE ON SCHEMA star, history TO ROLE medstream_smoke;
GRANT SELECT ON star.dim_organization TO ROLE medstream_smoke;
GRANT SELECT ON history.organization TO ROLE medstream_smoke;
