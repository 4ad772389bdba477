import { quote } from '../../../promql/index.ts';
import { numberConstant, unquote } from './constants.ts';
import { describeToken, type Token, type TokenKind, tokensOf } from './tokens.ts';
import {
  type BranchNode,
  type CommandNode,
  type Operand,
  type Pipeline,
  sourceOf,
  type TemplateNode,
  type TemplateTree,
} from './tree.ts';

/** Why a template cannot be read, in Go's words. */
export class TemplateError extends Error {}

type Ending = { kind: 'end' } | { kind: 'else'; followedBy: 'if' | 'with' | null };

const OPERANDS: ReadonlySet<TokenKind> = new Set([
  ...(['bool', 'charConstant', 'dot', 'field', 'identifier', 'number'] as const),
  ...(['nil', 'rawString', 'string', 'variable', 'leftParen'] as const),
]);

/**
 * Reads a template as Go's text/template does.
 *
 * @param name how messages call it
 * @param hasFunction which functions there are
 * @throws TemplateError
 */
export function parseTemplate(
  name: string,
  source: string,
  hasFunction: (name: string) => boolean,
): TemplateTree {
  const tokens = tokensOf(source);
  const defined = new Map<string, readonly TemplateNode[]>();
  let index = 0;
  /** The last token that was looked at: messages name its line. */
  let furthest = 0;
  let variables = ['$'];
  let rangeDepth = 0;
  let actionLine = 0;

  const at = (position: number): Token => {
    const token = tokens[Math.min(position, tokens.length - 1)];
    if (token === undefined) throw new TemplateError('there are no tokens');
    return token;
  };
  const fail = (problem: string): never => {
    throw new TemplateError(`template: ${name}:${at(furthest).line}: ${problem}`);
  };
  const peek = (): Token => {
    furthest = Math.max(furthest, index);
    return at(index);
  };
  const next = (): Token => {
    const token = peek();
    index += 1;
    return token;
  };
  const peekPastSpace = (): Token => {
    while (peek().kind === 'space') index += 1;
    return peek();
  };
  const nextPastSpace = (): Token => {
    peekPastSpace();
    return next();
  };
  const unexpected = (token: Token, context: string): never => {
    if (token.kind !== 'error') return fail(`unexpected ${describeToken(token)} in ${context}`);
    const started = actionLine !== 0 && actionLine !== token.line ? ` started at ${name}:${actionLine}` : '';
    const inAction = started !== '' && !token.text.endsWith(' action') ? ' in action' : '';
    return fail(`${token.text}${inAction}${started}`);
  };
  const expect = (kind: TokenKind, context: string): Token => {
    const token = nextPastSpace();
    return token.kind === kind ? token : unexpected(token, context);
  };

  const term = (): Operand | null => {
    const token = nextPastSpace();
    const place = { at: token.at };
    switch (token.kind) {
      case 'identifier':
        if (!hasFunction(token.text)) fail(`function ${quote(token.text)} not defined`);
        return { kind: 'identifier', name: token.text, ...place };
      case 'dot':
      case 'nil':
        return { kind: token.kind, ...place };
      case 'variable':
        if (!variables.includes(token.text)) fail(`undefined variable ${quote(token.text)}`);
        return { kind: 'variable', path: [token.text], ...place };
      case 'field':
        return { kind: 'field', path: [token.text.slice(1)], ...place };
      case 'bool':
        return { kind: 'bool', value: token.text === 'true', ...place };
      case 'charConstant':
      case 'number': {
        const number = numberConstant(token.text, token.at, token.kind === 'charConstant');
        return 'problem' in number ? fail(number.problem) : number;
      }
      case 'leftParen':
        return pipeline('parenthesized pipeline', 'rightParen');
      case 'string':
      case 'rawString':
        return { kind: 'string', source: token.text, value: constantText(token), ...place };
      default:
        index -= 1;
        return null;
    }
  };

  const constantText = (token: Token): string => unquote(token.text) ?? fail('invalid syntax');

  const operand = (): Operand | null => {
    const base = term();
    if (base === null || peek().kind !== 'field') return base;
    const place = { at: peek().at };
    const path: string[] = [];
    while (peek().kind === 'field') path.push(next().text.slice(1));
    switch (base.kind) {
      case 'field':
      case 'variable':
        return { kind: base.kind, path: [...base.path, ...path], ...place };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return fail(`unexpected . after term ${quote(sourceOf(base))}`);
      default:
        return { kind: 'chain', base, path, ...place };
    }
  };

  const command = (): CommandNode => {
    const place = { at: peekPastSpace().at };
    const operands: Operand[] = [];
    for (;;) {
      peekPastSpace();
      const found = operand();
      if (found !== null) operands.push(found);
      const token = next();
      if (token.kind === 'space') continue;
      if (token.kind === 'rightDelim' || token.kind === 'rightParen') index -= 1;
      else if (token.kind !== 'pipe') unexpected(token, 'operand');
      break;
    }
    if (operands.length === 0) fail('empty command');
    return { kind: 'command', operands, ...place };
  };

  const declarations = (context: string): { names: string[]; assigns: boolean } => {
    const names: string[] = [];
    while (peekPastSpace().kind === 'variable') {
      const variable = next();
      const after = index;
      const follows = peekPastSpace();
      const isComma = follows.kind === 'char' && follows.text === ',';
      if (follows.kind === 'assign' || follows.kind === 'declare') {
        next();
        names.push(variable.text);
        variables.push(variable.text);
        return { names, assigns: follows.kind === 'assign' };
      }
      if (!isComma) {
        index = after - 1;
        break;
      }
      next();
      names.push(variable.text);
      variables.push(variable.text);
      if (context !== 'range' || names.length >= 2) fail(`too many declarations in ${context}`);
      const { kind } = peekPastSpace();
      if (kind !== 'variable' && kind !== 'rightDelim' && kind !== 'rightParen') {
        fail('range can only initialize variables');
      }
    }
    return { names, assigns: false };
  };

  const pipeline = (context: string, end: TokenKind): Pipeline => {
    const place = { at: peekPastSpace().at };
    const { names, assigns } = declarations(context);
    const commands: CommandNode[] = [];
    for (;;) {
      const token = nextPastSpace();
      if (token.kind === end) break;
      if (!OPERANDS.has(token.kind)) unexpected(token, context);
      index -= 1;
      commands.push(command());
    }
    if (commands.length === 0) fail(`missing value for ${context}`);
    for (const [stage, { operands }] of commands.entries()) {
      const first = operands[0]?.kind ?? 'nil';
      if (stage > 0 && ['bool', 'dot', 'nil', 'number', 'string'].includes(first)) {
        fail(`non executable command in pipeline stage ${stage + 1}`);
      }
    }
    return { kind: 'pipeline', variables: names, assigns, commands, ...place };
  };

  const list = (): { nodes: TemplateNode[]; ending: Ending } => {
    const nodes: TemplateNode[] = [];
    while (peekPastSpace().kind !== 'eof') {
      const found = textOrAction();
      if (found.kind === 'end' || found.kind === 'else') return { nodes, ending: found };
      nodes.push(found);
    }
    return fail('unexpected EOF');
  };

  const branch = (kind: BranchNode['kind']): BranchNode => {
    const known = variables.length;
    const pipe = pipeline(kind, 'rightDelim');
    if (kind === 'range') rangeDepth += 1;
    const { nodes: body, ending } = list();
    if (kind === 'range') rangeDepth -= 1;
    let otherwise: TemplateNode[] | null = null;
    if (ending.kind === 'else') {
      if (ending.followedBy !== null && ending.followedBy === kind) {
        // The nested branch takes the end of both.
        next();
        otherwise = [branch(kind)];
      } else {
        const rest = list();
        if (rest.ending.kind !== 'end') fail('expected end; found {{else}}');
        otherwise = rest.nodes;
      }
    }
    variables.length = known;
    return { kind, pipeline: pipe, body, otherwise, at: pipe.at };
  };

  const elseControl = (): Ending => {
    const token = peekPastSpace();
    if (token.kind === 'keyword' && (token.text === 'if' || token.text === 'with')) {
      return { kind: 'else', followedBy: token.text };
    }
    expect('rightDelim', 'else');
    return { kind: 'else', followedBy: null };
  };

  const templateName = (token: Token, context: string): string =>
    token.kind === 'string' || token.kind === 'rawString' ? constantText(token) : unexpected(token, context);

  const define = (title: string, nodes: readonly TemplateNode[]) => {
    const before = defined.get(title);
    if (before !== undefined && !isEmpty(before)) {
      if (isEmpty(nodes)) return;
      fail(`template: multiple definition of template ${quote(title)}`);
    }
    defined.set(title, nodes);
  };

  /** The body of a definition: it knows none of the variables around it. */
  const body = (context: string): TemplateNode[] => {
    const around = variables;
    variables = ['$'];
    const { nodes, ending } = list();
    if (ending.kind !== 'end') fail(`unexpected {{else}} in ${context}`);
    variables = around;
    return nodes;
  };

  const action = (): TemplateNode | Ending => {
    const token = nextPastSpace();
    const place = { at: token.at };
    if (token.kind === 'keyword') {
      switch (token.text) {
        case 'if':
        case 'range':
        case 'with':
          return branch(token.text);
        case 'else':
          return elseControl();
        case 'end':
          expect('rightDelim', 'end');
          return { kind: 'end' };
        case 'break':
        case 'continue':
          if (nextPastSpace().kind !== 'rightDelim') {
            index -= 1;
            unexpected(next(), `{{${token.text}}}`);
          }
          if (rangeDepth === 0) fail(`{{${token.text}}} outside {{range}}`);
          return { kind: token.text, ...place };
        case 'template':
        case 'block': {
          const context = `${token.text} clause`;
          const nameToken = nextPastSpace();
          const title = templateName(nameToken, context);
          const hasArgument = token.text === 'block' || peekPastSpace().kind !== 'rightDelim';
          if (!hasArgument) next();
          const argument = hasArgument ? pipeline(context, 'rightDelim') : null;
          if (token.text === 'block') define(title, body(context));
          return { kind: 'template', name: title, pipeline: argument, at: nameToken.at };
        }
      }
    }
    index -= 1;
    const start = peek().at;
    return { kind: 'action', pipeline: pipeline('command', 'rightDelim'), at: start };
  };

  const textOrAction = (): TemplateNode | Ending => {
    const token = nextPastSpace();
    if (token.kind === 'text') return { kind: 'text', text: token.text, at: token.at };
    if (token.kind !== 'leftDelim') return unexpected(token, 'input');
    actionLine = token.line;
    const found = action();
    actionLine = 0;
    return found;
  };

  const root: TemplateNode[] = [];
  while (peek().kind !== 'eof') {
    const start = index;
    if (next().kind === 'leftDelim') {
      const keyword = nextPastSpace();
      if (keyword.kind === 'keyword' && keyword.text === 'define') {
        const context = 'define clause';
        const title = templateName(nextPastSpace(), context);
        expect('rightDelim', context);
        define(title, body(context));
        continue;
      }
    }
    index = start;
    const found = textOrAction();
    if (found.kind === 'end' || found.kind === 'else') {
      return fail(`unexpected {{${found.kind}}}`);
    }
    root.push(found);
  }
  return { name, source, root, defined };
}

function isEmpty(nodes: readonly TemplateNode[]): boolean {
  return nodes.every((node) => node.kind === 'text' && node.text.trim() === '');
}
