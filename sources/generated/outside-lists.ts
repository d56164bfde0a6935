import { isoDate } from './time-text.ts';
import {
  deactivatedFrom,
  excludedFrom,
  npiOf,
  peoplePerNeighbourhood,
  providerChanges,
  providersPerNeighbourhood,
} from './world.ts';

/**
 * Lists that a payer gets from outside and checks claims against. They are no part of what a hospital sends, and no labels:
 * they say who is on them, not which claims are wrong.
 */
export interface OutsideList {
  readonly file: string;
  readonly header: string;
  readonly rows: readonly string[];
}

/** The lists for everybody who may have treated the first `people` persons. */
export function outsideLists(seed: number, people: number): readonly OutsideList[] {
  const providers = Math.ceil(people / peoplePerNeighbourhood) * providersPerNeighbourhood;
  const numbers = Array.from({ length: providers }, (_, number) => number);
  const excluded = numbers.filter((number) => excludedFrom(number) < Number.POSITIVE_INFINITY);
  const deactivated = numbers.filter((number) => deactivatedFrom(number) < Number.POSITIVE_INFINITY);
  return [
    {
      file: 'leie.csv',
      // List of Excluded Individuals and Entities (https://oig.hhs.gov/exclusions/exclusions_list.asp), its record layout
      header:
        'LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE',
      rows: excluded.map((number) => {
        const { first, last } = nameOf(seed, number);
        const date = isoDate(excludedFrom(number)).replaceAll('-', '');
        return `${last},${first},,,INDIVIDUAL,,,${npiOf('provider', number)},,,,MA,,1128a1,${date},00000000,00000000,`;
      }),
    },
    {
      file: 'npi-deactivated.csv',
      // NPPES monthly report of deactivated numbers (https://download.cms.gov/nppes/NPI_Files.html), with the names
      header: 'NPI,LASTNAME,FIRSTNAME,DEACTIVATED',
      rows: deactivated.map((number) => {
        const { first, last } = nameOf(seed, number);
        return `${npiOf('provider', number)},${last},${first},${isoDate(deactivatedFrom(number))}`;
      }),
    },
  ];
}

function nameOf(seed: number, number: number): { readonly first: string; readonly last: string } {
  const [change] = providerChanges(seed, number);
  const [first = '', last = ''] = String(change?.data.name).split(' ');
  return { first, last };
}
