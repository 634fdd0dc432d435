import { flameHtml } from "../runs/flameHtml";
import { CycleLensError } from "../core/errors";
import { profileToJson } from "../core/profile/json";
import { csvReport } from "../core/report/csv";
import { firefoxReport } from "../core/report/firefox";
import { foldedReport } from "../core/report/folded";
import { markdownReport } from "../core/report/markdown";
import { speedscopeReport } from "../core/report/speedscope";
import { textReport } from "../core/report/text";
import type { OpenedProfile } from "./profileStore";

/** The active profile as a file of another tool. Throws `unsupported`, and what the form itself refuses. */
export function exportOf(
  opened: OpenedProfile,
  format: string,
): { readonly text: string; readonly fileName: string } {
  const { profile, metric } = opened;
  const name = opened.title.replace(/[^A-Za-z0-9._-]+/g, "-") || "profile";
  switch (format) {
    case "json":
      return {
        text: `${JSON.stringify(profileToJson(profile, { full: true }))}\n`,
        fileName: `${name}.cyclelens.json`,
      };
    case "md":
      return { text: markdownReport(profile), fileName: `${name}.md` };
    case "csv":
      return { text: csvReport(profile), fileName: `${name}.csv` };
    case "text":
      return { text: textReport(profile), fileName: `${name}.txt` };
    case "folded":
      return { text: foldedReport(profile, metric), fileName: `${name}.folded` };
    case "speedscope":
      return {
        text: `${JSON.stringify(speedscopeReport(profile, metric))}\n`,
        fileName: `${name}.speedscope.json`,
      };
    case "firefox":
      return {
        text: `${JSON.stringify(firefoxReport(profile, metric))}\n`,
        fileName: `${name}.firefox.json`,
      };
    case "html":
      return { text: flameHtml(profile, opened.title), fileName: `${name}.html` };
    default:
      throw new CycleLensError(
        "unsupported",
        `no export is called ${format}`,
        "use json, md, csv, text, folded, speedscope, firefox or html",
      );
  }
}
