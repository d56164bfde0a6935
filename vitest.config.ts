import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Two embedded databases per test file are heavy: as many files at once as there are cores, no more.
    maxWorkers: '100%',
  },
});
