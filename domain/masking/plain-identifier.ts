const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** An object identifier, as HL7 names organizations (https://hl7.org/fhir/R4/datatypes.html#oid). */
const objectIdentifier = /^(?:urn:oid:)?[0-2](?:\.\d+){4,}$/i;
/** Medicare beneficiary identifier: letters without S L O I B Z (https://www.cms.gov/medicare/new-medicare-card). */
export const medicareIdentifier =
  /(?<![a-z0-9])[1-9][ac-hjkmnp-rt-y][0-9ac-hjkmnp-rt-y]\d[- ]?[ac-hjkmnp-rt-y][0-9ac-hjkmnp-rt-y]\d[- ]?[ac-hjkmnp-rt-y]{2}\d{2}(?![a-z0-9])/i;

/** What the numbers of a person look like wherever they stand: grouped as an SSN or a telephone number, or an address. */
const personal =
  /(?<!\d)\d{3}[-. /]\d{2}[-. /]\d{4}(?!\d)|(?<!\d)\d{3}[-. /)]{1,2}\d{3}[-. /]\d{4}(?!\d)|@|:\/\/|www\./i;

/**
 * Whether an identifier of an organization, a clinician or a payer may stand as it is. It may when it has a digit and no
 * blank, and does not look like a number of a person: nine digits (SSN), ten or eleven that are no NPI (telephone), eight
 * that are a day, an MBI, grouped digits, an address. Everything else could be somebody's name or number that was put in the
 * wrong column.
 */
export function isPlainIdentifier(value: string): boolean {
  let isPlain = judged.get(value);
  if (isPlain === undefined) {
    isPlain = judge(value);
    // Organizations, clinicians and payers are few: what was judged is asked for again.
    if (judged.size >= mostJudged) judged.clear();
    judged.set(value, isPlain);
  }
  return isPlain;
}

const judged = new Map<string, boolean>();
const mostJudged = 10_000;

function judge(value: string): boolean {
  if (uuid.test(value) || objectIdentifier.test(value)) return true;
  if (!/\d/.test(value) || value.includes(' ') || personal.test(value) || medicareIdentifier.test(value)) return false;
  if (/[a-z]/i.test(value)) return true;
  const digits = value.replace(/\D/g, '');
  if (digits.length === 9) return false;
  if (digits.length === 10 || digits.length === 11) return isNationalProviderIdentifier(value);
  if (digits.length === 8) return !isDay(digits);
  return digits.length !== 7 || digits === value;
}

/**
 * NPI: ten digits beginning with 1 or 2, whose check digit is Luhn's over them behind 80840
 * (https://www.cms.gov/Regulations-and-Guidance/Administrative-Simplification/NationalProvIdentStand/Downloads/NPIcheckdigit.pdf).
 */
function isNationalProviderIdentifier(value: string): boolean {
  if (!/^[12]\d{9}$/.test(value)) return false;
  let sum = 24; // what the prefix 80840 adds
  for (let index = 0; index < value.length; index += 1) {
    const digit = Number(value[index]);
    const counted = index % 2 === 0 ? digit * 2 : digit;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}

/** Eight digits that are a day of the last or this century, the year first or last. */
function isDay(digits: string): boolean {
  const day = '(?:0[1-9]|[12]\\d|3[01])';
  const month = '(?:0[1-9]|1[0-2])';
  return new RegExp(
    `^(?:(?:19|20)\\d\\d${month}${day}|${month}${day}(?:19|20)\\d\\d|${day}${month}(?:19|20)\\d\\d)$`,
  ).test(digits);
}
