import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { exec } from "./npmPack.mjs";

/** Settings of a quiet editor: no network, no animation, nothing saved behind a test's back. */
const SETTINGS = {
  "chat.disableAIFeatures": true,
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "extensions.autoUpdate": false,
  "git.enabled": false,
  "files.autoSave": "off",
  "workbench.reduceMotion": "on",
  "telemetry.telemetryLevel": "off",
  "terminal.integrated.gpuAcceleration": "off",
};

/** Ends the server when its parent is gone, so that a killed run leaves no process behind. */
const ORPHAN_GUARD =
  "data:text/javascript,const p=process.ppid;setInterval(()=>{if(process.ppid!==p)process.exit(0)},1000).unref()";

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net
      .createServer()
      .on("error", reject)
      .listen(0, "127.0.0.1", () => {
        const { port } = server.address();
        server.close(() => resolve(port));
      });
  });
}

/**
 * Starts the editor's server in `home` and waits until it answers.
 * `packages`: VSIX files installed first. `driver`: development mode (an extension folder and a test
 * entry are honoured, notification toasts are not shown). `trust`: false leaves Workspace Trust on.
 */
export async function startServer(
  editor,
  { home, env = {}, settings = {}, packages = [], driver = true, trust = true },
) {
  const data = path.join(home, "data");
  const machine = path.join(data, "data/Machine");
  const extensions = path.join(home, "extensions");
  fs.mkdirSync(machine, { recursive: true });
  fs.mkdirSync(extensions, { recursive: true });
  const all = { ...SETTINGS, "security.workspace.trust.enabled": !trust, ...settings };
  fs.writeFileSync(path.join(machine, "settings.json"), JSON.stringify(all));
  const main = path.join(editor.vscode, "out/server-main.js");
  const common = ["--server-data-dir", data, "--extensions-dir", extensions, "--accept-server-license-terms"];
  const environment = cleanEnvironment(env);
  for (const file of packages) {
    const args = [main, ...common, "--install-extension", path.resolve(file), "--force"];
    const { stdout, stderr } = await exec(editor.node, args, { env: environment });
    if (!stdout.includes("successfully installed")) throw new Error(`vsix: ${stdout}${stderr}`);
  }
  const port = await freePort();
  const log = path.join(home, "server.log");
  const output = fs.openSync(log, "a");
  const args = ["--import", ORPHAN_GUARD, main, "--host", "127.0.0.1", "--port", String(port)];
  args.push("--without-connection-token", "--telemetry-level", "off", ...common);
  if (trust) args.push("--disable-workspace-trust");
  if (driver) args.push("--enable-smoke-test-driver");
  // A process group of its own: stop() ends the server, its hosts and every terminal.
  const child = spawn(editor.node, args, {
    env: environment,
    stdio: ["ignore", output, output],
    detached: true,
  });
  fs.closeSync(output);
  let ended = false;
  child.on("exit", () => (ended = true));
  const deadline = Date.now() + 150_000;
  while (!(await answers(port))) {
    if (ended) throw new Error(`the editor's server ended:\n${fs.readFileSync(log, "utf8").slice(-2000)}`);
    if (Date.now() > deadline) throw new Error("the editor's server did not answer within 150 s");
    await sleep(100);
  }
  const signal = (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // already gone
    }
  };
  return {
    port,
    data,
    kill: () => signal("SIGKILL"),
    async stop() {
      signal("SIGTERM");
      for (let i = 0; i < 30 && !ended; i++) await sleep(100);
      signal("SIGKILL");
    },
  };
}

const answers = (port) =>
  fetch(`http://127.0.0.1:${port}/version`).then(
    (response) => response.ok,
    () => false,
  );

function cleanEnvironment(env) {
  const all = { EXTENSIONS_GALLERY: "{}", ...process.env, ...env }; // no marketplace look-ups
  const foreign = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$|npm_|VITEST)/;
  return Object.fromEntries(Object.entries(all).filter(([name]) => !foreign.test(name)));
}
