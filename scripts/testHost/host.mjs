// Runs a test entry inside the extension host of a real VS Code, or a script that drives its page.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { format } from "node:util";
import { startBridge } from "./bridge.mjs";
import { browser as launchBrowser } from "./browser.mjs";
import { installEditor } from "./installEditor.mjs";
import { startServer } from "./server.mjs";
import { EDITORS } from "./versions.mjs";
import { openWorkbench, paletteCommand, webview } from "./workbench.mjs";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * @param {object} options
 * @param {object} [options.editor] one of EDITORS
 * @param {string} [options.extension] folder of the extension under development
 * @param {string[]} [options.packages] VSIX files to install first
 * @param {string} [options.tests] compiled module with `run()`
 * @param {(driver: object) => Promise<void>} [options.script] drives the page from outside instead
 * @param {string} [options.folder] workspace, used as it is: give a copy
 * @param {string} options.artifacts where logs and screenshots go
 * @param {Record<string, string>} [options.env] @param {object} [options.settings]
 * @param {boolean} [options.trust] @param {number} [options.timeoutS] @param {object} [options.size]
 * @returns {Promise<number>} 0 passed, 1 failed, 124 timed out, 125 page crashed
 */
export async function runHost(options) {
  const { artifacts, tests, script, timeoutS = 300 } = options;
  const editor = await installEditor(options.editor ?? EDITORS.stable);
  fs.mkdirSync(artifacts, { recursive: true });
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "cyclelens-host-"));
  const output = path.join(home, "test-output.txt");
  fs.writeFileSync(output, "");
  let shown = 0;
  const showOutput = () => {
    const bytes = fs.readFileSync(output);
    process.stdout.write(bytes.subarray(shown));
    shown = bytes.length;
  };
  const errors = [];
  const log = fs.createWriteStream(path.join(artifacts, "console.log"));
  let page, server, browser, bridge;
  let code = 1;
  const onSignal = (signal) => {
    server?.kill();
    fs.rmSync(home, { recursive: true, force: true });
    process.exit(128 + os.constants.signals[signal]);
  };
  for (const signal of SIGNALS) process.once(signal, onSignal);
  try {
    bridge = await startBridge(() => page, artifacts);
    const env = { CYCLELENS_TEST_UI: bridge.url, CYCLELENS_TEST_OUT: output, ...options.env };
    const driver = options.driver ?? tests !== undefined;
    [server, browser] = await Promise.all([
      startServer(editor, { ...options, home, driver, env }),
      launchBrowser({ args: options.browserArgs }),
    ]);
    let end;
    const ended = new Promise((resolve) => (end = resolve));
    const limit = setTimeout(() => {
      console.error(`no end after ${timeoutS} s`);
      end(124);
    }, timeoutS * 1000);
    const ticker = setInterval(showOutput, 200);
    page = await openWorkbench(browser, server, {
      ...options,
      onLog(type, args) {
        const line = `[${type}] ${format(...args)}`;
        log.write(`${line}\n`);
        if (type === "error") errors.push(line);
      },
      onExit: end,
    });
    page.on("crash", () => end(125));
    if (script) {
      const tools = {
        page,
        browser,
        server,
        artifacts,
        webview: (index) => webview(page, index),
        command: (title) => paletteCommand(page, title),
      };
      script(tools).then(
        () => end(0),
        (error) => {
          console.error(error);
          end(1);
        },
      );
    }
    code = await ended;
    clearTimeout(limit);
    clearInterval(ticker);
    showOutput();
    if (code !== 0) {
      const last = errors.slice(-5).map((line) => line.slice(0, 800));
      console.error(`last workbench errors (all in ${artifacts}):\n${last.join("\n")}`);
      await page.screenshot({ path: path.join(artifacts, "failure.png") }).catch(() => {});
    }
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    await browser?.close().catch(() => {});
    await server?.stop();
    bridge?.close();
    log.end();
    const logs = path.join(home, "data/data/logs");
    if (code !== 0 && fs.existsSync(logs)) fs.cpSync(logs, path.join(artifacts, "logs"), { recursive: true });
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  return code;
}
