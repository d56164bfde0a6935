import { otherWords, unknownWords } from './words.ts';

/**
 * USPS codes (https://pe.usps.com/text/pub28/28apb.htm) by the name of the state, with the abbreviations of the GPO
 * Style Manual (chapter on abbreviations) and usual ones.
 * Numbers are no spelling: `22` is Louisiana to the census (FIPS) and Massachusetts to Medicare (SSA).
 */
const names = {
  AL: ['Alabama', 'Ala'],
  AK: ['Alaska'],
  AS: ['American Samoa'],
  AZ: ['Arizona', 'Ariz'],
  AR: ['Arkansas', 'Ark'],
  CA: ['California', 'Calif', 'Cal'],
  CO: ['Colorado', 'Colo'],
  CT: ['Connecticut', 'Conn'],
  DE: ['Delaware', 'Del'],
  DC: ['District of Columbia', 'D.C.', 'Washington DC', 'Washington D.C.'],
  FL: ['Florida', 'Fla'],
  GA: ['Georgia'],
  GU: ['Guam'],
  HI: ['Hawaii', 'Hawai’i'],
  ID: ['Idaho'],
  IL: ['Illinois', 'Ill'],
  IN: ['Indiana', 'Ind'],
  IA: ['Iowa'],
  KS: ['Kansas', 'Kans'],
  KY: ['Kentucky'],
  LA: ['Louisiana'],
  ME: ['Maine'],
  MD: ['Maryland'],
  MA: ['Massachusetts', 'Mass', 'Commonwealth of Massachusetts'],
  MI: ['Michigan', 'Mich'],
  MN: ['Minnesota', 'Minn'],
  MS: ['Mississippi', 'Miss'],
  MO: ['Missouri'],
  MT: ['Montana', 'Mont'],
  NE: ['Nebraska', 'Nebr', 'Neb'],
  NV: ['Nevada', 'Nev'],
  NH: ['New Hampshire', 'N.H.'],
  NJ: ['New Jersey', 'N.J.'],
  NM: ['New Mexico', 'N. Mex.', 'N.M.'],
  NY: ['New York', 'N.Y.', 'New York State'],
  NC: ['North Carolina', 'N.C.', 'N. Carolina'],
  ND: ['North Dakota', 'N. Dak.', 'N.D.', 'N. Dakota'],
  MP: ['Northern Mariana Islands', 'Commonwealth of the Northern Mariana Islands'],
  OH: ['Ohio'],
  OK: ['Oklahoma', 'Okla'],
  OR: ['Oregon', 'Oreg', 'Ore'],
  PA: ['Pennsylvania', 'Penn', 'Penna'],
  PR: ['Puerto Rico', 'Commonwealth of Puerto Rico', 'P.R.'],
  RI: ['Rhode Island', 'R.I.'],
  SC: ['South Carolina', 'S.C.', 'S. Carolina'],
  SD: ['South Dakota', 'S. Dak.', 'S.D.', 'S. Dakota'],
  TN: ['Tennessee', 'Tenn'],
  TX: ['Texas', 'Tex'],
  UT: ['Utah'],
  VT: ['Vermont'],
  VA: ['Virginia', 'Commonwealth of Virginia'],
  VI: ['Virgin Islands', 'U.S. Virgin Islands', 'US Virgin Islands', 'USVI', 'Virgin Islands of the United States'],
  WA: ['Washington', 'Wash', 'Washington State'],
  WV: ['West Virginia', 'W. Va.', 'W. Virginia'],
  WI: ['Wisconsin', 'Wis', 'Wisc'],
  WY: ['Wyoming', 'Wyo'],
  AA: ['Armed Forces Americas', 'Armed Forces of the Americas'],
  AE: ['Armed Forces Europe', 'Armed Forces Africa', 'Armed Forces Canada', 'Armed Forces Middle East'],
  AP: ['Armed Forces Pacific'],
  FM: ['Federated States of Micronesia', 'Micronesia'],
  MH: ['Marshall Islands', 'Republic of the Marshall Islands'],
  PW: ['Palau', 'Republic of Palau'],
} as const satisfies Record<string, readonly [string, ...string[]]>;

/** ISO 3166-2 is the USPS code behind `US-`; an address of FHIR may have either. */
const states = Object.fromEntries(
  Object.entries<readonly string[]>(names).map(([code, [title = code, ...spellings]]) => [
    code,
    { title, spellings: [`US-${code}`, ...spellings] },
  ]),
);

// A province of Canada is no spelling of `other`: whoever asks learns that the text is of no state, and decides.
export const usState = {
  title: 'State, territory or military post of the United States',
  source: 'https://pe.usps.com/text/pub28/28apb.htm',
  codes: {
    ...states,
    other: {
      title: 'Outside of the United States',
      spellings: [...otherWords, 'foreign', 'foreign country', 'non US', 'out of country', 'international'],
    },
    unknown: { title: 'Unknown', spellings: [...unknownWords, 'NA'] },
  },
} as const;
