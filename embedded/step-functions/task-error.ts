/** A failed task as the States Language sees it: `name` is what Retry and Catch match, `cause` is what happened. */
export class TaskError extends Error {
  override readonly name: string;

  constructor(name: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = name;
  }
}

/** Name of an error as a service reports it. */
export function errorNameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Error';
}
