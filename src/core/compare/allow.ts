import { CycleLensError } from "../errors";
import { safeName } from "../profile/names";
import { globMatches } from "./glob";
import { parsePercent, type Percent } from "./percent";

/** One line of an `--allow` file. */
export interface AllowRule {
  /** A function's path or name, or the end of its file's path; `*` stands for anything. `total` is the whole run. */
  readonly pattern: string;
  /** How much more may be; null for any amount. */
  readonly limit: Percent | null;
  /** The last day on which it holds, `2026-12-31`; null for ever. */
  readonly until: string | null;
  /** Empty where none is given. */
  readonly reason: string;
  /** 1-based. */
  readonly line: number;
}

export const totalPattern = "total";

const maxRules = 10_000;

/** Lines of `PATTERN [+LIMIT%] [until YYYY-MM-DD] # REASON`. Throws `bad-input` that names the line. */
export function readAllowRules(text: string, file: string): readonly AllowRule[] {
  const rules = text.split(/\r\n|\n|\r/).flatMap((raw, i): AllowRule[] => {
    const line = raw.replace(/^\ufeff/, "");
    const hash = /(?:^|\s)#/.exec(line);
    const reason = hash === null ? "" : line.slice(hash.index + hash[0].length).trim();
    const rule = (hash === null ? line : line.slice(0, hash.index)).trim();
    if (rule === "") return [];
    const at = `${file}:${String(i + 1)}`;
    const dated = /^(.*\S)\s+until\s+(\S+)$/.exec(rule);
    const until = dated === null ? null : dayOf(dated[2]!, at);
    const rest = dated === null ? rule : dated[1]!;
    const limited = /^(.*\S)\s+\+?(\d[\d.]*)\s?%$/.exec(rest);
    const limit = limited === null ? null : limitOf(limited[2]!, at);
    return [{ pattern: limited === null ? rest : limited[1]!, limit, until, reason, line: i + 1 }];
  });
  if (rules.length <= maxRules) return rules;
  throw new CycleLensError("too-large", `${file} has more than 10,000 lines`, "use globs");
}

function dayOf(text: string, at: string): string {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw new CycleLensError("bad-input", `${at}: ${safeName(text)} is no day`, "write it as 2026-12-31");
}

function limitOf(text: string, at: string): Percent {
  try {
    return parsePercent(text, at);
  } catch {
    throw new CycleLensError("bad-input", `${at}: ${safeName(text)} % is no limit`, "write it as +2.5%");
  }
}

/** Whether a rule is about a function. */
export function ruleMatches(
  { pattern }: AllowRule,
  { key, name, file }: { readonly key: string; readonly name: string; readonly file: string | null },
): boolean {
  if (globMatches(pattern, key) || globMatches(pattern, name)) return true;
  if (file === null) return false;
  const path = file.replace(/\\/g, "/");
  return globMatches(pattern, path) || globMatches(`*/${pattern.replace(/^\.?\//, "")}`, path);
}
