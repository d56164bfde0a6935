import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { runDirectory } from './run-directory.ts';

/** At the end of a test run, removes what its test files shared, if any of them did. */
export default function removeAtTheEnd({ config }: TestProject): () => Promise<void> {
  const directory = runDirectory(String(config.env.MEDSTREAM_TEST_RUN));
  return () => rm(directory, { recursive: true, force: true });
}
