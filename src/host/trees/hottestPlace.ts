/** How many nodes are opened in search of a function. */
const mostOpened = 500;

/**
 * The first node of a function when nodes are opened hottest first: since none costs more than its parent, no
 * other node of it is hotter. Undefined where it is too cold to be found.
 */
export async function hottestPlace<
  T extends { readonly func: number; readonly heat: number | null; readonly hasChildren: boolean },
>(func: number, childrenOf: (parent?: T) => Promise<readonly T[]>): Promise<T | undefined> {
  const waiting = [...(await childrenOf())];
  for (let opened = 0; waiting.length > 0 && opened < mostOpened;) {
    const [next] = waiting.splice(hottestOf(waiting), 1);
    if (next!.func === func) return next;
    if (!next!.hasChildren) continue;
    waiting.push(...(await childrenOf(next)));
    opened++;
  }
  return undefined;
}

function hottestOf(items: readonly { readonly heat: number | null }[]): number {
  let best = 0;
  items.forEach(({ heat }, at) => {
    if ((heat ?? 0) > (items[best]!.heat ?? 0)) best = at;
  });
  return best;
}
