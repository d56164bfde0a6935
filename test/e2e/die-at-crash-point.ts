/**
 * Loaded into a process of `medstream` before anything else (`node --import`), in its main thread and in its workers:
 * notes every crash point that is passed, and ends the process at the one it is told. What the product calls is
 * replaced from outside, so it carries no hook. The end is a SIGKILL: nothing is flushed, closed or released.
 */
import { appendFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { sep } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { Transaction } from '@electric-sql/pglite';
import { zones } from '../../contracts/platform/zones.ts';
import { type CrashPoint, crashVariables } from './crash-points.ts';

const { [crashVariables.point]: fatal, [crashVariables.journal]: journal } = process.env;
const fatalPassing = Number(process.env[crashVariables.passing]);
let passings = 0;

/** The process is at this point. Points of one name are in one thread, so counting needs no agreement. */
function pass(point: CrashPoint): void {
  if (journal !== undefined) appendFileSync(journal, `${point}\n`);
  if (point !== fatal) return;
  passings += 1;
  if (passings === fatalPassing) process.kill(process.pid, 'SIGKILL');
}

if (isMainThread) watchFiles();
else await watchLoads();

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

/** The warehouse is a database on a thread of its own; its files are the database's affair, its transactions are ours. */
async function watchLoads(): Promise<void> {
  const { PGlite } = await import('@electric-sql/pglite');
  const { transaction } = PGlite.prototype;
  const isWrite = (sql: string) =>
    /^(COPY|DELETE|INSERT|UPDATE)\b/i.test(sql.replaceAll(/^\s*(--.*)?\n/gm, '').trimStart());
  PGlite.prototype.transaction = async function watched<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    let isLoad = false;
    const transact = transaction.bind(this);
    const result = await transact(async (tx) => {
      const query: Transaction['query'] = async (sql, ...rest) => {
        const answer = await tx.query<never>(sql, ...rest);
        if (isWrite(sql)) {
          isLoad = true;
          pass('a statement of a load has run');
        }
        return answer;
      };
      const answer = await work({ ...tx, query });
      if (isLoad) pass('a load is about to commit');
      return answer;
    });
    if (isLoad) pass('a load has committed and nobody has been told');
    return result;
  };
}
