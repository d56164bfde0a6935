import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log, LogFields } from '../lambdas/shared/log.ts';

/** The functions' logger on a laptop: one JSON object a line, in a file of the data directory. */
export function openLogFile(path: string, functionName: string): Log {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const write = (level: string) => (message: string, fields: LogFields) =>
    appendFileSync(
      path,
      `${JSON.stringify({ level, timestamp: new Date().toISOString(), service: functionName, message, ...fields })}\n`,
    );
  return { info: write('INFO'), warn: write('WARN'), error: write('ERROR') };
}
