import { setFlagsFromString } from "node:v8";

/**
 * V8's `--interrupt-budget`, by the version of V8: how much of a function's bytecode runs before it is optimized. The
 * default is what `node --v8-options` says. Only 11.3 (Node 20): later ones decide by other
 * measures.
 */
const defaultBudgets: Readonly<Record<string, number>> = { "11.3": 67_584 };
const budget = 600_000;

/**
 * Makes V8 optimize a function after nine times as much of it ran as usual: where a whole command takes a quarter of a
 * second, its compiler takes more of the machine, and of its second core, than the code gives back.
 * What comes back restores the default, which has to be done before code of a bundle is kept: V8 takes it again only
 * under the flags that it was made under.
 */
export function optimizeLater(version = process.versions.v8): () => void {
  const usual = defaultBudgets[version.split(".", 2).join(".")];
  if (usual === undefined) return () => undefined;
  const set = (bytes: number): void => setFlagsFromString(`--interrupt-budget=${bytes}`);
  set(budget);
  return () => set(usual);
}
