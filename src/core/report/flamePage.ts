import type { Profile } from "../profile/model";
import { flamePageData } from "./flamePageData";

export interface FlamePageParts {
  /** Guest or file name. */
  readonly title: string;
  readonly profile: Profile;
  /** Text of `dist/webview/flamePage.js`. */
  readonly script: string;
  /** Text of `dist/webview/flamePage.css`. */
  readonly style: string;
  /** Random, of letters, digits, `-` and `_`; names the only script and style that may run. */
  readonly nonce: string;
}

/**
 * One HTML file with flame graph, hot functions and hot lines: works from disk, offline, under a CSP that lets nothing
 * in from elsewhere. The profile stands in a data block that no parser takes for markup.
 */
export function flamePageHtml(parts: FlamePageParts): string {
  const nonce = parts.nonce.replace(/[^A-Za-z0-9_-]/g, "");
  const csp = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const data = flamePageData(parts.profile, parts.title);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<meta name="generator" content="CycleLens">
<title>${escapeHtml(data.title)} · CycleLens</title>
<style nonce="${nonce}">${parts.style.replace(/<\//g, "<\\/")}</style>
</head>
<body class="page">
<noscript>This page draws its flame graph with a script of its own; allow scripts for this file.</noscript>
<script type="application/json" id="cyclelens-data">${jsonInHtml(data)}</script>
<script nonce="${nonce}">${scriptInHtml(parts.script)}</script>
</body>
</html>
`;
}

/** JSON that can stand in a script element: no `<`, and no line ends that only JSON allows. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, "\\u003c")
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
}

/** In a bundle these occur in strings and patterns only, where the backslash changes nothing. */
function scriptInHtml(script: string): string {
  return script.replace(/<\/(?=script)/gi, "<\\/").replace(/<!--/g, "<\\!--");
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
