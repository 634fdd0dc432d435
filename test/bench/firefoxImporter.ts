import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { compileFunction } from "node:vm";

/** What the Firefox Profiler made of a file, as far as it is looked at. */
interface ProcessedProfile {
  readonly shared: { readonly stackTable: { readonly length: number } };
  readonly threads: readonly {
    readonly nativeAllocations?: { readonly weight: readonly number[]; readonly stack: readonly unknown[] };
  }[];
}

type FirefoxImporter = (bytes: Uint8Array) => Promise<ProcessedProfile>;

/**
 * The Firefox Profiler's own importer of any format. Its package is one script, a command line: the importer is taken
 * out of it where the command would be run.
 */
export function firefoxImporter(): FirefoxImporter {
  const script = createRequire(path.resolve("package.json")).resolve("@firefox-devtools/profiler-cli");
  const code = readFileSync(script, "utf8").replace(/^#!.*/, "");
  const importer = lastMatch(
    code.slice(0, code.indexOf("Unserializing the profile failed")),
    /async function (\w+)\(/g,
  );
  const start = /\b\w+\(\)\.catch\(\w+=>\{console\.error\(`Fatal error/.exec(code);
  if (importer === null || start === null)
    throw new Error("this version of the Firefox Profiler holds its importers elsewhere");
  const load = compileFunction(
    `${code.slice(0, start.index)}return ${importer};void ${code.slice(start.index)}`,
    ["require", "module", "exports", "__filename", "__dirname"],
    { filename: script },
  ) as (...scope: unknown[]) => FirefoxImporter;
  const module = { exports: {} };
  return load(createRequire(script), module, module.exports, script, path.dirname(script));
}

function lastMatch(text: string, pattern: RegExp): string | null {
  let last: string | null = null;
  for (const [, found] of text.matchAll(pattern)) last = found ?? null;
  return last;
}
