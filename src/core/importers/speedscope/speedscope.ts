import { CycleLensError } from "../../errors";
import type { Metric, Profile } from "../../profile/model";
import { safeName } from "../../profile/names";
import type { Importer } from "../artefact";
import { OwnMarkReader } from "../ownMark";
import { scanJson } from "../scan/scanJson";
import { array, number, numbers, object, text } from "../scan/shape";
import type { Shape } from "../scan/shape";
import { StackTrie } from "../stackTrie";
import { treeLines } from "../treeLines";
import { treeProfile } from "../treeProfile";
import { joinProfiles } from "./join";
import type { SpeedscopeFrame } from "./join";
import { ProfileReader } from "./profileReader";

const again = "check that the file is what the tool wrote, or make it again";
const latin1 = new TextDecoder("latin1");

/**
 * speedscope's own format, evented and sampled, all units (https://www.speedscope.app/file-format-schema.json). Several
 * profiles of one unit stand side by side below roots of their names; another unit is another metric. A frame's `line`
 * is taken as where it stood, unless we wrote the file and say otherwise. Memory: call tree, names, 12 bytes a sample of
 * the profile being read.
 */
export const speedscope: Importer = {
  format: "speedscope",

  detect(head) {
    const start = latin1.decode(head);
    return (
      /^(?:\u00ef\u00bb\u00bf)?\s*\{/.test(start) &&
      (start.includes("speedscope.app/file-format-schema") ||
        /"type"\s*:\s*"(?:evented|sampled)"/.test(start) ||
        /"shared"\s*:\s*\{\s*"frames"\s*:/.test(start))
    );
  },

  async import(source, context) {
    const file = new SpeedscopeDocument();
    const complete = await scanJson(source, file.shape, context);
    return {
      format: "speedscope",
      variant: file.exporter,
      file: source.name,
      profile: file.profile(source.name, complete),
      warnings: [],
    };
  },
};

class SpeedscopeDocument {
  exporter: string | null = null;
  private readonly mark = new OwnMarkReader();
  private frames: SpeedscopeFrame[] = [];
  private frame = { name: "", file: "", line: 0 };
  private readonly trie = new StackTrie();
  private readonly profiles: ProfileReader[] = [];
  private current: ProfileReader | null = null;
  private readonly event = { type: "", frame: NaN, at: NaN };

  readonly shape: Shape = object({
    exporter: text((name) => (this.exporter = safeName(name).slice(0, 80))),
    cyclelens: this.mark.shape,
    shared: object({
      frames: array(
        object(
          {
            name: text((name) => (this.frame.name = safeName(name))),
            file: text((file) => (this.frame.file = safeName(file))),
            line: number((line) => (this.frame.line = line)),
          },
          {
            begin: () => (this.frame = { name: "", file: "", line: 0 }),
            end: () => this.addFrame(),
          },
        ),
        { begin: () => (this.frames = []) },
      ),
    }),
    profiles: array(
      object(
        {
          type: text((type) => (this.reader.type = type)),
          name: text((name) => (this.reader.name = safeName(name))),
          unit: text((unit) => (this.reader.unit = unit)),
          startValue: number((value) => (this.reader.startValue = value)),
          endValue: number((value) => (this.reader.endValue = value)),
          samples: array(
            numbers((batch, count) => this.reader.frames(batch, count), {
              begin: () => this.reader.beginSample(),
              end: () => this.reader.endSample(),
            }),
          ),
          weights: numbers((batch, count) => this.reader.addWeights(batch, count)),
          events: array(
            object(
              {
                type: text((type) => (this.event.type = type)),
                frame: number((frame) => (this.event.frame = frame)),
                at: number((at) => (this.event.at = at)),
              },
              {
                begin: () => this.beginEvent(),
                end: () => this.addEvent(),
              },
            ),
          ),
        },
        {
          begin: () => this.begin(),
          end: () => this.end(true),
        },
      ),
    ),
  });

  /** @throws CycleLensError `bad-input` where there is no profile, `overflow`. */
  profile(file: string, complete: boolean): Profile {
    if (this.current !== null) this.end(false);
    if (this.profiles.length === 0)
      throw new CycleLensError(
        "bad-input",
        complete ? `${file} holds no speedscope profile` : `${file} ends before its first profile`,
        again,
      );
    const own = this.mark.present && this.exporter === "cyclelens";
    const warnings: string[] = [];
    const { tree, functions, metrics, missing } = joinProfiles(
      this.trie,
      this.profiles,
      this.frames,
      own ? this.mark : null,
    );
    const broken = this.profiles.reduce((sum, profile) => sum + profile.broken, 0);
    if (broken > 0)
      warnings.push(
        `${broken.toLocaleString("en-US")} events or samples do not fit (closed but not open, back in time, without a weight) and were left out`,
      );
    const open = this.profiles.reduce((sum, profile) => sum + profile.stillOpen, 0);
    if (open > 0 && complete)
      warnings.push(`${open.toLocaleString("en-US")} frames are never closed: they end with the profile`);
    if (missing > 0)
      warnings.push(
        `${missing.toLocaleString("en-US")} stacks name a frame that the file does not have${complete ? "" : ", as it is cut off"}`,
      );
    if (!own && this.profiles.length > 1) warnings.push(mergedText(this.profiles, metrics));
    const lines = own && !this.mark.executedLines ? null : treeLines(tree, metrics);
    if (lines !== null && !own)
      warnings.push(
        "a speedscope file does not say whether a frame's line is where it stood or where its function is declared: figures by line are of the line as written",
      );
    return treeProfile({
      format: "speedscope",
      variant: this.exporter,
      file,
      engine: own ? this.mark.engine : { name: this.exporter ?? "speedscope file", version: null },
      outcome: complete
        ? { status: "ok", message: null }
        : { status: "truncated", message: "the speedscope file is cut off" },
      metrics,
      functions,
      tree,
      lines,
      warnings,
    });
  }

  private get reader(): ProfileReader {
    return this.current ?? this.begin();
  }

  private begin(): ProfileReader {
    // A root of its own: whether it is shown is only known when all profiles are.
    const root = this.trie.child(-1, -2 - this.profiles.length);
    const reader = new ProfileReader(this.trie, root);
    this.profiles.push(reader);
    this.current = reader;
    return reader;
  }

  private end(complete: boolean): void {
    this.current?.finish(complete);
    this.current = null;
  }

  private addFrame(): void {
    const { name, file, line } = this.frame;
    this.frames.push({
      name: name === "" ? "[unnamed]" : name,
      file: file === "" ? null : file,
      line: line > 0 && line <= 0x7fffffff ? Math.floor(line) : 0,
    });
  }

  /** One object for all events: there are millions. */
  private beginEvent(): void {
    this.event.type = "";
    this.event.frame = this.event.at = NaN;
  }

  private addEvent(): void {
    const { type, frame, at } = this.event;
    if (type === "O" || type === "C") this.reader.event(type === "O", frame, at);
    else this.reader.broken++;
  }
}

function mergedText(profiles: readonly ProfileReader[], metrics: readonly Metric[]): string {
  const names = profiles.slice(0, 4).map((profile) => profile.name || "unnamed");
  const more = profiles.length > 4 ? `, and ${profiles.length - 4} more` : "";
  return metrics.length === 1
    ? `the file holds ${profiles.length} profiles (${names.join(", ")}${more}): they are added up, each below a root of its own`
    : `the file holds ${profiles.length} profiles (${names.join(", ")}${more}): those of one unit are added up, each unit is a metric`;
}
