import { flameHtml } from "../runs/flameHtml";
import { CycleLensError } from "../core/errors";
import type { Profile } from "../core/profile/model";
import { profileToJson } from "../core/profile/json";
import { csvReport } from "../core/report/csv";
import { firefoxReport } from "../core/report/firefox";
import { foldedReport } from "../core/report/folded";
import { stacksAsDrawn } from "../core/report/inlinedStacks";
import { markdownReport } from "../core/report/markdown";
import { speedscopeComparison, speedscopeReport } from "../core/report/speedscope";
import { textReport } from "../core/report/text";
import { diffFoldedReport } from "../core/report/diffFolded";
import type { HeldComparison } from "./compare/comparing";
import type { ExportView } from "../protocol/requests";
import type { OpenedProfile } from "./profileStore";

interface ExportedText {
  readonly text: string;
  readonly fileName: string;
}

/**
 * The active profile as a file of another tool; stacks are those of a flame graph's view, where that is given. Throws
 * `unsupported`, and what the form itself refuses.
 */
export function exportOf(opened: OpenedProfile, format: string, view?: ExportView): ExportedText {
  const { profile } = opened;
  const name = stemOf(opened);
  const stacks = view === undefined ? profile : stacksAsDrawn(profile, view.inlined);
  const metric = stacks.metrics.some(({ id }) => id === view?.metric) ? view!.metric : opened.metric;
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
      return { text: foldedReport(stacks, metric), fileName: `${name}.folded` };
    case "speedscope":
      return {
        text: `${JSON.stringify(speedscopeReport(stacks, metric))}\n`,
        fileName: `${name}.speedscope.json`,
      };
    case "firefox":
      return {
        text: `${JSON.stringify(firefoxReport(stacks, metric))}\n`,
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

/** Both runs of a comparison as one file. Throws `not-found` where it is not the one that is shown, `unsupported`. */
export function comparisonExport(
  held: HeldComparison | null,
  id: string,
  format: string,
  view?: ExportView,
): ExportedText {
  if (held?.id !== id)
    throw new CycleLensError(
      "not-found",
      "this comparison is no longer shown",
      "choose the run to compare with again",
    );
  const { base, next } = held;
  const name = `${stemOf(next)}.diff`;
  // Inlined functions only where both sides tell them, as it is drawn.
  const tell = [base, next].every(({ profile }) => profile.inlinedTree !== undefined);
  const [from, to] = [base, next].map(({ profile }) =>
    tell && view !== undefined ? stacksAsDrawn(profile, view.inlined) : profile,
  ) as [Profile, Profile];
  const metric = to.metrics.some(({ id: known }) => known === view?.metric) ? view!.metric : next.metric;
  if (format === "folded")
    return {
      text: diffFoldedReport(from, to, metric),
      fileName: `${name}.folded`,
    };
  if (format === "speedscope")
    return {
      text: `${JSON.stringify(speedscopeComparison([from, base.title], [to, next.title], metric))}\n`,
      fileName: `${name}.speedscope.json`,
    };
  throw new CycleLensError(
    "unsupported",
    `no comparison is exported as ${format}`,
    "use folded or speedscope",
  );
}

function stemOf({ title }: OpenedProfile): string {
  return title.replace(/[^A-Za-z0-9._-]+/g, "-") || "profile";
}
