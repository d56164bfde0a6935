/**
 * An error whose message may be printed and logged anywhere, because it holds nothing of a record by construction. What
 * may stand in it: names of statements, tables, columns, contracts, models and files of this project; limits, counts and
 * SQLSTATEs; names of services and of their errors; paths, options and identifiers of resources that the user or the
 * deployment gave. Never a value of a record, never the message of a library or a service: those quote what they choked on.
 */
export class SafeError extends Error {
  override readonly name: string = 'SafeError';
}

/** Something the user can put right: the message says what happened, where, and what to do; no stack is shown. */
export class UserError extends SafeError {
  override readonly name: string = 'UserError';
}

/** Faults of a program: nobody wrote them for a user, and those of a parser quote what it read. */
const programFaults = [TypeError, ReferenceError, SyntaxError];

/**
 * Runs a step whose errors are written for the user: reading files and options, or a query the user asked for. Its
 * errors become UserErrors; a fault of the program stays what it is, and a SafeError needs no help.
 */
export async function forUser<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const isFault = error instanceof SafeError || programFaults.some((kind) => error instanceof kind);
    if (error instanceof Error && !isFault) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

/** What may be said of any error: its name, and the code that a system or a database gave it. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const name = asWord(error.name) ?? 'Error';
  const code = 'code' in error ? asWord(error.code) : undefined;
  if (code === undefined || code === name) return name;
  return name === 'Error' ? code : `${name} ${code}`;
}

/** Names and codes are words; anything longer or with spaces may be a message in disguise. */
function asWord(text: unknown): string | undefined {
  return typeof text === 'string' && /^[A-Za-z][\w.$-]{0,99}$|^[0-9A-Z]{5}$/.test(text) ? text : undefined;
}

/**
 * What may be said of an error and its causes, outermost first: the message of each SafeError, and of a foreign error
 * behind them its name. Nothing when `error` itself is foreign. Each error of an AggregateError is told.
 */
export function safeTexts(error: unknown): string[] {
  if (!(error instanceof SafeError)) return [];
  // A message that has the name of its cause need not be followed by it.
  const causes = causesOf(error).flatMap(textsOfCause);
  return [error.message, ...causes.filter((text) => !error.message.includes(text.replace(/^caused by /, '')))];
}

function textsOfCause(cause: unknown): string[] {
  if (cause instanceof AggregateError && !(cause instanceof SafeError)) return cause.errors.flatMap(textsOfCause);
  return cause instanceof SafeError ? safeTexts(cause) : [`caused by ${errorName(cause)}`];
}

/** What directly led to an error; those of an AggregateError are its errors. */
export function causesOf(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [];
  const cause = error.cause === undefined ? [] : [error.cause];
  return error instanceof AggregateError ? [...error.errors, ...cause] : cause;
}

/** One line for a log: what {@link safeTexts} says, and of a foreign error only its name. */
export function errorText(error: unknown): string {
  const texts = safeTexts(error);
  return texts.length === 0 ? errorName(error) : `${errorName(error)}: ${texts.join('; ')}`;
}

const frame = /^ {4}at .*(?::\d+:\d+\)?|\(<anonymous>\)|\(native\))$/;

/** Where an error came from: frames of its stack, without the message that stands above them. */
export function stackFrames(error: Error): string[] {
  const stack = error.stack ?? '';
  // The stack repeats the message, and a message can look like frames.
  const end = error.message === '' ? -1 : stack.indexOf(error.message);
  const below = end === -1 ? stack : stack.slice(end + error.message.length);
  return below.split('\n').filter((line) => frame.test(line));
}

/** Keeps the name of the error it stands for: callers and services decide by it. */
class StandInError extends SafeError {
  override readonly name: string;

  constructor(error: unknown, message: string) {
    super(message);
    this.name = error instanceof Error ? (asWord(error.name) ?? 'Error') : 'Error';
    const frames = error instanceof Error ? stackFrames(error) : [];
    this.stack = [`${this.name}: ${message}`, ...frames].join('\n');
  }
}

/**
 * The error that may leave this process, where somebody else logs it whole: one SafeError without causes, of the same
 * name, that says what {@link safeTexts} says. The message of a foreign error is left out.
 */
export function withoutForeignText(error: unknown): SafeError {
  if (error instanceof SafeError && causesOf(error).length === 0) return error;
  const texts = safeTexts(error);
  if (texts.length > 0) return new StandInError(error, texts.join('; '));
  return new StandInError(error, `failed with ${errorName(error)}; its message may quote data and is left out`);
}
