import type { ConfigMapChange, ConfigMapText } from '../../src/contract/cluster.ts';

const ENTRIES: Readonly<Record<string, string>> = {
  constitutional_hash: 'cdd01ef066bc6cf2',
  database_url: 'postgres://acgs:[redacted]@db.acgs-production:5432/acgs',
  mlops_enabled: 'true',
  performance_targets:
    'response_time_ms: 2000\nconstitutional_compliance: 0.95\ncost_savings: 0.74\navailability: 0.999\nmodel_accuracy: 0.90\n',
  traffic_percentage: '100',
};

/** A config map whose URL holds a password, as a screen gets it. */
export function configMapTextOf({ namespace, name }: { namespace: string; name: string }): ConfigMapText {
  const lines = Object.entries(ENTRIES).map(([key, value]) =>
    value.includes('\n')
      ? `  ${key}: |\n${value
          .trimEnd()
          .split('\n')
          .map((line) => `    ${line}`)
          .join('\n')}`
      : `  ${key}: ${/^[\d]|true/.test(value) ? `"${value}"` : value}`,
  );
  return {
    namespace,
    name,
    yaml: `apiVersion: v1\ndata:\n${lines.join('\n')}\nkind: ConfigMap\nmetadata:\n  annotations:\n    constitutional-hash: cdd01ef066bc6cf2\n  name: ${name}\n  namespace: ${namespace}\n`,
    resourceVersion: '48211',
    immutable: name === 'opa-bundle',
    entries: Object.entries(ENTRIES).map(([key, text]) => ({
      key,
      bytes: text.length,
      text,
      cutCharacters: 0,
      struckOut: text.includes('[redacted]'),
    })),
    struckOut: ['database_url'],
  };
}

/** What the core would say of an edited text, as far as the page's tests go. */
export function changeOf(input: { name: string; namespace: string; manifest: string }): ConfigMapChange {
  const before = configMapTextOf(input).yaml.split('\n');
  const after = input.manifest.split('\n');
  const bare = after.findIndex((line) => /^ {2}traffic_percentage: \d+$/.test(line));
  if (bare >= 0) {
    const message = `the editor: line ${bare + 1}: data.traffic_percentage: must be text; put it in quotes`;
    return { kind: 'invalid', line: bare + 1, problem: { code: 'usage', message, hint: null } };
  }
  if (input.manifest.includes('contested')) {
    return {
      kind: 'conflict',
      problem: {
        code: 'conflict',
        message: `config map ${input.namespace}/${input.name} was changed by somebody else meanwhile, last by kubectl-edit at 2025-06-27T08:58:12.000Z; nothing was done`,
        hint: null,
      },
    };
  }
  const changed = after.flatMap((line, index) =>
    line === before[index] ? [` ${line}`] : [`-${before[index] ?? ''}`, `+${line}`],
  );
  if (changed.every((line) => line.startsWith(' '))) return { kind: 'same' };
  const diff = [
    `--- config map ${input.namespace}/${input.name} (in the cluster)`,
    `+++ config map ${input.namespace}/${input.name} (to be)`,
    `@@ -1,${before.length} +1,${after.length} @@`,
    ...changed,
  ].join('\n');
  return { kind: 'differs', diff, removed: [] };
}
