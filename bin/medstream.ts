#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Half of a command's start is compiling; the cache goes with the installed dependencies.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/medstream/compiled', import.meta.url)));
const { main } = await import('../cli/main.ts');

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
});
