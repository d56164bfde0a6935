import type { Took } from './measured.ts';

/** What a process with a version of this project's platform is told to do, one after the other. */
export type Step =
  /** Puts a folder of objects into the silver bucket, and loads them. */
  | { readonly kind: 'load'; readonly folder: string; readonly rows: number }
  /** Copies a folder of objects into a table, in the place of what it held. */
  | { readonly kind: 'copy'; readonly folder: string; readonly table: string }
  /** Runs a script of PostgreSQL: a piece of the work that is measured, or what goes before it. */
  | { readonly kind: 'work' | 'prepare'; readonly sql: string }
  /** Runs `dbt snapshot` in a project, whose profile is written, as a process of its own. */
  | { readonly kind: 'snapshot'; readonly project: string; readonly python: string }
  /** Does what the server's autovacuum would do within half a minute, so that it does not do it beside what is measured. */
  | { readonly kind: 'settle' }
  /** Tells the columns of the tables that are compared. */
  | { readonly kind: 'columns' }
  /** Tells digests of rows. */
  | { readonly kind: 'digest'; readonly of: Selection };

/** Columns by what they are selected from: `history.patient`, with a condition where there is one. */
export type Selection = Readonly<Record<string, readonly string[]>>;

/** Of each selection, how many rows it has and a sum over the MD5 of each: equal for the same rows in any order. */
export type Digests = Readonly<Record<string, string>>;

/** What one load took. */
export interface LoadTook extends Took {
  /** Its COPY. */
  readonly copy: Pick<Took, 'wall' | 'cpu'>;
  /** By name, seconds on the clock. */
  readonly statements: Readonly<Record<string, number>>;
}

/** The answer to a step. */
export type Answer =
  | ({ readonly kind: 'load' } & LoadTook)
  | ({ readonly kind: 'copy' } & Took)
  | ({ readonly kind: 'work' } & Took)
  | ({ readonly kind: 'snapshot' } & Took)
  | { readonly kind: 'prepare' | 'settle' }
  | { readonly kind: 'columns'; readonly columns: Selection }
  | { readonly kind: 'digest'; readonly digests: Digests };
