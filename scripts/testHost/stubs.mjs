// Native modules that ship no prebuilt binary, in plain JavaScript: nothing is compiled.
import fs from "node:fs";
import path from "node:path";

const WATCHDOG = `exports.start = (pid) =>
  setInterval(() => { try { process.kill(pid, 0); } catch { process.exit(87); } }, 1000).unref();
`;

const SPDLOG = `const fs = require("fs"), path = require("path");
const LEVELS = ["trace", "debug", "info", "warning", "error", "critical"];
class Logger {
  constructor(file) { this.file = file; this.level = 0; this.raw = false; fs.mkdirSync(path.dirname(file), { recursive: true }); }
  write(level, message) {
    if (level < this.level) return;
    const line = this.raw ? message : new Date().toISOString() + " [" + LEVELS[level] + "] " + message + "\\n";
    try { fs.appendFileSync(this.file, line); } catch {}
  }
  trace(m) { this.write(0, m); } debug(m) { this.write(1, m); } info(m) { this.write(2, m); }
  warn(m) { this.write(3, m); } error(m) { this.write(4, m); } critical(m) { this.write(5, m); }
  getLevel() { return this.level; } setLevel(level) { this.level = level; }
  setPattern() {} clearFormatters() { this.raw = true; } flush() {} drop() {}
}
exports.version = 0;
exports.setLevel = exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = exports.createAsyncRotatingLogger = async (name, file) => new Logger(file);
`;

const RIPGREP = `const path = require("path");
const folder = path.join(__dirname, "..", "ripgrep-universal");
exports.rgPath = path.join(folder, "bin", process.platform + "-" + process.arch, process.platform === "win32" ? "rg.exe" : "rg");
`;

/** Writes the stand-ins into `vscode/node_modules`, over what npm put there. */
export function writeStubs(vscode) {
  const put = (name, source) => {
    const folder = path.join(vscode, "node_modules", name);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(
      path.join(folder, "package.json"),
      JSON.stringify({ name, version: "0.0.0-stub", main: "index.js" }),
    );
    fs.writeFileSync(path.join(folder, "index.js"), source);
  };
  put("@vscode/native-watchdog", WATCHDOG);
  put("native-watchdog", WATCHDOG);
  put("@vscode/spdlog", SPDLOG);
  put("@vscode/ripgrep", RIPGREP);
}
