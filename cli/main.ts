import { type PassingFault, passingFault } from '../domain/passing-faults.ts';
import { errorName, safeTexts, stackFrames, UserError } from '../domain/safe-error.ts';
import type { Command, Terminal } from './command.ts';
import { generateCommand } from './generate-command.ts';
import { learnCommand } from './learn-command.ts';
import { queryCommand } from './query-command.ts';
import { rebuildCommand } from './rebuild-command.ts';
import { recallCommand } from './recall-command.ts';
import { runCommand } from './run-command.ts';
import { sendCommand } from './send-command.ts';
import { serveCommand } from './serve-command.ts';
import { setAsideCommand } from './set-aside-command.ts';
import { smokeCommand } from './smoke-command.ts';
import { upCommand } from './up-command.ts';

const commands: Readonly<Record<string, Command>> = {
  run: runCommand,
  up: upCommand,
  send: sendCommand,
  query: queryCommand,
  serve: serveCommand,
  'set-aside': setAsideCommand,
  rebuild: rebuildCommand,
  smoke: smokeCommand,
  learn: learnCommand,
  recall: recallCommand,
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
    terminal.err(`medstream ${name}: ${describeError(error)}\n`);
    return 1;
  }
}

function usage(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(11)}${summary}`);
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
