import { describe, expect, test } from 'vitest';
import { forUser, UserError } from '../../domain/user-error.ts';

describe('a step whose errors are written for the user', () => {
  test('gives its result', async () => {
    expect(await forUser(async () => 7)).toBe(7);
  });

  test('turns an error into one that the user can put right: same message, the error itself as its cause', async () => {
    const cause = new RangeError('no such port; choose one from 1 to 65535');
    const error = await forUser(() => Promise.reject(cause)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ name: 'UserError', message: cause.message, cause });
  });

  test('leaves what is no error as it is', async () => {
    await expect(forUser(() => Promise.reject('stopped'))).rejects.toBe('stopped');
  });
});
