// A headless Chromium from npm that needs neither root nor any library of the system (Linux x64).
// The package carries nss, nspr and expat; fonts come from DejaVu, for without a font the workbench
// brings the browser down.
import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";
import { cached } from "./cache.mjs";
import { exec, npmPack } from "./npmPack.mjs";

const CHROMIUM = "153.0.0";
const DEJAVU = "2.37.3";
const FONTS = ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono", "DejaVuSansMono-Bold"];
const FONT_CONFIGURATION = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
<alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias></fontconfig>`;

const unbrotli = (from, to, mode = 0o644) =>
  pipeline(fs.createReadStream(from), zlib.createBrotliDecompress(), fs.createWriteStream(to, { mode }));

async function fill(folder) {
  const source = await npmPack(`@sparticuz/chromium@${CHROMIUM}`, folder);
  await unbrotli(path.join(source, "bin/chromium.br"), path.join(folder, "chromium"), 0o755);
  for (const name of ["al2023", "fonts", "swiftshader"]) {
    const tar = path.join(folder, `${name}.tar`);
    await unbrotli(path.join(source, `bin/${name}.tar.br`), tar);
    await exec("tar", ["xf", tar, "-C", folder]);
    fs.rmSync(tar);
  }
  fs.rmSync(source, { recursive: true });
  const fonts = await npmPack(`dejavu-fonts-ttf@${DEJAVU}`, folder);
  for (const name of FONTS)
    fs.renameSync(path.join(fonts, `ttf/${name}.ttf`), path.join(folder, `fonts/${name}.ttf`));
  fs.rmSync(fonts, { recursive: true });
  fs.writeFileSync(path.join(folder, "fonts.conf"), FONT_CONFIGURATION);
}

const onPath = (name) =>
  (process.env.PATH ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => fs.existsSync(file));

/**
 * Playwright launch options of a Chromium: `$CYCLELENS_BROWSER`, else the one from npm, else one of
 * the system.
 * @returns {Promise<{ executablePath: string, env: NodeJS.ProcessEnv }>}
 */
export async function installBrowser() {
  if (process.env.CYCLELENS_BROWSER)
    return { executablePath: process.env.CYCLELENS_BROWSER, env: process.env };
  if (process.platform === "linux" && process.arch === "x64") {
    const folder = await cached(`chromium-${CHROMIUM}`, { CHROMIUM, DEJAVU, recipe: 1 }, fill);
    const libraries = [path.join(folder, "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
    return {
      executablePath: path.join(folder, "chromium"),
      env: { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: path.join(folder, "fonts.conf") },
    };
  }
  const system = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"]
    .map(onPath)
    .find(Boolean);
  if (system) return { executablePath: system, env: process.env };
  throw new Error(
    "no Chromium found: install one (apt install chromium) or set CYCLELENS_BROWSER to its path",
  );
}
