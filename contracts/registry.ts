import type { Contract } from './contract.ts';
import { eventType, type Operation, operations } from './envelope.ts';
import { records } from './records/index.ts';

export interface ContractOfEvent {
  readonly contract: Contract;
  readonly operation: Operation;
}

/** The kinds of record that a pipeline knows. Decisions take it as an argument, so a test can bring its own. */
export interface Registry {
  /** Reference data first: the order in which a full delivery is sent and loaded. */
  readonly contracts: readonly Contract[];
  /** The contract and operation that a CloudEvents `type` names, or undefined for a type nobody declared. */
  contractOfEvent(type: string): ContractOfEvent | undefined;
  /**
   * The contract called `name`.
   * @throws Error that lists the known names.
   */
  contractNamed(name: string): Contract;
}

/**
 * Puts contracts together.
 * @throws Error naming the contract: a name that stands twice, a reference to a contract that is not there, reference data
 * after events.
 */
export function createRegistry(contracts: readonly Contract[]): Registry {
  const byName = new Map(contracts.map((contract) => [contract.name, contract]));
  const byEventType: ReadonlyMap<string, ContractOfEvent> = new Map(
    contracts.flatMap((contract) =>
      (['changed', 'deleted'] as const).map(
        (happened) => [eventType(contract.name, happened), { contract, operation: operations[happened] }] as const,
      ),
    ),
  );
  if (byName.size !== contracts.length) throw new Error('two contracts have the same name');
  const firstEvent = contracts.findIndex(({ kind }) => kind === 'event');
  for (const [index, { name, kind, references }] of contracts.entries()) {
    if (kind === 'reference' && firstEvent !== -1 && index > firstEvent) {
      throw new Error(`contract ${name} is reference data and must stand before the events`);
    }
    for (const [field, target] of Object.entries(references)) {
      if (target === undefined || !byName.has(target)) {
        throw new Error(`contract ${name}: ${field} refers to ${target}, which is no contract`);
      }
    }
  }
  return {
    contracts,
    contractOfEvent: (type) => byEventType.get(type),
    contractNamed: (name) => {
      const contract = byName.get(name);
      if (contract === undefined) {
        throw new Error(`no contract is called ${name}; known: ${[...byName.keys()].join(', ')}`);
      }
      return contract;
    },
  };
}

/** The registry of the product: every noun of contracts/records. */
export const registry: Registry = createRegistry(records);

export const { contracts } = registry;

/** Contracts of reference data: each of them is a dimension of the star. */
export const referenceContracts: readonly Contract[] = contracts.filter(({ kind }) => kind === 'reference');
