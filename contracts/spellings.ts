/**
 * Other usual spellings of values, as CSV exports, HL7 v2 messages and spreadsheets have them, turned into the one that a
 * contract knows. What is none of them comes back as it came, and is refused as that.
 */

type Respell = (value: unknown) => unknown;

const ofText =
  (respell: (text: string) => unknown): Respell =>
  (value) =>
    typeof value === 'string' ? respell(value.trim()) : value;

/** `e11.9` is E11.9: no system tells codes apart by case. */
export const respellCode: Respell = ofText((text) => text.toUpperCase());

/** `1EG4-TE5-MK73`: identifiers of one group in upper case, without the blanks and hyphens that cards print. */
export const respellHyphened: Respell = (value) =>
  typeof value === 'string' || typeof value === 'number'
    ? String(value)
        .replace(/[-\s]+/g, '')
        .toUpperCase()
    : value;

/** Digits of labeler, product and package; the first is the one that claims carry. */
const drugCodeForms = [
  [5, 4, 2],
  [4, 4, 2],
  [5, 3, 2],
  [5, 4, 1],
  [6, 4, 2],
] as const;

/** `0002-7597-01` is 00002759701: each part as long as in a claim; of twelve digits without the zero that is one too many. */
export const respellDrugCode: Respell = ofText((text) => {
  const parts = /^(\d{4,6})-(\d{3,4})-(\d{1,2})$/.exec(text)?.slice(1);
  if (parts === undefined) return /^0\d{11}$/.test(text) ? text.slice(1) : text;
  if (!drugCodeForms.some((form) => form.every((digits, at) => parts[at]?.length === digits))) return text;
  const [labeler = '', product = '', packaging = ''] = parts;
  return `${labeler.replace(/^0(?=\d{5}$)/, '').padStart(5, '0')}${product.padStart(4, '0')}${packaging.padStart(2, '0')}`;
});

/** Lines of an address or a description as one line: tabs and line ends are blanks. */
export const respellLines: Respell = ofText((text) => text.replace(/\s*[\t\r\n]+\s*/g, ' '));

/** `123 45 6789`, `123.45.6789`: https://secure.ssa.gov/poms.nsf/lnx/0110201030 */
export const respellSocialSecurityNumber: Respell = ofText((text) => {
  const parts = /^(\d{3})[ .-]?(\d{2})[ .-]?(\d{4})$/.exec(text);
  return parts === null ? text : parts.slice(1).join('-');
});

/** `021391234` and `02139 - 1234` are ZIP+4; letters of other countries' codes in upper case. */
export const respellPostalCode: Respell = ofText((text) => {
  const parts = /^(\d{5})\s*-?\s*(\d{4})$/.exec(text);
  return parts === null ? text.toUpperCase().replace(/\s+/g, ' ') : `${parts[1]}-${parts[2]}`;
});

const plainAmount = /^-?\d{1,15}(?:\.\d{1,2})?$/;

/**
 * `$1,234.50`, `(20.00)`, `+5`, `.50`, and JSON numbers: one with at most 15 digits comes back from its binary form as the
 * text it was written as.
 */
export const respellMoney: Respell = (value) => {
  if (typeof value === 'number') return plainAmount.test(String(value)) ? String(value) : value;
  if (typeof value !== 'string') return value;
  const text = value.trim();
  const parts =
    /^(?<bracket>\()?(?<sign>[-+])?\$? ?(?<sign2>-)?(?<whole>\d{1,3}(?:,\d{3})+|\d*)(?<rest>\.\d{1,2})?(?: ?USD)?(?<end>\))?$/.exec(
      text,
    )?.groups;
  if (parts === undefined || (parts.bracket === undefined) !== (parts.end === undefined)) return value;
  const { whole = '', rest = '' } = parts;
  if (whole === '' && rest === '') return value;
  const isNegative = parts.bracket !== undefined || parts.sign === '-' || parts.sign2 === '-';
  return `${isNegative ? '-' : ''}${whole === '' ? '0' : whole.replaceAll(',', '')}${rest}`;
};

const pad = (part: string | undefined) => (part ?? '').padStart(2, '0');
const monthNames = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/**
 * `19610304` (HL7 v2 DT), `03/04/1961` (month first, as in the United States), `04-MAR-1961` (Oracle), and the day of
 * `1961-03-04T00:00:00` or `1961-03-04 00:00`.
 */
export const respellDate: Respell = ofText((text) => {
  const compact = /^(\d{4})(\d{2})(\d{2})(?:\d{4,6}(?:\.\d+)?(?:[+-]\d{4})?)?$/.exec(text);
  if (compact !== null) return compact.slice(1, 4).join('-');
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (american !== null) return `${american[3]}-${pad(american[1])}-${pad(american[2])}`;
  const named = /^(\d{1,2})[- ]([a-z]{3})[a-z]*[- ](\d{4})$/i.exec(text);
  const month = monthNames.indexOf(named?.[2]?.toLowerCase() ?? '') + 1;
  if (named !== null && month > 0) return `${named[3]}-${pad(String(month))}-${pad(named[1])}`;
  const withTime = /^(\d{4}-\d{2}-\d{2})[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  return withTime === null ? text : withTime[1];
});

/** As a date, and `196103` (HL7 v2 to the month) and `03/1961`. */
export const respellPartialDate: Respell = ofText((text) => {
  const compact = /^(\d{4})(\d{2})$/.exec(text);
  if (compact !== null) return compact.slice(1).join('-');
  const american = /^(\d{1,2})\/(\d{4})$/.exec(text);
  return american === null ? respellDate(text) : `${american[2]}-${pad(american[1])}`;
});

/**
 * `2024-01-15 10:30:00Z`, `…+0000`, without seconds, and `20240115103000-0500` (HL7 v2 DTM,
 * https://hl7-definition.caristix.com/v2/HL7v2.8/DataTypes/DTM). All with an offset: a local time is none.
 */
export const respellInstant: Respell = ofText((text) => {
  const parts =
    /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)? ?([Zz]|[+-]\d{2}:?\d{2})$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(?:(\d{2})(\.\d{1,4})?)?([Zz]|[+-]\d{4})$/.exec(text);
  if (parts === null) return text;
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone = ''] = parts;
  const offset = /^z$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${offset}`;
});
