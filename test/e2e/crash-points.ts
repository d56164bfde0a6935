import { zones } from '../../contracts/platform/zones.ts';

/** Zones that objects are put into one by one; gold holds tables only. */
const zonesOfObjects = [zones.bronze.name, zones.silver.name, zones.quarantine.name] as const;

/** The points of a run at which it can be made to die, by what the run is doing then, in the order it passes them. */
export const crashPoints = {
  'takes records in': [
    'an append to the stream is half written',
    'an object is uploaded and not yet in its place',
    ...zonesOfObjects.map((zone) => `an object is in its place in ${zone}` as const),
    'a batch is handled and its checkpoint not yet in its place',
  ],
  'loads the warehouse': [
    'a statement of a load has run',
    'a load is about to commit',
    'a load has committed and nobody has been told',
  ],
  'publishes the lake': [
    'a lake table is built and not yet in its place',
    'the lake tables are in their place and an old file not yet removed',
  ],
} as const;

export type CrashPoint = (typeof crashPoints)[keyof typeof crashPoints][number];

/** How a process learns where to die: environment variables of `die-at-crash-point.ts`. */
export const crashVariables = {
  /** Name of the point. */
  point: 'MEDSTREAM_TEST_CRASH_POINT',
  /** Which passing of the point is the last one, from 1. */
  passing: 'MEDSTREAM_TEST_CRASH_PASSING',
  /** A file that gets a line with the name of every point that is passed. */
  journal: 'MEDSTREAM_TEST_CRASH_JOURNAL',
} as const;
