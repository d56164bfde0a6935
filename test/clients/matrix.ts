/** Columns of the table of docs/connect.md. */
export const columns = [
  'parameters',
  'lists tables and columns',
  'shows joins (foreign keys)',
  'many rows in portions',
  'cancel',
  'time limit',
  'builds tables in `workspace`',
  'verified TLS',
] as const;

export type Column = (typeof columns)[number];

/** What a client can, as the name of the test that shows it; what is left out it does not have. */
export interface ClientRow {
  readonly client: string;
  /** The test file of this folder. */
  readonly file: string;
  readonly shows: Readonly<Partial<Record<Column, string>>>;
}

/** Of drivers, by promises.ts. */
const driver = {
  parameters: 'takes parameters of every type',
  'many rows in portions': 'reads many rows in portions',
  cancel: 'cancels a statement and goes on',
  'time limit': 'ends a statement that takes too long',
  'builds tables in `workspace`': 'builds tables in the workspace',
  'verified TLS': 'verifies the server by its own authority over TLS',
} as const satisfies ClientRow['shows'];

const { cancel: _cancel, 'many rows in portions': _portions, ...redshiftConnector } = driver;

const jdbc = {
  ...driver,
  'lists tables and columns': 'lists columns with their types',
  'shows joins (foreign keys)': 'lists the keys that join a fact to its dimensions',
} as const;

const dialect = {
  parameters: 'binds parameters',
  'lists tables and columns': 'reflects columns with their types and comments',
  'shows joins (foreign keys)': 'reflects keys, and joins a fact to a dimension by them',
  'many rows in portions': 'gives pandas data frames, whole, in portions and by table',
} as const;

const dbt = {
  'lists tables and columns': 'generates documents of the star with its columns and comments',
  'builds tables in `workspace`': 'builds tables, views, seeds and increments in the workspace, twice',
} as const;

export const matrix: readonly ClientRow[] = [
  {
    client: 'psql 15',
    file: 'psql.test.ts',
    shows: {
      'lists tables and columns': 'runs every command of its help that lists things',
      'shows joins (foreign keys)':
        'describes a table with its comment, its key and the keys that lead to it and from it',
      cancel: 'cancels at Ctrl-C',
      'verified TLS': 'verifies the server by the authority it is told',
    },
  },
  {
    client: 'pgcli 4.7',
    file: 'pgcli.test.ts',
    shows: {
      'lists tables and columns': 'connects, and lists the star and the schemas with its own commands',
    },
  },
  { client: 'psycopg2 2.9', file: 'drivers.test.ts', shows: driver },
  { client: 'psycopg 3.3', file: 'drivers.test.ts', shows: driver },
  { client: 'asyncpg 0.32', file: 'drivers.test.ts', shows: driver },
  { client: 'SQLAlchemy 2.1, pandas 3.1', file: 'sqlalchemy.test.ts', shows: dialect },
  {
    client: 'redshift_connector 2.2',
    file: 'redshift-connector.test.ts',
    shows: {
      ...redshiftConnector,
      'lists tables and columns': 'lists databases, schemas, tables, columns and primary keys',
    },
  },
  { client: 'sqlalchemy-redshift 1.0', file: 'sqlalchemy.test.ts', shows: dialect },
  { client: 'PostgreSQL JDBC 42.7.14', file: 'jdbc.test.ts', shows: jdbc },
  { client: 'Redshift JDBC 2.1.0.32', file: 'jdbc.test.ts', shows: jdbc },
  {
    client: 'npm pg 8',
    file: 'node-postgres.test.ts',
    shows: {
      parameters: 'takes parameters of every type, in statements that it prepares by name too',
      'time limit': 'ends a statement that takes too long',
      'verified TLS': 'verifies the server by its own authority over TLS, and refuses one that it does not know',
    },
  },
  { client: 'dbt-postgres 1.10', file: 'dbt.test.ts', shows: dbt },
  { client: 'dbt-redshift 1.10', file: 'dbt.test.ts', shows: dbt },
];

/** Rows of the table, as the document has them. */
export function tableRows(): string[] {
  return matrix.map(
    ({ client, shows }) => `| ${client} | ${columns.map((column) => (column in shows ? 'yes' : '–')).join(' | ')} |`,
  );
}
