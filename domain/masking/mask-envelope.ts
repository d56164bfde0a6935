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
/** Ids of rows that came in files: see domain/records/change-identity.ts. */
const idOfRow = /^([a-z2-7]{26})-(\d{1,6})$/;

/**
 * Builds the masker of envelopes. Sources and file names that nobody listed, and all ids, become keyed hashes: hospitals
 * make ids of record numbers and name files after people. The number of a row's change stays readable behind the hash.
 */
export function createOriginMasker(tokenize: Tokenize): OriginMasker {
  return ({ source, id, sourcefile, sourceline }) => ({
    source: sources.has(source) ? source : tokenize('event_source', source),
    eventId: maskedEventId(tokenize, source, id),
    sourceFile: sourcefile === undefined || files.has(sourcefile) ? (sourcefile ?? null) : tokenize('file', sourcefile),
    sourceLine: sourceline ?? null,
  });
}

function maskedEventId(tokenize: Tokenize, source: string, id: string): string {
  const [, content, number] = idOfRow.exec(id) ?? [];
  return content === undefined
    ? maskedHash(tokenize, source, id)
    : `${maskedHash(tokenize, source, content)}-${number}`;
}

/** What masked zones make of an id, or of the content hash that leads the id of a row. */
export function maskedHash(tokenize: Tokenize, source: string, hash: string): string {
  return tokenize('event_id', `${source}\n${hash}`);
}
