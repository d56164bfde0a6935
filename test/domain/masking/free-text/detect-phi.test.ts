import { describe, expect, test } from 'vitest';
import { detectPhi } from '../../../../domain/masking/free-text/detect-phi.ts';
import { replaceSpans } from '../../../../domain/masking/free-text/free-text-mode.ts';
import { type KnownValues, nothingKnown } from '../../../../domain/masking/free-text/known-values.ts';

const scrubbed = (text: string, known: KnownValues = nothingKnown) => replaceSpans(text, detectPhi(text, known));

describe('values of the patient are found as they are typed', () => {
  const known: KnownValues = {
    names: ['José Miguel', 'García-López'],
    birthDate: '1985-03-04',
    phones: ['+1 (617) 555-0142'],
    emails: ['jm.garcia@example.org'],
    identifiers: ['MRN-00 4411', '219-09-9999'],
    streets: ['12 Maple Street'],
    places: ['Will County', '60601'],
  };
  test.each([
    ['pt jose garcia lopez here', 'pt [NAME] here'],
    ['JOSÉ was late', '[NAME] was late'],
    ['GARCIA  LOPEZ called', '[NAME] called'],
    ['for J. García-López today', 'for [NAME] today'],
    ['notes on J.L. reviewed', 'notes on [NAME] reviewed'],
    ['born 4 mar 85, alive', 'born [DATE], alive'],
    ['dob 03041985.', 'dob [DATE].'],
    ['cell 617.555.0142', 'cell [PHONE]'],
    ['call 555 0142 now', 'call [PHONE] now'],
    ['wrote JM.GARCIA@EXAMPLE.ORG', 'wrote [EMAIL]'],
    ['chart mrn004411', 'chart [ID]'],
    ['ssn 219099999', 'ssn [ID]'],
    ['on maple st', 'on [ADDRESS]'],
    ['lives in will county', 'lives in [PLACE]'],
  ])('%s', (text, expected) => expect(scrubbed(text, known)).toBe(expected));

  test('not within other words', () => {
    const roe = { ...nothingKnown, names: ['Roe', 'Ann'] };
    expect(scrubbed('heroes planned a roentgenogram', roe)).toBe('heroes planned a roentgenogram');
  });
});

describe('identifiers', () => {
  test.each([
    ['SSN 219-09-9999 on file', 'SSN [SSN] on file'],
    ['SSN: 219 09 9999', 'SSN: [SSN]'],
    ['Medicare 1EG4-TE5-MK73', 'Medicare [MBI]'],
    ['NPI 1234567893', 'NPI [NPI]'],
    ['card 4111 1111 1111 1111', 'card [CARD]'],
    ['card 4111-1111-1111-1111', 'card [CARD]'],
    ['MRN: UCSF-12345', 'MRN: [ID]'],
    ['med rec #99887766', 'med rec [ID]'],
    ['member id is W123 456', 'member id is [ID] 456'],
    ['account no. 4471', 'account no. [ID]'],
    ['transfer from GB33BUKB20201555555555', 'transfer from [ID]'],
    ['login from 10.20.30.40', 'login from [IP]'],
    ['see https://example.org/a?b=c.', 'see [URL].'],
    ['write ann@example.org', 'write [EMAIL]'],
    ['write ann (at) example (dot) org', 'write [EMAIL]'],
  ])('%s', (text, expected) => expect(scrubbed(text)).toBe(expected));

  test.each([
    'Platelets 250000, WBC 12.4',
    'BP 120/80, HR 72, SpO2 98%',
    'SNOMED 44054006 recorded',
    'E11.9 and J45.909 coded',
    'Take 1000-2000 mg daily',
    'From 2019 to 2021 stable',
    'COVID-19 and HLA-B27 negative',
    'heparin 5000 units',
  ])('values of medicine are none: %s', (text) => expect(scrubbed(text)).toBe(text));
});

describe('telephone numbers', () => {
  test.each([
    ['(555) 678-1234', '[PHONE]'],
    ['call +44 20 7946 0958 today', 'call [PHONE] today'],
    ['345-899-3560x4587', '[PHONE]'],
    ['fax 555-1234', 'fax [PHONE]'],
    ['reach at 617.555.0142.', 'reach at [PHONE].'],
    ['pager 40213', 'pager [PHONE]'],
  ])('%s', (text, expected) => expect(scrubbed(text)).toBe(expected));
});

describe('dates, and what says them by another day', () => {
  test.each([
    ['seen 05/30/2022 again', 'seen [DATE] again'],
    ['seen May 30th, 2022', 'seen [DATE]'],
    ['seen 17-Feb-2023', 'seen [DATE]'],
    ["on Jan 20th '23", 'on [DATE]'],
    ['at 2022-05-30T14:05:00Z', 'at [DATE]'],
    ['since January 2023', 'since [DATE]'],
    ['in March she fell', 'in [DATE] she fell'],
    ['last Friday', '[DATE]'],
    ['3 days ago', '[DATE]'],
    ['a couple of weeks ago', 'a [DATE]'],
    ['back on the 4th.', 'back on the [DATE].'],
    ['fell yesterday', 'fell [DATE]'],
    ['on Thanksgiving', 'on [DATE]'],
    ['on 08/22', 'on [DATE]'],
  ])('%s', (text, expected) => expect(scrubbed(text)).toBe(expected));

  test.each([
    'in 2021',
    'last year',
    'pain 3/10',
    'strength 5/5',
    'may improve',
    'for 3 days',
    'the 4th metatarsal',
    'on the 3rd floor',
  ])('what a year says stays, and what is none: %s', (text) => expect(scrubbed(text)).toBe(text));
});

describe('ages over 89', () => {
  test.each([
    ['a 92-year-old man', 'a [AGE] man'],
    ['91 y/o female', '[AGE] female'],
    ['aged 104', 'aged [AGE]'],
    ['ninety-three years old', '[AGE]'],
  ])('%s', (text, expected) => expect(scrubbed(text)).toBe(expected));
  test.each(['an 89-year-old man', 'glucose 92', '90 days old', '95% on room air'])('stay: %s', (text) =>
    expect(scrubbed(text)).toBe(text),
  );
});

describe('names of people', () => {
  test.each([
    ['seen by Dr. Xqwzt in clinic', 'seen by Dr. [NAME] in clinic'],
    ['Mr. James T. was here', 'Mr. [NAME] was here'],
    ['dr patel agrees', 'dr [NAME] agrees'],
    ['the patient, John Smith, agrees', 'the patient, [NAME], agrees'],
    ['her husband Will drives', 'her husband [NAME] drives'],
    ['SMITH, JOHN', '[NAME]'],
    ['Smith, John A.', '[NAME]'],
    ['signed by Ngọc-Anh Đặng, RN', 'signed by [NAME], RN'],
    ["met Siobhán O'Brien-Ó Néill", 'met [NAME]'],
    ['with Ludwig van der Meer III', 'with [NAME]'],
    ['Dr. Parkinson called', 'Dr. [NAME] called'],
    ['met 王小明 today', 'met [NAME] today'],
    ['met Иван Петров today', 'met [NAME] today'],
    ['met 𝐉𝐨𝐡𝐧 today', 'met [NAME] today'],
    ['spoke with J\u200Bohn', 'spoke with [NAME]'],
  ])('%s', (text, expected) => expect(scrubbed(text)).toBe(expected));

  test.each([
    "Alzheimer's disease",
    'history of Lou Gehrig disease',
    'Framingham risk score 12%',
    'Guillain-Barré syndrome',
    "with Crohn's",
    'Will order labs. Mark the site.',
    'Started Eliquis and Lasix',
    'μg and β-blocker',
  ])('not what is named after people, nor words: %s', (text) => expect(scrubbed(text)).toBe(text));
});

describe('places', () => {
  test.each([
    ["at St. Mary's Hospital today", 'at [PLACE] today'],
    ['at Lakeside Clinic', 'at [PLACE]'],
    ['from Sunnyvale, CA 94085', 'from [PLACE]'],
    ['moved from Chicago', 'moved from [PLACE]'],
    ['treated at UCSF', 'treated at [PLACE]'],
    ['at 123 Maple Street, Apt 4B', 'at [ADDRESS]'],
    ['PO Box 812', '[ADDRESS]'],
    ['Magasinsgatan 7', '[ADDRESS]'],
    ['ul. Chrzanowska 61', '[ADDRESS]'],
    ['Rua Augusta 1213', '[ADDRESS]'],
    ['at SW1A 1AA', 'at [ADDRESS]'],
    ['zip 02139', 'zip [ADDRESS]'],
  ])('%s', (text, expected) => expect(scrubbed(text)).toBe(expected));
  test.each(['the pain clinic', 'in the ICU', 'the Emergency Department', 'at L4-L5'])('not a department: %s', (text) =>
    expect(scrubbed(text)).toBe(text),
  );
});
