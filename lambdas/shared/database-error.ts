/**
 * How an error begins that our own code raises in the place of the database, as the embedded warehouse does for what it
 * does not take. Messages of a database begin with words of its own, so no value of a record can stand there.
 */
export const ownErrorPrefix = 'medstream: ';

/** What may be said of an error of the warehouse: nothing that it quotes, unless our own SQL text says the same. */
export interface DatabaseFault {
  /** Five characters (https://www.postgresql.org/docs/current/errcodes-appendix.html); undefined when it cannot be told. */
  readonly sqlState: string | undefined;
  /** In our words, or the check of a load that failed; undefined for a text nobody has described here. */
  readonly reason: string | undefined;
  /** A check of the load found rows that contradict each other. */
  readonly isBrokenCheck: boolean;
  /** By which AWS finds the error again. */
  readonly errorId: string | undefined;
}

interface KnownError {
  /** Undefined where Redshift has an error of its own, outside of SQLSTATE. */
  readonly sqlState: string | undefined;
  readonly reason: string;
  /** How the texts of Redshift and PostgreSQL are recognised. */
  readonly text: RegExp;
  /** What belongs to the reason, the first group of `pattern`: a number, or a name that our SQL has too. */
  readonly detail?: { readonly pattern: RegExp; readonly as: (found: string) => string };
}

const isNamed = {
  pattern: /\b(?:relation|table|schema|column|function|type|role|user) "?([a-z_][\w.]*)/i,
  as: (name: string) => `: ${name}`,
};

/** In the order they are looked for: the more special text first. */
const knownErrors: readonly KnownError[] = [
  { sqlState: undefined, reason: 'it was stopped before its end', text: /^status ABORTED$/ },
  {
    sqlState: '22001',
    reason: 'a text is longer than its column',
    text: /value too long for (?:character )?type/i,
    detail: { pattern: /character(?: varying)?\((\d{1,5})\)/i, as: (bytes) => ` of ${bytes} bytes` },
  },
  { sqlState: '22012', reason: 'a division by zero', text: /division by zero|divide by zero/i },
  {
    sqlState: '22P02',
    reason: 'a text is no value of the type it is cast to',
    text: /invalid input syntax for|invalid digit, value/i,
  },
  { sqlState: '22008', reason: 'a date or time that does not exist', text: /date\/time field value out of range/i },
  { sqlState: '22003', reason: 'a number is too large for its type', text: /out of range|numeric(?: data)? overflow/i },
  { sqlState: '23502', reason: 'a NULL where none may be', text: /null value in column|cannot insert a null value/i },
  { sqlState: '23505', reason: 'a row that must be unique exists twice', text: /violates unique constraint/i },
  { sqlState: '23514', reason: 'a row breaks a CHECK of its table', text: /violates check constraint/i },
  // Before the names that are missing: its text has a table's name too.
  {
    sqlState: '40001',
    reason: 'another transaction changed the same tables',
    text: /serializable isolation violation|could not serialize access|^1023\b/i,
  },
  { sqlState: '40P01', reason: 'a deadlock with another transaction', text: /deadlock detected/i },
  {
    sqlState: '55P03',
    reason: 'a lock could not be had in time',
    text: /could not obtain lock|due to lock timeout/i,
  },
  {
    sqlState: '57014',
    reason: 'it was cancelled',
    text: /canceling (?:statement|query)|cancelled on user's request|query cancelled/i,
  },
  { sqlState: '57P03', reason: 'the database is starting up', text: /database system is (?:starting|shutting)/i },
  // What COPY says of its objects comes from S3, and for Parquet from the layer that scans it in Redshift's place: users
  // report these texts (as https://www.parsnips.net/2025/10/21/redshift-parquet-column-order.html), AWS documents none.
  {
    sqlState: '57P03',
    reason: 'S3 is busy or does not answer',
    text: /(?:S3ServiceException|spectrum scan error).*(?:slow ?down|reduce your request rate|internal ?error|\bstatus 5\d\d\b|response error code: 5\d\d\b|retries exceeded|no more data to read)/i,
  },
  {
    sqlState: '42501',
    reason: 'the objects may not be read',
    text: /(?:S3ServiceException|spectrum scan error).*(?:access ?denied|response error code: 403\b)|not authorized to assume/i,
  },
  {
    sqlState: undefined,
    reason: 'an object of the load is not there',
    text: /(?:S3ServiceException|spectrum scan error).*(?:NoSuchKey|specified key does not exist|file not found|response error code: 404\b)/i,
  },
  {
    sqlState: undefined,
    reason: 'a file is no whole Parquet file',
    text: /spectrum scan error.*(?:invalid version number|not a parquet|corrupt|truncated|invalid parquet)/i,
  },
  { sqlState: '53100', reason: 'the disk is full', text: /disk full|no space left on device/i },
  { sqlState: '42P07', reason: 'something of this name exists already', text: /already exists/i, detail: isNamed },
  { sqlState: '42P01', reason: 'there is no such table', text: /relation ".*" does not exist/i, detail: isNamed },
  { sqlState: '42703', reason: 'there is no such column', text: /column .* does not exist/i, detail: isNamed },
  { sqlState: '42883', reason: 'there is no such function', text: /function .* does not exist/i, detail: isNamed },
  { sqlState: '42501', reason: 'the user lacks the right', text: /permission denied|must be owner/i, detail: isNamed },
  { sqlState: '42601', reason: 'the statement is not valid SQL', text: /syntax error at/i },
  {
    sqlState: undefined,
    reason: 'the files have another number of columns than the table',
    text: /unmatched number of columns/i,
    detail: { pattern: /table columns: (\d+)/i, as: (count) => `, which has ${count}` },
  },
  {
    sqlState: undefined,
    reason: 'a column of the files has another type than the table',
    // The word behind it is cut off where the path of the file is long.
    text: /incompatible parquet s/i,
    detail: { pattern: /\bcolumn (\d+)\b/i, as: (place) => `: column ${place}` },
  },
  {
    sqlState: undefined,
    reason: 'a file could not be loaded; sys_load_error_detail says where',
    text: /^load into table/i,
  },
];

/**
 * Reads the text by which the warehouse reports an error. The Data API hands on the database's message, `ERROR: relation
 * "t" does not exist`, with an ErrorId behind it in brackets and no SQLSTATE
 * (https://repost.aws/knowledge-center/redshift-identify-data-api-errors); the twin puts its SQLSTATE in that place.
 * Where none is given, it follows from the message.
 * @param sql the failing statement, without the values of its parameters: what it spells out is no data
 */
export function readDatabaseError(text: string, sql: string): DatabaseFault {
  const errorId = /\[ErrorId: (1-[0-9a-f]{8}(?:-[0-9a-f]{24})?)\]\s*$/.exec(text)?.[1];
  const message = text
    .replace(/^(?:Query #\d+ failed with )?ERROR:\s*/, '')
    .replace(/\s*\[ErrorId: [^\]]*\]\s*$/, '')
    // Redshift sets its details in lines, between rules.
    .replace(/\s+/g, ' ');
  if (message.startsWith(ownErrorPrefix)) {
    return { sqlState: undefined, reason: message.slice(ownErrorPrefix.length), isBrokenCheck: false, errorId };
  }
  const given = /\bSQL ?STATE[ :=]+([0-9A-Z]{5})[\])]?\s*$/i.exec(message)?.[1]?.toUpperCase();
  const known = knownErrors.find(({ sqlState, text: pattern }) =>
    given === undefined ? pattern.test(message) : sqlState === given,
  );
  const invariant = brokenInvariant(message, sql);
  return {
    // A check fails by a cast: its SQLSTATE says nothing about what is wrong.
    sqlState: invariant === undefined ? (given ?? known?.sqlState) : undefined,
    reason: invariant ?? (known === undefined ? undefined : reasonOf(known, message, sql)),
    isBrokenCheck: invariant !== undefined,
    errorId,
  };
}

function reasonOf({ reason, detail }: KnownError, message: string, sql: string): string {
  const found = detail?.pattern.exec(message)?.[1];
  if (detail === undefined || found === undefined) return reason;
  return /^\d+$/.test(found) || spells(sql, found) ? `${reason}${detail.as(found)}` : reason;
}

/**
 * The checks of a load fail by casting a text of theirs, which the database then quotes. It is taken only when every
 * name in it stands in the statement: then the words are ours, whatever a record holds.
 */
function brokenInvariant(message: string, sql: string): string | undefined {
  const pattern = /\binvariant (I\d{1,2}) of ([a-z_.]+(?: [a-z_.]+)?) broken(?:, rows of ([a-z_]+): (\d+))?/;
  const [text, invariant = '', subject = '', contract = ''] = pattern.exec(message) ?? [];
  if (text === undefined) return undefined;
  const names = [invariant, ...subject.split(' '), ...(contract === '' ? [] : [contract])];
  return names.every((name) => spells(sql, name)) ? text : undefined;
}

/** Whether the SQL has this name, whole; a name is letters, digits, `_` and `.`. */
function spells(sql: string, name: string): boolean {
  return new RegExp(`(?<![\\w.])${name.replaceAll('.', '\\.')}(?![\\w.])`).test(sql);
}
