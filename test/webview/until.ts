/** Polls until the condition holds; after `timeoutMs` an error that says for what. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: () => string,
  timeoutMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${String(timeoutMs)} ms for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
