import type { RuleContext, ThresholdOf } from './contract.ts';

/** Clocks of source systems run ahead a little; an event that is later than its arrival by more than this is misdated. */
export const clockToleranceMs = 5 * 60_000;

/** A day, and a year on average. */
export const dayMs = 86_400_000;
export const yearMs = 365.25 * dayMs;

/** Whether something had happened when it arrived, but for a clock that runs ahead by no more than the tolerance. */
export function isPast(millis: number, arrivedAt: number, toleranceMs = clockToleranceMs): boolean {
  return millis <= arrivedAt + toleranceMs;
}

/**
 * Epoch milliseconds of an instant; NaN of none. Several rules ask for one instant after the other, so the last answer is
 * kept.
 */
export const millisOf = (() => {
  let text = '';
  let millis = Number.NaN;
  return (instant: string): number => {
    if (instant !== text) {
      text = instant;
      millis = Date.parse(instant);
    }
    return millis;
  };
})();

/**
 * Values of the thresholds of a rule; asking for one that it does not declare is a fault of the contract.
 * @throws Error naming the rule and the threshold
 */
export function thresholdsOf(rule: string, values: Readonly<Record<string, number>> = {}): ThresholdOf {
  return (name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`rule ${rule} asks for the threshold ${name}, which it does not declare`);
    return value;
  };
}

/** The days that timelines and the dimension of days have: from the one, before the other. */
export const calendar = { from: '1900-01-01', before: '2101-01-01' } as const;

const calendarBegins = Date.parse(calendar.from);

/** A rule about when something happened, which is all it looks at. */
export interface TimeRule {
  readonly id: string;
  readonly description: string;
  readonly thresholds?: Readonly<Record<string, number>>;
  readonly holds: (context: RuleContext, threshold: ThresholdOf) => boolean;
}

/**
 * What holds for the event time of every contract, so that no contract has to say it: a default date of year 1, or a clock
 * that runs ahead, would stand in a timeline for centuries, and a version of the future would be the current one until then.
 */
export const timeRules: readonly TimeRule[] = [
  {
    id: 'time_in_calendar',
    description: 'Nothing happened before 1900: timelines and the dimension of days begin there',
    holds: ({ eventTime }) => eventTime >= calendarBegins,
  },
  {
    id: 'time_in_past',
    description: 'Nothing happened later than it arrived, but for a clock that runs ahead a little',
    thresholds: { toleranceMinutes: clockToleranceMs / 60_000 },
    holds: ({ eventTime, arrivedAt }, threshold) =>
      isPast(eventTime, arrivedAt, threshold('toleranceMinutes') * 60_000),
  },
];
