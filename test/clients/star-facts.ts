import type { ServedStar } from './served-star.ts';

/** What the star has, as a client should tell it: asked of the server's own catalog by its administrator. */
export interface StarFacts {
  readonly tables: readonly (string | null)[];
  readonly views: readonly (string | null)[];
  /** Columns of dim_patient, in their order. */
  readonly columns: readonly (string | null)[];
  /** Of dim_patient.patient_sk. */
  readonly comment: string | null | undefined;
  /** Of fact_encounter: column, schema, table and column that it leads to, with spaces between; sorted. */
  readonly keys: readonly string[];
}

export async function starFacts({ truth }: ServedStar): Promise<StarFacts> {
  const relations = (schema: string, kind: 'r' | 'v') =>
    truth(
      `SELECT relname FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relkind = '${kind}' ORDER BY relname`,
    );
  const columns = await truth(
    "SELECT attname FROM pg_attribute WHERE attrelid = 'star.dim_patient'::regclass AND attnum > 0 ORDER BY attnum",
  );
  const keys = await truth(`SELECT a.attname, 'star', t.relname, b.attname FROM pg_constraint f
    JOIN pg_class t ON t.oid = f.confrelid
    JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
    JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = f.confkey[1]
    WHERE f.conrelid = 'star.fact_encounter'::regclass AND f.contype = 'f'`);
  return {
    tables: (await relations('star', 'r')).flat(),
    views: (await relations('reporting', 'v')).flat(),
    columns: columns.flat(),
    comment: (await truth("SELECT col_description('star.dim_patient'::regclass, 1)"))[0]?.[0],
    keys: keys.map((key) => key.join(' ')).sort(),
  };
}
