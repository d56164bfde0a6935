import type { Contract } from './contract.ts';
import { eventType, type Operation, operations } from './envelope.ts';
import { encounter } from './records/encounter.ts';
import { organization } from './records/organization.ts';
import { patient } from './records/patient.ts';
import { payer } from './records/payer.ts';
import { provider } from './records/provider.ts';

/** Every contract, reference data first: the order in which a full delivery is sent. */
export const contracts: readonly Contract[] = [organization, provider, payer, patient, encounter];

/** Contracts of reference data, whose time is the extract's: each of them is a dimension of the star. */
export const referenceContracts: readonly Contract[] = contracts.filter(({ eventTime }) => eventTime === 'envelope');

export interface ContractOfEvent {
  readonly contract: Contract;
  readonly operation: Operation;
}

const byEventType: ReadonlyMap<string, ContractOfEvent> = new Map(
  contracts.flatMap((contract) =>
    (['changed', 'deleted'] as const).map(
      (happened) => [eventType(contract.name, happened), { contract, operation: operations[happened] }] as const,
    ),
  ),
);

/** The contract and operation that a CloudEvents `type` names, or undefined for a type nobody declared. */
export function contractOfEvent(type: string): ContractOfEvent | undefined {
  return byEventType.get(type);
}

/**
 * The contract called `name`.
 * @throws Error that lists the known names.
 */
export function contractNamed(name: string): Contract {
  const contract = contracts.find((candidate) => candidate.name === name);
  if (contract === undefined) {
    throw new Error(`no contract is called ${name}; known: ${contracts.map((known) => known.name).join(', ')}`);
  }
  return contract;
}
