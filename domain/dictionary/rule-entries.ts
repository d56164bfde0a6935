import type { Contract, RuleSeverity } from '../../contracts/contract.ts';
import { ruleSettings } from '../../contracts/platform/rules.ts';
import type { RangeSetting, RuleChanges } from '../../contracts/rule-settings.ts';
import { timeRules } from '../../contracts/rules.ts';

export interface RuleEntry {
  readonly id: string;
  /** Path in the event: `data.ended_at`, `time`. */
  readonly path: string;
  readonly severity: RuleSeverity;
  /** Numbers that it judges by, as they are unless a stage sets others. */
  readonly thresholds: Readonly<Record<string, number>>;
  readonly description: string;
}

/** What a profile of stages sets for a contract, in words. */
export interface ProfileEntry {
  readonly profile: string;
  readonly settings: readonly string[];
}

/** The rules of time that hold for every contract, then its own. */
export function rulesOf({ eventTime, rules }: Contract): readonly RuleEntry[] {
  return [
    ...timeRules.map(({ id, description }) => ({
      id,
      path: eventTime === null ? 'time' : `data.${eventTime}`,
      severity: 'error' as const,
      thresholds: {},
      description,
    })),
    ...rules.map(({ id, field, severity = 'error', thresholds = {}, description }) => ({
      id,
      path: `data.${field}`,
      severity,
      thresholds,
      description,
    })),
  ];
}

/** Profiles that set anything for a contract: contracts/platform/rules.ts. */
export function profilesOf({ name }: Contract): readonly ProfileEntry[] {
  const profiles: Readonly<Record<string, RuleChanges>> = ruleSettings.profiles;
  return Object.entries(profiles)
    .map(([profile, changes]) => ({ profile, settings: settingsOf(name, changes) }))
    .filter(({ settings }) => settings.length > 0);
}

function settingsOf(
  contract: string,
  { severities = {}, thresholds = {}, fields = {}, ranges = {}, required = {} }: RuleChanges,
): readonly string[] {
  const words: Readonly<Record<string, string>>[] = [
    mapped(severities, (severity) => `costs: ${severity}`),
    mapped(thresholds, (numbers) => numbersText(numbers)),
    mapped(fields, (severity) => `a wrong value costs: ${severity}`),
    mapped(ranges, rangeText),
    mapped(required, (severity) => `should be given: ${severity}`),
  ];
  const own = words.flatMap((each) => Object.entries(each)).filter(([key]) => key.startsWith(`${contract}.`));
  return own.map(([key, text]) => `\`${key.slice(contract.length + 1)}\` ${text}`);
}

const mapped = <T>(settings: Readonly<Record<string, T>>, text: (setting: T) => string) =>
  Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, text(setting)]));

function rangeText({ min, max, severity }: RangeSetting): string {
  const range = min === undefined ? `up to ${max}` : max === undefined ? `${min} or more` : `${min} to ${max}`;
  return `should be ${range}: ${severity}`;
}

/** `years 130`. */
export const numbersText = (numbers: Readonly<Record<string, number>>): string =>
  Object.entries(numbers)
    .map(([name, number]) => `${name.replaceAll('_', ' ')} ${number}`)
    .join(', ');
