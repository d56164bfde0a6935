import { z } from 'zod';
import type { DataOf, Field, Fields, FieldValue, InstantFieldOf, Severity } from './fields.ts';
import { phiClasses } from './phi-classes.ts';
import type { StreamName } from './platform/streams.ts';

/** The validated data of any record: field name to value; a field the record left out is absent. */
export type RecordData = Readonly<Record<string, FieldValue | undefined>>;

/**
 * What a broken rule costs. `error`: the record, which goes to quarantine. `warn`: the value of the rule's field, which is
 * left out. `note`: nothing; it is counted. `off`: the rule is not asked.
 */
export type RuleSeverity = Severity | 'note' | 'off';

/** Value of a threshold of the rule, as the rule file of the deployment sets it. Throws for a name the rule does not declare. */
export type ThresholdOf = (name: string) => number;

export interface RuleContext {
  /** Event time of the record, epoch milliseconds. */
  readonly eventTime: number;
  /** When the record reached the stream, epoch milliseconds: rules judge by it, so a retry judges alike. */
  readonly arrivedAt: number;
}

/**
 * A check over a whole valid record. A broken rule sends the record to quarantine with the rule's id and the field,
 * unless its severity is a milder one.
 */
export interface Rule<Data = RecordData, FieldName extends string = string> {
  readonly id: string;
  /** The field a person would look at first; of a rule that warns, an optional one. */
  readonly field: FieldName;
  readonly description: string;
  /** `error` when it is not given; contracts/platform/rules.ts can set another one. */
  readonly severity?: RuleSeverity;
  /** Numbers that the rule judges by, by name, as they are unless contracts/platform/rules.ts sets others. */
  readonly thresholds?: Readonly<Record<string, number>>;
  readonly holds: (data: Data, context: RuleContext, threshold: ThresholdOf) => boolean;
}

/**
 * `reference`: describes a thing until the next description; its time is the CloudEvents `time` (the extract), and it is
 * a dimension of the star. `event`: something that happened at a time of its own, a fact; a later record of its key
 * corrects it.
 */
export type Kind = 'reference' | 'event';

/** What a dimension keeps of a thing: every version of it, or how it is now (code sets, calendars). */
export type History = 'versions' | 'current';

/** Everything medstream knows about one kind of record. */
export interface Contract<F extends Fields = Fields> {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly stream: StreamName;
  readonly kind: Kind;
  readonly fields: F;
  /**
   * Fields that identify the thing a record is about; a later record with the same values is a change of it. One field
   * is called `<name>_id`; of several, whose sources give no id, one keyed token of that name is derived.
   */
  readonly key: readonly string[];
  /** Field that identifies the individual, or the thing, whose records must stay in order: the partition key. */
  readonly subject: string;
  /** The instant field that says when it happened; null for reference data, whose time is the envelope's. */
  readonly eventTime: string | null;
  /** How much of its past a dimension keeps; null for events. */
  readonly history: History | null;
  /** By field, the contract whose key it holds. The field without `_id` is the role: `supervising_provider_id`. */
  readonly references: Readonly<Record<string, string>>;
  readonly rules: readonly Rule[];
  /** By the name of a value of two parts that a record may have instead, as `127/80`, the two fields that hold them. */
  readonly splits: Splits;
  /**
   * By an older version, what brings its data to the next one. Without an entry a version differs by fields that came with
   * a later one only, and needs none.
   */
  readonly upgrades: Upgrades;
  /** Strict schema of `data`: a field the contract does not name makes the record invalid. */
  readonly schema: z.ZodType<RecordData>;
}

/** By the name of a value of two parts, the fields of its parts in their order. */
export type Splits = Readonly<Record<string, readonly [first: string, second: string]>>;

/** By version, the data of it as the next version has them; it gets what a producer sent, unchecked. */
export type Upgrades = Readonly<
  Record<number, (data: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>
>;

/** The validated data of a contract's records: `RecordOf<typeof encounter>`. */
export type RecordOf<C extends Pick<Contract, 'fields'>> = DataOf<C['fields']>;

interface Definition<F extends Fields> {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly stream: StreamName;
  readonly fields: F;
  readonly key: readonly (keyof F & string)[];
  readonly subject: keyof F & string;
  readonly references: Readonly<Partial<Record<keyof F & string, string>>>;
  readonly rules: readonly Rule<DataOf<F>, keyof F & string>[];
  readonly upgrades?: Upgrades;
  readonly splits?: Readonly<Record<string, readonly [first: keyof F & string, second: keyof F & string]>>;
}

/** A contract as its file states it. An event time that is no instant of every record does not compile. */
export type ContractDefinition<F extends Fields> = Definition<F> &
  (
    | { readonly kind: 'reference'; readonly history: History }
    | { readonly kind: 'event'; readonly eventTime: InstantFieldOf<F> }
  );

/**
 * Declares a contract and checks what the compiler cannot see.
 * @throws Error naming the contract and the field, when a field has no known PHI class or cannot be left out as its
 * severity says, a rule id occurs twice, or the key is not spelled as the noun is.
 */
export function defineContract<const F extends Fields>(definition: ContractDefinition<F>): Contract<F> {
  const { name, fields, references, rules } = definition;
  const fault = (what: string) => new Error(`contract ${name}: ${what}`);
  for (const [name, field] of Object.entries<Field>(fields)) {
    if (!Object.hasOwn(phiClasses, field.phi)) {
      throw fault(`field ${name} has no PHI class; give it one of ${Object.keys(phiClasses).join(', ')}`);
    }
    checkSeverity(name, field, fault);
    if (field.displayOf !== undefined && !Object.hasOwn(fields, field.displayOf)) {
      throw fault(`${name} is the text of ${field.displayOf}, which is no field`);
    }
    if (field.unitField !== undefined && fields[field.unitField]?.isOptional !== true) {
      throw fault(`the unit of ${name} stands in ${field.unitField}, which is no optional field`);
    }
  }
  for (const { id, field, severity } of rules) {
    if (severity === 'warn' && fields[field]?.isOptional !== true) {
      throw fault(`rule ${id} warns, so ${field} would be left out, which is not optional`);
    }
  }
  const ruleIds = rules.map((rule) => rule.id);
  const repeated = ruleIds.find((id, index) => ruleIds.indexOf(id) !== index);
  if (repeated !== undefined) throw fault(`rule ${repeated} is defined twice`);
  const future = Object.keys(definition.upgrades ?? {}).find((version) => Number(version) >= definition.version);
  if (future !== undefined) throw fault(`it upgrades version ${future}, but is version ${definition.version} itself`);
  for (const [whole, parts] of Object.entries(definition.splits ?? {})) {
    if (Object.hasOwn(fields, whole)) throw fault(`${whole} is split, so it cannot be a field itself`);
    const needed = parts.find((part) => fields[part]?.isOptional !== true);
    if (needed !== undefined) throw fault(`${whole} is split into ${needed}, which is no optional field`);
  }
  checkKey(definition, fault);
  const shape: Record<string, z.ZodType> = {};
  for (const [field, { schema }] of Object.entries<Field>(fields)) shape[field] = schema;
  // Compiled once at module scope: several times faster on valid records than the interpreted schema.
  const schema = z.compile(z.strictObject(shape)) as z.ZodType<RecordData>;
  return {
    ...definition,
    references: Object.fromEntries(Object.entries<string | undefined>(references).filter(isGiven)),
    // The rules see data only after this contract's schema has: it is the data they are written for.
    rules: rules as readonly Rule<never, string>[] as readonly Rule[],
    eventTime: definition.kind === 'event' ? definition.eventTime : null,
    history: definition.kind === 'reference' ? definition.history : null,
    upgrades: definition.upgrades ?? {},
    splits: definition.splits ?? {},
    schema,
  };
}

/** A value that is left out must be one that a record may lack, and what it becomes instead must be right. */
function checkSeverity(
  name: string,
  { severity, isOptional, otherwise, schema }: Field,
  fault: (what: string) => Error,
): void {
  if (severity === 'error') return;
  if (otherwise === undefined && !isOptional) throw fault(`${name} warns and is left out then, so it must be optional`);
  if (otherwise !== undefined && !schema.safeParse(otherwise).success) {
    throw fault(`${name} becomes ${otherwise}, which its own schema refuses`);
  }
}

const isGiven = (entry: [string, string | undefined]): entry is [string, string] => entry[1] !== undefined;

function checkKey<F extends Fields>(
  { name, fields, key, references }: ContractDefinition<F>,
  fault: (what: string) => Error,
): void {
  const own = keyColumnName(name);
  const [first, ...more] = key;
  if (first === undefined) throw fault('its key has no field');
  if (more.length === 0 && first !== own) throw fault(`its key is ${first}; a key of one field is called ${own}`);
  if (more.length > 0 && Object.hasOwn(fields, own)) {
    throw fault(`its key is ${key.join(', ')}, so ${own} is derived and cannot be a field`);
  }
  const absent = key.find((field) => !Object.hasOwn(fields, field));
  if (absent !== undefined) throw fault(`its key names ${absent}, which is no field`);
  const misnamed = Object.keys(references).find((field) => !field.endsWith('_id'));
  if (misnamed !== undefined) throw fault(`${misnamed} refers to another record; such a field ends in _id`);
}

/** Name of the column that identifies a record of a noun, here and wherever another record refers to it. */
export function keyColumnName(contractName: string): string {
  return `${contractName}_id`;
}
