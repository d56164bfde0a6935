import fc from 'fast-check';
import { afterAll } from 'vitest';
import { removeTemporaryDirectories } from './temporary-directory.ts';

// A property that fails is shrunk for as long as it takes, and over a database that is longer than a test may take: the
// runner would report a time limit instead of the counterexample. So shrinking stops before (`testTimeout` of
// vitest.config.ts), and a property that did not come to its end by then fails as well.
fc.configureGlobal({ interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true });

afterAll(removeTemporaryDirectories);
