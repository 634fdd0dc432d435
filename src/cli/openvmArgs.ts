import { CycleLensError } from "../core/errors";

/** The command line of openvm-prof, `--openvm-version` and `--settings`. */
export interface OpenvmArgs {
  readonly jsonPaths: readonly string[];
  readonly prevJsonPaths: readonly string[] | null;
  readonly names: readonly string[];
  readonly outputJson: string | null;
  /** Null where it was not given: 16 devices with 2 proofs each. Below 2^64. */
  readonly numDevices: bigint | null;
  readonly proofsPerDevice: bigint | null;
  readonly version: string | null;
  /** File of custom metrics and aliases. */
  readonly settings: string | null;
  readonly summary: { readonly link: string; readonly file: string | null } | null;
}

const lists = new Set(["json-paths", "prev-json-paths", "names"]);
const singles = new Set(["output-json", "num-devices", "proofs-per-device", "openvm-version", "settings"]);
/** Where an empty value is none. */
const paths = new Set(["json-paths", "prev-json-paths", "output-json", "summary-md-path", "settings"]);
const summarySingles = new Set(["benchmark-results-link", "summary-md-path"]);
const maxWhole = 2n ** 64n - 1n;

/**
 * Options stand before the subcommand and lists are split at commas, as in the tool. Read from the left: where help or
 * the version is asked for, what follows is not looked at. Throws `usage`.
 */
export function openvmArgs(args: readonly string[]): OpenvmArgs | "help" | "version" {
  const given = new Map<string, string[]>();
  let command: string | null = null;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === "--help" || arg.startsWith("-h")) return "help";
    if (command === null && (arg === "--version" || arg.startsWith("-V"))) return "version";
    if (arg === "--" && i === args.length - 1) break;
    if (!arg.startsWith("--")) {
      if (command === null && arg === "help") return helpAbout(args.slice(i + 1));
      if (command !== null || arg !== "summary") throw wrong(`${arg} is not known`);
      command = arg;
      continue;
    }
    const equals = arg.indexOf("=");
    const name = arg.slice(2, equals < 0 ? undefined : equals);
    const known = command === null ? lists.has(name) || singles.has(name) : summarySingles.has(name);
    if (!known) throw wrong(`--${name} is not known ${command === null ? "here" : "behind summary"}`);
    const value = equals < 0 ? args[++i] : arg.slice(equals + 1);
    if (value === undefined || (equals < 0 && value.startsWith("-") && value !== "-"))
      throw wrong(`--${name} has no value`);
    const values = given.get(name) ?? [];
    const parts = lists.has(name) ? value.split(",") : [value];
    if (paths.has(name) && parts.includes("")) throw wrong(`--${name} has an empty path`);
    if (!lists.has(name) && values.length > 0) throw wrong(`--${name} is given twice`);
    given.set(name, [...values, ...parts]);
  }
  const link = given.get("benchmark-results-link")?.[0];
  if (command !== null && link === undefined) throw wrong("summary needs --benchmark-results-link");
  return {
    jsonPaths: given.get("json-paths") ?? [],
    prevJsonPaths: given.get("prev-json-paths") ?? null,
    names: given.get("names") ?? [],
    outputJson: given.get("output-json")?.[0] ?? null,
    numDevices: whole("num-devices", given),
    proofsPerDevice: whole("proofs-per-device", given),
    version: given.get("openvm-version")?.[0] ?? null,
    settings: given.get("settings")?.[0] ?? null,
    summary: link === undefined ? null : { link, file: given.get("summary-md-path")?.[0] ?? null },
  };
}

/** `help`, and behind it at most one of the subcommands. */
function helpAbout(commands: readonly string[]): "help" {
  const stray = commands.find((name, i) => i > 0 || (name !== "summary" && name !== "help"));
  if (stray !== undefined) throw wrong(`${stray} is not known behind help`);
  return "help";
}

function whole(name: string, given: ReadonlyMap<string, readonly string[]>): bigint | null {
  const text = given.get(name)?.[0];
  if (text === undefined) return null;
  if (!/^\+?\d+$/.test(text)) throw wrong(`--${name} ${text} is no whole number`);
  // Without its zeros it has 20 digits at most: no number of megabytes is worked out.
  const digits = text.replace(/^\+?0*(?=\d)/, "");
  if (digits.length > 20 || BigInt(digits) > maxWhole) throw wrong(`--${name} is too large`);
  return BigInt(digits);
}

function wrong(what: string): CycleLensError {
  return new CycleLensError("usage", `openvm: ${what}`, "see: cyclelens openvm --help");
}
