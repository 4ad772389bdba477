import { isNode, parse, type SyntaxNode, textOf } from '../source/syntax.ts';

export interface Import {
  specifier: string;
  line: number;
  /** Gone at run time: `import type`, `export type … from`, or a type written as `import('…')`. */
  typeOnly: boolean;
  /** Loaded together with the file: not a type, not `import()`, and not a worker or a process of its own. */
  atOnce: boolean;
}

type Named = Pick<Import, 'specifier' | 'typeOnly' | 'atOnce'>;

/** Every module a file names: imports, re-exports, dynamic imports, types, and workers named by `new URL`. */
export function importsOf(file: string, source: string): Import[] {
  const { nodes, lineOf } = parse(file, source);
  return nodes.flatMap((node) => {
    const found = importIn(node);
    return found === undefined ? [] : [{ ...found, line: lineOf(node.start) }];
  });
}

function importIn(node: SyntaxNode): Named | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return named(node.source, node.importKind === 'type' ? 'type' : 'static');
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return named(node.source, node.exportKind === 'type' ? 'type' : 'static');
    case 'ImportExpression':
      return named(node.source, 'late');
    case 'TSImportType':
      return named(node.source, 'type');
    case 'NewExpression':
      return workerOrAsset(node);
    default:
      return undefined;
  }
}

function named(source: unknown, kind: 'static' | 'late' | 'type'): Named | undefined {
  const specifier = textOf(source);
  if (specifier === undefined) return undefined;
  return { specifier, typeOnly: kind === 'type', atOnce: kind === 'static' };
}

/** `new URL('./worker.ts', import.meta.url)`; only code is of interest, other files are data. */
function workerOrAsset(node: SyntaxNode): Named | undefined {
  if (!isNode(node.callee) || node.callee.name !== 'URL' || !Array.isArray(node.arguments)) return undefined;
  const [address, base]: unknown[] = node.arguments;
  const isRelative =
    isNode(base) &&
    base.type === 'MemberExpression' &&
    isNode(base.object) &&
    base.object.type === 'MetaProperty';
  const specifier = textOf(address);
  return isRelative && specifier !== undefined && /\.tsx?$/.test(specifier)
    ? named(address, 'late')
    : undefined;
}
