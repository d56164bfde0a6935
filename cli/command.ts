/** Where a command writes; results go to `out`, everything about the way there to `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export interface Command {
  readonly usage: string;
  /** Runs with the arguments behind the command's name; resolves to the exit code. */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>;
}
