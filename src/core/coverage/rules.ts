import { CycleLensError } from "../errors";
import { safeName } from "../profile/names";
import libraries from "./rules/libraries.json";
import openvm from "./rules/openvm.json";
import risc0 from "./rules/risc0.json";
import sp1 from "./rules/sp1.json";
import zisk from "./rules/zisk.json";
import { checkRuleFile } from "./rulesGuard";
import type { CrateRule, Library, RuleFile, RuleSet } from "./rulesTypes";
import { backends, operations } from "./types";
import type { Backend } from "./types";

const builtIn: readonly (readonly [string, unknown])[] = [
  ["libraries.json", libraries],
  ["sp1.json", sp1],
  ["zisk.json", zisk],
  ["risc0.json", risc0],
  ["openvm.json", openvm],
];

/** The built-in rule files by name, checked. Throws `bad-input` naming the field, which a test never lets happen. */
export function builtInRuleFiles(): readonly { readonly file: string; readonly rules: RuleFile }[] {
  return builtIn.map(([file, value]) => ({ file, rules: checkRuleFile(value, file) }));
}

let cached: RuleSet | null = null;

/** The built-in rules alone. */
export function builtInRules(): RuleSet {
  cached ??= mergeRules(builtInRuleFiles().map((f) => f.rules));
  return cached;
}

/**
 * Built-in rules with the user's over them: a crate rule with the same backend and crate replaces the built-in one, everything else is
 * added. A file that cannot be read becomes a warning and is left out whole, so that half a rule is never believed.
 */
export function loadRules(user: readonly { readonly file: string; readonly text: string }[] = []): Loaded {
  if (user.length === 0) return { rules: builtInRules(), warnings: [] };
  // One set as long as the texts stay: what was judged by it is kept with it.
  const texts = JSON.stringify(user.map(({ file, text }) => [file, text]));
  if (lastLoaded?.texts !== texts) lastLoaded = { texts, ...readRules(user) };
  return { rules: lastLoaded.rules, warnings: lastLoaded.warnings };
}

interface Loaded {
  readonly rules: RuleSet;
  readonly warnings: readonly string[];
}

let lastLoaded: (Loaded & { readonly texts: string }) | null = null;

function readRules(user: readonly { readonly file: string; readonly text: string }[]): Loaded {
  const warnings: string[] = [];
  const files = builtInRuleFiles().map((f) => f.rules);
  for (const { file, text } of user) {
    try {
      files.push(parseRuleFile(text, file));
    } catch (error) {
      if (!(error instanceof CycleLensError)) throw error;
      warnings.push(`${error.message}: the file is left out — ${error.hint}`);
    }
  }
  return { rules: mergeRules(files), warnings };
}

/** A rule file from its text. Throws `bad-input` with the place that is wrong, `too-large` above 4 MB. */
export function parseRuleFile(text: string, file: string): RuleFile {
  const name = safeName(file);
  if (text.length > 4_000_000) {
    throw new CycleLensError(
      "too-large",
      `${name} is larger than 4 MB`,
      "keep rule files small: one entry a crate",
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    const why = safeName(error instanceof Error ? error.message : String(error));
    throw new CycleLensError("bad-input", `${name} is not JSON: ${why}`, "correct it at the position named");
  }
  return checkRuleFile(value, name);
}

/** Later files win: by backend and crate for rules, by name for libraries, by URL for repositories. */
function mergeRules(files: readonly RuleFile[]): RuleSet {
  const native = new Map<string, string>();
  const byName = new Map<string, Library>();
  const perBackend = new Map<Backend, Omit<RuleFile, "schema">[]>(backends.map((b) => [b, []]));
  for (const file of files) {
    for (const [operation, text] of Object.entries(file.native ?? {})) native.set(operation, text);
    for (const library of file.libraries ?? []) byName.set(library.crate, library);
    if (file.backend) perBackend.get(file.backend)?.push(file);
  }
  const result = new Map<Backend, RuleSet["backends"] extends ReadonlyMap<Backend, infer R> ? R : never>();
  for (const [backend, parts] of perBackend) {
    const crates = new Map<string, CrateRule>();
    for (const part of parts) for (const rule of part.crates ?? []) crates.set(rule.crate, rule);
    const repositories = new Map(
      parts
        .flatMap((p) => p.repositories ?? [])
        .map((r) => [canonical(r.url), { ...r, url: canonical(r.url) }]),
    );
    result.set(backend, {
      backend,
      sdk: parts.findLast((p) => p.sdk !== undefined)?.sdk ?? backend,
      sdkLibraries: [...new Set(parts.flatMap((p) => p.sdkLibraries ?? []))],
      // The longest URL says most.
      repositories: [...repositories.values()].sort((a, b) => b.url.length - a.url.length),
      tags: parts.findLast((p) => p.tags !== undefined)?.tags ?? null,
      providers: parts.flatMap((p) => p.providers ?? []),
      symbols: parts.flatMap((p) => p.symbols ?? []),
      switches: parts.flatMap((p) => p.switches ?? []),
      crates,
    });
  }
  return {
    native: new Map(operations.map((o) => [o, native.get(o) ?? o])),
    libraries: byName,
    backends: result,
  };
}

/** For comparing repository URLs: lower case, no scheme's `.git`, no doubled or trailing slash. A trailing `*` stays. */
export function canonical(url: string): string {
  const star = url.endsWith("*");
  const plain = (star ? url.slice(0, -1) : url)
    .toLowerCase()
    .replace(/[?#].*$/, "")
    .replace(/([^:/])\/{2,}/g, "$1/")
    .replace(/\/+$/, (s) => (star ? s : ""))
    .replace(/\.git$/, "");
  return star ? `${plain}*` : plain;
}
