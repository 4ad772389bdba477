import { quote } from '../../../promql/index.ts';
import { AccessError, fieldOf, turnsOf } from './access.ts';
import { CallError, type FunctionTable, type ParameterType, type TemplateFunction } from './functions.ts';
import { instantMethods } from './instants.ts';
import { PrintError, printed } from './print.ts';
import {
  type AnyNode,
  type BranchNode,
  type CommandNode,
  type NumberNode,
  type Operand,
  type Pipeline,
  sourceOf,
  type TemplateNode,
  type TemplateTree,
} from './tree.ts';
import { boolValue, floatValue, isTrue, NONE, type TemplateValue, textValue, typeName } from './values.ts';

/** Why the execution of a template ended, in Go's words. */
export class ExecutionError extends Error {}

/** Go allows 100,000; far less is already a mistake, and this stack is smaller. */
const MOST_NESTED = 1000;
const BREAK = Symbol('break');
const CONTINUE = Symbol('continue');
type Flow = typeof BREAK | typeof CONTINUE | undefined;

interface Variable {
  name: string;
  value: TemplateValue;
}

/** Executes a parsed template on `data`, as Go's text/template does with `missingkey=zero`. */
export function executeTemplate(tree: TemplateTree, functions: FunctionTable, data: TemplateValue): string {
  const execution = new Execution(tree, functions);
  execution.run(tree.name, tree.root, data, 0);
  return execution.output;
}

class Execution {
  output = '';
  readonly #tree: TemplateTree;
  readonly #functions: FunctionTable;
  #name = '';
  #depth = 0;
  /** The node that messages point at. */
  #node: AnyNode | null = null;
  #variables: Variable[] = [];

  constructor(tree: TemplateTree, functions: FunctionTable) {
    this.#tree = tree;
    this.#functions = functions;
  }

  /** One template with its own variables: those of the caller are not seen. */
  run(name: string, nodes: readonly TemplateNode[], dot: TemplateValue, depth: number): void {
    const before = { name: this.#name, depth: this.#depth, variables: this.#variables };
    this.#name = name;
    this.#depth = depth;
    this.#variables = [{ name: '$', value: dot }];
    this.#walkAll(dot, nodes);
    this.#name = before.name;
    this.#depth = before.depth;
    this.#variables = before.variables;
  }

  #fail(problem: string): never {
    const node = this.#node;
    if (node === null) throw new ExecutionError(`template: ${this.#name}: ${problem}`);
    const before = this.#tree.source.slice(0, node.at);
    const line = before.split('\n').length;
    const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1));
    const place = `${this.#tree.name}:${line}:${column}`;
    throw new ExecutionError(
      `template: ${place}: executing ${quote(this.#name)} at <${sourceOf(node)}>: ${problem}`,
    );
  }

  /** What Go refuses, with the place where it happened. */
  #allowed<T>(access: () => T): T {
    try {
      return access();
    } catch (error) {
      if (error instanceof AccessError) return this.#fail(error.message);
      throw error;
    }
  }

  #walkAll(dot: TemplateValue, nodes: readonly TemplateNode[]): Flow {
    for (const node of nodes) {
      const flow = this.#walk(dot, node);
      if (flow !== undefined) return flow;
    }
    return undefined;
  }

  #walk(dot: TemplateValue, node: TemplateNode): Flow {
    this.#node = node;
    switch (node.kind) {
      case 'text':
        this.output += node.text;
        return undefined;
      case 'action': {
        const value = this.#pipeline(dot, node.pipeline);
        if (node.pipeline.variables.length === 0) this.#print(node, value);
        return undefined;
      }
      case 'break':
        return BREAK;
      case 'continue':
        return CONTINUE;
      case 'template':
        return this.#template(dot, node);
      case 'range':
        return this.#range(dot, node);
      default:
        return this.#ifOrWith(dot, node);
    }
  }

  #print(node: TemplateNode, value: TemplateValue): void {
    this.#node = node;
    try {
      this.output += value.kind === 'none' ? '<no value>' : printed(value);
    } catch (error) {
      if (error instanceof PrintError) this.#fail(error.message);
      throw error;
    }
  }

  #ifOrWith(dot: TemplateValue, node: BranchNode): Flow {
    const mark = this.#variables.length;
    const value = this.#pipeline(dot, node.pipeline);
    const flow = isTrue(value)
      ? this.#walkAll(node.kind === 'with' ? value : dot, node.body)
      : this.#walkAll(dot, node.otherwise ?? []);
    this.#variables.length = mark;
    return flow;
  }

  #range(dot: TemplateValue, node: BranchNode): Flow {
    const outer = this.#variables.length;
    const value = this.#pipeline(dot, node.pipeline);
    const mark = this.#variables.length;
    const { variables } = node.pipeline;
    const turns = this.#allowed(() => turnsOf(value, variables.length));
    let flow: Flow;
    for (const { key, element } of turns) {
      if (variables.length > 0) this.#setTop(1, element);
      if (variables.length > 1) this.#setTop(2, key);
      flow = this.#walkAll(element, node.body);
      this.#variables.length = mark;
      if (flow === BREAK) break;
    }
    if (turns.length === 0) flow = this.#walkAll(dot, node.otherwise ?? []);
    else flow = undefined;
    this.#variables.length = outer;
    return flow;
  }

  #setTop(fromTop: number, value: TemplateValue): void {
    const variable = this.#variables[this.#variables.length - fromTop];
    if (variable !== undefined) variable.value = value;
  }

  #template(dot: TemplateValue, node: Extract<TemplateNode, { kind: 'template' }>): Flow {
    const isOwn = node.name === this.#tree.name;
    const nodes = this.#tree.defined.get(node.name) ?? (isOwn ? this.#tree.root : undefined);
    if (nodes === undefined) return this.#fail(`template ${quote(node.name)} not defined`);
    if (this.#depth === MOST_NESTED) this.#fail(`exceeded maximum template depth (${MOST_NESTED})`);
    const argument = node.pipeline === null ? NONE : this.#pipeline(dot, node.pipeline);
    this.run(node.name, nodes, argument, this.#depth + 1);
    return undefined;
  }

  #pipeline(dot: TemplateValue, pipeline: Pipeline): TemplateValue {
    this.#node = pipeline;
    let value: TemplateValue | null = null;
    for (const command of pipeline.commands) value = this.#command(dot, command, value);
    const result = value ?? NONE;
    for (const name of pipeline.variables) {
      if (pipeline.assigns) this.#assign(name, result);
      else this.#variables.push({ name, value: result });
    }
    return result;
  }

  #assign(name: string, value: TemplateValue): void {
    const variable = this.#variables.findLast((it) => it.name === name);
    if (variable === undefined) this.#fail(`undefined variable: ${name}`);
    else variable.value = value;
  }

  /** @param piped what the command before it gave; null for the first */
  #command(dot: TemplateValue, command: CommandNode, piped: TemplateValue | null): TemplateValue {
    const [first, ...operands] = command.operands;
    if (first === undefined) return this.#fail('empty command');
    switch (first.kind) {
      case 'identifier':
        return this.#call(dot, first, command, operands, piped);
      case 'field':
      case 'variable':
      case 'chain':
        return this.#fields(dot, first, { operands, piped });
      case 'pipeline':
        this.#refuseArguments(first, operands, piped);
        return this.#pipeline(dot, first);
      default:
        this.#node = first;
        this.#refuseArguments(first, operands, piped);
        if (first.kind === 'nil') return this.#fail('nil is not a command');
        return this.#literal(dot, first);
    }
  }

  #refuseArguments(first: Operand, operands: readonly Operand[], piped: TemplateValue | null): void {
    if (operands.length > 0 || piped !== null) {
      this.#fail(`can't give argument to non-function ${sourceOf(first)}`);
    }
  }

  #literal(dot: TemplateValue, node: Operand): TemplateValue {
    switch (node.kind) {
      case 'bool':
        return boolValue(node.value);
      case 'dot':
        return dot;
      case 'number':
        return this.#number(node);
      case 'string':
        return textValue(node.value);
      default:
        return this.#fail(`can't evaluate command ${quote(sourceOf(node))}`);
    }
  }

  /** The notation says whether it is a whole number: `1` is, `1.0` is not. */
  #number(node: NumberNode): TemplateValue {
    this.#node = node;
    const isHex = /^0[xX]/.test(node.source) && !/[pP]/.test(node.source);
    const isCharacter = node.source.startsWith("'");
    if (!isHex && !isCharacter && /[.eEpP]/.test(node.source)) return floatValue(node.float);
    return node.integer === null
      ? this.#fail(`${node.source} overflows int`)
      : { kind: 'int', value: node.integer };
  }

  #fields(
    dot: TemplateValue,
    node: Extract<Operand, { kind: 'field' | 'variable' | 'chain' }>,
    given: Arguments,
  ): TemplateValue {
    this.#node = node;
    const hasArguments = given.operands.length > 0 || given.piped !== null;
    let receiver = dot;
    let path = node.path;
    if (node.kind === 'variable') {
      const [name = '', ...rest] = node.path;
      const variable = this.#variables.findLast((it) => it.name === name);
      if (variable === undefined) return this.#fail(`undefined variable: ${name}`);
      if (rest.length === 0) {
        if (hasArguments) this.#fail(`can't give argument to non-function ${sourceOf(node)}`);
        return variable.value;
      }
      receiver = variable.value;
      path = rest;
    } else if (node.kind === 'chain') {
      if (node.base.kind === 'nil')
        return this.#fail(`indirection through explicit nil in ${sourceOf(node)}`);
      receiver = this.#argument(dot, 'any', node.base);
    }
    for (const [index, name] of path.entries()) {
      const before = receiver;
      const isLast = index === path.length - 1;
      const methods = before.kind === 'time' ? instantMethods(before.value) : {};
      const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
      receiver =
        method === undefined
          ? this.#allowed(() => fieldOf(name, before, hasArguments && isLast))
          : this.#invoke(dot, name, method, node, isLast ? given : NO_ARGUMENTS);
    }
    return receiver;
  }

  #call(
    dot: TemplateValue,
    identifier: Extract<Operand, { kind: 'identifier' }>,
    command: AnyNode,
    operands: readonly Operand[],
    piped: TemplateValue | null,
  ): TemplateValue {
    this.#node = identifier;
    const { name } = identifier;
    const found = this.#functions[name];
    if (found === undefined) return this.#fail(`${quote(name)} is not a defined function`);
    return this.#invoke(dot, name, found, command, { operands, piped });
  }

  #invoke(
    dot: TemplateValue,
    name: string,
    found: TemplateFunction,
    command: AnyNode,
    { operands, piped }: Arguments,
  ): TemplateValue {
    const { parameters, variadic = false } = found;
    const given = operands.length + (piped === null ? 0 : 1);
    const fixed = variadic ? parameters.length - 1 : parameters.length;
    if (variadic && given < fixed) {
      this.#fail(`wrong number of args for ${name}: want at least ${fixed} got ${operands.length}`);
    } else if (!variadic && given !== fixed) {
      this.#fail(`wrong number of args for ${name}: want ${fixed} got ${given}`);
    }
    if (name === 'and' || name === 'or') return this.#shortCircuit(dot, name, operands, piped);
    const typeAt = (index: number): ParameterType =>
      parameters[Math.min(index, parameters.length - 1)] ?? 'any';
    const values = operands.map((operand, index) => this.#argument(dot, typeAt(index), operand));
    if (piped !== null) values.push(this.#converted(piped, typeAt(values.length)));
    try {
      return found.run(values);
    } catch (error) {
      if (!(error instanceof CallError || error instanceof PrintError)) throw error;
      this.#node = command;
      return this.#fail(`error calling ${name}: ${error.message}`);
    }
  }

  #shortCircuit(
    dot: TemplateValue,
    name: 'and' | 'or',
    operands: readonly Operand[],
    piped: TemplateValue | null,
  ): TemplateValue {
    let value = NONE;
    for (const operand of operands) {
      value = this.#argument(dot, 'any', operand);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return piped ?? value;
  }

  /** An operand as an argument of the given type. */
  #argument(dot: TemplateValue, type: ParameterType, node: Operand): TemplateValue {
    this.#node = node;
    switch (node.kind) {
      case 'dot':
        return this.#converted(dot, type);
      case 'nil':
        return type === 'string' ? this.#fail('cannot assign nil to string') : this.#converted(NONE, type);
      case 'field':
      case 'variable':
      case 'chain':
        return this.#converted(this.#fields(dot, node, NO_ARGUMENTS), type);
      case 'pipeline':
        return this.#converted(this.#pipeline(dot, node), type);
      case 'identifier':
        return this.#converted(this.#call(dot, node, node, [], null), type);
    }
    if (type === 'any') return this.#literal(dot, node);
    if (type !== 'string') {
      return this.#fail(`can't handle ${sourceOf(node)} for arg of type ${PARAMETER_NAMES[type]}`);
    }
    return node.kind === 'string'
      ? textValue(node.value)
      : this.#fail(`expected string; found ${sourceOf(node)}`);
  }

  #converted(value: TemplateValue, type: ParameterType): TemplateValue {
    if (type === 'any' || value.kind === type) return value;
    if (value.kind === 'none') {
      if (type === 'string') return this.#fail('invalid value; expected string');
      return type === 'sample' ? { kind: 'sample', value: null } : { kind: 'samples', value: [] };
    }
    return this.#fail(`wrong type for value; expected ${PARAMETER_NAMES[type]}; got ${typeName(value)}`);
  }
}

/** What a call is given: its operands, and what the command before it gave; null when there is none. */
interface Arguments {
  operands: readonly Operand[];
  piped: TemplateValue | null;
}

const NO_ARGUMENTS: Arguments = { operands: [], piped: null };
const PARAMETER_NAMES: Readonly<Record<ParameterType, string>> = {
  string: 'string',
  any: 'reflect.Value',
  sample: '*template.sample',
  samples: 'template.queryResult',
};
