import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { runInThisContext } from "node:vm";

/** What speedscope made of a file; only looked at. */
interface ProfileGroup {
  readonly profiles: readonly { getTotalWeight(): number }[];
}

interface SpeedscopeImporters {
  importProfilesFromArrayBuffer(name: string, bytes: ArrayBuffer): Promise<ProfileGroup | null>;
}

/**
 * The importers of the speedscope package, which comes as a web page: its script is run up to where the importers
 * are made, with as much of a page as that needs.
 */
export async function speedscopeImporters(): Promise<SpeedscopeImporters> {
  const folder = path.dirname(
    createRequire(path.resolve("package.json")).resolve("speedscope/dist/release/index.html"),
  );
  const script = readdirSync(folder).find((name) => /^speedscope-\w+\.js$/.test(name));
  const code = readFileSync(path.join(folder, script ?? ""), "utf8");
  const use = /async function \w+\(\w+,\w+\)\{return\(await (\w+)\)\.importProfileGroupFromText/.exec(code);
  if (use === null) throw new Error("this version of speedscope holds its importers elsewhere");
  const page: unknown = new Proxy(() => undefined, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => "" : key === Symbol.iterator ? undefined : page),
    apply: () => page,
    construct: () => page as object,
    set: () => true,
  });
  const scope = globalThis as Record<string, unknown>;
  scope["window"] = globalThis;
  scope["document"] = scope["localStorage"] = page;
  scope["location"] = { hash: "", href: "", protocol: "http:" };
  const stop = "the page is not needed";
  try {
    runInThisContext(
      `${code.slice(0, use.index)}globalThis.speedscopeImporters=${use[1]!};throw new Error("${stop}");${code.slice(use.index)}`,
    );
  } catch (error) {
    if (!(error instanceof Error) || error.message !== stop) throw error;
  }
  return (await scope["speedscopeImporters"]) as SpeedscopeImporters;
}
