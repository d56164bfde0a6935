import type { Envelope } from '../../contracts/envelope.ts';
import { knownFiles, knownSources } from '../../contracts/platform/known-origins.ts';
import type { Tokenize } from './policy.ts';

/** What masked zones keep of where an event came from. */
export interface MaskedOrigin {
  readonly source: string;
  /** Distinct for distinct ids of a source, and the same whenever the event comes. */
  readonly eventId: string;
  readonly sourceFile: string | null;
  readonly sourceLine: number | null;
}

export type OriginMasker = (envelope: Envelope) => MaskedOrigin;

const sources: ReadonlySet<string> = new Set(Object.values(knownSources));
const files: ReadonlySet<string> = new Set(knownFiles);
/** Ids of rows that came in files, which are keyed hashes already: see domain/records/change-identity.ts. */
const idOfRow = /^[a-z2-7]{26}-\d{1,13}$/;

/**
 * Builds the masker of envelopes. Sources and file names that nobody listed become keyed hashes, and so do ids but for those
 * that our own sources make: hospitals make ids of record numbers and name files after people.
 */
export function createOriginMasker(tokenize: Tokenize): OriginMasker {
  return ({ source, id, sourcefile, sourceline }) => {
    const isListed = sources.has(source);
    return {
      source: isListed ? source : tokenize('event_source', source),
      eventId: isListed && idOfRow.test(id) ? id : tokenize('event_id', `${source}\n${id}`),
      sourceFile:
        sourcefile === undefined || files.has(sourcefile) ? (sourcefile ?? null) : tokenize('file', sourcefile),
      sourceLine: sourceline ?? null,
    };
  };
}
