import { styleText } from 'node:util';
import { screenLines, statusLine } from './format-status.ts';
import type { UpStatus } from './status.ts';

/** Where `up` says how it is. */
export interface Screen {
  /** Something that matters happened. */
  event(kind: string, text: string): void;
  /** How it is now; shown as often as the place allows. */
  show(status: UpStatus): void;
  /** Leaves the last state standing. */
  end(): void;
}

/** The part of a terminal that the screen needs; `process.stdout` is one. */
export interface ScreenOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Without a terminal the state is told so often, ms. */
const lineEveryMs = 10_000;

const control = '\u001b[';
const eraseToEnd = `${control}0J`;
const up = (rows: number) => (rows === 0 ? '' : `${control}${rows}A`);

/** A few lines that are rewritten in place below what happened before. */
export function terminalScreen(output: ScreenOutput, environment: NodeJS.ProcessEnv): Screen {
  const isColored = (environment.NO_COLOR ?? '') === '';
  let drawn: readonly string[] = [];
  const width = () => Math.max(20, output.columns ?? 80);
  // A terminal that was made narrower has broken the lines that it shows.
  const rows = () => drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / width())), 0);
  const erase = () => `\r${up(rows())}${eraseToEnd}`;
  const draw = (lines: readonly string[], above = '') => {
    const text = lines.map((line) => `${isColored ? colored(line) : line}\n`).join('');
    output.write(`${erase()}${above}${text}`);
    drawn = lines;
  };
  return {
    event: (_kind, text) => draw(drawn, `${text}\n`),
    show: (status) => draw(screenLines(status).map((line) => shortened(line, width() - 1))),
    end: () => {
      drawn = [];
    },
  };
}

function shortened(line: string, most: number): string {
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

function colored(line: string): string {
  const isTrouble = line.startsWith('  trouble ') && !line.endsWith(' none');
  return styleText(isTrouble ? 'red' : 'reset', line, { validateStream: false });
}

/** A line now and then, and for each event: for a pipe, a file, a service manager. */
export function plainScreen(output: ScreenOutput, now: () => number = Date.now): Screen {
  let toldAt = now();
  const line = (text: string) => {
    for (const each of text.split('\n')) output.write(`${each === '' ? '' : `${timeOf(now())} ${each}`}\n`);
  };
  return {
    event: (_kind, text) => line(text),
    show: (status) => {
      if (now() - toldAt < lineEveryMs) return;
      toldAt = now();
      line(statusLine(status));
    },
    end: () => undefined,
  };
}

const timeOf = (ms: number) => new Date(ms).toISOString().slice(11, 19);

/** A JSON object a line, for programs: each event, and how it is every time. */
export function jsonScreen(output: ScreenOutput, now: () => number = Date.now): Screen {
  const line = (value: object) => output.write(`${JSON.stringify(value)}\n`);
  return {
    event: (kind, text) => line({ event: kind, at: now(), text }),
    show: (status) => line({ event: 'status', ...status }),
    end: () => undefined,
  };
}
