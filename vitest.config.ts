import { randomUUID } from 'node:crypto';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes, the longest first. They begin before all others, so that none of them runs alone in the end. */
const longest = [
  'test/parity/parity.test.ts',
  'test/poison/poison.test.ts',
  'test/e2e/engine-crashes.test.ts',
  'test/e2e/synthea.test.ts',
  'test/emulator/deployed.test.ts',
];
const placeOf = ({ moduleId }: TestSpecification) => {
  const place = longest.findIndex((file) => moduleId.endsWith(file));
  return place === -1 ? longest.length : place;
};

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

export default defineConfig({
  test: {
    // Not the copies of the tree that Stryker works on.
    include: ['test/**/*.test.ts'],
    // A process per core runs the test files one after the other and loads what they import once. So a module of the
    // tests that must do something for every file does it in test/each-file.ts.
    isolate: false,
    // Two embedded databases per test file are heavy: as many files at once as there are cores, no more.
    maxWorkers: '100%',
    // Guards against hanging, far above what any test takes on a busy machine; test/each-file.ts stays below it.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    sequence: { sequencer: LongestFirst },
    // A snapshot that is missing or different fails; only `vitest run -u`, called on purpose, writes one.
    update: 'none',
    // What the files of a run share stands in a folder of this name.
    env: { MEDSTREAM_TEST_RUN: randomUUID() },
    setupFiles: ['test/each-file.ts'],
    globalSetup: ['test/install-engines.ts', 'test/remove-run-directory.ts'],
  },
});
