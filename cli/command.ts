import { UserError } from '../domain/safe-error.ts';

/** Where a command writes; results go to `out`, everything about the way there to `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export interface Command {
  readonly usage: string;
  readonly summary: string;
  /** Runs with the arguments behind the command's name; resolves to the exit code. */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>;
}

/** Options that cannot be what was meant: the command's usage is shown with it, and the exit code is 2. */
export class CalledWronglyError extends UserError {
  override readonly name = 'CalledWronglyError';
}
