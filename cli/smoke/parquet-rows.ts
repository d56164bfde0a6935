import { zstdDecompressSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { instantOfMicros, type TextRow, textRow } from './row-text.ts';

/**
 * The rows of a Parquet file as text, times to the microsecond; read in memory, so that no row of anybody comes to lie on
 * this machine's disk. Files are uncompressed or compressed with Snappy, gzip or Zstandard, which is Iceberg's default.
 * @throws what hyparquet says of a file that is none
 */
export async function parquetRows(bytes: Uint8Array): Promise<TextRow[]> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const rows = await parquetReadObjects({
    file,
    // hyparquet's own parser cuts a time to milliseconds.
    parsers: { timestampFromMicroseconds: instantOfMicros },
    compressors: { ZSTD: (input) => zstdDecompressSync(input) },
  });
  return rows.map((row) => textRow(row, noTimes));
}

/** They are text already. */
const noTimes: ReadonlySet<string> = new Set();
