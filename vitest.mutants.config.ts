import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const isProperty = ({ moduleId }: TestSpecification) => moduleId.endsWith('.property.test.ts');

/** Examples before properties: an example kills most mutants in a millisecond, and the first failure ends a run. */
class ExamplesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => Number(isProperty(a)) - Number(isProperty(b)));
  }
}

/** The tests that mutants of `domain/` meet: pure and cheap, because each mutant runs those that reach it. */
export default defineConfig({
  test: {
    include: ['test/domain/**/*.test.ts'],
    // Of a generator of SQL, which is not measured, on a database.
    exclude: ['test/domain/reconciliation/totals-sql.test.ts'],
    setupFiles: ['test/mutants-setup.ts'],
    // Stryker ends a mutant that loops; a slow machine must not kill one that does not.
    testTimeout: 300_000,
    sequence: { sequencer: ExamplesFirst },
  },
});
