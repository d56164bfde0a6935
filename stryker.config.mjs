/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutants.config.ts' },
  mutate: [
    'domain/**/*.ts',
    // Generators of SQL: what a changed statement does shows in a database only, too slow to meet every mutant. The
    // property tests of test/warehouse, test/glue-scripts and totals-sql.test.ts prove them on every order of changes.
    '!domain/warehouse/**',
    '!domain/lake/**',
    '!domain/reconciliation/totals-sql.ts',
    'domain/lake/field-ids.ts',
    // What the detector of PHI knows are words and habits of writing: a floor on labelled notes proves them, not single cases.
    '!domain/masking/free-text/**',
    'domain/masking/free-text/free-text-mode.ts',
    'domain/masking/free-text/span.ts',
  ],
  thresholds: { high: 95, low: 85, break: 85 },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Only mutants whose code or tests changed run again.
  incremental: true,
  incrementalFile: '.stryker/incremental.json',
  tempDirName: '.stryker/sandbox',
  htmlReporter: { fileName: '.stryker/mutants.html' },
  jsonReporter: { fileName: '.stryker/mutants.json' },
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false },
  // tsconfig.json: Stryker would rewrite its paths with an API that TypeScript 7 no longer has, and there is none to rewrite.
  ignorePatterns: ['tsconfig.json', '.medstream', '.cache', 'cdk.out', 'coverage', 'bench', 'docs', 'test/fixtures'],
};
