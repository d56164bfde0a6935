/** What python/asked.py and java/Jdbc.java ask of every driver, and the answers, with every value as text. */
const values = [
  '-32768',
  '9007199254740993',
  '1234567890123456.78',
  '0.1',
  '2024-02-29',
  '2024-02-29 23:59:59.123456',
  'true',
  'Zoë\'s "Ω"',
  null,
];

/** From 1900 to 2100, and the reserved members. */
const dates = '73417';

/** SQLSTATEs: https://www.postgresql.org/docs/18/errcodes-appendix.html */
const cancelled = '57014';
const denied = '42501';

export const promises = {
  /** Promises that hold for every driver, with the answers that show them. */
  all: {
    'reads values of every type': ['values'],
    'takes parameters of every type': ['parameters'],
    'asks in Redshift’s SQL': ['redshift'],
    'is answered while another connection is in a transaction': ['besides an open transaction'],
    'reads many rows in portions': ['server cursor'],
    'cancels a statement and goes on': ['cancel', 'after cancel'],
    'ends a statement that takes too long': ['timeout'],
    'cannot write the star': ['write'],
    'builds tables in the workspace': ['workspace'],
    'verifies the server by its own authority over TLS': ['tls'],
  },
  expected: (patients: string): Readonly<Record<string, unknown>> => ({
    values,
    binary: values,
    parameters: [
      '7',
      '9007199254740993',
      '1234567890123456.78',
      '2024-02-29',
      '2024-02-29 23:59:59.123456',
      'true',
      'Zoë\'s "Ω"; DROP TABLE x --',
      null,
    ],
    redshift: ['2024-02-29 00:00:00', '2', 'b', 'two', '4'],
    prepared: ['1', '2', '3', '4', '5', '6', '7', '8'],
    'besides an open transaction': [patients],
    'server cursor': [dates],
    'copy out': [dates],
    cancel: cancelled,
    'after cancel': ['1'],
    timeout: cancelled,
    write: denied,
    workspace: [
      ['1', 'x'],
      ['2', null],
    ],
    tls: true,
  }),
} as const;
