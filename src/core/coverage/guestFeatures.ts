import type { Manifest } from "./manifest";

/** Features that switch the optional dependency on, through any number of others. */
export function featuresOf(manifest: Manifest, key: string): string[] {
  const on = new Set<string>();
  const explicit = [...manifest.features.values()].some((items) => items.includes(`dep:${key}`));
  if (!explicit) on.add(key);
  for (let grew = true; grew;) {
    grew = false;
    for (const [feature, items] of manifest.features) {
      if (on.has(feature)) continue;
      if (items.some((item) => item === `dep:${key}` || item.startsWith(`${key}/`) || on.has(item))) {
        on.add(feature);
        grew = true;
      }
    }
  }
  return [...on].sort();
}
