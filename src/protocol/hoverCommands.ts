/** Commands that a hover may link to; the editor lets no other through. Arguments are indices, never paths. */
export const hoverCommands = ["cyclelens.revealFunction", "cyclelens.showFlameGraph"] as const;
export type HoverCommand = (typeof hoverCommands)[number];
