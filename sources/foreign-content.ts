import { FileFault, type FileFaultCode } from './files/file-fault.ts';

interface Kind {
  readonly starts: readonly number[];
  readonly what: string;
  readonly code: FileFaultCode;
}

const utf16 = 'is text in UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8 FILE)';

/** First bytes of what is no text in UTF-8 (RFC 1952, PKWARE APPNOTE 4.3.7, https://www.unicode.org/faq/utf_bom.html). */
const kinds: readonly Kind[] = [
  {
    starts: [0x1f, 0x8b],
    what: 'is packed twice; unpack it once: gunzip -c FILE',
    code: 'file.archive',
  },
  {
    starts: [0x50, 0x4b, 0x03, 0x04],
    what: 'is a ZIP archive or a workbook; unpack it, or export the sheet as CSV in UTF-8',
    code: 'file.archive',
  },
  { starts: [0xff, 0xfe], what: utf16, code: 'file.encoding' },
  { starts: [0xfe, 0xff], what: utf16, code: 'file.encoding' },
];

/** So many bytes tell what a file is. */
export const tellingBytes = 4;

/**
 * Refuses what would be read as rows of nonsense.
 * @param name of the file, for the message.
 * @param head first bytes of the file: `tellingBytes` at least, unless it has fewer.
 * @throws FileFault that names the file and what to do, for gzip, ZIP (and with it Excel) and UTF-16 with or without a
 * byte order mark.
 */
export function refuseForeignContent(name: string, head: Buffer): void {
  const kind = kinds.find(({ starts }) => starts.every((byte, index) => head[index] === byte));
  if (kind !== undefined) throw new FileFault(kind.code, `${name} ${kind.what}`);
  // Every second byte of ASCII in UTF-16 is zero.
  const isZero = (...places: readonly number[]) =>
    head.length >= tellingBytes && places.every((place) => head[place] === 0);
  if (isZero(0, 2) !== isZero(1, 3)) throw new FileFault('file.encoding', `${name} ${utf16}`);
}
