/**
 * Loaded into a process of `medstream` before anything else (`node --import`):
 * notes every crash point that is passed, and ends the process at the one it is told. What the product calls is
 * replaced from outside, so it carries no hook. The end is a SIGKILL: nothing is flushed, closed or released.
 */
import { appendFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { sep } from 'node:path';
import { Writable } from 'node:stream';
import pg from 'pg';
import { zones } from '../../contracts/platform/zones.ts';
import { type CrashPoint, crashVariables } from './crash-points.ts';

const { [crashVariables.point]: fatal, [crashVariables.journal]: journal } = process.env;
const fatalPassing = Number(process.env[crashVariables.passing]);
let passings = 0;

/** The process is at this point. */
function pass(point: CrashPoint): void {
  if (journal !== undefined) appendFileSync(journal, `${point}\n`);
  if (point !== fatal) return;
  passings += 1;
  if (passings === fatalPassing) process.kill(process.pid, 'SIGKILL');
}

watchFiles();
watchLoads();

/** Everything but the warehouse reaches the disk through `node:fs/promises`. */
function watchFiles(): void {
  const { link, open, rename, rm } = fs;
  const has = (path: unknown, ...parts: string[]) => String(path).includes(`${sep}${parts.join(sep)}`);
  const placed = (path: unknown) => {
    if (has(path, 's3', zones.bronze.name)) pass('an object is in its place in bronze');
    if (has(path, 's3', zones.silver.name)) pass('an object is in its place in silver');
    if (has(path, 's3', zones.quarantine.name)) pass('an object is in its place in quarantine');
  };
  Object.assign(fs, {
    link: async (from: string, to: string) => {
      pass('an object is uploaded and not yet in its place');
      await link(from, to);
      placed(to);
    },
    rename: async (from: string, to: string) => {
      const isObject = has(from, '.uploads', '');
      if (isObject) pass('an object is uploaded and not yet in its place');
      if (has(from, 'consumers', '')) pass('a batch is handled and its checkpoint not yet in its place');
      if (from.endsWith(`${sep}unfinished`)) pass('a lake table is built and not yet in its place');
      await rename(from, to);
      if (isObject) placed(to);
    },
    rm: async (path: string, options: Parameters<typeof rm>[1]) => {
      if (/\d{8}\.parquet$/.test(path)) pass('the lake tables are in their place and an old file not yet removed');
      await rm(path, options);
    },
    open: async (...args: Parameters<typeof open>) => {
      const file = await open(...args);
      if (!has(args[0], 'stream', '') || !String(args[0]).endsWith('.log')) return file;
      const write = file.write.bind(file);
      Object.assign(file, {
        write: async (bytes: Buffer, offset: number, length: number, position: number) => {
          const half = await write(bytes, offset, length >> 1, position);
          pass('an append to the stream is half written');
          const rest = await write(
            bytes,
            offset + half.bytesWritten,
            length - half.bytesWritten,
            position + half.bytesWritten,
          );
          return { bytesWritten: half.bytesWritten + rest.bytesWritten, buffer: bytes };
        },
      });
      return file;
    },
  });
  syncBuiltinESMExports();
}

/** The warehouse is a database in a process of its own; its files are the database's affair, its transactions are ours. */
function watchLoads(): void {
  const { query } = pg.Client.prototype;
  const isWrite = (sql: string) =>
    /^(COPY|DELETE|INSERT|UPDATE)\b/i.test(sql.replaceAll(/^\s*(--.*)?\n/gm, '').trimStart());
  const loading = new WeakSet<pg.Client>();
  const watched = function (this: pg.Client, ...args: unknown[]): unknown {
    const [asked] = args;
    const sql = textOf(asked);
    if (sql === 'BEGIN') loading.delete(this);
    const isCommit = sql === 'COMMIT' && loading.has(this);
    if (isCommit) pass('a load is about to commit');
    const answer = Reflect.apply(query, this, args) as unknown;
    const done = () => {
      if (isCommit) pass('a load has committed and nobody has been told');
      if (!isWrite(sql)) return;
      loading.add(this);
      pass('a statement of a load has run');
    };
    if (answer instanceof Promise) answer.then(done, () => undefined);
    else if (answer instanceof Writable) answer.once('finish', done);
    return answer;
  };
  Object.assign(pg.Client.prototype, { query: watched });
}

/** The statement of a query, or of a COPY, which comes as the stream of its rows. */
function textOf(asked: unknown): string {
  if (typeof asked === 'string') return asked;
  if (typeof asked !== 'object' || asked === null) return '';
  if ('text' in asked) return String(asked.text);
  return asked instanceof Writable ? 'COPY' : '';
}
