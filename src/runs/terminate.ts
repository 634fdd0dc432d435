import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";

/** Sends a signal to a child and everything it started. Windows knows only the end: taskkill /T /F. */
export function terminateTree(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === "win32") {
    const taskkill = path.join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", "taskkill.exe");
    spawn(taskkill, ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true }).on(
      "error",
      () => child.kill(signal),
    );
    return;
  }
  try {
    // The group outlives its first process as long as one member is there.
    process.kill(-pid, signal);
  } catch {
    // Nobody is left.
  }
}
