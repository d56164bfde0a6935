import type { CodeSystemName } from '../../contracts/code-systems.ts';
import type { Terminology } from '../masking/policy.ts';
import { type CodeRelease, canonicalCode } from './code-release.ts';

/** What the releases at hand say of a code on a day; null when none of its system holds on that day. */
export type CodeStatus = 'in_force' | 'not_usable' | 'unknown' | null;

/** The releases of code systems that a deployment has. It also knows the texts of their codes. */
export interface CodeBook extends Terminology {
  /** Whether any release of the system is at hand. */
  readonly knows: (system: CodeSystemName) => boolean;
  readonly statusOf: (system: CodeSystemName, code: string, atMillis: number) => CodeStatus;
}

interface Period {
  readonly release: CodeRelease;
  readonly from: number;
  readonly before: number;
}

/** Puts releases together. One without an end holds until the next of its system; of two on one day the later counts. */
export function createCodeBook(releases: readonly CodeRelease[]): CodeBook {
  const bySystem = new Map<CodeSystemName, Period[]>();
  for (const [system, own] of Map.groupBy(releases, (release) => release.system)) {
    const sorted = own.toSorted((one, other) => (one.from < other.from ? -1 : 1));
    bySystem.set(
      system,
      sorted.map((release, index) => ({
        release,
        from: Date.parse(release.from),
        before: Date.parse(release.before ?? sorted[index + 1]?.from ?? '9999-12-31'),
      })),
    );
  }
  return {
    knows: (system) => bySystem.has(system),
    statusOf: (system, code, atMillis) => {
      const period = bySystem.get(system)?.findLast(({ from, before }) => from <= atMillis && atMillis < before);
      if (period === undefined) return null;
      const entry = period.release.codes.get(canonicalCode(system, code));
      if (entry === undefined) return 'unknown';
      return entry.isUsable ? 'in_force' : 'not_usable';
    },
    isTextOf: (code, text) =>
      releases.some(({ system, codes }) => codes.get(canonicalCode(system, code))?.text === text),
  };
}
