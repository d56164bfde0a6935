import { passingFault } from '../../domain/passing-faults.ts';
import { errorName, safeTexts } from '../../domain/safe-error.ts';
import type { Monitor } from './monitor.ts';
import type { Screen } from './screen.ts';
import type { Part } from './status.ts';

/** What goes wrong while `up` runs, told once and shown until it is over. */
export interface Troubles {
  /** @param againInMs when the part tries again; null when it does so by itself, as retries of a function do. */
  begin(part: Part, error: unknown, againInMs: number | null): void;
  /** The part works. */
  end(part: Part): void;
}

const names: Readonly<Record<Part, string>> = {
  endpoint: 'a request to the stream',
  files: 'reading landed files',
  stream: 'handling records',
  load: 'loading the warehouse',
  lake: 'building the lake',
  audit: 'checking whole tables',
  serve: 'serving the warehouse',
};

export function troublesOf(monitor: Monitor, screen: Screen): Troubles {
  return {
    begin: (part, error, againInMs) => {
      const text = `${names[part]} failed: ${reasonOf(error)}`;
      const isNew = monitor.trouble({ part, text, againAt: againInMs === null ? null : Date.now() + againInMs });
      if (isNew) screen.event(`${part} failed`, text);
    },
    end: (part) => {
      if (monitor.isWell(part)) screen.event(`${part} works`, `${names[part]} works again`);
    },
  };
}

/** What happened and what to do, without a word that could be of a record. The first line is enough for a glance. */
function reasonOf(error: unknown): string {
  const [text = errorName(error), ...causes] = safeTexts(error);
  const isFull = passingFault(error) === 'no space';
  return [isFull ? `${text}; the disk is full: make room, and it goes on by itself` : text, ...causes].join('\n');
}
