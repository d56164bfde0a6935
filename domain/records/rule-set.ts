import type { Contract, RecordData, RuleContext } from '../../contracts/contract.ts';
import type { Severity } from '../../contracts/fields.ts';
import { knownSources } from '../../contracts/platform/known-origins.ts';
import type { Registry } from '../../contracts/registry.ts';
import { ruleFaults } from '../../contracts/rule-faults.ts';
import type {
  RangeSetting,
  RuleChanges,
  RuleSettings,
  SourceName,
  UnknownFields,
} from '../../contracts/rule-settings.ts';
import { thresholdsOf, timeRules } from '../../contracts/rules.ts';
import { UserError } from '../safe-error.ts';
import type { CodeBook } from '../terminology/code-book.ts';
import { codeChecks } from '../terminology/code-checks.ts';
import type { Check } from './check.ts';

/** Everything that validation asks of a record of one contract from one source. */
export interface ContractRules {
  /** Rules about the event time; none has a milder cost than the record. */
  readonly times: readonly { readonly id: string; readonly holds: (context: RuleContext) => boolean }[];
  readonly checks: readonly Check[];
  /** What a wrong value costs, where that is not what the contract says. */
  readonly fields: Readonly<Record<string, Severity>>;
  readonly unknownFields: UnknownFields;
}

/** The rules for the records of a contract that a CloudEvents source sends. */
export type RuleSet = (contract: Contract, source: string) => ContractRules;

/** The rules as contracts declare them, of no stage. */
export const declaredRules: RuleSet = cached((contract) => rulesOf(contract, []));

/**
 * The rules of a stage. Of two settings of one thing the more particular counts: source, stage, profile, contract.
 * @param codes the releases of code systems at hand; without them codes are asked for their form alone
 * @throws UserError that lists every setting which names something unknown or can never have an effect, and the known
 * stages when the stage is none.
 */
export function rulesOfStage(registry: Registry, settings: RuleSettings, stage: string, codes?: CodeBook): RuleSet {
  const ofStage = Object.hasOwn(settings.stages, stage) ? settings.stages[stage] : undefined;
  if (ofStage === undefined) {
    throw new UserError(
      `no stage of contracts/platform/rules.ts is called ${stage}; known: ${Object.keys(settings.stages).join(', ')}`,
    );
  }
  const faults = ruleFaults(registry, settings);
  if (faults.length > 0) throw new UserError(`contracts/platform/rules.ts is not valid:\n  ${faults.join('\n  ')}`);
  const profile = settings.profiles[ofStage.profile] ?? {};
  const sourceNames = new Map<string, SourceName>(
    Object.entries(knownSources).map(([name, urn]) => [urn, name as SourceName]),
  );
  return cached((contract, source) => {
    const name = sourceNames.get(source);
    const ofSource = name === undefined ? undefined : ofStage.sources?.[name];
    return rulesOf(contract, [profile, ofStage, ...(ofSource === undefined ? [] : [ofSource])], codes);
  }, sourceNames);
}

/** Rules are the same for all sources that nobody named, of which there may be any number. */
function cached(build: RuleSet, named: ReadonlyMap<string, unknown> = new Map()): RuleSet {
  const built = new WeakMap<Contract, Map<string, ContractRules>>();
  return (contract, source) => {
    let bySource = built.get(contract);
    if (bySource === undefined) {
      bySource = new Map();
      built.set(contract, bySource);
    }
    const key = named.has(source) ? source : '';
    let rules = bySource.get(key);
    if (rules === undefined) {
      rules = build(contract, key);
      bySource.set(key, rules);
    }
    return rules;
  };
}

/** @param changes the more particular behind the more general */
function rulesOf(contract: Contract, changes: readonly RuleChanges[], book?: CodeBook): ContractRules {
  const own = `${contract.name}.`;
  const severities = ownEntries(own, merged(changes.map(({ severities }) => severities)));
  const thresholds = merged(changes.map(({ thresholds }) => thresholds));
  const declared = contract.rules.map((rule) => {
    const threshold = thresholdsOf(rule.id, { ...rule.thresholds, ...thresholds[own + rule.id] });
    return {
      id: rule.id,
      field: rule.field,
      severity: severities[rule.id] ?? rule.severity ?? 'error',
      holds: (data: RecordData, context: RuleContext) => rule.holds(data, context, threshold),
    };
  });
  const ranges = ownEntries(own, merged(changes.map(({ ranges }) => ranges)));
  const required = ownEntries(own, merged(changes.map(({ required }) => required)));
  const all = [
    ...declared,
    ...Object.entries(required).map(([field, severity]) => ({
      id: `${field}_given`,
      field,
      severity,
      holds: (data: RecordData) => data[field] !== undefined,
    })),
    ...Object.entries(ranges).map(([field, range]) => ({
      id: `${field}_in_range`,
      field,
      severity: range.severity,
      holds: (data: RecordData) => isInRange(data[field], range),
    })),
  ];
  return {
    times: timeRules.map(({ id, thresholds: defaults, holds }) => {
      const threshold = thresholdsOf(id, { ...defaults, ...thresholds[`*.${id}`], ...thresholds[own + id] });
      return { id, holds: (context) => holds(context, threshold) };
    }),
    checks: [
      ...all.filter((check): check is Check => check.severity !== 'off'),
      ...(book === undefined ? [] : codeChecks(contract, merged(changes.map(({ codes }) => codes)), book)),
    ],
    fields: ownEntries(own, merged(changes.map(({ fields }) => fields))),
    unknownFields: changes.findLast(({ unknownFields }) => unknownFields !== undefined)?.unknownFields ?? 'quarantine',
  };
}

type Named<T> = Readonly<Record<string, T>>;

const merged = <T>(parts: readonly (Named<T> | undefined)[]): Named<T> => Object.assign({}, ...parts);

const ownEntries = <T>(prefix: string, all: Named<T>): Named<T> =>
  Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );

/** An absent value is in every range. */
function isInRange(value: unknown, { min, max }: RangeSetting): boolean {
  if (value === undefined) return true;
  const number = Number(value);
  return (min === undefined || number >= min) && (max === undefined || number <= max);
}
