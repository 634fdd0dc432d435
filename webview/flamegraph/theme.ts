import { colourCount, css, frameColour, mix, parseRgb, readable } from "./colours";
import type { Rgb } from "./colours";

const charts = [
  ["--vscode-charts-blue", "rgb(55, 148, 255)"],
  ["--vscode-charts-orange", "rgb(209, 134, 22)"],
  ["--vscode-charts-green", "rgb(84, 160, 84)"],
  ["--vscode-charts-purple", "rgb(150, 100, 200)"],
  ["--vscode-charts-yellow", "rgb(190, 160, 20)"],
  ["--vscode-charts-red", "rgb(220, 70, 60)"],
] as const;

const changes = { worse: "rgb(255, 123, 114)", better: "rgb(63, 197, 168)" } as const;
/** How much of its colour a change of each level shows at most. */
const changeParts = [0.18, 0.36, 0.6] as const;

/** Keeps the frame colours of the page in step with the theme, also while it is open. */
export class Theme {
  private readonly observer: MutationObserver;
  private readonly media = matchMedia("(prefers-color-scheme: dark)");
  private readonly apply = (): void => this.set();
  private last = "";

  constructor(private readonly root: HTMLElement) {
    this.observer = new MutationObserver(this.apply);
    const attributes = { attributes: true, attributeFilter: ["class", "style", "data-vscode-theme-id"] };
    this.observer.observe(document.documentElement, attributes);
    this.observer.observe(document.body, attributes);
    this.media.addEventListener("change", this.apply);
    this.set();
  }

  dispose(): void {
    this.observer.disconnect();
    this.media.removeEventListener("change", this.apply);
  }

  private set(): void {
    const background = this.colour("--flame-background", "rgb(31, 31, 31)");
    const text = readable(this.colour("--flame-foreground", "rgb(204, 204, 204)"), background);
    const highContrast = [...document.body.classList].some((name) => name.startsWith("vscode-high-contrast"));
    const values: Record<string, string> = { "--flame-text": css(text) };
    charts.forEach(([name, otherwise], at) => {
      const { fill, stroke } = frameColour(this.colour(name, otherwise), background, text, highContrast);
      values[`--flame-fill-${at}`] = fill;
      values[`--flame-stroke-${at}`] = stroke;
    });
    const grey = frameColour(mix(background, text, 0.5), background, text, highContrast);
    values[`--flame-fill-${colourCount}`] = grey.fill;
    values[`--flame-stroke-${colourCount}`] = grey.stroke;
    for (const side of ["worse", "better"] as const) {
      const full = this.colour(`--vscode-cyclelens-${side}`, changes[side]);
      changeParts.forEach((part, at) => {
        const { fill, stroke } = frameColour(full, background, text, highContrast, part);
        values[`--flame-${side}-${at + 1}`] = fill;
        values[`--flame-${side}-stroke`] = stroke;
      });
    }
    const match = this.colour("--vscode-charts-yellow", charts[4][1]);
    values["--flame-match"] = css(match);
    values["--flame-match-text"] = css(readable({ r: 0, g: 0, b: 0 }, match));
    // Setting what is already there would wake the observer again.
    const now = JSON.stringify(values);
    if (now === this.last) return;
    this.last = now;
    for (const [name, value] of Object.entries(values)) this.root.style.setProperty(name, value);
  }

  /** A custom property as computed colour, whatever syntax the theme uses. */
  private colour(name: string, otherwise: string): Rgb {
    const probe = document.createElement("span");
    probe.style.color = `var(${name}, ${otherwise})`;
    probe.hidden = true;
    this.root.append(probe);
    const computed = parseRgb(getComputedStyle(probe).color);
    probe.remove();
    return computed ?? parseRgb(otherwise)!;
  }
}
