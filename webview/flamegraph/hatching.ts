const svgNamespace = "http://www.w3.org/2000/svg";
const sizePx = 6;
let count = 0;

/** Diagonal lines over frames; the colour is the text's, set by the style sheet. */
export class Hatching {
  readonly defs = document.createElementNS(svgNamespace, "defs");
  readonly path = document.createElementNS(svgNamespace, "path");

  constructor() {
    const id = `hatch-${++count}`;
    const pattern = document.createElementNS(svgNamespace, "pattern");
    pattern.setAttribute("id", id);
    pattern.setAttribute("patternUnits", "userSpaceOnUse");
    pattern.setAttribute("width", String(sizePx));
    pattern.setAttribute("height", String(sizePx));
    const line = document.createElementNS(svgNamespace, "path");
    line.setAttribute("class", "hatch-line");
    line.setAttribute("d", `M-1 1l2 -2M0 ${sizePx}l${sizePx} ${-sizePx}M${sizePx - 1} ${sizePx + 1}l2 -2`);
    pattern.append(line);
    this.defs.append(pattern);
    this.path.setAttribute("class", "hatch");
    this.path.setAttribute("fill", `url(#${id})`);
  }
}
