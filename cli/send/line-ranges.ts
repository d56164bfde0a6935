/** Ranges shown of a list of lines; the rest is counted. */
const mostRanges = 20;

/** Lines as people write them: `3, 7-12, 40`. Long lists end in how many ranges are left out. */
export function formatLines(lines: Iterable<number>): string {
  const ranges: { from: number; to: number }[] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && line <= last.to + 1) last.to = line;
    else ranges.push({ from: line, to: line });
  }
  const shown = ranges.slice(0, mostRanges).map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
  const left = ranges.length - shown.length;
  return `${shown.join(', ')}${left > 0 ? ` and ${left} more places` : ''}`;
}
