/** What a process with a version of this project's platform is told to do, one after the other. */
export type Step =
  /** Puts a folder of objects into the silver bucket, and loads them. */
  | { readonly kind: 'load'; readonly folder: string; readonly rows: number }
  /** Does what the server's autovacuum would do within half a minute, so that it does not do it beside a load. */
  | { readonly kind: 'settle' }
  /** Tells the columns of the tables that are compared. */
  | { readonly kind: 'columns' }
  /** Tells a digest of these columns of each table. */
  | { readonly kind: 'digest'; readonly columns: Columns };

/** Names of columns by table, `history.patient`. */
export type Columns = Readonly<Record<string, readonly string[]>>;

/** Of each table, how many rows it has and a sum over the MD5 of each: equal for the same rows in any order. */
export type Digests = Readonly<Record<string, string>>;

/** What one load took, in seconds. */
export interface LoadTook {
  readonly wall: number;
  /** Processor time of the process that loads and of the server's processes that work for it. */
  readonly cpu: number;
  /** Of the server's other processes: checkpoints, autovacuum. */
  readonly background: number;
  /** The COPY, wall. */
  readonly copy: number;
  /** By name, wall. */
  readonly statements: Readonly<Record<string, number>>;
}

/** The answer to a step. */
export type Answer =
  | ({ readonly kind: 'load' } & LoadTook)
  | { readonly kind: 'settle' }
  | { readonly kind: 'columns'; readonly columns: Columns }
  | { readonly kind: 'digest'; readonly digests: Digests };
