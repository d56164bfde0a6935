import type { Contract } from '../../contracts/contract.ts';
import { eventType } from '../../contracts/envelope.ts';
import type { Field, Severity } from '../../contracts/fields.ts';
import { referencesOf } from '../../contracts/references.ts';
import type { Registry } from '../../contracts/registry.ts';
import type { Samples } from '../../contracts/samples.ts';
import { classReasons } from '../masking/class-reasons.ts';
import { policies } from '../masking/policies.ts';
import { hasDerivedKey } from '../records/record-key.ts';
import type { Dimension, StarColumn } from '../warehouse/dimension.ts';
import type { Fact } from '../warehouse/fact.ts';
import { sqlType } from '../warehouse/sql-text.ts';
import type { Star } from '../warehouse/star.ts';
import { type ProfileEntry, profilesOf, type RuleEntry, rulesOf } from './rule-entries.ts';
import { type SampleEntry, sampleEntry } from './sample-entry.ts';
import { starColumnsOf } from './star-columns.ts';

/** What the dictionary says of a field. */
export interface FieldEntry {
  readonly name: string;
  readonly description: string;
  /** Its values, in words. */
  readonly form: string;
  /** Title of the value set that the codes are of. */
  readonly valueSet: string | null;
  readonly isRequired: boolean;
  /** What a wrong value costs: the record, or itself. */
  readonly severity: Severity;
  /** What a wrong value becomes, where it costs only itself; null where it is left out. */
  readonly otherwise: string | null;
  readonly phi: string;
  /** By policy, what masking does to a value. */
  readonly masking: Readonly<Record<string, string>>;
  /** Why: what the law says of its class. */
  readonly why: string;
  /** Type of its column in silver, staging and history; null where it does not leave the vault. */
  readonly column: string | null;
  /** Columns of the dimension or fact that show it. */
  readonly star: readonly string[];
  /** Columns of the star and of the lake's current table that hold it, by the views and marts that read them. */
  readonly readBy: readonly string[];
}

export interface ReferenceEntry {
  readonly field: string;
  readonly role: string;
  readonly contract: string;
}

/** Everything that the dictionary says of a contract. */
export interface DictionaryEntry {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly kind: 'reference' | 'event';
  readonly stream: string;
  /** CloudEvents types of its events. */
  readonly eventTypes: readonly string[];
  readonly key: readonly string[];
  /** The one column that identifies what a row is about, in silver and history. */
  readonly keyColumn: string;
  readonly isKeyDerived: boolean;
  /** The field whose records stay in order. */
  readonly subject: string;
  readonly eventTime: string | null;
  readonly history: string | null;
  readonly star: { readonly table: string; readonly description: string; readonly grain: string };
  /** Columns of the star that come from no single field: keys of versions, days, what is computed. */
  readonly derived: readonly { readonly column: string; readonly type: string; readonly description: string }[];
  readonly fields: readonly FieldEntry[];
  readonly rules: readonly RuleEntry[];
  /** What profiles of stages set otherwise. */
  readonly profiles: readonly ProfileEntry[];
  readonly references: readonly ReferenceEntry[];
  /** Contracts whose records refer to it. */
  readonly referredBy: readonly { readonly contract: string; readonly field: string }[];
  readonly samples: SampleEntry;
}

/** A view of the warehouse or a mart of the lake, with the columns it reads as `schema.table.column`. */
export interface ColumnReader {
  readonly name: string;
  readonly reads: readonly string[];
}

export interface DictionarySources {
  readonly registry: Registry;
  readonly samples: readonly Samples[];
  readonly star: Star;
  readonly readers: readonly ColumnReader[];
}

/** The dictionary of all contracts, in the order of the registry. */
export function dictionaryOf(sources: DictionarySources): readonly DictionaryEntry[] {
  return sources.registry.contracts.map((contract) => entryOf(contract, sources));
}

function entryOf(contract: Contract, { registry, samples, star, readers }: DictionarySources): DictionaryEntry {
  const { name, fields } = contract;
  const shown = shownBy(contract, star);
  const { masked, key } = shown.table;
  const ownSamples = samples.find((own) => own.contract.name === name);
  const entries = Object.entries<Field>(fields).map(([field, notes]) =>
    fieldEntry(field, notes, {
      shown,
      readers,
      column: masked.find((column) => column.name === field)?.type,
    }),
  );
  const ofFields = new Set(entries.flatMap((entry) => entry.star));
  return {
    name,
    version: contract.version,
    description: contract.description,
    kind: contract.kind,
    stream: contract.stream,
    eventTypes: [eventType(name, 'changed'), eventType(name, 'deleted')],
    key: contract.key,
    keyColumn: key.name,
    isKeyDerived: hasDerivedKey(contract),
    subject: contract.subject,
    eventTime: contract.eventTime,
    history: contract.history,
    star: { table: `star.${shown.name}`, description: shown.model.description, grain: shown.model.grain },
    derived: shown.columns
      .filter((column) => !ofFields.has(column.name))
      .map((column) => ({ column: column.name, type: sqlType(column.type), description: column.description })),
    fields: entries,
    rules: rulesOf(contract),
    profiles: profilesOf(contract),
    references: referencesOf(contract).map(({ field, role, target }) => ({ field, role, contract: target })),
    referredBy: registry.contracts.flatMap((other) =>
      referencesOf(other)
        .filter(({ target }) => target === name)
        .map(({ field }) => ({ contract: other.name, field })),
    ),
    samples: sampleEntry(contract, ownSamples),
  };
}

function shownBy(contract: Contract, { dimensions, facts }: Star): Dimension | Fact {
  const found = [...dimensions, ...facts].find(({ table }) => table.contract === contract);
  if (found === undefined) throw new Error(`contract ${contract.name} has neither a dimension nor a fact`);
  return found;
}

interface Place {
  readonly shown: Dimension | Fact;
  readonly readers: readonly ColumnReader[];
  readonly column: StarColumn['type'] | undefined;
}

function fieldEntry(name: string, field: Field, { shown, readers, column }: Place): FieldEntry {
  const star = column === undefined ? [] : starColumnsOf(shown, name);
  const held = new Set([
    ...star.map((own) => `star.${shown.name}.${own}`),
    ...(column === undefined ? [] : [`silver.${shown.table.name}.${name}`]),
  ]);
  return {
    name,
    description: field.description,
    form: field.form,
    valueSet: field.valueSet?.title ?? null,
    isRequired: !field.isOptional,
    severity: field.severity,
    otherwise: field.otherwise ?? null,
    phi: field.phi,
    masking: Object.fromEntries(Object.values(policies).map((policy) => [policy.name, policy.rules[field.phi].effect])),
    why: classReasons[field.phi],
    column: column === undefined ? null : sqlType(column),
    star,
    readBy: readers.filter(({ reads }) => reads.some((read) => held.has(read))).map((reader) => reader.name),
  };
}
