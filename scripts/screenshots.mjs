// npm run screenshots: docs/images/{dark,light}-*.png, taken from the real editor with a real profile.
// Look at them before you commit them. An argument takes only those whose test has it in its title.
import fs from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { buildSuites } from "./buildSuites.mjs";
import { findZiskemu } from "./findZiskemu.mjs";
import { stageExtension } from "./stageExtension.mjs";
import { root } from "./steps.mjs";
import { runHost } from "./testHost/host.mjs";
import { copyWorkspace } from "./testWorkspace.mjs";

const THEMES = { dark: "Default Dark Modern", light: "Default Light Modern" };
/** An editor has few colours: with the palette that this quality needs a picture looks the same, and it travels in the VSIX. */
const fewColours = { palette: true, quality: 90, effort: 10, dither: 0, compressionLevel: 9 };
const images = path.join(root, "docs/images");
const extension = stageExtension();
const suites = await buildSuites();
for (const [name, theme] of Object.entries(THEMES)) {
  const workspace = copyWorkspace({ ziskemu: findZiskemu(), plain: true });
  // A folder of this process's own: pictures of another day or of another one's run are not taken along.
  const artifacts = path.join(root, "out/artifacts", `screenshots-${process.pid}`);
  fs.rmSync(artifacts, { recursive: true, force: true });
  const code = await runHost({
    extension,
    tests: suites,
    folder: workspace.folder,
    artifacts,
    size: { width: 1280, height: 800 },
    scale: 1.5,
    settings: {
      ...workspace.settings,
      "workbench.colorTheme": theme,
      "editor.minimap.enabled": false,
      "editor.fontSize": 13,
      "editor.stickyScroll.enabled": false,
      "window.commandCenter": false,
      "remote.autoForwardPorts": false,
    },
    env: {
      ...workspace.env,
      CYCLELENS_SHARED: process.env.CYCLELENS_SHARED ?? path.join(root, "../shared"),
      CYCLELENS_TEST_GREP: process.argv[2] ?? "",
      CYCLELENS_TEST_SUITES: "_screenshots",
      CYCLELENS_SHOT_THEME: name,
    },
  });
  workspace.dispose();
  if (code !== 0) process.exit(1);
  for (const file of fs.readdirSync(artifacts))
    if (file.startsWith(`${name}-`) && file.endsWith(".png"))
      await sharp(path.join(artifacts, file)).png(fewColours).toFile(path.join(images, file));
}
fs.rmSync(path.join(root, "out/artifacts", `screenshots-${process.pid}`), { recursive: true, force: true });
console.log(`written to ${images}`);
