/** Values a log line may carry: counts, codes, keys of objects. Never a payload, a field value or an identifier. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** The part of a logger the handlers use. On AWS it is the Powertools logger, locally a file. */
export interface Log {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

// What a log line may say of an error: of a SafeError its text, of any other its name.
export { errorName, errorText } from '../../domain/safe-error.ts';
