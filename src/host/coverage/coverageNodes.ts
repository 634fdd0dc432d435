import {
  operations,
  type Backend,
  type CoverageState,
  type CrateCoverage,
  type Finding,
  type Fix,
  type Operation,
  type Place,
} from "../../core/coverage/types";
import { safeName } from "../../core/profile/names";
import { backendNames, stateGlyphs } from "../../core/report/coverageWords";
import { stateRank, type CoverageWords } from "../../protocol/coverageWords";
import { fill } from "../../protocol/flameWords";
import {
  backendText,
  costText,
  crateText,
  exactCostText,
  figureText,
  pathText,
  sdkText,
  sourceText,
  stateText,
} from "./coverageText";
import { isOpenCell, leadingCrate, type CellView, type GuestView } from "./guestViews";

/** An item of the tree, ready but for the editor's classes; texts may hold names from files, made harmless. */
export interface CoverageNode {
  readonly kind: "guest" | "operation" | "cell" | "crate" | "finding" | "detail";
  /** Unique in the tree and the same after a change elsewhere, so that open items stay open. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: CoverageState | Finding["severity"] | "guest" | "none";
  readonly place: Place | null;
  readonly fix: Fix | null;
  readonly children: readonly CoverageNode[];
}

export interface NodeOptions {
  readonly words: CoverageWords;
  /** Lower case is compared; empty shows everything. */
  readonly filter: string;
  /** Of the open profile. */
  readonly metric: string;
}

const bare = { tooltip: "", place: null, fix: null, children: [] } as const;

/** First a row a guest with its figure and findings, then a row an operation that any guest has. */
export function coverageNodes(
  guests: readonly GuestView[],
  { words, filter, metric }: NodeOptions,
): readonly CoverageNode[] {
  const wanted = filter.trim().toLowerCase();
  const matches = (text: string): boolean => text.toLowerCase().includes(wanted);
  const titled = titles(guests);
  const figures = guests.map((view, at) => guestNode(view, titled[at]!, words));
  const rows = operations.flatMap((operation) => {
    const cells = guests.flatMap((view, at) => {
      const cell = view.cells.get(operation);
      return cell && cell.state !== "absent" ? [{ view, cell, title: titled[at]! }] : [];
    });
    const all = matches(words[`op_${operation}`]);
    const shown = cells.filter(
      ({ view, cell, title }) =>
        all ||
        [title, backendText(view.guest), words[cell.state], ...cell.crates.map(crateText)].some(matches),
    );
    return shown.length === 0 ? [] : [operationNode(operation, shown, words, metric)];
  });
  const named =
    wanted === "" ? figures : figures.filter(({ label, description }) => matches(`${label} ${description}`));
  return [...named, ...rows];
}

/** Names of guests; where two share one, with what tells them apart. */
export function titles(guests: readonly GuestView[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { guest } of guests) counts.set(guest.name, (counts.get(guest.name) ?? 0) + 1);
  return guests.map(({ guest: { name, manifest } }) => {
    const folder = manifest.replace(/\/?Cargo\.toml$/, "");
    return safeName(counts.get(name)! > 1 && folder !== "" ? `${name} (${folder})` : name);
  });
}

interface Shown {
  readonly view: GuestView;
  readonly cell: CellView;
  readonly title: string;
}

function guestNode({ folder, guest, figure }: GuestView, title: string, words: CoverageWords): CoverageNode {
  const id = `guest ${folder}/${guest.manifest} ${guest.backend}`;
  return {
    kind: "guest",
    id,
    label: title,
    description: `${figureText(figure, words)} · ${backendText(guest)}`,
    tooltip: [safeName(guest.manifest), `${words.sdk}: ${sdkText(guest, words)}`].join("\n"),
    icon: "guest",
    place: manifestPlace(folder, guest.manifest),
    fix: null,
    children: guest.findings.map((finding, at) => ({
      ...bare,
      kind: "finding",
      id: `${id} finding ${at}`,
      label: safeName(finding.message),
      description: "",
      tooltip: safeName(finding.message),
      icon: finding.severity,
      place: finding.place,
      fix: finding.fix,
    })),
  };
}

function operationNode(
  operation: Operation,
  shown: readonly Shown[],
  words: CoverageWords,
  metric: string,
): CoverageNode {
  const worst = shown.reduce((a, b) => (stateRank[b.cell.state] < stateRank[a.cell.state] ? b : a)).cell;
  return {
    ...bare,
    kind: "operation",
    id: `operation ${operation}`,
    label: words[`op_${operation}`],
    description: backendSummary(shown, words),
    tooltip: `${words.native}: ${worst.native}`,
    icon: worst.state,
    children: shown.map((one) => cellNode(one, words, metric)),
  };
}

/** `SP1 ✗ unpatched 2 of 3 · ZisK ✓ accelerated`: a word a backend, the most pressing state first. */
function backendSummary(shown: readonly Shown[], words: CoverageWords): string {
  const byBackend = new Map<Backend, CoverageState[]>();
  for (const { view, cell } of shown) {
    const states = byBackend.get(view.guest.backend);
    if (states) states.push(cell.state);
    else byBackend.set(view.guest.backend, [cell.state]);
  }
  return [...byBackend]
    .map(([backend, states]) => {
      const worst = states.reduce((a, b) => (stateRank[b] < stateRank[a] ? b : a));
      const count = states.filter((state) => state === worst).length;
      const text =
        count === states.length
          ? stateText(worst, words)
          : fill(words.ofGuests, stateText(worst, words), count, states.length);
      return { rank: stateRank[worst], text: `${backendNames[backend]} ${text}` };
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ text }) => text)
    .join(" · ");
}

function cellNode({ view, cell, title }: Shown, words: CoverageWords, metric: string): CoverageNode {
  const { guest, folder } = view;
  const lead = leadingCrate(cell);
  const id = `cell ${cell.operation} ${folder}/${guest.manifest} ${guest.backend}`;
  const note = safeName(cell.cell?.note ?? lead?.reason ?? "");
  return {
    kind: "cell",
    id,
    label: title,
    description: [backendText(guest), stateText(cell.state, words)].join(" · "),
    tooltip: [`${title}, ${backendText(guest)}: ${stateText(cell.state, words)}`, note]
      .filter(Boolean)
      .join("\n"),
    icon: cell.state,
    place: lead?.place ?? manifestPlace(folder, guest.manifest),
    fix: isOpenCell(cell) ? (lead?.fix ?? null) : null,
    children: cell.crates.map((crate, at) => crateNode(crate, `${id} ${at}`, words, metric)),
  };
}

function crateNode(crate: CrateCoverage, id: string, words: CoverageWords, metric: string): CoverageNode {
  const detail = (
    key: string,
    label: string,
    text: string,
    more: Partial<CoverageNode> = {},
  ): CoverageNode[] =>
    text === ""
      ? []
      : [
          {
            ...bare,
            kind: "detail",
            id: `${id} ${key}`,
            label,
            description: text,
            tooltip: `${label}: ${text}`,
            icon: "none",
            ...more,
          },
        ];
  const cost = costText(crate.cost, metric);
  return {
    kind: "crate",
    id,
    label: crateText(crate),
    description: [stateText(crate.state, words), cost].filter(Boolean).join(" · "),
    tooltip: [`${stateGlyphs[crate.state]} ${safeName(crate.reason)}`, pathText(crate.path)].join("\n"),
    icon: crate.state,
    place: crate.place ?? crate.related,
    fix: crate.fix,
    children: [
      ...detail("reason", words.reason, safeName(crate.reason), { place: crate.place }),
      ...detail("source", words.source, sourceText(crate, words), { place: crate.related }),
      ...detail("path", words.path, pathText(crate.path)),
      ...detail("cost", words.cost, cost, {
        tooltip: cost === "" ? "" : `${words.cost}: ${exactCostText(crate.cost!, metric)}`,
      }),
      ...detail("fix", words.fix, safeName(crate.fix?.title ?? ""), { fix: crate.fix, place: crate.place }),
    ],
  };
}

/** The head of a guest's manifest. */
export function manifestPlace(folder: string, manifest: string): Place {
  const zero = { line: 0, character: 0 };
  return { file: `${folder.replace(/[\\/]+$/, "")}/${manifest}`, range: { start: zero, end: zero } };
}
