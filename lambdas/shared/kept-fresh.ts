import { errorText, type Log } from './log.ts';

/** How long what people load for the functions is used before it is read again, ms. */
export const freshForMs = 5 * 60_000;

export interface KeptFreshOptions {
  /** Said when it cannot be read, and what was read before is used. */
  readonly staleNotice: string;
  readonly log: Log;
  /** Clock, epoch ms. */
  readonly now?: (() => number) | undefined;
  readonly freshForMs?: number | undefined;
}

/** Something that others change, as it was when it was last read. */
export interface KeptFresh<T> {
  /** Undefined before the first `refresh`. */
  readonly value: () => T | undefined;
  /**
   * Reads it again when it is older than `freshForMs`. When that fails, what was read before is used, and logged.
   * @throws the error of `read` when it was never read
   */
  readonly refresh: () => Promise<void>;
}

/** @param read gives the value of now; told the one that was read before */
export function keepFresh<T>(
  read: (before: T | undefined) => Promise<T>,
  { staleNotice, log, now = Date.now, freshForMs: fresh = freshForMs }: KeptFreshOptions,
): KeptFresh<T> {
  let value: T | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    value: () => value,
    refresh: async () => {
      if (now() - readAt < fresh) return;
      try {
        value = await read(value);
        readAt = now();
      } catch (error) {
        if (value === undefined) throw error;
        log.error(staleNotice, { error: errorText(error) });
      }
    },
  };
}
