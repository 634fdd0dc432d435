/** Tells at each poll whether so long was waited; a machine that stood still meanwhile has not waited. */
function patience(timeoutMs: number): () => boolean {
  let waited = 0;
  let last = Date.now();
  return () => {
    waited += Math.min(Date.now() - last, 1000);
    last = Date.now();
    return waited > timeoutMs;
  };
}

/** Polls until what `check` asserts holds; its last error after `timeoutMs`. */
export async function eventually<T>(check: () => T | Promise<T>, timeoutMs = 20_000): Promise<T> {
  const isOver = patience(timeoutMs);
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (isOver()) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Polls until `read` gives the same twice, and it passes `test`: what is being drawn is not taken for the whole. */
export async function settled<T>(
  read: () => Promise<T>,
  test: (value: T) => boolean,
  what: string,
): Promise<T> {
  let before = "";
  return eventually(async () => {
    const value = await read();
    const text = JSON.stringify(value);
    const isSame = text === before;
    before = text;
    if (!isSame || !test(value)) throw new Error(`waited for ${what}; last: ${text}`);
    return value;
  });
}

/** Polls until `condition` gives something truthy; its last error, or what it was, after `timeoutMs`. */
export async function until<T>(
  condition: () => T | Promise<T>,
  what: string,
  timeoutMs = 20_000,
): Promise<Exclude<T, false | null | undefined | 0 | "">> {
  const isOver = patience(timeoutMs);
  let last: unknown;
  for (;;) {
    try {
      last = await condition();
      if (last) return last as Exclude<T, false | null | undefined | 0 | "">;
    } catch (error) {
      last = error;
    }
    if (isOver()) {
      const detail = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`waited ${timeoutMs} ms for ${what}; last: ${detail}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
