import { stat } from "node:fs/promises";
import path from "node:path";
import { guestsOf } from "../toolchains/guests";

/** The machine whose guests alone a manifest has, else ZisK. */
export async function machineOfManifest(file: string): Promise<"zisk" | "sp1"> {
  const info = await stat(file).catch(() => null);
  const guests = await guestsOf(info?.isDirectory() ? path.join(file, "Cargo.toml") : file).catch(() => []);
  const machines = new Set<string>(guests.map(({ machine }) => machine));
  return machines.has("sp1") && !machines.has("zisk") ? "sp1" : "zisk";
}
