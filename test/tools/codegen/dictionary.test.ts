import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fileNameOf } from '../../../contracts/file-name.ts';
import { contracts } from '../../../contracts/registry.ts';
import { anchorOf } from '../../../domain/dictionary/markdown.ts';
import { currentDictionaryFiles, dictionaryFolder, dictionaryPath } from '../../../tools/codegen/write-dictionary.ts';

const { pages, json } = await currentDictionaryFiles();
const textOf = (path: string) => pages.find((page) => page.path === path)?.text ?? '';

test('the pages on disk are current: npm run codegen would change none', () => {
  expect(readdirSync(dictionaryFolder).sort()).toEqual(pages.map(({ path }) => path).sort());
  for (const { path, text } of pages) expect(readFileSync(join(dictionaryFolder, path), 'utf8'), path).toBe(text);
  expect(readFileSync(dictionaryPath, 'utf8')).toBe(json);
});

test('every contract has a page with each of its fields and rules, and the index leads there', () => {
  for (const { name, fields, rules } of contracts) {
    const path = `${fileNameOf(name)}.md`;
    expect(textOf('README.md')).toContain(`[${name}](${path})`);
    const named = [
      ...Object.keys(fields).map((field) => `| \`${field}\` |`),
      ...rules.map(({ id }) => `\`rule.${id}\``),
    ];
    for (const text of named) expect(textOf(path), `${path}: ${text}`).toContain(text);
  }
});

test('every link leads to a file that is there, and to a heading of it', () => {
  const links = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(([, file = '', anchor]) => ({
      path,
      file,
      anchor,
    })),
  );
  expect(links.length).toBeGreaterThan(contracts.length * 5);
  for (const { path, file, anchor } of links) {
    const target = file === '' ? path : file;
    expect(existsSync(join(dictionaryFolder, dirname(path), target)), `${path} links to ${target}`).toBe(true);
    if (anchor === undefined) continue;
    const headings = [...textOf(target).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
    expect(headings, `${path} links to ${target}#${anchor}`).toContain(anchor);
  }
});

test('a table has as many cells in each row as in its header', () => {
  for (const { path, text } of pages) {
    for (const block of text.match(/(?:^\|.*\n?)+/gm) ?? []) {
      const cells = block
        .trim()
        .split('\n')
        .map((row) => row.replaceAll('\\|', '').split('|').length);
      expect(new Set(cells).size, `${path}: ${block.slice(0, 80)}`).toBe(1);
    }
  }
});
