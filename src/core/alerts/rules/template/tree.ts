/** What every node knows of its place: an index into the template's text, in UTF-16 units. */
interface Place {
  at: number;
}

export type Operand =
  | (Place & { kind: 'dot' })
  | (Place & { kind: 'nil' })
  | (Place & { kind: 'bool'; value: boolean })
  | (Place & { kind: 'string'; source: string; value: string })
  | NumberNode
  | (Place & { kind: 'identifier'; name: string })
  | (Place & { kind: 'variable'; path: readonly string[] })
  | (Place & { kind: 'field'; path: readonly string[] })
  | (Place & { kind: 'chain'; base: Operand; path: readonly string[] })
  | Pipeline;

/** A number as Go's ideal constants: under every type that can hold it. */
export interface NumberNode extends Place {
  kind: 'number';
  source: string;
  integer: bigint | null;
  float: number;
}

export interface CommandNode extends Place {
  kind: 'command';
  operands: readonly Operand[];
}

export interface Pipeline extends Place {
  kind: 'pipeline';
  /** Variables that are declared, or assigned when `assigns`. */
  variables: readonly string[];
  assigns: boolean;
  commands: readonly CommandNode[];
}

export type TemplateNode =
  | (Place & { kind: 'text'; text: string })
  | (Place & { kind: 'action'; pipeline: Pipeline })
  | (Place & { kind: 'break' })
  | (Place & { kind: 'continue' })
  | (Place & { kind: 'template'; name: string; pipeline: Pipeline | null })
  | BranchNode;

export interface BranchNode extends Place {
  kind: 'if' | 'range' | 'with';
  pipeline: Pipeline;
  body: readonly TemplateNode[];
  otherwise: readonly TemplateNode[] | null;
}

/** A parsed template: its own nodes and what it defines by name. */
export interface TemplateTree {
  name: string;
  source: string;
  root: readonly TemplateNode[];
  defined: ReadonlyMap<string, readonly TemplateNode[]>;
}

export type AnyNode = TemplateNode | Operand | CommandNode;

/** How Go writes a node in its messages. */
export function sourceOf(node: AnyNode): string {
  switch (node.kind) {
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'string':
    case 'number':
      return node.source;
    case 'identifier':
      return node.name;
    case 'variable':
      return node.path.join('.');
    case 'field':
      return node.path.map((name) => `.${name}`).join('');
    case 'chain':
      return `${parenthesized(node.base)}${node.path.map((name) => `.${name}`).join('')}`;
    case 'command':
      return node.operands.map(parenthesized).join(' ');
    case 'pipeline': {
      const declared =
        node.variables.length === 0 ? '' : `${node.variables.join(', ')} ${node.assigns ? '=' : ':='} `;
      return declared + node.commands.map(sourceOf).join(' | ');
    }
    case 'text':
      return node.text;
    case 'action':
      return `{{${sourceOf(node.pipeline)}}}`;
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`;
    case 'template': {
      const argument = node.pipeline === null ? '' : ` ${sourceOf(node.pipeline)}`;
      return `{{template ${JSON.stringify(node.name)}${argument}}}`;
    }
    default: {
      const otherwise = node.otherwise === null ? '' : `{{else}}${node.otherwise.map(sourceOf).join('')}`;
      return `{{${node.kind} ${sourceOf(node.pipeline)}}}${node.body.map(sourceOf).join('')}${otherwise}{{end}}`;
    }
  }
}

function parenthesized(node: Operand): string {
  return node.kind === 'pipeline' ? `(${sourceOf(node)})` : sourceOf(node);
}
