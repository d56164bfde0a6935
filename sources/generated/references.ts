import { registry } from '../../contracts/registry.ts';
import { type Change, once, type Window, within } from './change.ts';
import { catalogueEntry, isCatalogue } from './from-samples.ts';
import type { LifeChange } from './life.ts';
import { supplyItems } from './vocabulary.ts';
import {
  departmentChanges,
  organizationChanges,
  payerChanges,
  planChanges,
  providerChanges,
  recordsBegin,
  supplyItemChanges,
} from './world.ts';

/** By contract, the fields that name an entry of a catalogue, with the catalogue. */
const catalogueFields = new Map(
  registry.contracts.map(({ name, references }) => [
    name,
    Object.entries(references).filter(([, target]) => isCatalogue(target)),
  ]),
);

/**
 * The records that others refer to. Each is told before the first one that refers to it, and its changes with the
 * deliveries they happen in.
 */
export class References {
  readonly #seed: number;
  readonly #isExtract: boolean;
  readonly #told = new Map<string, () => Change[]>();
  /** Whose references were told last: most changes are of the same visit as the one before. */
  #visit: LifeChange['visit'] = null;
  #cover: LifeChange['cover'] = null;

  /** @param isExtract as of `GenerateOptions` */
  constructor(seed: number, isExtract: boolean) {
    this.#seed = seed;
    this.#isExtract = isExtract;
  }

  /** Changes within a window of what was told before. */
  *changed(window: Window): Generator<Change> {
    for (const changes of this.#told.values()) yield* within(changes(), window, this.#isExtract);
  }

  /** What has to be told before a change: everything it refers to and that nobody was told of, as it was until a time. */
  *before({ change, visit, cover }: LifeChange, until: number): Generator<Change> {
    const seed = this.#seed;
    yield* this.#entriesOf(change, until);
    yield* this.#itemOf(change, until);
    if (cover !== null && cover !== this.#cover) {
      const { payer, plan } = cover;
      this.#cover = cover;
      yield* this.#tell('payer', payer.number, until, () => payerChanges(seed, payer.number));
      if (plan !== null) yield* this.#tell('plan', plan.id, until, () => planChanges(seed, plan));
    }
    if (visit === null || visit === this.#visit) return;
    this.#visit = visit;
    const { provider, department } = visit;
    const { organization } = provider;
    yield* this.#tell('organization', organization.number, until, () => organizationChanges(seed, organization.number));
    yield* this.#tell('provider', provider.number, until, () => providerChanges(seed, provider.number));
    yield* this.#tell('department', department.id, until, () => departmentChanges(seed, department));
  }

  /** The item of stock that a change names. */
  *#itemOf({ data }: Change, until: number): Generator<Change> {
    const item = supplyItems.find(({ number }) => number === data.supply_item_id);
    if (item !== undefined)
      yield* this.#tell('supply_item', item.number, until, () => supplyItemChanges(this.#seed, item));
  }

  /** The entries of catalogues that a change names. */
  *#entriesOf({ contract, data }: Change, until: number): Generator<Change> {
    for (const [field, target] of catalogueFields.get(contract) ?? []) {
      const key = data[field];
      if (typeof key !== 'string') continue;
      yield* this.#tell(target, key, until, () => [
        once(target, catalogueEntry(target, key, data.description), recordsBegin),
      ]);
    }
  }

  *#tell(contract: string, id: number | string, until: number, changes: () => Change[]): Generator<Change> {
    const key = `${contract} ${id}`;
    if (this.#told.has(key)) return;
    this.#told.set(key, changes);
    yield* within(changes(), { from: Number.NEGATIVE_INFINITY, until }, this.#isExtract);
  }
}
