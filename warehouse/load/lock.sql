-- Generated from contracts/ and the yml of the models by `npm run codegen`: change those and run it again.
-- lock what only loads use
-- One load at a time: the second waits here. Tables of star stay readable: only loads write them.
LOCK TABLE staging.affected_key, staging.organization, staging.provider, staging.payer, staging.patient, staging.encounter;
