import { readdirSync, readFileSync } from 'node:fs';

/** Processes by parent, from one look at /proc. */
function children(): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    // Field 4; the name in field 2 may hold spaces: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    found.set(parent, [...(found.get(parent) ?? []), Number(name)]);
  }
  return found;
}

/** MiB of memory of a process and all that it started; what they share counts once. Linux only: elsewhere 0. */
export function memoryOfTree(root: number): number {
  if (process.platform !== 'linux') return 0;
  const byParent = children();
  const tree = [root];
  for (const pid of tree) tree.push(...(byParent.get(pid) ?? []));
  const kilobytes = tree.map((pid) => Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0));
  return kilobytes.reduce((sum, part) => sum + part, 0) / 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has ended since.
    return '';
  }
}
