import { benchBacklog } from './backlog.ts';
import { benchBundles } from './bundles.ts';
import { benchFiles } from './files.ts';
import { benchFuzz } from './fuzz.ts';
import { benchGrowth } from './growth.ts';
import { benchIngest } from './ingest.ts';
import { benchLakeGrowth } from './lake-growth.ts';
import { benchLoadFloor } from './load-floor.ts';
import { benchLoadGrowth } from './load-growth.ts';
import { benchPeer } from './peer.ts';
import { benchPhi } from './phi.ts';
import { benchRebuild } from './rebuild.ts';
import { benchUp } from './up.ts';
import { benchWholeRun } from './whole-run.ts';

const benches: Readonly<Record<string, (argument: string | undefined) => Promise<void>>> = {
  backlog: benchBacklog,
  bundles: benchBundles,
  files: benchFiles,
  fuzz: benchFuzz,
  growth: benchGrowth,
  ingest: benchIngest,
  'load-floor': benchLoadFloor,
  'load-growth': benchLoadGrowth,
  'lake-growth': benchLakeGrowth,
  peer: benchPeer,
  phi: benchPhi,
  rebuild: benchRebuild,
  run: benchWholeRun,
  up: benchUp,
};

// npm run bench                        all of them
// npm run bench ingest                 one: every contract beside the floor
// npm run bench ingest encounter       a contract more closely
// npm run bench backlog 100000         a backlog of so many objects for the load of the warehouse
// npm run bench rebuild 100000         the warehouse loaded anew from so many records
// npm run bench run path/to/export     the whole run on an export of your own
// npm run bench files 5               a file of so many GB through the landing bucket, five ways
// npm run bench fuzz 10000             hostile records from stream to star, with another count of records
// npm run bench growth 1000000         so many generated records through a whole run, and a tenth of them
// npm run bench load-floor 100000      full extracts of so many patients: the load, a plain MERGE, dbt snapshot
// npm run bench load-growth quick      what a load costs while the warehouse grows; quick: small sizes
// npm run bench load-growth statements facts     one scene of it, with the time of each statement
// npm run bench lake-growth 500000     an hour's changes into lake models over so many rows, affected keys beside all
// npm run bench up 2000                so many records a second into medstream up, beside twenty clients
// npm run bench phi path/to/corpora    the detector of PHI in free text, with public corpora beside its own
// npm run bench peer 100000            against PySpark with another count of records
const [wanted, ...words] = process.argv.slice(2);
const argument = words.length === 0 ? undefined : words.join(' ');
for (const [name, bench] of Object.entries(benches)) {
  if (wanted === undefined || wanted === name) await bench(argument);
}
