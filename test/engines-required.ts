/** True where no engine may be missing (`.ci/run`): what needs Spark, the emulator, cfn-lint or a client of the warehouse fails instead of skipping. */
export const enginesRequired = process.env.MEDSTREAM_REQUIRE_ENGINES === '1';
