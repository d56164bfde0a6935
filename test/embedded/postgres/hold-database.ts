/** Opens the database in the directory of its first argument, does what the second one says, and tells about it in lines of JSON. */
import { openWarehouseEngine } from '../../../embedded/redshift/engine.ts';

const [directory = '', task = 'hold'] = process.argv.slice(2);
const tell = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);
const engine = await openWarehouseEngine({ directory });
const { rows } = await engine.query<{ id: number }>(
  'SELECT CAST(pg_read_file($$postmaster.pid$$, 0, 10) AS VARCHAR) AS id',
);
tell({ server: Number.parseInt(String(rows[0]?.id), 10) });
if (task === 'fill') {
  try {
    await engine.exec('CREATE TABLE filling (v TEXT)');
    for (;;) await engine.exec('INSERT INTO filling SELECT repeat(md5(i::text), 30) FROM generate_series(1, 5000) i');
  } catch (error) {
    const { passingFault } = await import('../../../domain/passing-faults.ts');
    tell({ fault: passingFault(error) ?? null, message: error instanceof Error ? error.message : '' });
  }
}
if (task === 'question') {
  // Keeps its processor busy and waits for nothing.
  void engine
    .query('SELECT COUNT(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b')
    .catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 300));
  tell({ asks: true });
} else if (task !== 'hold') {
  await engine.close();
  tell({ closed: true });
} else {
  await engine.exec('CREATE TABLE IF NOT EXISTS kept (a INTEGER); INSERT INTO kept VALUES (1)');
  tell({ kept: true });
  setInterval(() => undefined, 1000);
}
