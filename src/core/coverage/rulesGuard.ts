import { CycleLensError } from "../errors";
import { safeName } from "../profile/names";
import type { RuleFile } from "./rulesTypes";
import { isRange, parseVersion } from "./rulesVersions";
import { backends, operations } from "./types";

/** Run-time guard of rule files; says the same as schemas/rules-1.json and also that ranges, versions and links can be read. */

type Check = (value: unknown, at: string) => void;

const fail = (at: string, what: string): never => {
  throw new CycleLensError(
    "bad-input",
    `${safeName(at)} ${what}`,
    "see schemas/rules-1.json for what a rule file holds",
  );
};

const text: Check = (v, at) => {
  if (typeof v !== "string" || v === "" || v.length > 8192)
    fail(at, "must be a text of 1 to 8192 characters");
};
const pattern =
  (test: (v: string) => boolean, what: string): Check =>
  (v, at) => {
    text(v, at);
    if (!test(v as string)) fail(at, `must be ${what}`);
  };
const crateName = pattern((v) => /^[A-Za-z0-9_-]{1,64}$/.test(v), "a package name");
const libraryName = pattern((v) => /^[A-Za-z0-9_-]{1,64}\*?$/.test(v), "a package name or a prefix with *");
const range = pattern(isRange, "a range like >=1.0.0 <2.0.0");
const version = pattern((v) => parseVersion(v) !== null, "a version like 0.10.9");
const link = pattern((v) => /^https:\/\/[^\s"'\\]+$/.test(v), "a link that begins with https://");
const repository = pattern((v) => /^(https|file|ssh):\/\/[^\s"'\\]+$/.test(v), "the URL of a repository");
/** Goes into a manifest between quotes. */
const gitRef = pattern((v) => /^[A-Za-z0-9._/{}+-]+$/.test(v), "a tag or branch");
const date = pattern((v) => /^\d{4}-\d{2}-\d{2}$/.test(v), "a date like 2026-08-12");
const bool: Check = (v, at) => {
  if (v !== true && v !== false && v !== null) fail(at, "must be true, false or null");
};
const oneOf = (names: readonly string[]): Check =>
  pattern((v) => names.includes(v), `one of ${names.join(", ")}`);
const list =
  (each: Check): Check =>
  (v, at) => {
    if (!Array.isArray(v) || v.length > 10_000) return fail(at, "must be a list");
    v.forEach((item, i) => each(item, `${at}[${i}]`));
  };
const mapOf =
  (key: Check, each: Check): Check =>
  (v, at) => {
    if (typeof v !== "object" || v === null || Array.isArray(v)) return fail(at, "must be an object");
    for (const [name, item] of Object.entries(v)) {
      key(name, `${at} key`);
      each(item, `${at}.${name}`);
    }
  };
/** Fields with `?` may be absent; unknown fields are refused, so that a misspelt one is not silently ignored. */
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (v, at) => {
    if (typeof v !== "object" || v === null || Array.isArray(v)) return fail(at, "must be an object");
    const value = v as Record<string, unknown>;
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name) && !Object.hasOwn(fields, `${name}?`))
        fail(`${at}.${name}`, "is not known");
    }
    for (const [field, check] of Object.entries(fields)) {
      const optional = field.endsWith("?");
      const name = optional ? field.slice(0, -1) : field;
      if (!Object.hasOwn(value, name)) {
        if (!optional) fail(`${at}.${name}`, "is missing");
        continue;
      }
      check(value[name], `${at}.${name}`);
    }
  };

const operation = oneOf(operations);
const need: Check = (v, at) => {
  const kind = (v as { kind?: unknown } | null)?.kind;
  if (kind === "feature") shape({ kind: text, crate: crateName, feature: text, sdk: range })(v, at);
  else if (kind === "section") {
    shape({ kind: text, section: text, "or?": list(text), "contains?": list(text), "text?": text })(v, at);
  } else fail(`${at}.kind`, "must be feature or section");
};
const patch = shape({
  version,
  "tag?": gitRef,
  "branch?": gitRef,
  "sdk?": range,
  "from?": repository,
  "repository?": repository,
  "branches?": mapOf(gitRef, gitRef),
  /** Of this patch alone. */
  "source?": link,
  "date?": date,
});
const crateRule: Check = (v, at) => {
  shape({
    id: text,
    crate: crateName,
    kind: oneOf(["patch", "package", "none"]),
    "repository?": repository,
    "tag?": gitRef,
    "patches?": list(patch),
    "names?": list(crateName),
    "together?": list(crateName),
    "needs?": list(need),
    precompiles: list(text),
    impact: oneOf(["high", "medium", "low"]),
    "bugs?": list(shape({ text, link })),
    "advice?": text,
    source: link,
    date,
  })(v, at);
  const rule = v as { kind: string; repository?: string; patches?: unknown[] };
  if (rule.kind === "patch" && (rule.repository === undefined || !rule.patches?.length)) {
    fail(at, "needs repository and patches");
  }
};
const file = shape({
  "$schema?": text,
  schema: oneOf(["cyclelens.rules/1"]),
  "native?": mapOf(operation, text),
  "libraries?": list(
    shape({
      crate: crateName,
      operations: list(operation),
      role: oneOf(["library", "router", "support"]),
      "via?": list(crateName),
      "functions?": list(text),
    }),
  ),
  "backend?": oneOf(backends),
  "sdk?": crateName,
  "sdkLibraries?": list(libraryName),
  "repositories?": list(shape({ url: repository, accelerated: bool, source: link, date })),
  "tags?": shape({
    pattern: text,
    compatibility: oneOf(["major", "minor"]),
    "eras?": list(shape({ ending: gitRef, sdk: version })),
  }),
  "providers?": list(
    shape({
      library: crateName,
      sdk: range,
      operations: list(operation),
      "features?": list(shape({ crate: crateName, feature: text, operation, sdk: range, symbol: text })),
      source: link,
      date,
    }),
  ),
  "switches?": list(
    shape({
      crate: crateName,
      feature: text,
      operation,
      to: crateName,
      "accelerated?": bool,
      "sdk?": range,
      source: link,
      date,
    }),
  ),
  "symbols?": list(shape({ operation, names: list(text) })),
  "crates?": list(crateRule),
});

/** `value` as a rule file; throws `bad-input` naming the field that is wrong. */
export function checkRuleFile(value: unknown, name: string): RuleFile {
  file(value, name);
  const rules = value as RuleFile;
  const backendOnly =
    rules.crates ?? rules.repositories ?? rules.providers ?? rules.symbols ?? rules.switches ?? rules.tags;
  if (backendOnly !== undefined && rules.backend === undefined) fail(`${name}.backend`, "is missing");
  return rules;
}
