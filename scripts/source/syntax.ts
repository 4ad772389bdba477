import { type Comment, parseSync } from 'oxc-parser';

/** A node of the ESTree syntax tree, with fields that are looked at before they are believed. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

export interface Syntax {
  readonly nodes: readonly SyntaxNode[];
  readonly comments: readonly Comment[];
  readonly errors: readonly string[];
  /** The line, from 1, of an offset. */
  lineOf(offset: number): number;
}

/** Parses TypeScript or TSX and gives all nodes, outer ones first. */
export function parse(file: string, source: string): Syntax {
  const { program, comments, errors } = parseSync(file, source);
  const nodes: SyntaxNode[] = [];
  collect(program, nodes);
  return {
    nodes,
    comments,
    errors: errors.map((error) => error.message),
    lineOf: (offset) => source.slice(0, offset).split('\n').length,
  };
}

export function isNode(value: unknown): value is SyntaxNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'start' in value &&
    typeof value.start === 'number'
  );
}

/** The text of a string literal or of a template without expressions. */
export function textOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === 'Literal' && typeof value.value === 'string') return value.value;
  if (value.type !== 'TemplateLiteral' || !Array.isArray(value.quasis) || value.quasis.length !== 1)
    return undefined;
  const [only]: unknown[] = value.quasis;
  return isNode(only) && isCooked(only.value) ? only.value.cooked : undefined;
}

/** The name of an identifier. */
export function nameOf(value: unknown): string | undefined {
  return isNode(value) && value.type === 'Identifier' && typeof value.name === 'string'
    ? value.name
    : undefined;
}

function isCooked(value: unknown): value is { cooked: string } {
  return typeof value === 'object' && value !== null && 'cooked' in value && typeof value.cooked === 'string';
}

function collect(value: unknown, nodes: SyntaxNode[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, nodes);
  } else if (isNode(value)) {
    nodes.push(value);
    for (const field of Object.values(value)) if (typeof field === 'object') collect(field, nodes);
  }
}
