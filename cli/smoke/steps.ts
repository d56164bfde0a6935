import { setTimeout } from 'node:timers/promises';
import { passingFault } from '../../domain/passing-faults.ts';
import { errorName, SafeError, safeTexts } from '../../domain/safe-error.ts';

/** One thing that must be seen. */
export interface Step {
  readonly name: string;
  readonly limitSeconds: number;
  /** What was seen, in words; undefined as long as nothing is. @throws when what is there is wrong, or cannot be looked at */
  readonly look: () => Promise<string | undefined>;
  /** What to do when it is not seen. */
  readonly todo: string;
  /** Why it is left out, when it is. */
  readonly leftOut?: string | undefined;
}

export type Outcome = 'seen' | 'FAILED' | 'left out' | 'not tried';

export interface StepResult {
  readonly name: string;
  readonly outcome: Outcome;
  /** What was seen or what is wrong. */
  readonly what: string;
  /** What to do about a failure. */
  readonly todo?: string;
  readonly seconds: number;
}

const pauseMs = 500;
const longestPauseMs = 10_000;

/**
 * Takes the steps in their order, each until it is seen or its time is over. What passes by itself is waited for; the
 * first step that fails ends the check, and those behind it are not tried.
 * @param onResult is told of each step as it ends
 */
export async function takeSteps(
  steps: readonly Step[],
  onResult: (result: StepResult) => void,
  pause: (milliseconds: number) => Promise<unknown> = setTimeout,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  let hasFailed = false;
  for (const step of steps) {
    const result: StepResult = hasFailed ? without(step, 'not tried', '') : await take(step, pause);
    hasFailed ||= result.outcome === 'FAILED';
    results.push(result);
    onResult(result);
  }
  return results;
}

async function take(step: Step, pause: (milliseconds: number) => Promise<unknown>): Promise<StepResult> {
  if (step.leftOut !== undefined) return without(step, 'left out', step.leftOut);
  const { name, limitSeconds, todo } = step;
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  let lastFault = '';
  for (let wait = pauseMs; ; wait = Math.min(longestPauseMs, wait * 1.5)) {
    try {
      const what = await step.look();
      if (what !== undefined) return { name, outcome: 'seen', what, seconds: seconds() };
      lastFault = '';
    } catch (error) {
      if (passingFault(error) === undefined) {
        return { name, outcome: 'FAILED', what: faultText(error), todo, seconds: seconds() };
      }
      lastFault = `; the last look: ${faultText(error)}`;
    }
    if (seconds() > limitSeconds) {
      return {
        name,
        outcome: 'FAILED',
        what: `not seen within ${limitSeconds} s${lastFault}`,
        todo,
        seconds: seconds(),
      };
    }
    await pause(wait);
  }
}

function without({ name }: Step, outcome: 'left out' | 'not tried', what: string): StepResult {
  return { name, outcome, what, seconds: 0 };
}

function faultText(error: unknown): string {
  const texts = safeTexts(error);
  return texts.length > 0 ? texts.join('; ') : errorName(error);
}

/** What is there is not what was sent. */
export class SmokeDifferenceError extends SafeError {
  override readonly name = 'SmokeDifferenceError';
}
