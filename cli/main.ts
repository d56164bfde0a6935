import { UserError } from '../domain/user-error.ts';
import { DataDirectoryInUseError } from '../embedded/data-directory.ts';
import type { Command, Terminal } from './command.ts';
import { generateCommand } from './generate-command.ts';
import { queryCommand } from './query-command.ts';
import { runCommand } from './run-command.ts';
import { sendCommand } from './send-command.ts';
import { serveCommand } from './serve-command.ts';

const commands: Readonly<Record<string, Command>> = {
  run: runCommand,
  send: sendCommand,
  query: queryCommand,
  serve: serveCommand,
  generate: generateCommand,
};

/** Exit codes: 0 done, 1 failed or not reconciled, 2 called wrongly. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    terminal.out(`${usage()}\n`);
    return name === undefined ? 2 : 0;
  }
  const command = commands[name];
  if (command === undefined) {
    terminal.err(`medstream: there is no command ${name}\n\n${usage()}\n`);
    return 2;
  }
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
    terminal.err(`medstream ${name}: ${describe(error)}\n`);
    return 1;
  }
}

function usage(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
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

/**
 * What may be printed of an error. Messages written for the user are; of any other only its name and where it came
 * from, because a library's message may quote the data it choked on.
 */
function describe(error: unknown): string {
  if (error instanceof UserError || error instanceof DataDirectoryInUseError) return error.message;
  if (!(error instanceof Error)) return 'failed for an unknown reason';
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return [
    `failed unexpectedly (${error.name}). Nothing is lost: run it again. If it happens again, report these lines:`,
    ...frames.slice(0, 8),
  ].join('\n');
}
