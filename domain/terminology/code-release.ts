import { type CodeSystemName, codeSystems } from '../../contracts/code-systems.ts';
import { SafeError } from '../safe-error.ts';

/** One code of a release. */
export interface CodeEntry {
  /** It may stand in a record: of ICD-10-CM what can be billed, of others what is active. */
  readonly isUsable: boolean;
  readonly text: string;
}

/** What a publisher says of a code system for some time. */
export interface CodeRelease {
  readonly system: CodeSystemName;
  readonly name: string;
  /** The first day that it holds, `YYYY-MM-DD`. */
  readonly from: string;
  /** The day from which it holds no longer; null until the next release. */
  readonly before: string | null;
  /** By code, in the spelling of {@link canonicalCode}. */
  readonly codes: ReadonlyMap<string, CodeEntry>;
}

/** A code as its system's releases list it: without dot, dagger or asterisk, without modifiers, without leading zeros of CVX. */
export function canonicalCode(system: CodeSystemName, code: string): string {
  switch (system) {
    case 'icd10cm':
      return code.replace(/[.+*]/g, '');
    case 'hcpcs':
      return code.slice(0, 5);
    case 'cvx':
      return code.replace(/^0+(?=\d)/, '');
    default:
      return code;
  }
}

/** The stored form of releases: `#`, days and name, then a line per code: code, 1 or 0, text; parted by tabs. */
export function formatReleases(releases: readonly CodeRelease[]): string {
  const parts: string[] = [];
  for (const { from, before, name, codes } of releases) {
    parts.push(`#\t${from}\t${before ?? '-'}\t${name}\n`);
    for (const [code, { isUsable, text }] of codes) parts.push(`${code}\t${isUsable ? 1 : 0}\t${text}\n`);
  }
  return parts.join('');
}

/**
 * Reads releases of a system from their stored form.
 * @throws SafeError naming the system and the line that is none
 */
export function parseReleases(system: CodeSystemName, stored: string): CodeRelease[] {
  const releases: CodeRelease[] = [];
  let codes: Map<string, CodeEntry> | undefined;
  for (const [index, line] of stored.split('\n').entries()) {
    if (line === '') continue;
    const [first = '', second, third, fourth] = line.split('\t');
    if (first === '#' && second !== undefined && third !== undefined && fourth !== undefined) {
      codes = new Map();
      releases.push({ system, from: second, before: third === '-' ? null : third, name: fourth, codes });
    } else if (codes !== undefined && second !== undefined && third !== undefined) {
      codes.set(first, { isUsable: second === '1', text: third });
    } else {
      throw new SafeError(
        `the codes of ${codeSystems[system].title} cannot be read at line ${index + 1}; load them again`,
      );
    }
  }
  return releases;
}
