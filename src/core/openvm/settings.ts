import { CycleLensError } from "../errors";

/**
 * What a user adds to openvm-prof's reports (`cyclelens.openvm/1`, schemas/openvm-1.json). Without it nothing changes.
 */
export interface OpenvmSettings {
  /** Rows that the groups' tables get besides those of the era. */
  readonly metrics: readonly CustomMetric[];
  /** Name in the file → name in every report. */
  readonly metricAliases: ReadonlyMap<string, string>;
  readonly groupAliases: GroupAliases;
}

export interface CustomMetric {
  readonly name: string;
  /** Stands behind this row; at the end where that is not there. */
  readonly after: string | null;
  readonly columns: "all" | "average" | "without-sum";
  /** Added up from these in every label set that has them all and has no figure of this name; null: it is in the file. */
  readonly sum: readonly string[] | null;
}

export interface GroupAliases {
  readonly exact: ReadonlyMap<string, string>;
  /** Beginning of a name → name, the longest that fits counts. */
  readonly prefixes: readonly (readonly [prefix: string, name: string])[];
}

const settingsSchema = "cyclelens.openvm/1";

const maxEntries = 1000;
const maxNameLength = 1000;
const columns = ["all", "average", "without-sum"] as const;

/** @throws CycleLensError `bad-input` that names the first place that is wrong; `file` is for its text. */
export function parseSettings(text: string, file: string): OpenvmSettings {
  const wrong = (place: string, what: string): CycleLensError =>
    new CycleLensError(
      "bad-input",
      `${file}: ${place === "" ? "" : `${place} `}${what}`,
      "schemas/openvm-1.json and docs/cli.md say what it holds",
    );
  let root: unknown;
  try {
    root = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw wrong("", "is no JSON");
  }

  const object = (value: unknown, place: string, keys: readonly string[] | null): Record<string, unknown> => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw wrong(place, "is no object");
    const entries = Object.entries(value);
    if (entries.length > maxEntries) throw wrong(place, `has more than ${String(maxEntries)} keys`);
    const unknown = entries.find(([key]) => keys !== null && !keys.includes(key));
    if (unknown !== undefined) throw wrong(place, `has the unknown key "${unknown[0].slice(0, 80)}"`);
    return value as Record<string, unknown>;
  };
  const name = (value: unknown, place: string): string => {
    if (typeof value !== "string" || value === "" || value.length > maxNameLength || /[\0-\x1f]/.test(value))
      throw wrong(place, "is no name (a text without control characters)");
    return value;
  };
  const list = (value: unknown, place: string): readonly unknown[] => {
    if (!Array.isArray(value) || value.length > maxEntries)
      throw wrong(place, `is no list of at most ${String(maxEntries)}`);
    return value as readonly unknown[];
  };
  const names = (value: unknown, place: string): ReadonlyMap<string, string> =>
    new Map(
      Object.entries(object(value ?? {}, place, null)).map(([key, to]) => [
        name(key, `${place}: a key`),
        name(to, `${place}.${key}`),
      ]),
    );

  const top = object(root, "", ["$schema", "schema", "metrics", "aliases"]);
  if (top["schema"] !== settingsSchema) throw wrong("schema", `is not "${settingsSchema}"`);
  const metrics = list(top["metrics"] ?? [], "metrics").map((value, i): CustomMetric => {
    const place = `metrics[${String(i)}]`;
    if (typeof value === "string")
      return { name: name(value, place), after: null, columns: "all", sum: null };
    const one = object(value, place, ["name", "after", "columns", "sum"]);
    const shown = columns.find((word) => word === (one["columns"] ?? "all"));
    if (shown === undefined) throw wrong(`${place}.columns`, `is none of ${columns.join(", ")}`);
    const parts =
      one["sum"] === undefined
        ? null
        : list(one["sum"], `${place}.sum`).map((part, j) => name(part, `${place}.sum[${String(j)}]`));
    if (parts?.length === 0) throw wrong(`${place}.sum`, "is empty");
    return {
      name: name(one["name"], `${place}.name`),
      after: one["after"] === undefined ? null : name(one["after"], `${place}.after`),
      columns: shown,
      sum: parts,
    };
  });
  const sums = new Set(metrics.flatMap((metric) => (metric.sum === null ? [] : metric.name)));
  metrics.forEach((metric, i) => {
    if (metrics.findIndex((other) => other.name === metric.name) !== i)
      throw wrong(`metrics[${String(i)}]`, `is there twice: ${metric.name}`);
    const circular = metric.sum?.find((part) => sums.has(part));
    if (circular !== undefined)
      throw wrong(`metrics[${String(i)}].sum`, `holds ${circular}, which is itself a sum`);
  });
  const aliases = object(top["aliases"] ?? {}, "aliases", ["metrics", "groups"]);
  const metricAliases = names(aliases["metrics"], "aliases.metrics");
  const groups = names(aliases["groups"], "aliases.groups");
  for (const [from, to] of metricAliases)
    if (metricAliases.has(to)) throw wrong(`aliases.metrics.${from}`, `is ${to}, which is itself an alias`);
  return {
    metrics,
    metricAliases,
    groupAliases: {
      exact: new Map([...groups].filter(([key]) => !key.endsWith("*"))),
      prefixes: [...groups]
        .flatMap(([key, to]) => (key.endsWith("*") ? [[key.slice(0, -1), to] as const] : []))
        .sort(([a], [b]) => b.length - a.length),
    },
  };
}

/** The name that a group of the file has in the reports. */
export function groupAlias(aliases: GroupAliases, group: string): string {
  return (
    aliases.exact.get(group) ?? aliases.prefixes.find(([prefix]) => group.startsWith(prefix))?.[1] ?? group
  );
}
