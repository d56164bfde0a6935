import { expect, test } from 'vitest';
import { dictionaryCommand } from '../../../cli/dictionary-command.ts';
import { contracts } from '../../../contracts/registry.ts';

async function printed(...args: string[]): Promise<string> {
  let text = '';
  const code = await dictionaryCommand.run(args, { out: (more) => (text += more), err: () => undefined });
  expect(code).toBe(0);
  return text;
}

test('without a contract it lists all of them', async () => {
  const text = await printed();
  for (const { name, description } of contracts) {
    expect(text).toContain(`  ${name} `);
    expect(text).toContain(description.split(' ').slice(0, 3).join(' '));
  }
});

test.each(contracts.map((contract) => [contract.name, contract] as const))(
  'it tells every field and rule of %s in 80 columns, without the marks of Markdown',
  async (name, { fields, rules }) => {
    const lines = (await printed(name)).split('\n');
    for (const field of Object.keys(fields))
      expect(
        lines.some((line) => line.match(`^  ${field}[*]?$`)),
        field,
      ).toBe(true);
    for (const { id } of rules)
      expect(
        lines.some((line) => line.startsWith(`  ${id}`)),
        id,
      ).toBe(true);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.join('\n')).not.toContain('`');
  },
);

test('a file’s spelling of a noun is understood, and JSON has what the text has', async () => {
  const entry = JSON.parse(await printed('claim-transaction', '--format', 'json'));
  expect(entry.name).toBe('claim_transaction');
  expect(entry.fields).toContainEqual(
    expect.objectContaining({ name: 'payment', phi: 'none', column: 'DECIMAL(18, 2)', star: ['payment'] }),
  );
  expect(JSON.parse(await printed('--format', 'json')).map((each: { name: string }) => each.name)).toEqual(
    contracts.map(({ name }) => name),
  );
});

test('a contract that is none, and a second one, are told what there is', async () => {
  await expect(printed('visit')).rejects.toThrow(/there is no contract visit; there are .*encounter/);
  await expect(printed('claim', 'payer')).rejects.toThrow('give one contract');
  await expect(printed('claim', '--format', 'xml')).rejects.toThrow('--format takes text or json');
});
