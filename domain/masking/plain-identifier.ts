import { uuid } from './uuid.ts';

const urnOfUuid = /^urn:uuid:/i;
/** An object identifier, as HL7 names organizations (https://hl7.org/fhir/R4/datatypes.html#oid). */
const objectIdentifier = /^(?:urn:oid:)?[0-2](?:\.\d+){4,}$/i;
/** Medicare beneficiary identifier: letters without S L O I B Z (https://www.cms.gov/medicare/new-medicare-card). */
export const medicareIdentifier =
  /(?:(?<![a-z0-9])|(?<=mbi))[1-9][ac-hjkmnp-rt-y][0-9ac-hjkmnp-rt-y]\d[- ]?[ac-hjkmnp-rt-y][0-9ac-hjkmnp-rt-y]\d[- ]?[ac-hjkmnp-rt-y]{2}\d{2}(?![a-z0-9])/i;

/**
 * What belongs to a person wherever it stands: numbers grouped as an SSN or a telephone number, a number with its country
 * code, addresses of mail and machines, a day in three parts, what is called a patient's, and parts that HL7 v2 sets apart
 * by `^`, of which some are names (https://hl7-definition.caristix.com/v2/HL7v2.8/DataTypes/XCN).
 */
const personal = new RegExp(
  [
    String.raw`(?<!\d)\d{3}[-. /]\d{2}[-. /]\d{4}(?!\d)`,
    String.raw`(?<!\d)\d{3}[-. /)]{1,2}\d{3}[-. /]\d{4}(?!\d)`,
    String.raw`^\+|@|:\/\/|www\.|\^|^(?:mrn|ssn|dob|patient)(?![a-z])`,
    String.raw`(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])`,
    String.raw`(?<!\d)(?:\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{4}[-./]\d{1,2}[-./]\d{1,2})(?!\d)`,
    String.raw`\d[-/]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/]?\d`,
  ].join('|'),
  'i',
);

/**
 * Numbers of driving licences and passports: a letter, then seven digits and more, as most states write the former
 * (https://ntsi.com/drivers-license-format/) and the United States the latter. Vehicles have 17 characters without I, O
 * and Q (49 CFR 565.13).
 */
const licence = /^[a-z]\d{7,14}[a-z]?$|^(?=.*\d)(?=.*[a-z])[a-hj-npr-z0-9]{17}$/i;

/**
 * Whether an identifier of an organization, a clinician or a payer may stand as it is. It may when it has a digit and no
 * blank, and does not look like what a person has: an SSN, a telephone number, a day, a card, a licence, an MBI, an address.
 * Everything else could be somebody's name or number that was put in the wrong column.
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
  if (uuid.test(value.replace(urnOfUuid, '')) || objectIdentifier.test(value)) return true;
  if (!/\d/.test(value) || value.includes(' ') || personal.test(value)) return false;
  if (medicareIdentifier.test(value) || licence.test(value)) return false;
  if (/[a-z]/i.test(value)) return (value.match(/\d{8,}/g) ?? []).every(isPlainNumber);
  const digits = value.replace(/\D/g, '');
  // Seven digits with something between them are a telephone number without its area.
  return isPlainNumber(digits) && (digits.length !== 7 || digits === value);
}

/** Nine digits are an SSN, ten or eleven that are no NPI a telephone number, eight may be a day, thirteen and more a card. */
function isPlainNumber(digits: string): boolean {
  const { length } = digits;
  if (length === 9) return false;
  if (length === 10 || length === 11) return isNationalProviderIdentifier(digits);
  if (length === 8) return !eightDigitDay.test(digits);
  return length < 13 || length > 19 || luhnSum(digits) % 10 !== 0;
}

/**
 * NPI: ten digits beginning with 1 or 2, whose check digit is Luhn's over them behind 80840
 * (https://www.cms.gov/Regulations-and-Guidance/Administrative-Simplification/NationalProvIdentStand/Downloads/NPIcheckdigit.pdf).
 */
function isNationalProviderIdentifier(digits: string): boolean {
  return /^[12]\d{9}$/.test(digits) && luhnSum(`80840${digits}`) % 10 === 0;
}

/** Luhn's sum (ISO/IEC 7812-1, annex B): every second digit from the right counts double, the digits of that added up. */
export function luhnSum(digits: string): number {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[index]);
    const counted = (digits.length - index) % 2 === 0 ? digit * 2 : digit;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum;
}

const [day, month, year] = ['(?:0[1-9]|[12]\\d|3[01])', '(?:0[1-9]|1[0-2])', '(?:19|20)\\d\\d'];
/** Eight digits that are a day of the last or this century, the year first or last. */
const eightDigitDay = new RegExp(`^(?:${year}${month}${day}|${month}${day}${year}|${day}${month}${year})$`);
