import { alertFunctions, type FunctionSurroundings, UNSUPPORTED_FUNCTIONS } from './alert-functions.ts';
import { BUILTIN_FUNCTIONS } from './builtin-functions.ts';
import { ExecutionError, executeTemplate } from './execute.ts';
import type { FunctionTable } from './functions.ts';
import { UNSUPPORTED_METHODS } from './instants.ts';
import { parseTemplate, TemplateError } from './parse.ts';
import type { TemplateTree } from './tree.ts';
import type { TemplateData } from './values.ts';

/** What Prometheus puts before the text of every label and annotation. */
const DEFINITIONS =
  '{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}';

const NOWHERE: FunctionTable = alertFunctions({ query: () => [] });
const hasFunction = (name: string) =>
  Object.hasOwn(NOWHERE, name) || Object.hasOwn(BUILTIN_FUNCTIONS, name) || UNSUPPORTED_FUNCTIONS.has(name);

/** The template of a label or an annotation, ready to be expanded for many samples. */
export interface AlertTemplate {
  /** @returns the text, or what Prometheus writes in its place when the template fails */
  expand(data: TemplateData, surroundings: FunctionSurroundings): string;
}

export type ReadTemplate =
  | { kind: 'template'; template: AlertTemplate }
  /** Prometheus refuses it too. */
  | { kind: 'wrong'; problem: string }
  /** Prometheus takes it, we do not. */
  | { kind: 'unsupported'; problem: string };

/**
 * Reads the template of a label or an annotation of an alert.
 *
 * @param alert the rule's name: Prometheus' messages call the template after it
 */
export function readAlertTemplate(alert: string, text: string): ReadTemplate {
  // Most labels are plain words, and every evaluation expands them.
  if (!text.includes('{{')) return { kind: 'template', template: { expand: () => text } };
  const name = `__alert_${alert}`;
  const unsupported = new Set<string>();
  let tree: TemplateTree;
  try {
    tree = parseTemplate(name, DEFINITIONS + text, (called) => {
      if (UNSUPPORTED_FUNCTIONS.has(called)) unsupported.add(called);
      return hasFunction(called);
    });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const kind = error.message.endsWith('not supported here') ? 'unsupported' : 'wrong';
    return { kind, problem: error.message };
  }
  const times = /\btoTime\b/.test(text) ? [...text.matchAll(/\.([A-Z][A-Za-z]*)/g)] : [];
  const method = times.find(([, name = '']) => UNSUPPORTED_METHODS.has(name))?.[1];
  if (method !== undefined) {
    return { kind: 'unsupported', problem: `the method ${method} of a time is not supported here` };
  }
  const [first] = unsupported;
  if (first !== undefined) {
    return { kind: 'unsupported', problem: `the template function ${first} is not supported here` };
  }
  return { kind: 'template', template: { expand: (data, around) => expanded(tree, data, around) } };
}

function expanded(tree: TemplateTree, data: TemplateData, surroundings: FunctionSurroundings): string {
  const functions = { ...BUILTIN_FUNCTIONS, ...alertFunctions(surroundings) };
  try {
    return executeTemplate(tree, functions, { kind: 'data', value: data });
  } catch (error) {
    if (!(error instanceof ExecutionError)) throw error;
    return `<error expanding template: error executing template ${tree.name}: ${error.message}>`;
  }
}
