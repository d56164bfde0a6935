import { SafeError } from '../safe-error.ts';
import { affectedFactStatements, affectedMemberStatements, inferStatements } from './affected.ts';
import { appendStatements } from './append.ts';
import { batchStatementLimit } from './conventions.ts';
import { type Dimension, insertInferredMembers, rebuildTimelines } from './dimension.ts';
import { type Fact, rebuildFact, referencesByDimension, repointFact } from './fact.ts';
import { arrivalCheck, dimensionCheck, factCheck, inferredMembersCheck } from './invariants.ts';
import { ledgerStatements } from './ledger.ts';
import type { Statement } from './sql-text.ts';
import { lockStatement, stageStatements } from './staging.ts';

/** Most statements of a load: a batch takes more, but whoever comes close should hear of it before it is full. */
export const loadStatementLimit = 36;

/**
 * The load of a contract of reference data, from top to bottom: one transaction. Facts that refer to it follow the
 * versions that moved; nobody else moves them.
 * @throws Error naming the contract when the load has more than {@link loadStatementLimit} statements
 */
export function dimensionLoad(dimension: Dimension, facts: readonly Fact[]): Statement[] {
  const { table } = dimension;
  const referring = facts.filter(({ references }) => references.some((reference) => reference.dimension === dimension));
  return limited(table.name, [
    lockStatement(table),
    ...stageStatements(table),
    arrivalCheck(table),
    ...appendStatements(table),
    ...affectedMemberStatements(dimension),
    ...rebuildTimelines(dimension),
    ...referring.map((fact) => repointFact(fact, dimension)),
    ...ledgerStatements(table),
    dimensionCheck(dimension, 'touched', referring),
  ]);
}

/**
 * The load of a contract of events, from top to bottom: one transaction. Members that it mentions and nobody knows are
 * inferred before its rows look for their versions.
 * @throws Error naming the contract when the load has more than {@link loadStatementLimit} statements
 */
export function factLoad(fact: Fact): Statement[] {
  const dimensions = referencesByDimension(fact).map(({ dimension }) => dimension);
  return limited(fact.table.name, [
    lockStatement(fact.table),
    ...stageStatements(fact.table),
    arrivalCheck(fact.table),
    ...appendStatements(fact.table),
    ...affectedFactStatements(fact),
    ...inferStatements(fact),
    ...dimensions.map(insertInferredMembers),
    ...rebuildFact(fact),
    ...ledgerStatements(fact.table),
    ...(dimensions.length === 0 ? [] : [inferredMembersCheck(dimensions)]),
    factCheck(fact, 'touched'),
  ]);
}

function limited(contract: string, statements: Statement[]): Statement[] {
  if (statements.length <= loadStatementLimit) return statements;
  throw new SafeError(
    `the load of contract ${contract} has ${statements.length} statements, more than ${loadStatementLimit}: a batch of ` +
      `Redshift takes ${batchStatementLimit}; put statements of the same kind together in domain/warehouse/load.ts`,
  );
}
