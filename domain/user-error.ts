/** Something the user can put right: the message says what happened, where, and what to do; no stack is shown. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Runs a step whose errors are written for the user; any other error keeps its stack. */
export async function forUser<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof Error) throw new UserError(error.message, { cause: error });
    throw error;
  }
}
