import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../domain/safe-error.ts';
import { ensurePython } from '../tools/python/python-environment.ts';
import {
  bareMergeWay,
  dbtWay,
  type Extract,
  type ExtractTook,
  medstreamWay,
  plainMergeWay,
  tookOf,
  type Way,
} from './load/floor-ways.ts';
import { createDice, firstVersions, inOrderFrom, patientVersion, someOf } from './load/population.ts';
import { createSilverWriter, type SilverChange } from './load/silver-deliveries.ts';
import { doSteps, type Version, versionsToMeasure } from './load/versions.ts';

const usualPatients = 100_000;
const rounds = 3;
const changedShare = 0.05;
const firstArrival = Date.parse('2026-02-01T00:00:00Z');
const hourMs = 3_600_000;
const extractNames = ['initial', '5 % changed', 'unchanged'] as const;
const mostOfFloor = 3;

/**
 * Full extracts of all patients, the second with 5 % changed, the third unchanged with event ids of its own: the load of
 * medstream beside the least that keeps versions, a MERGE and an INSERT, and beside the whole process of `dbt snapshot`,
 * each on a PostgreSQL server of the same binaries and settings. Ways alternate over the rounds. Before each piece of work
 * all tables are vacuumed and analysed, untimed; the COPY is told apart. After each extract all ways hold the same versions.
 * @throws Error when one does not
 */
export async function benchLoadFloor(argument: string | undefined): Promise<void> {
  const patients = Number(argument ?? usualPatients);
  if (!(Number.isSafeInteger(patients) && patients >= 20))
    throw new Error('npm run bench load-floor N: N is a number of patients, such as 100000');
  const scratch = mkdtempSync(join(tmpdir(), 'medstream-floor-'));
  try {
    const entrants = await entrantsOf(scratch);
    print(
      `${patients.toLocaleString('en-US')} patients, full extracts, ${availableParallelism()} cores, ${rounds} rounds`,
    );
    const extracts = writeExtracts(join(scratch, 'objects'), patients);
    const taken = new Map<string, ExtractTook[][]>(entrants.map(({ way }) => [way.name, []]));
    for (let round = 1; round <= rounds; round += 1) {
      // Who comes first is warmer or colder than who comes second.
      for (const { way, version } of round % 2 === 1 ? entrants : entrants.toReversed()) {
        const took = tookOf(await doSteps(version, join(scratch, 'data'), way.steps(extracts)));
        taken.get(way.name)?.push(took);
      }
      requireSameVersions(taken);
    }
    printTable(taken);
    printRatios(taken);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A way, and the version whose platform it runs on: other ways run on this one's. */
interface Entrant {
  readonly way: Way;
  readonly version: Version;
}

async function entrantsOf(scratch: string): Promise<Entrant[]> {
  const versions = versionsToMeasure();
  const [ours] = versions;
  if (ours === undefined) throw new Error('no version to measure');
  const entrants = versions.map((version) => ({ way: medstreamWay(version.name), version }));
  entrants.push({ way: plainMergeWay, version: ours }, { way: bareMergeWay, version: ours });
  try {
    const python = join(await ensurePython('dbt'), 'python');
    entrants.push({ way: dbtWay(python, () => mkdtempSync(join(scratch, 'dbt-'))), version: ours });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    print(`dbt is left out: ${error.message}`);
  }
  return entrants;
}

function writeExtracts(folder: string, patients: number): Extract[] {
  const writer = createSilverWriter();
  const changed = new Set(someOf(patients, Math.round(patients * changedShare), createDice(1)));
  function* extract(at: number, isChanged: (patient: number) => boolean): Generator<SilverChange> {
    for (let patient = 0; patient < patients; patient += 1) {
      yield patientVersion(patient, isChanged(patient) ? 1 : 0, at);
    }
  }
  const contents = [
    extract(firstVersions, () => false),
    extract(inOrderFrom, (patient) => changed.has(patient)),
    extract(inOrderFrom + hourMs, (patient) => changed.has(patient)),
  ];
  return contents.map((changes, at) => {
    const own = join(folder, String(at));
    return { folder: own, rows: writer.write(own, firstArrival + at * hourMs, changes) };
  });
}

function requireSameVersions(taken: ReadonlyMap<string, readonly (readonly ExtractTook[])[]>): void {
  for (const [at, extract] of extractNames.entries()) {
    const held = new Map([...taken].map(([way, rounds]) => [way, rounds.at(-1)?.[at]?.digest]));
    if (new Set(held.values()).size > 1) {
      const each = [...held].map(([way, digest]) => `${way}: ${digest}`).join('; ');
      throw new Error(`after the extract "${extract}" the ways hold other versions: ${each}`);
    }
  }
}

function printTable(taken: ReadonlyMap<string, readonly (readonly ExtractTook[])[]>): void {
  print(`  ${'seconds: wall / CPU, medians'.padEnd(46)}${extractNames.map((name) => name.padStart(16)).join('')}`);
  const line = (name: string, rounds: readonly (readonly ExtractTook[])[], wall: What, cpu: What) => {
    const columns = extractNames.map((_, at) => {
      const median = (what: What) => medianOf(rounds.map((took) => took[at]?.[what] ?? Number.NaN)).toFixed(2);
      return `${median(wall)} / ${median(cpu)}`.padStart(16);
    });
    print(`  ${name.padEnd(46)}${columns.join('')}`);
  };
  for (const [name, rounds] of taken) line(name, rounds, 'wall', 'cpu');
  for (const [name, rounds] of taken) line(`COPY of ${name}`, rounds, 'copyWall', 'copyCpu');
  const last = [...taken.values()][0]?.at(-1)?.at(-1);
  print(`  the same versions in every way after each extract, at last ${last?.digest.split(',')[0]}`);
}

type What = 'wall' | 'cpu' | 'copyWall' | 'copyCpu';

/** Medians of the ratios within a round. */
function printRatios(taken: ReadonlyMap<string, readonly (readonly ExtractTook[])[]>): void {
  const versions = versionsToMeasure().map(({ name }) => name);
  const others = [...taken.keys()].filter((name) => !versions.includes(name));
  for (const version of versions) {
    for (const other of others) {
      const columns = extractNames.map((_, at) => {
        const ratio = (what: What) => {
          const pairs = taken.get(version)?.map((took, round) => {
            return (took[at]?.[what] ?? Number.NaN) / (taken.get(other)?.[round]?.[at]?.[what] ?? Number.NaN);
          });
          return medianOf(pairs ?? []).toFixed(2);
        };
        return `${ratio('wall')} / ${ratio('cpu')}`.padStart(16);
      });
      print(`  ${`${version} : ${other}`.padEnd(46)}${columns.join('')}`);
    }
  }
  print(
    `  wanted of full extracts after the first: at most ${mostOfFloor} times MERGE + INSERT, less than dbt snapshot`,
  );
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
