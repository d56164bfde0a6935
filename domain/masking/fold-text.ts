const plain = /^[\n -~]*$/;
const invisible = /[\p{Cf}\p{Mn}\u115f\u1160\u3164\uffa0]/gu;
const dashes = /[\p{Pd}\u2212\u00ad\u2043]/gu;
const digit = /\p{Nd}/gu;
const blanks = /[^\S\n]+/gu;

/**
 * A text as the scan compares it, so that no spelling of the same characters hides anything: compatibility forms (NFKC),
 * digits of every script as 0 to 9, every dash as a hyphen, without invisible characters and accents, in lower case. Lines stay lines.
 */
export function foldText(text: string): string {
  if (plain.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(dashes, '-')
    .replace(invisible, '')
    .replace(digit, digitValue)
    .replace(blanks, ' ')
    .toLowerCase();
}

/** Decimal digits stand in Unicode as ten in a row, zero first (https://www.unicode.org/reports/tr44/#Numeric_Type). */
function digitValue(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point <= 0x39) return character;
  let zero = point;
  while (point - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(point - zero);
}
