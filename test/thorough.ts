/** Whether every case is wanted, as CI does (`MEDSTREAM_TEST_THOROUGH=1`), and not a random share of the expensive ones. */
export const isThorough = process.env.MEDSTREAM_TEST_THOROUGH === '1';

/** Runs of a property over a real engine: enough to notice what breaks while one works, and all in CI. */
export function runs(usual: number, thorough: number): { readonly numRuns: number } {
  return { numRuns: isThorough ? thorough : usual };
}
