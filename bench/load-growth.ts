import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { growthScenes, type Scene, type SceneSize } from './load/growth-scenes.ts';
import { createSilverWriter } from './load/silver-deliveries.ts';
import type { LoadTook, Selection, Step } from './load/steps.ts';
import { commonColumns, differences, doSteps, type Version, versionsToMeasure } from './load/versions.ts';

/** When the deliveries arrive: the first fills the warehouse, and the others come in the hours after it. */
const firstArrival = Date.parse('2026-02-01T00:00:00Z');
const hourMs = 3_600_000;
const usage = `npm run bench load-growth [quick] [statements] [${growthScenes(false)
  .map(({ name }) => name)
  .join(' | ')}]`;

/**
 * What a load of as many changes costs while what is there grows: a load that fills the warehouse, then four of each
 * kind, the first of which is not counted. Rows are written as silver holds them, by the code that ingest uses, and
 * loaded by the product's load in a process of its own. MEDSTREAM_BENCH_AGAINST names the folder of another installed
 * version of this project: both load the same objects, and the content of their warehouses is compared.
 * @param argument words: `quick` for small sizes, `statements` for the time of each statement, names of scenes
 * @throws Error naming the tables that the versions filled differently
 */
export async function benchLoadGrowth(argument = ''): Promise<void> {
  const words = new Set(argument.split(' ').filter((word) => word !== ''));
  const withStatements = words.delete('statements');
  const scenes = growthScenes(words.delete('quick'));
  const wanted = words.size === 0 ? scenes : scenes.filter(({ name }) => words.delete(name));
  if (words.size > 0) throw new Error(usage);
  const scratch = mkdtempSync(join(tmpdir(), 'medstream-load-'));
  try {
    const versions = versionsToMeasure();
    const { columns, others } = await commonColumns(versions, join(scratch, 'data'));
    print(
      `cost of a load, ${availableParallelism()} cores; processor time without the server's own work, which is beside`,
    );
    if (others.length > 0) print(`  not compared, as one version lacks them: ${others.join(', ')}`);
    for (const scene of wanted) await benchScene(scene, { versions, columns, scratch, withStatements });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface Place {
  readonly versions: readonly Version[];
  readonly columns: Selection;
  readonly scratch: string;
  readonly withStatements: boolean;
}

/** What a version took at one size. */
interface Taken {
  readonly version: Version;
  readonly size: SceneSize;
  readonly bulk: LoadTook;
  /** By kind. */
  readonly loads: ReadonlyMap<string, readonly LoadTook[]>;
}

async function benchScene(scene: Scene, place: Place): Promise<void> {
  print(`\n${scene.name}: ${scene.description}`);
  print(
    `  ${'size'.padEnd(40)}${'version'.padEnd(14)}${'bulk s, CPU'.padStart(12)}${'wall'.padStart(8)}  ` +
      `${'kind of load'.padEnd(14)}${'ms, CPU'.padStart(9)}${'wall'.padStart(8)}${'beside'.padStart(8)}${'COPY, CPU'.padStart(10)}`,
  );
  const all: Taken[] = [];
  for (const [at, size] of scene.sizes.entries()) {
    all.push(
      ...(await benchSize(size, { ...place, versions: at % 2 === 0 ? place.versions : place.versions.toReversed() })),
    );
  }
  for (const version of place.versions) {
    const own = all.filter((taken) => taken.version === version);
    for (const kind of own[0]?.loads.keys() ?? []) {
      const cpu = own.map(({ loads }) => medianOf(loads.get(kind) ?? [], ({ cpu }) => cpu));
      const ratio = (cpu.at(-1) ?? Number.NaN) / (cpu[0] ?? Number.NaN);
      print(`  ${version.name}, ${kind}: at the largest ${ratio.toFixed(2)} times the processor time at the smallest`);
    }
    if (place.withStatements) printStatements(own);
  }
}

/** Writes the deliveries once and lets each version load them. */
async function benchSize(size: SceneSize, { versions, columns, scratch }: Place): Promise<Taken[]> {
  const objects = join(scratch, 'objects');
  const writer = createSilverWriter();
  const steps: Step[] = size.deliveries.map(({ changes }, at) => {
    const folder = join(objects, String(at));
    return { kind: 'load', folder, rows: writer.write(folder, firstArrival + at * hourMs, changes()) };
  });
  const [bulk, ...loads] = steps;
  if (bulk === undefined) throw new Error('nothing to load');
  const kinds = size.deliveries.slice(1).map(({ kind }) => kind);
  const taken: Taken[] = [];
  const digests = [];
  for (const version of versions) {
    const answers = await doSteps(version, join(scratch, 'data'), [
      bulk,
      { kind: 'settle' },
      ...loads,
      { kind: 'digest', of: columns },
    ]);
    const [bulkTook, ...each] = answers.filter((answer) => answer.kind === 'load');
    if (bulkTook === undefined) throw new Error(`${version.name} loaded nothing`);
    const byKind = Map.groupBy(each.entries(), ([at]) => kinds[at] ?? '');
    const ofKind = new Map([...byKind].map(([kind, own]) => [kind, own.map(([, took]) => took)]));
    taken.push({ version, size, bulk: bulkTook, loads: ofKind });
    digests.push(...answers.filter((answer) => answer.kind === 'digest').map((answer) => answer.digests));
  }
  rmSync(objects, { recursive: true, force: true });
  for (const own of taken) printTaken(own);
  const [ours = {}, ...theirs] = digests;
  const others = theirs.flatMap((other) => differences(ours, other));
  if (others.length > 0) throw new Error(`${size.name}: the versions filled these differently: ${others.join(', ')}`);
  if (theirs.length > 0) print(`    the same content in ${Object.keys(ours).length} tables`);
  return taken;
}

function printTaken({ version, size, bulk, loads }: Taken): void {
  for (const [at, [kind, own]] of [...loads].entries()) {
    const first = `  ${size.name.padEnd(40)}${version.name.padEnd(14)}${bulk.cpu.toFixed(1).padStart(12)}${bulk.wall.toFixed(1).padStart(8)}  `;
    const ms = (what: (took: LoadTook) => number) => Math.round(medianOf(own, what) * 1000);
    print(
      `${at === 0 ? first : ' '.repeat(first.length)}${kind.padEnd(14)}${String(ms((took) => took.cpu)).padStart(9)}` +
        `${String(ms((took) => took.wall)).padStart(8)}${String(ms((took) => took.background + took.ended)).padStart(8)}` +
        `${String(ms((took) => took.copy.cpu)).padStart(10)}`,
    );
  }
}

/** Statements that take less at every size are left out. */
const leastMs = 3;

/** Wall milliseconds of each statement of a load, at each size. */
function printStatements(own: readonly Taken[]): void {
  for (const kind of own[0]?.loads.keys() ?? []) {
    print(`  ${own[0]?.version.name}, ${kind}: ms of each statement at each size, from ${leastMs} on`);
    const bySize = own.map(({ loads }) => loads.get(kind) ?? []);
    const names = new Set(bySize.flat().flatMap(({ statements }) => Object.keys(statements)));
    for (const name of names) {
      const ms = bySize.map((loads) => Math.round(medianOf(loads, ({ statements }) => statements[name] ?? 0) * 1000));
      if (Math.max(...ms) < leastMs) continue;
      print(`    ${name.slice(0, 78).padEnd(80)}${ms.map((each) => String(each).padStart(8)).join('')}`);
    }
  }
}

/** Of all loads but the first, which still finds everything cold. */
function medianOf(loads: readonly LoadTook[], what: (load: LoadTook) => number): number {
  const sorted = loads
    .slice(1)
    .map(what)
    .sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
