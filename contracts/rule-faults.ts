import { codeSystems } from './code-systems.ts';
import type { Contract, Rule } from './contract.ts';
import type { Field } from './fields.ts';
import { knownSources } from './platform/known-origins.ts';
import type { Registry } from './registry.ts';
import type { RangeSetting, RuleChanges, RuleSettings } from './rule-settings.ts';
import { timeRules } from './rules.ts';

/**
 * What is wrong with a rule file, setting by setting, each with its place and what may stand there: names of nothing, and
 * settings that can never have an effect. Empty when all is right.
 */
export function ruleFaults(registry: Registry, { profiles, stages }: RuleSettings): string[] {
  const faults: string[] = [];
  for (const [name, changes] of Object.entries(profiles))
    faults.push(...changeFaults(registry, `profiles.${name}`, changes));
  for (const [name, stage] of Object.entries(stages)) {
    const place = `stages.${name}`;
    if (!Object.hasOwn(profiles, stage.profile)) {
      faults.push(`${place}.profile: no profile is called ${stage.profile}; known: ${listed(Object.keys(profiles))}`);
    }
    faults.push(...changeFaults(registry, place, stage));
    for (const [source, changes] of Object.entries(stage.sources ?? {})) {
      const at = `${place}.sources.${source}`;
      if (!Object.hasOwn(knownSources, source)) {
        faults.push(
          `${at}: no source of contracts/platform/known-origins.ts is called so; known: ${listed(Object.keys(knownSources))}`,
        );
      }
      faults.push(...changeFaults(registry, at, changes ?? {}));
    }
  }
  return faults;
}

function changeFaults(registry: Registry, place: string, changes: RuleChanges): string[] {
  const faults: string[] = [];
  const each = <T>(
    kind: keyof RuleChanges,
    settings: Readonly<Record<string, T>> | undefined,
    faultOf: (name: string, setting: T) => string | null,
  ) => {
    for (const [name, setting] of Object.entries(settings ?? {})) {
      const fault = faultOf(name, setting);
      if (fault !== null) faults.push(`${place}.${kind}['${name}']: ${fault}`);
    }
  };
  const ofField =
    <T>(judge: (field: Field, setting: T) => string | null) =>
    (name: string, setting: T) => {
      const found = findField(registry, name);
      return typeof found === 'string' ? found : judge(found, setting);
    };
  each('severities', changes.severities, (name, severity) => {
    const found = findRule(registry, name);
    if (typeof found === 'string') return found;
    if (severity !== 'warn' || found.field.isOptional) return null;
    return 'warn leaves the field of the rule out, which no record may lack; write error, note or off';
  });
  each('thresholds', changes.thresholds, (name, values) => thresholdFault(registry, name, values));
  each('codes', changes.codes, (name, severity) => {
    if (!Object.hasOwn(codeSystems, name))
      return `no code system is called so; known: ${listed(Object.keys(codeSystems))}`;
    if (severity !== 'warn') return null;
    const needed = registry.contracts.flatMap(({ name: contract, fields }) =>
      Object.entries(fields).flatMap(([field, { codeSystems: systems = [], isOptional }]) =>
        !isOptional && systems.some((system) => system === name) ? [`${contract}.${field}`] : [],
      ),
    );
    if (needed.length === 0) return null;
    return `warn leaves the code out, which no record may lack in ${listed(needed)}; write error, note or off`;
  });
  each(
    'fields',
    changes.fields,
    ofField((field, severity) => {
      if (severity === 'warn' && !field.isOptional && field.otherwise === undefined) {
        return 'warn leaves the value out, which no record may lack; write error';
      }
      return null;
    }),
  );
  each('ranges', changes.ranges, ofField(rangeFault));
  each(
    'required',
    changes.required,
    ofField((field) => (field.isOptional ? null : 'no record may lack the field, so the rule can never be broken')),
  );
  return faults;
}

/** A range must leave some of the field's numbers in, and some out. */
function rangeFault(field: Field, { min, max, severity }: RangeSetting): string | null {
  const isNumber = field.column.kind === 'integer' || field.column.kind === 'decimal';
  if (!isNumber) return 'the field holds no number';
  if (min === undefined && max === undefined) return 'neither min nor max is given, so the rule can never be broken';
  const least = field.range?.min ?? Number.NEGATIVE_INFINITY;
  const greatest = field.range?.max ?? Number.POSITIVE_INFINITY;
  const from = min ?? Number.NEGATIVE_INFINITY;
  const to = max ?? Number.POSITIVE_INFINITY;
  if (from > to) return `no number is from ${from} to ${to}, so every record breaks the rule`;
  if (from > greatest || to < least) return `the field takes ${least} to ${greatest}, so every record breaks the rule`;
  if (from <= least && to >= greatest) {
    return `the field takes only ${least} to ${greatest}, so the rule can never be broken`;
  }
  if (severity === 'warn' && !field.isOptional) return 'warn leaves the value out, which no record may lack';
  return null;
}

function thresholdFault(registry: Registry, name: string, values: Readonly<Record<string, number>>): string | null {
  const ofTime = timeRules.find(({ id }) => name === `*.${id}`);
  const found = ofTime ?? findRule(registry, name, true);
  if (typeof found === 'string') return found;
  const declared = ('rule' in found ? found.rule.thresholds : found.thresholds) ?? {};
  const stranger = Object.keys(values).find((threshold) => !Object.hasOwn(declared, threshold));
  if (stranger !== undefined) {
    const known = Object.keys(declared);
    return `the rule has no threshold ${stranger}; ${known.length === 0 ? 'it has none' : `known: ${listed(known)}`}`;
  }
  const wrong = Object.entries(values).find(([, value]) => !Number.isFinite(value));
  return wrong === undefined ? null : `the threshold ${wrong[0]} is no number`;
}

interface FoundRule {
  readonly rule: Pick<Rule, 'id' | 'thresholds'>;
  readonly field: Field;
}

/** The rule that `contract.rule` names, or what is wrong with the name. */
function findRule(registry: Registry, name: string, orOfTime = false): FoundRule | string {
  const found = findContract(registry, name);
  if (typeof found === 'string') return found;
  const { contract, rest } = found;
  const rule = contract.rules.find(({ id }) => id === rest);
  const field = rule === undefined ? undefined : contract.fields[rule.field];
  if (rule !== undefined && field !== undefined) return { rule, field };
  const ofTime = timeRules.find(({ id }) => id === rest);
  const time = contract.fields[contract.eventTime ?? contract.subject];
  if (ofTime !== undefined && time !== undefined) {
    return orOfTime
      ? { rule: ofTime, field: time }
      : 'timelines rest on the rules of time, so only their thresholds can be set';
  }
  const known = contract.rules.map(({ id }) => id);
  return `${contract.name} has no rule ${rest}; ${known.length === 0 ? 'it has none' : `known: ${listed(known)}`}`;
}

/** The field that `contract.field` names, or what is wrong with the name. */
function findField(registry: Registry, name: string): Field | string {
  const found = findContract(registry, name);
  if (typeof found === 'string') return found;
  const { contract, rest } = found;
  const field = Object.hasOwn(contract.fields, rest) ? contract.fields[rest] : undefined;
  return field ?? `${contract.name} has no field ${rest}; known: ${listed(Object.keys(contract.fields))}`;
}

function findContract({ contracts }: Registry, name: string): { contract: Contract; rest: string } | string {
  const dot = name.indexOf('.');
  if (dot === -1) return 'write contract.rule or contract.field';
  const contract = contracts.find((each) => each.name === name.slice(0, dot));
  if (contract !== undefined) return { contract, rest: name.slice(dot + 1) };
  return `no contract is called ${name.slice(0, dot)}; known: ${listed(contracts.map((each) => each.name))}`;
}

const listed = (names: readonly string[]) => names.join(', ');
