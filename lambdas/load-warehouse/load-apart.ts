import { SafeError } from '../../domain/safe-error.ts';
import type { WarehouseStatementError } from '../shared/warehouse-sql.ts';
import { isFaultOfData } from './data-fault.ts';
import type { SilverObject } from './list-changes.ts';
import type { UnloadableObject } from './set-aside.ts';

/**
 * So many objects of a contract may fail in a row, over invocations too, before one loads. More of them, and some
 * of the rest with them, are no bad objects: it is the load, the schema or a release that is wrong, and setting
 * everything aside would hide it.
 */
export const fewObjects = 3;

/** So many objects of a contract an invocation sets aside; where there are more, a person looks first. */
export const mostSetAside = 100;

/** No object of a contract loads, or too many do not: nothing more is set aside. Its cause is the first object's error. */
export class TooManyUnloadableError extends SafeError {
  override readonly name = 'TooManyUnloadableError';
  readonly objects: number;

  constructor(contract: string, objects: number, hasLoaded: boolean, cause: WarehouseStatementError) {
    super(
      hasLoaded
        ? `${objects} objects of ${contract} were set aside in one invocation: the next one goes on; look at them first`
        : `no object of ${contract} can be loaded, ${objects} were tried one by one: the load is at fault and not the objects, so none was set aside`,
      { cause },
    );
    this.objects = objects;
  }
}

/** What an invocation knows of a contract so far. */
export interface ContractProgress {
  readonly contract: string;
  /** Objects that were set aside since the contract last loaded anything, before this invocation. */
  readonly setAsideBefore: number;
  hasLoaded: boolean;
  /** Objects that this invocation has set aside. */
  setAside: number;
}

export interface Apart {
  /** Loads objects in one transaction. @throws WarehouseStatementError when it was rolled back */
  readonly load: (objects: readonly SilverObject[]) => Promise<void>;
  /** Records objects as set aside, for good. */
  readonly record: (objects: readonly UnloadableObject[]) => Promise<void>;
  /** Whether there is time for another load. */
  readonly hasTime: () => boolean;
}

/**
 * Loads objects of a contract without those that cannot be: a load that fails on data is tried in halves, the first half
 * first, down to the object. An object that fails alone is recorded as soon as another of the contract has loaded in this
 * invocation, or at the end when only a few failed. A stop at any point leaves objects that the next invocation finds
 * again: what is loaded is loaded, and what is not recorded is new.
 * @returns whether all of them had their turn; false when time ended before
 * @throws TooManyUnloadableError, or the first error that is no fault of data
 */
export async function loadApart(
  progress: ContractProgress,
  objects: readonly SilverObject[],
  { load, record, hasTime }: Apart,
): Promise<boolean> {
  let suspects: UnloadableObject[] = [];
  const failedInARow = () => progress.setAsideBefore + progress.setAside + suspects.length;
  const parts: (readonly SilverObject[])[] = [objects];
  const recordSuspects = async () => {
    const [first] = suspects;
    if (first === undefined) return;
    await record(suspects);
    progress.setAside += suspects.length;
    suspects = [];
    if (progress.setAside >= mostSetAside) throw tooMany(progress, progress.setAside, first.cause);
  };
  const attempt = async (part: readonly SilverObject[]): Promise<WarehouseStatementError | undefined> => {
    try {
      await load(part);
    } catch (error) {
      if (isFaultOfData(error)) return error;
      throw error;
    }
    progress.hasLoaded = true;
    return undefined;
  };
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (!hasTime()) return false;
    const [object] = part;
    const cause = object === undefined ? undefined : await attempt(part);
    if (cause !== undefined && object !== undefined && part.length > 1) {
      const half = Math.ceil(part.length / 2);
      parts.push(part.slice(half), part.slice(0, half));
    } else if (cause !== undefined && object !== undefined) {
      suspects.push({ object, cause });
      if (!progress.hasLoaded && failedInARow() > fewObjects) {
        const rest = parts.splice(0).toReversed().flat();
        const loaded = await anyThatLoads(rest, attempt);
        if (loaded === undefined) throw tooMany(progress, failedInARow(), cause);
        parts.push(rest.filter((other) => other !== loaded));
      }
    }
    if (progress.hasLoaded) await recordSuspects();
  }
  await recordSuspects();
  return true;
}

/** Tries the last of the objects, the one in the middle and the one between: far from those that failed. */
async function anyThatLoads(
  objects: readonly SilverObject[],
  attempt: (part: readonly SilverObject[]) => Promise<unknown>,
): Promise<SilverObject | undefined> {
  const last = objects.length - 1;
  for (const place of new Set([last, Math.floor(last / 2), Math.floor((3 * last) / 4)])) {
    const object = objects[place];
    if (object !== undefined && (await attempt([object])) === undefined) return object;
  }
  return undefined;
}

function tooMany({ contract, hasLoaded }: ContractProgress, objects: number, cause: WarehouseStatementError) {
  return new TooManyUnloadableError(contract, objects, hasLoaded, cause);
}
