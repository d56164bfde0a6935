import { benchIngest } from './ingest.ts';

const benches: Readonly<Record<string, () => Promise<void>>> = { ingest: benchIngest };

const [wanted] = process.argv.slice(2);
for (const [name, bench] of Object.entries(benches)) if (wanted === undefined || wanted === name) await bench();
