import { laptopStage, ruleSettings } from '../contracts/platform/rules.ts';
import { registry } from '../contracts/registry.ts';
import { type RuleSet, rulesOfStage } from '../domain/records/rule-set.ts';
import { createCodeBook } from '../domain/terminology/code-book.ts';
import { buckets } from '../embedded/services.ts';
import { repositoryTerminology } from '../embedded/terminology-root.ts';
import type { ReadObjectClient } from '../lambdas/shared/object-store.ts';
import { createStageRules } from '../lambdas/shared/stage-rules.ts';
import { shippedIn } from '../lambdas/shared/stored-code-book.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** The rules of this machine, with the releases of code systems that are shipped and those that its silver bucket has. */
export async function localRules(s3: ReadObjectClient): Promise<RuleSet> {
  const { rules, codes } = createStageRules(s3, {
    stage: laptopStage,
    silverBucket: buckets.silver,
    terminologyRoot: repositoryTerminology,
    log: silent,
  });
  await codes.refresh();
  return rules;
}

/**
 * The rules of a deployed stage for whoever sends to it: he may put records and read nothing, so of code systems the shipped
 * releases are asked. Where one that was loaded would refuse a row, the rows after it get other ids, and nothing else.
 * @throws UserError when no stage is called so
 */
export function shippedRules(stage: string): RuleSet {
  return rulesOfStage(registry, ruleSettings, stage, createCodeBook(shippedIn(repositoryTerminology)));
}
