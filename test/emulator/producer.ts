import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Outcome, outcomeOf, root } from '../e2e/cli.ts';

/** A running `medstream send` that reads from a pipe. */
export interface Producer {
  /** Gives it more lines. */
  write(lines: readonly string[]): void;
  /** Closes the pipe and waits for it to end. */
  end(): Promise<Outcome>;
}

/** Starts `medstream send --contract encounter` with these options on CSV lines that come through `write`. */
export function startProducer(...options: readonly string[]): Producer {
  const child = spawn(
    process.execPath,
    [join(root, 'bin/medstream.ts'), 'send', '--contract', 'encounter', '--format', 'csv', ...options, '-'],
    { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  // A producer that ended early says so by its exit code.
  child.stdin.on('error', () => undefined);
  const ended = outcomeOf(child);
  return {
    write: (lines) => void child.stdin.write(`${lines.join('\n')}\n`),
    end: () => {
      child.stdin.end();
      return ended;
    },
  };
}
