import { differencesOf, header, lineOf } from './compare.ts';
import { figuresOfFiles, type TableFigures, tablesOf } from './export-figures.ts';
import { filesOf } from './files.ts';
import { readSetAside } from './set-aside.ts';
import { figuresOfStar, tablesOfStar } from './star-figures.ts';
import { tablesOfExport } from './tables.ts';

export interface Comparison {
  /** What people read. */
  readonly lines: readonly string[];
  /** What is not as the files say, led by the table; none where all is. */
  readonly differences: readonly string[];
}

/** Compares the star of a data directory with an export that was read into it. */
export async function compareTables(directory: string, data: string): Promise<Comparison> {
  const { files, unread: unreadable } = await filesOf(directory);
  const setAside = await readSetAside(data);
  const { figures, broken } = await figuresOfFiles(files, setAside);
  const there = new Set(await tablesOfStar(data));
  const star = await figuresOfStar(
    data,
    figures.filter(({ table }) => there.has(table)),
  );
  const differences = figures.flatMap((own) => differencesOf(own, star));
  const unread = [...unreadable, ...files.filter((file) => tablesOf(file).length === 0).map(({ path }) => path)];
  const read = new Set(figures.map(({ table }) => table));
  const others = [...there].filter((table) => !read.has(table) && tablesOfExport.every((own) => own.table !== table));
  const compared = figures.reduce((sum, own) => sum + 1 + Object.keys({ ...own.distinct, ...own.sums }).length, 0);
  return {
    lines: [
      header,
      ...figures.map(lineOf),
      ...quarantineLines(figures),
      ...broken.map(({ file, fault }) => `${file} is broken behind these rows (${fault.code})`),
      ...(unread.length === 0 ? [] : ['', `No figures are known for ${unread.join(', ')}`]),
      ...(others.length === 0 ? [] : ['', `No figures are known for the tables ${others.join(', ')}`]),
      '',
      ...(differences.length === 0 ? [`${compared} figures are the same`] : differences),
    ],
    differences,
  };
}

function quarantineLines(figures: readonly TableFigures[]): readonly string[] {
  const reasons = figures.flatMap(({ files, quarantined }) =>
    Object.entries(quarantined).map(
      ([reason, count]) => `  ${String(count).padStart(8)}  ${files.join(' + ')}  ${reason}`,
    ),
  );
  return reasons.length === 0 ? [] : ['', 'In quarantine', ...reasons];
}
