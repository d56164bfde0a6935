/** A SQL file of `warehouse/load/`, by name without its ending. */
export type LoadFile = string;

/** What the plan needs to know: every contract, and the tables built from them in the order they are filled. */
export interface LoadPlanInput {
  readonly contracts: readonly string[];
  /** Names of the contracts that are dimensions; the others are facts and come after them. */
  readonly dimensions: readonly string[];
  readonly facts: readonly string[];
  /** Contracts with objects in this load. */
  readonly present: ReadonlySet<string>;
}

/** Most statements of one BatchExecuteStatement (https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_BatchExecuteStatement.html). */
export const batchStatementLimit = 40;

/**
 * The files of one load in order: lock, stage, history, inferred members, dimensions, facts, ledger, checks. Dimensions
 * come before facts, so that a new fact finds its versions. What no object of this load can change is left out: a
 * dimension changes by its own objects and, through inferred members, by those of facts.
 */
export function loadFiles({ contracts, dimensions, facts, present }: LoadPlanInput): LoadFile[] {
  const presentFacts = facts.filter((fact) => present.has(fact));
  const affected = dimensions.filter((dimension) => present.has(dimension) || presentFacts.length > 0);
  return [
    'lock',
    'clear-staging',
    ...contracts.filter((contract) => present.has(contract)).map((contract) => `stage-${contract}`),
    ...presentFacts.map((fact) => `infer-members-of-${fact}`),
    'affected-keys',
    ...affected.map((dimension) => `dim-${dimension}`),
    ...presentFacts.map((fact) => `fact-${fact}`),
    ...facts.map((fact) => `repoint-fact-${fact}`),
    'record-load',
    ...affected.map((dimension) => `check-dim-${dimension}`),
    ...facts.map((fact) => `check-fact-${fact}`),
  ];
}
