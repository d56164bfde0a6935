import { type PassingFault, passingFault } from '../domain/passing-faults.ts';
import { errorName, safeTexts, stackFrames, UserError } from '../domain/safe-error.ts';
import type { Command, Terminal } from './command.ts';

/** What `help` says of a command, and how it is loaded: each brings its own part of the house, and none waits for another's. */
const commands: Readonly<Record<string, readonly [summary: string, load: () => Promise<Command>]>> = {
  run: ['sends records through the whole pipeline', async () => (await import('./run-command.ts')).runCommand],
  up: [
    'runs everything until Ctrl-C: stream, functions, loads, lake, warehouse',
    async () => (await import('./up-command.ts')).upCommand,
  ],
  send: [
    'sends rows of CSV and NDJSON files to the stream, here or on AWS',
    async () => (await import('./send-command.ts')).sendCommand,
  ],
  query: [
    'reads the warehouse, or with --lake the lake',
    async () => (await import('./query-command.ts')).queryCommand,
  ],
  serve: [
    'opens the warehouse to psql and BI tools on this machine',
    async () => (await import('./serve-command.ts')).serveCommand,
  ],
  'set-aside': [
    'lists objects that could not be loaded, and tries them again',
    async () => (await import('./set-aside-command.ts')).setAsideCommand,
  ],
  audit: [
    'checks every table of the warehouse from end to end',
    async () => (await import('./audit-command.ts')).auditCommand,
  ],
  rebuild: [
    'loads the warehouse anew from the silver change log',
    async () => (await import('./rebuild-command.ts')).rebuildCommand,
  ],
  dictionary: [
    'tells what a kind of record is made of and where it ends up',
    async () => (await import('./dictionary-command.ts')).dictionaryCommand,
  ],
  smoke: [
    'sends one record through a pipeline and compares what arrives',
    async () => (await import('./smoke-command.ts')).smokeCommand,
  ],
  learn: [
    'learns the texts of codes that may leave the vault',
    async () => (await import('./learn-command.ts')).learnCommand,
  ],
  terminology: [
    'loads and lists releases of code systems',
    async () => (await import('./terminology-command.ts')).terminologyCommand,
  ],
  recall: [
    'measures what masking finds of identifiers planted in an export',
    async () => (await import('./recall-command.ts')).recallCommand,
  ],
  generate: [
    'writes a data set in the shape of a Synthea CSV export',
    async () => (await import('./generate-command.ts')).generateCommand,
  ],
};

/** Exit codes: 0 done, 1 failed or not reconciled, 2 called wrongly. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    terminal.out(`${usage()}\n`);
    return name === undefined ? 2 : 0;
  }
  const [, load] = commands[name] ?? [];
  if (load === undefined) {
    terminal.err(`medstream: there is no command ${name}\n\n${usage()}\n`);
    return 2;
  }
  const command = await load();
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.out(`${command.usage}\n`);
    return 0;
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    if (isCalledWrongly(error)) {
      terminal.err(`medstream ${name}: ${error.message}\n\n${command.usage}\n`);
      return 2;
    }
    terminal.err(`medstream ${name}: ${describeError(error)}\n`);
    return 1;
  }
}

function usage(): string {
  const lines = Object.entries(commands).map(([name, [summary]]) => `  ${name.padEnd(13)}${summary}`);
  return [
    'usage: medstream <command> [options]',
    '',
    ...lines,
    '',
    'medstream <command> --help tells the options.',
  ].join('\n');
}

/** An error of node:util parseArgs. */
function isCalledWrongly(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

const advice: Readonly<Record<PassingFault, string>> = {
  unreachable: 'This passes by itself. Nothing is lost: run it again.',
  busy: 'This passes by itself. Nothing is lost: run it again.',
  'no space': 'The disk is full. Nothing is lost: make room, then run it again.',
};

const reportIt =
  'Nothing is lost, but it would fail the same way again. Report these lines, which hold nothing of a record';

/**
 * What may be printed of an error, and what to do about it. Of a SafeError its text and its causes'; of any other only
 * its name and where it came from, because a library's message may quote the data it choked on. Only a fault that is
 * known to pass says "run it again".
 */
export function describeError(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const fault = passingFault(error);
  const texts = safeTexts(error);
  if (texts.length > 0) return [...texts, fault === undefined ? `${reportIt}.` : advice[fault]].join('\n');
  const failed = `failed unexpectedly (${errorName(error)}).`;
  if (fault !== undefined) return `${failed} ${advice[fault]}`;
  const frames = error instanceof Error ? stackFrames(error).slice(0, 8) : [];
  return [`${failed} ${reportIt}:`, ...frames].join('\n');
}
