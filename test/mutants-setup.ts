import fc from 'fast-check';

// One seed, so that two runs give one score; and no shrinking, because nobody reads the counterexample of a mutant.
fc.configureGlobal({ seed: 1, endOnFailure: true });
