import { SafeError } from '../safe-error.ts';

/**
 * Small cells of published counts. CMS publishes no count of 1 to 10 and nothing that such a count follows from
 * (https://github.com/demand-driven-open-data/ddod-intake/issues/39). Zeros are published.
 *
 * A table and its totals are seen as a network in which counts flow: what comes into a row, as its total, goes out into its
 * cells. Each count is an edge, each sum that must come out even is a node. A hidden count can be another one exactly if
 * there is a circle of hidden edges through it, along which one more (one less, against the edge) leaves every sum as it
 * is. So whether a reader can compute a count is a question of reachability, and its answer is exact.
 */

/** The smallest count that is published, but for 0. */
export const smallestPublishedCount = 11;

/** Whether a count must be hidden for its own sake. */
export function isSmallCell(count: number): boolean {
  return count > 0 && count < smallestPublishedCount;
}

/** A count between two sums: part of what comes out of `from`, and of what goes into `to`. */
export interface CountEdge {
  readonly from: string;
  readonly to: string;
  /** People, a whole number of 0 or more. */
  readonly count: number;
}

/** A node in which nothing must come out even: the counts there are parts of no sum that is told. */
export const outside = '';

/**
 * Which counts to hide, by their place: the small ones, and as few and as small others as a greedy choice finds, until no
 * hidden count can be computed by a reader who knows every sum, every published count, and that no zero is ever hidden.
 * Of equal candidates the first is hidden, so cells should stand before totals.
 * @throws RangeError for a count that is no whole number of 0 or more, and for sums that do not come out even.
 */
export function hiddenCounts(edges: readonly CountEdge[]): readonly boolean[] {
  checkSums(edges);
  const network = new Network(edges);
  const isHidden = edges.map(() => false);
  const unproven: number[] = [];
  const hide = (place: number | null) => {
    // There always is one: where all but the zeros are hidden, every count can be one more, with all the totals above it.
    if (place === null) throw new SafeError('a count is hidden that can be computed');
    isHidden[place] = true;
    network.hide(place);
    unproven.push(place);
  };
  for (const [place, { count }] of edges.entries()) if (isSmallCell(count)) hide(place);
  for (;;) {
    // First the plain cases, which need the fewest: a sum with one hidden count tells it.
    const lone = network.takeLone();
    if (lone !== null) {
      hide(smallestAt(edges, isHidden, new Set([lone])));
      continue;
    }
    // More hidden edges make more circles, so what could be another number once can be one for good.
    const place = unproven.at(-1);
    if (place === undefined) return isHidden;
    if (network.canBeAnother(place)) unproven.pop();
    else hide(complementOf(edges, isHidden, network, place));
  }
}

function checkSums(edges: readonly CountEdge[]): void {
  const rests = new Map<string, number>();
  for (const { from, to, count } of edges) {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError('a count is a whole number of 0 or more');
    rests.set(from, (rests.get(from) ?? 0) - count);
    rests.set(to, (rests.get(to) ?? 0) + count);
  }
  for (const [node, rest] of rests) if (node !== outside && rest !== 0) throw new RangeError('the sums do not add up');
}

/** The least that a reader must expect a hidden count to be, who knows that zeros are published. */
const leastHidden = 1;

/** The hidden counts of a table. */
class Network {
  readonly #edges: readonly CountEdge[];
  /** By node, the places of the hidden edges at it. */
  readonly #hiddenAt = new Map<string, number[]>();
  /** Nodes at which a count was hidden since they were looked at. */
  readonly #touched = new Set<string>();

  constructor(edges: readonly CountEdge[]) {
    this.#edges = edges;
  }

  hide(place: number): void {
    const edge = this.#edges[place];
    if (edge === undefined) return;
    for (const node of new Set([edge.from, edge.to])) {
      if (node !== outside) this.#touched.add(node);
      const places = this.#hiddenAt.get(node);
      if (places === undefined) this.#hiddenAt.set(node, [place]);
      else places.push(place);
    }
  }

  /** A sum in which one count alone is hidden; null when there is none. */
  takeLone(): string | null {
    for (const node of this.#touched) {
      this.#touched.delete(node);
      if (this.#hiddenAt.get(node)?.length === 1) return node;
    }
    return null;
  }

  /** Whether a hidden count could be one more or one less, other hidden counts being others too. */
  canBeAnother(place: number): boolean {
    const edge = this.#edges[place];
    if (edge === undefined) return false;
    const { from, to, count } = edge;
    return this.#isReached(to, from, place) || (count > leastHidden && this.#isReached(from, to, place));
  }

  /** Whether one more can flow from a node to another: along any hidden edge but one, and against those that can be less. */
  #isReached(start: string, goal: string, without: number): boolean {
    const reached = new Set([start]);
    for (const node of reached) {
      if (node === goal) return true;
      for (const place of this.#hiddenAt.get(node) ?? []) {
        const edge = this.#edges[place];
        if (edge === undefined || place === without) continue;
        if (edge.from === node) reached.add(edge.to);
        else if (edge.count > leastHidden) reached.add(edge.from);
      }
    }
    return false;
  }

  /** The sums that hang together with these by hidden counts, themselves too. */
  connected(nodes: ReadonlySet<string>): ReadonlySet<string> {
    const found = new Set(nodes);
    for (const node of found) {
      for (const place of this.#hiddenAt.get(node) ?? []) {
        for (const end of [this.#edges[place]?.from, this.#edges[place]?.to]) {
          if (end !== undefined && end !== outside) found.add(end);
        }
      }
    }
    return found;
  }
}

/**
 * The smallest count that is published and no zero in the sums that a computable count is part of; where those have none, in the
 * sums that hang together with them by hidden counts; null when there is none.
 */
function complementOf(
  edges: readonly CountEdge[],
  isHidden: readonly boolean[],
  network: Network,
  computable: number,
): number | null {
  const edge = edges[computable];
  if (edge === undefined) return null;
  const own = new Set([edge.from, edge.to].filter((node) => node !== outside));
  return smallestAt(edges, isHidden, own) ?? smallestAt(edges, isHidden, network.connected(own));
}

function smallestAt(edges: readonly CountEdge[], isHidden: readonly boolean[], nodes: ReadonlySet<string>) {
  let found: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [place, { from, to, count }] of edges.entries()) {
    if (isHidden[place] === true || count === 0 || count >= least) continue;
    if (!nodes.has(from) && !nodes.has(to)) continue;
    found = place;
    least = count;
  }
  return found;
}

/** A table of counts as it may be published; null: hidden. */
export interface PublishedTable {
  readonly cells: readonly (readonly (number | null)[])[];
  readonly rowTotals: readonly (number | null)[];
  readonly columnTotals: readonly (number | null)[];
  readonly total: number | null;
}

/**
 * A table of counts with all its totals, without what must not be published. Totals are counts, too: small ones are hidden.
 * @param rows counts by row and column, all rows of one length
 * @throws RangeError for rows of unlike lengths, and for a count that is no whole number of 0 or more.
 */
export function publishedTable(rows: readonly (readonly number[])[]): PublishedTable {
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width)) throw new RangeError('the rows of a table have one length');
  const columns = Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? 0));
  const rowTotals = rows.map(sum);
  const columnTotals = columns.map(sum);
  const total = sum(rowTotals);
  const edges: CountEdge[] = [
    ...rows.flatMap((row, at) => row.map((count, column) => ({ from: `row ${at}`, to: `column ${column}`, count }))),
    ...rowTotals.map((count, at) => ({ from: 'row totals', to: `row ${at}`, count })),
    ...columnTotals.map((count, column) => ({ from: `column ${column}`, to: 'column totals', count })),
    { from: 'column totals', to: 'row totals', count: total },
  ];
  const isHidden = hiddenCounts(edges);
  const shown = edges.map(({ count }, place) => (isHidden[place] === true ? null : count));
  const cells = rows.length * width;
  return {
    cells: rows.map((_, at) => shown.slice(at * width, (at + 1) * width)),
    rowTotals: shown.slice(cells, cells + rows.length),
    columnTotals: shown.slice(cells + rows.length, -1),
    total: shown.at(-1) ?? null,
  };
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

/** A count that is the sum of those of its parts, if it has parts: a country, its states, their counties. */
export interface CountTree {
  readonly name: string;
  /** Of one without parts; of others it is their sum. */
  readonly count?: number;
  readonly parts?: readonly CountTree[];
}

/** A count of a tree as it may be published; null: hidden. */
export interface PublishedTree {
  readonly name: string;
  readonly count: number | null;
  readonly parts: readonly PublishedTree[];
}

/**
 * Counts of groups within groups, without what must not be published.
 * @throws RangeError for a count that is no whole number of 0 or more.
 */
export function publishedTree(tree: CountTree): PublishedTree {
  // Parts before their sum, so that of equal counts the part is hidden.
  const edges: CountEdge[] = [];
  const walk = (node: CountTree, from: string, own: string): { readonly place: number; readonly tree: PlacedTree } => {
    const parts = (node.parts ?? []).map((part, at) => walk(part, own, `${own}.${at}`).tree);
    const isLeaf = parts.length === 0;
    const count = isLeaf ? (node.count ?? 0) : sum(parts.map(({ place }) => edges[place]?.count ?? 0));
    const place = edges.push({ from, to: isLeaf ? outside : own, count }) - 1;
    return { place, tree: { name: node.name, place, parts } };
  };
  const { tree: placed } = walk(tree, outside, '0');
  const isHidden = hiddenCounts(edges);
  const publish = ({ name, place, parts }: PlacedTree): PublishedTree => ({
    name,
    count: isHidden[place] === true ? null : (edges[place]?.count ?? 0),
    parts: parts.map(publish),
  });
  return publish(placed);
}

interface PlacedTree {
  readonly name: string;
  readonly place: number;
  readonly parts: readonly PlacedTree[];
}
