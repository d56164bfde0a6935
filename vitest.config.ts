import { randomUUID } from 'node:crypto';
import { defineConfig } from 'vitest/config';

/**
 * Folders whose tests and helpers leave nothing behind in their process: one process runs their files one after the
 * other and loads what they import once. Elsewhere every file has a process of its own.
 */
const inOneProcess = ['contracts', 'domain', 'house', 'lambdas', 'lib'].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    // Guards against hanging, far above what any test takes on a busy machine; test/property-limit.ts stays below it.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Two embedded databases per test file are heavy: as many files at once as there are cores, no more.
    maxWorkers: '100%',
    // A snapshot that is missing or different fails; only `vitest run -u`, called on purpose, writes one.
    update: 'none',
    // The CDK app is synthesized once per run, into a folder of this name.
    env: { MEDSTREAM_TEST_RUN: randomUUID() },
    setupFiles: ['test/property-limit.ts'],
    globalSetup: ['test/install-engines.ts', 'test/lib/remove-synthesis.ts'],
    projects: [
      { extends: true, test: { name: 'in one process', include: inOneProcess, isolate: false } },
      { extends: true, test: { name: 'on their own', include: ['test/**/*.test.ts'], exclude: inOneProcess } },
    ],
  },
});
