// node scripts/testJourneys.mjs [NAME…]: what a user does with the packaged extension, driven from outside,
// each in a window of its own (test/integration/journeys).
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { findZiskemu } from "./findZiskemu.mjs";
import { buildVsix } from "./package.mjs";
import { failedLine, retriedLine, root } from "./steps.mjs";
import { runHost } from "./testHost/host.mjs";
import { chooseFile, editorLines, openFile } from "./testHost/workbench.mjs";
import { copyWorkspace } from "./testWorkspace.mjs";

const folder = path.join(root, "test/integration/journeys");
const wanted = process.argv.slice(2);
const vsix = buildVsix(path.join(root, "out/journeys.vsix"));
const agent = path.join(root, "out/agent.vsix");
packAgent();
const ziskemu = findZiskemu();
let passed = 0;
let failed = 0;
for (const file of fs.readdirSync(folder).sort()) {
  const name = path.basename(file, ".mjs");
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const journey = await import(pathToFileURL(path.join(folder, file)).href);
  if (journey.options?.needsZiskemu && !ziskemu) {
    console.log(`skipped: ${journey.title}: cargo install ziskemu --version 1.4.0-alpha --locked`);
    continue;
  }
  // What fails is tried once more, in a fresh window on a fresh workspace, and named.
  const first = await attempt(name, journey);
  const error = first === null ? null : await attempt(`${name} 2`, journey);
  console.log(`  ${error === null ? "✔" : "✘"} ${journey.title}`);
  if (error !== null) console.log(failedLine(journey.title, error));
  else if (first !== null) console.log(retriedLine(journey.title, first));
  if (error === null) passed++;
  else failed++;
}
console.log(`journeys: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** What the journey failed with, or null. */
async function attempt(name, journey) {
  const workspace = copyWorkspace({ ziskemu });
  writeRecorded(workspace.folder);
  let error = null;
  const code = await runHost({
    trust: true,
    ...journey.options,
    packages: journey.options?.agent ? [vsix, agent] : [vsix],
    folder: workspace.folder,
    settings: { ...workspace.settings, ...journey.options?.settings },
    env: workspace.env,
    artifacts: path.join(root, "out/artifacts", name),
    timeoutS: 300,
    script: async (driver) => {
      try {
        await journey.default(tools(driver, workspace.folder));
      } catch (thrown) {
        error = thrown;
        throw thrown;
      }
    },
  }).catch((thrown) => {
    error = thrown;
    return 1;
  });
  workspace.dispose();
  return code === 0 ? null : (error ?? `ended with ${code}`);
}

/** An extension that calls our tools as an agent does. */
function packAgent() {
  const vsce = path.join(root, "node_modules/@vscode/vsce/vsce");
  const args = [vsce, "package", "--no-dependencies", "--allow-missing-repository", "--skip-license"];
  execFileSync(process.execPath, [...args, "--out", agent], {
    cwd: path.join(root, "test/integration/agent"),
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** The recorded run as one file, `guest/recorded.cyclelens.json`: the file dialog takes one. */
function writeRecorded(workspaceFolder) {
  const guest = path.join(workspaceFolder, "guest");
  const elf = path.join(guest, "sample-guest.elf");
  fs.writeFileSync(elf, gunzipSync(fs.readFileSync(`${elf}.gz`)));
  const files = ["stdout.txt", "stats.csv", "ziskemu-profile.json.gz", "disasm.txt.gz"];
  const args = ["report", ...files.map((name) => path.join("recorded", name)), "--elf", elf];
  args.push("--listed", "--json", "-o", "recorded.cyclelens.json");
  execFileSync(process.execPath, [path.join(root, "dist/cli.js"), ...args], { cwd: guest });
}

function tools(driver, workspaceFolder) {
  const { page, command } = driver;
  return {
    ...driver,
    folder: workspaceFolder,
    openFile: (name) => openFile(page, name),
    chooseFile: (file) => chooseFile(page, file),
    async openProfile(file) {
      await command("CycleLens: Open Profile");
      await chooseFile(page, file);
    },
    /** The figures of the visible lines, once there is one. */
    async lineFigures() {
      for (let attempt = 0; attempt < 100; attempt++) {
        const found = (await editorLines(page)).filter(({ after }) => after.includes("%"));
        if (found.length > 0) return found;
        await page.waitForTimeout(200);
      }
      throw new Error("no figure appeared in the editor");
    },
  };
}
