import { chromium } from "playwright-core";
import { installBrowser } from "./installBrowser.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/**
 * Installs a headless Chromium where it is missing and launches it. The caller closes it.
 * @param {{ args?: string[] }} [options] additional command line flags
 * @returns {Promise<import("playwright-core").Browser>}
 */
export async function browser({ args = [] } = {}) {
  return chromium.launch({ ...(await installBrowser()), args: [...FLAGS, ...args] });
}
