import type { Random } from "./mutate";

const values: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  4294967295.5,
  "",
  "text",
  "</script>",
  "__proto__",
  [],
  [0],
  [[]],
  {},
  { length: 1e9 },
  [null, -5, 99, "x"],
];

/** Valid JSON with one to eight values replaced, removed, doubled or moved. */
export function mutateJson(sample: unknown, random: Random): unknown {
  const root: unknown = structuredClone(sample);
  for (let k = 1 + random.below(8); k > 0; k--) {
    const place = anyPlace(root, random);
    if (place === null) return values[random.below(values.length)];
    change(place.parent, place.key, random);
  }
  return root;
}

interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

/** Walks down by chance, so that tables are met as often as their many rows. */
function anyPlace(root: unknown, random: Random): Place | null {
  let place: Place | null = null;
  let at = root;
  while (typeof at === "object" && at !== null) {
    const keys = Object.keys(at);
    if (keys.length === 0) break;
    const parent = at as Record<string, unknown>;
    place = { parent, key: keys[random.below(keys.length)]! };
    if (random.below(5) === 0) break;
    at = parent[place.key];
  }
  return place;
}

function change(parent: Record<string, unknown>, key: string, random: Random): void {
  const list: unknown[] | null = Array.isArray(parent) ? parent : null;
  switch (random.below(6)) {
    case 0:
      if (list) list.splice(Number(key), 1);
      else Reflect.deleteProperty(parent, key);
      return;
    case 1:
      if (list) list.splice(Number(key), 0, values[random.below(values.length)]);
      else parent[`${key}2`] = parent[key];
      return;
    case 2:
      if (list) list.length = random.below(list.length + 1);
      return;
    case 3:
      if (typeof parent[key] === "number") parent[key] = random.below(100) - 1;
      return;
    case 4: {
      // Two neighbours trade places.
      const keys = Object.keys(parent);
      const other = keys[random.below(keys.length)]!;
      [parent[key], parent[other]] = [parent[other], parent[key]];
      return;
    }
    default:
      parent[key] = values[random.below(values.length)];
  }
}

/**
 * JSON text whose objects have their keys in another order, some of them twice: the first of two with another value, so that
 * readers must take the last, or refuse. Samples are not deep: recursion is fine here.
 */
export function reorderedText(value: unknown, random: Random): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => reorderedText(item, random)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const pairs = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}:${reorderedText(item, random)}`,
  );
  for (let i = pairs.length - 1; i > 0; i--) {
    const other = random.below(i + 1);
    [pairs[i], pairs[other]] = [pairs[other]!, pairs[i]!];
  }
  const keys = Object.keys(value);
  for (let k = random.below(3); k > 0 && keys.length > 0; k--) {
    const twin = JSON.stringify(values[random.below(values.length)]) ?? "null";
    pairs.splice(random.below(pairs.length), 0, `${JSON.stringify(keys[random.below(keys.length)])}:${twin}`);
  }
  return `{${pairs.join(",")}}`;
}
