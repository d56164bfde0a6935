import { ruleSettings } from '../../contracts/platform/rules.ts';
import { registry } from '../../contracts/registry.ts';
import { type RuleSet, rulesOfStage } from '../../domain/records/rule-set.ts';
import type { Log } from './log.ts';
import type { ReadObjectClient } from './object-store.ts';
import { createStoredCodeBook, type StoredCodeBook } from './stored-code-book.ts';

/** What records are judged by in a stage. */
export interface StageRules {
  /** They look codes up in the releases as these were read last. */
  readonly rules: RuleSet;
  readonly codes: StoredCodeBook;
}

export interface StageRulesSettings {
  /** Of contracts/platform/rules.ts. */
  readonly stage: string;
  /** Bucket of the releases that were loaded. */
  readonly silverBucket: string;
  /** Folder of the releases of code systems that are shipped. */
  readonly terminologyRoot: string;
  readonly log: Log;
  /** How long releases are used before they are read again, ms. */
  readonly freshForMs?: number | undefined;
}

/**
 * The rules of a stage with the releases of code systems that it has: one place for the function that decides about records and
 * for everybody who numbers rows by what it will decide, so that they judge alike. `codes.refresh` is to be awaited first.
 */
export function createStageRules(
  client: ReadObjectClient,
  { stage, silverBucket, terminologyRoot, log, freshForMs }: StageRulesSettings,
): StageRules {
  const codes = createStoredCodeBook(client, { bucket: silverBucket, shippedRoot: terminologyRoot, log, freshForMs });
  return { rules: rulesOfStage(registry, ruleSettings, stage, codes), codes };
}
