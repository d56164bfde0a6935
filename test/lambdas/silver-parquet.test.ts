import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { registry } from '../../contracts/registry.ts';
import { display } from '../../domain/masking/policies/display.ts';
import { silverTable } from '../../domain/records/silver-table.ts';
import { createSilverRows, unscaledDecimal } from '../../lambdas/shared/silver-parquet.ts';

const organization = silverTable(registry.contractNamed('organization'), display);

/** Rows written and read back by another reader than the pipeline's. */
async function roundTrip(rows: readonly { readonly eventId: string; readonly name: string }[]) {
  const silver = createSilverRows(organization);
  const columns = organization.masked.map((column) => column.name);
  for (const { eventId, name } of rows) {
    const lineage = {
      eventSource: 's',
      eventId,
      operation: 'U',
      eventTime: 0,
      sequence: '1',
      arrivedAt: 1,
      sourceFile: null,
      sourceLine: null,
      rowHash: 'h',
    };
    silver.add(
      lineage,
      columns.map((column) => (column === 'organization_id' ? eventId : column === 'name' ? name : null)),
    );
  }
  const bytes = silver.encode({ objectKey: 'k', shard: 'shard' });
  return parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  });
}

describe('silver objects', () => {
  test('keep text of every script in every column, ASCII or not', async () => {
    for (const rows of [
      [
        { eventId: 'a-1', name: 'Víctor 😀' },
        { eventId: 'bb-22', name: 'plain' },
      ],
      [
        { eventId: 'é-1', name: 'x' },
        { eventId: '漢字', name: '' },
      ],
    ]) {
      const read = await roundTrip(rows);
      expect(read.map(({ event_id, organization_id, name }) => ({ event_id, organization_id, name }))).toEqual(
        rows.map(({ eventId, name }) => ({ event_id: eventId, organization_id: eventId, name })),
      );
    }
  });

  test.each(registry.contracts.map(({ name }) => name))(
    'of %s say of every time what old readers understand, too: microseconds',
    (name) => {
      const table = silverTable(registry.contractNamed(name), display);
      const bytes = createSilverRows(table).encode({ objectKey: 'k', shard: 's' });
      const { schema } = parquetMetadata(
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
      );
      const times = table.columns.filter(({ type }) => type.kind === 'timestamp').map((column) => column.name);
      expect(times).toContain('version_at');
      expect(
        schema.flatMap((element) =>
          element.logical_type?.type === 'TIMESTAMP'
            ? [[element.name, element.converted_type, element.logical_type.isAdjustedToUTC, element.logical_type.unit]]
            : [],
        ),
      ).toEqual(times.map((time) => [time, 'TIMESTAMP_MICROS', false, 'MICROS']));
    },
  );

  test('have the same bytes for the same rows', () => {
    const encode = () => {
      const silver = createSilverRows(organization);
      return silver.encode({ objectKey: 'k', shard: 's' });
    };
    expect(encode()).toEqual(encode());
  });
});

test.each([
  ['12', 1200n],
  ['12.5', 1250n],
  ['-0.05', -5n],
  ['999999999999999.99', 99999999999999999n],
])('%s dollars are %s cents', (text, cents) => {
  expect(unscaledDecimal(text, 2)).toBe(cents);
});
