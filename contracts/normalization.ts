/**
 * What is done to values on their way in, so that one thing has one spelling. Nothing is invented: a value that cannot be
 * read this way is refused, or left out, as it came. Every one is counted.
 */
export const normalizations = {
  absent: 'An empty text or null in an optional field is no value',
  trim: 'Blanks around a value are left off',
  case: 'Letters in the case of the standard: E11.9, K1A 0B1',
  lines: 'Line ends and tabs in a text become blanks',
  value_set: 'A usual spelling becomes the code of the value set: Massachusetts is MA',
  code: 'A code in the spelling of its system: 0002-7597-01 is 00002759701',
  identifier: 'An identifier without the hyphens and blanks that people write into it',
  ssn: 'A social security number with hyphens',
  postal_code: 'A ZIP+4 code with its hyphen',
  date: 'A date as YYYY-MM-DD',
  time: 'A point in time as ISO 8601 with seconds and offset',
  number: 'The digits of an identifier that came as a number',
  money: 'An amount without signs of currency and thousands',
  unit: 'A measured value in the unit of its field: 98.6 °F is 37 Cel',
  unit_name: 'A unit by its UCUM code: degF is [degF]',
  split: 'A value of two parts in two fields: 127/80',
  derived: 'A value that a row of a file left open and that follows from it: a body of 98.6 is in °F',
} as const;

export type NormalizationKind = keyof typeof normalizations;
