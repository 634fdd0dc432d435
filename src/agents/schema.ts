import { CycleLensError } from "../core/errors";
import { dataText } from "./data";

type TypeName = "object" | "array" | "string" | "integer" | "number" | "boolean" | "null";

/** As much of JSON Schema (draft 2020-12, and 07) as the tools need. */
export interface Schema {
  readonly type: TypeName | readonly TypeName[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

export interface ObjectSchema extends Schema {
  readonly type: "object";
  readonly properties: Readonly<Record<string, Schema>>;
}

/** Every property is required but those named in `optional`; no others may come. */
export function object(
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
): ObjectSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

/** An input: nothing is required but what is named. */
export function input(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
): ObjectSchema {
  return {
    type: "object",
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

export const text = (description?: string, maxLength?: number): Schema => ({
  type: "string",
  ...(maxLength === undefined ? {} : { maxLength }),
  ...(description === undefined ? {} : { description }),
});
export const word = (values: readonly string[], description?: string): Schema => ({
  type: "string",
  enum: values,
  ...(description === undefined ? {} : { description }),
});
export const flag = (description?: string): Schema => ({
  type: "boolean",
  ...(description === undefined ? {} : { description }),
});
export const whole = (minimum: number, maximum: number, description?: string): Schema => ({
  type: "integer",
  minimum,
  maximum,
  ...(description === undefined ? {} : { description }),
});
export const number = (description?: string): Schema => ({
  type: "number",
  ...(description === undefined ? {} : { description }),
});
export const list = (items: Schema, description?: string, maxItems?: number): Schema => ({
  type: "array",
  items,
  ...(maxItems === undefined ? {} : { maxItems }),
  ...(description === undefined ? {} : { description }),
});
/** Figures by metric id; null: not known. */
export const figures = (description?: string): Schema => ({
  type: "object",
  additionalProperties: { type: ["number", "null"] },
  ...(description === undefined ? {} : { description }),
});

/** The same, or null where it is not known. */
export function orNull(schema: Schema): Schema {
  const types = typeof schema.type === "string" ? [schema.type] : schema.type;
  return { ...schema, type: [...types, "null"] };
}

/** Throws `usage` that names the first place where a value is not what the schema wants. */
export function check(schema: Schema, value: unknown): void {
  // Inputs are shallow by their schemas: what a schema does not name is refused, so this cannot go deep.
  const fault = faultOf(schema, value, "");
  if (fault !== null) throw new CycleLensError("usage", fault, "correct the input by the tool's schema");
}

function faultOf(schema: Schema, value: unknown, at: string): string | null {
  const here = at === "" ? "the input" : at;
  const types = typeof schema.type === "string" ? [schema.type] : schema.type;
  if (!types.some((type) => isOf(type, value))) return `${here} is no ${types.join(" or ")}`;
  if (typeof value === "string") {
    if (schema.enum && !schema.enum.includes(value)) return `${here} is none of ${schema.enum.join(", ")}`;
    if (schema.maxLength !== undefined && value.length > schema.maxLength)
      return `${here} is longer than ${schema.maxLength} characters`;
  }
  if (typeof value === "number") {
    if (schema.minimum !== undefined && value < schema.minimum)
      return `${here} is less than ${schema.minimum}`;
    if (schema.maximum !== undefined && value > schema.maximum)
      return `${here} is more than ${schema.maximum}`;
  }
  if (Array.isArray(value)) {
    if (schema.maxItems !== undefined && value.length > schema.maxItems)
      return `${here} has more than ${schema.maxItems} items`;
    if (schema.items === undefined) return null;
    for (const [i, item] of value.entries()) {
      const fault = faultOf(schema.items, item, `${at}[${i}]`);
      if (fault !== null) return fault;
    }
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  for (const name of schema.required ?? [])
    if (!Object.hasOwn(value, name)) return `${at === "" ? "" : `${at}.`}${name} is missing`;
  for (const [name, item] of Object.entries(value)) {
    const known = Object.hasOwn(schema.properties ?? {}, name) ? schema.properties![name]! : undefined;
    const wanted = known ?? (schema.additionalProperties === false ? undefined : schema.additionalProperties);
    const place = `${at === "" ? "" : `${at}.`}${known === undefined ? dataText(name, 60) : name}`;
    if (wanted === undefined) {
      if (schema.additionalProperties === false) return `${place} is not known`;
      continue;
    }
    const fault = faultOf(wanted, item, place);
    if (fault !== null) return fault;
  }
  return null;
}

function isOf(type: TypeName, value: unknown): boolean {
  switch (type) {
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isSafeInteger(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "null":
      return value === null;
    default:
      return typeof value === type;
  }
}
