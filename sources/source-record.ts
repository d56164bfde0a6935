import { knownSources } from '../contracts/platform/known-origins.ts';

/** What a stream takes. */
export interface OutgoingRecord {
  /** Token of the subject, never a raw identifier of a patient: partition keys show up in metadata. */
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** A record on its way to the stream: a CloudEvent, JSON in UTF-8. */
export interface SourceRecord extends OutgoingRecord {
  /** Name of the contract the record was written for; null when it claims none. */
  readonly contract: string | null;
  /** The change log already holds this very event. */
  readonly known: boolean;
}

/** A record made from a row of a file. */
export interface EncodedRow extends SourceRecord {
  /** Line of the file on which the row begins. */
  readonly line: number;
}

/** CloudEvents `source` of every row of a file that goes by the field names of a contract. */
export const contractFileSource = knownSources.contractFile;
