/**
 * Every ArrayBuffer behind typed arrays anywhere in a plain value, each once: what `postMessage` moves
 * instead of copying. Shared buffers and what is no plain data are passed over.
 */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const seen = new Set<object>();
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    if (ArrayBuffer.isView(next)) {
      if (next.buffer instanceof ArrayBuffer) buffers.add(next.buffer);
      continue;
    }
    seen.add(next);
    // Long columns of names hold no buffers.
    if (Array.isArray(next) && typeof next[0] !== "object") continue;
    for (const child of Object.values(next)) if (typeof child === "object") open.push(child);
  }
  return [...buffers];
}
