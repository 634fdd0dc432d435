import { execFileSync } from "node:child_process";
import { root } from "./steps.mjs";

/** True where whoever started this has built `dist/` of these sources, and others beside this one read it. */
export const isBuilt = () => process.env.CYCLELENS_BUILT === "1";

/** Builds `dist/`, unless that is done. */
export function buildDist() {
  if (isBuilt()) return;
  execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
}
