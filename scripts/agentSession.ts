// Writes the session of docs/agents.md anew: node scripts/ts.mjs scripts/agentSession.ts (a test says when it is stale)
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { transcript, withSession } from "./agents/session";

const dist = mkdtempSync(path.join(tmpdir(), "cyclelens-dist-"));
try {
  execFileSync(process.execPath, ["esbuild.mjs", `--outdir=${dist}`], { stdio: "inherit" });
  withSession("docs/agents.md", await transcript(dist));
} finally {
  rmSync(dist, { recursive: true, force: true });
}
