#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Half of a command's start is compiling; the cache goes with the installed dependencies.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/medstream/compiled', import.meta.url)));
const { describeError, main } = await import('../cli/main.ts');

// What a command writes is for who runs it: raw records, keys, and exports that look like them.
process.umask(0o077);

const err = (text: string) => void process.stderr.write(text);
// Node itself would print the whole message, which may quote what a library choked on.
process.on('uncaughtException', (error) => {
  err(`medstream: ${describeError(error)}\n`);
  process.exit(1);
});
// Whoever reads may stop (`| head -1`): what is left of the output goes nowhere, and the command comes to its own end.
const isUnread = (error: NodeJS.ErrnoException) => error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED';
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (!isUnread(error)) throw error;
  });
}
process.exitCode = await main(process.argv.slice(2), { out: (text) => void process.stdout.write(text), err });
