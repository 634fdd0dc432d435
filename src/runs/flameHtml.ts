import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import type { Profile } from "../core/profile/model";
import { flamePageHtml } from "../core/report/flamePage";

/** One HTML file with flame graph and tables, from the bundles beside this program. Throws `unsupported` without them. */
export function flameHtml(profile: Profile, title: string): string {
  const read = (name: string): string => {
    try {
      return readFileSync(path.join(__dirname, "webview", name), "utf8");
    } catch (cause) {
      throw new CycleLensError(
        "unsupported",
        "the page's bundle is missing from this installation",
        "install CycleLens again, or use --format speedscope",
        { cause },
      );
    }
  };
  return flamePageHtml({
    title,
    profile,
    script: read("flamePage.js"),
    style: read("flamePage.css"),
    nonce: randomBytes(16).toString("base64url"),
  });
}
