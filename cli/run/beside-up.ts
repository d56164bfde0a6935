import { UserError } from '../../domain/safe-error.ts';
import { DataDirectoryInUseError } from '../../embedded/data-directory.ts';
import { upPurpose } from '../up/running-up.ts';

/**
 * What to say when the data directory cannot be opened for a run: beside a running `up` whoever runs the pipeline wants to
 * send something to it.
 * @throws always
 */
export function refuseBesideUp(error: unknown): never {
  if (!(error instanceof DataDirectoryInUseError) || error.purpose !== upPurpose) throw error;
  throw new UserError(
    `medstream up is running on ${error.path} (process ${error.pid}): what arrives is in the star within seconds, and nothing ` +
      'has to be run.\nSend your files to it: npx medstream send --contract NAME FILE\n' +
      'To run on a data set by itself, choose another directory with --data, or stop medstream up first.',
    { cause: error },
  );
}
