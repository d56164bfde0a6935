import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { OwnSession } from '../postgres/sessions.ts';

/** `public` first, so that unqualified names are created there; `rs` before `pg_catalog`, so that a shim wins. */
export const searchPath = 'public, rs, pg_catalog';

/** Functions, then Redshift's catalog, which is made of views on PostgreSQL's. */
const files = ['rs.sql', 'catalog.sql', 'catalog-views.sql'] as const;
const sql = files.map((file) => readFileSync(new URL(file, import.meta.url), 'utf8')).join('\n');

/** The script of schema `rs` and the hash of its text. */
export const shims = { sql, hash: createHash('sha256').update(sql).digest('hex') } as const;

/**
 * Installs or updates schema `rs` in one transaction; does nothing when the installed text is the same. The hash is the schema's comment.
 * @throws when an update changes a function's result type: the database must then be rebuilt
 */
export async function installShims(database: OwnSession): Promise<void> {
  const installed = await database.query<{ hash: string | null }>(
    "SELECT obj_description(to_regnamespace('rs')::oid, 'pg_namespace') AS hash",
  );
  if (installed.rows[0]?.hash === shims.hash) return;
  await database.transaction(async (tx) => {
    await tx.exec(shims.sql);
    await tx.exec(`COMMENT ON SCHEMA rs IS '${shims.hash}'`);
  });
}
