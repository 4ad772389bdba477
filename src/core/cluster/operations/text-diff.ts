import { createTwoFilesPatch } from 'diff';
import { stringify } from 'yaml';

/** YAML the way kubectl prints it: YAML 1.1, which quotes `yes`; keys in order, no line folded. */
export function toYaml(object: unknown): string {
  return stringify(object, { version: '1.1', sortMapEntries: true, lineWidth: 0, indentSeq: false });
}

/** Unified diff of two objects as YAML; null when they are the same. */
export function yamlDiff(name: string, before: unknown, after: unknown): string | null {
  const [old, next] = [before, after].map((object) => (object === null ? '' : toYaml(object)));
  if (old === undefined || next === undefined || old === next) return null;
  const patch = createTwoFilesPatch(`${name} (in the cluster)`, `${name} (to be)`, old, next);
  // The library puts a line of = above the patch.
  return patch.replace(/^=+\n/, '').trimEnd();
}
