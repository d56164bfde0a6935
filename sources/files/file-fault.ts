import { UserError } from '../../domain/safe-error.ts';

/** Why a file is set aside: what is wrong with it as a whole, not with one of its rows. Each is told with what to do. */
export const fileFaults = {
  'file.empty': 'it is empty; expected are rows',
  'file.gzip_cut': 'it is packed and ends before its end, so its last rows are missing; send the whole file',
  'file.gzip_broken':
    'it is packed and cannot be unpacked any further; pack it again (gzip -t tells whether it is whole)',
  'file.archive': 'it is an archive or a workbook; send the files in it, as CSV, JSON or NDJSON',
  'file.encoding': 'it is not in UTF-8; save it as UTF-8 (iconv -f LATIN1 -t UTF-8, or -f UTF-16) and send it again',
  'file.json_cut':
    'it ends in the middle of a value or of its array, so its last rows are missing; send the whole file',
  'file.json_more': 'something follows the end of its array; send one array, or one value after the other',
  'file.header': 'its first line is no header with the columns that its rows need',
  'file.unreadable': 'none of its first rows can be split into the columns of its header',
  'file.row_too_long': 'rows of it are longer than a record of a stream may be (1 MB); shorten them and send it again',
  'file.unknown_kind': 'neither its name nor its folder says what its rows are',
} as const;

export type FileFaultCode = keyof typeof fileFaults;

/** Something is wrong with a file as a whole. Rows before the fault count. */
export class FileFault extends UserError {
  override readonly name = 'FileFault';
  readonly code: FileFaultCode;

  /** @param message for the user; without it what the code says. Nothing of the file's content. */
  constructor(code: FileFaultCode, message: string = fileFaults[code]) {
    super(message);
    this.code = code;
  }
}
