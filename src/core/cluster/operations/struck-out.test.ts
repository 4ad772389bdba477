import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../kernel/redaction.ts';
import { parseManifest } from './config-map-manifest.ts';
import { putBack, strikeOut } from './struck-out.ts';
import { toYaml } from './text-diff.ts';

const of = { namespace: 'acgs', name: 'config' };
const live = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { ...of, annotations: { 'acgs.example/token': 'planted-annotation' } },
  data: {
    traffic: '10',
    db_password: 'planted-by-name',
    api_key: 'planted-by-line',
    dsn: 'postgres://acgs:planted-in-url@db/acgs',
    known: 'planted-known-value',
  },
};

function redactor() {
  const redactor = createRedactor();
  redactor.add('planted-known-value');
  return redactor;
}

describe('values that look like secrets', () => {
  it('are struck out of what is shown, and the rest is whole', () => {
    const { object, keys } = strikeOut(live, redactor());
    expect(toYaml(object)).not.toContain('planted');
    expect(object.data).toMatchObject({ traffic: '10', dsn: 'postgres://acgs:[redacted]@db/acgs' });
    expect(keys).toEqual(['db_password', 'api_key', 'dsn', 'known', 'acgs.example/token']);
  });

  it('stay what they are in the cluster when the text that was shown is applied with another change', () => {
    const shown = toYaml(strikeOut(live, redactor()).object).replace('"10"', '"20"');
    const manifest = parseManifest(shown, 'the editor', of);
    expect(putBack(manifest, live, 'the editor', redactor())).toMatchObject({
      metadata: live.metadata,
      data: { ...live.data, traffic: '20' },
    });
  });

  it('are never applied as the words that stand in their place', () => {
    const text = toYaml({ ...live, data: { traffic: '[redacted]' } });
    const manifest = parseManifest(text, 'the editor', of);
    const apply = () => putBack(manifest, live, 'the editor', redactor());
    expect(apply).toThrow('the editor: traffic holds "[redacted]" where a value was struck out');
    expect(() => putBack(manifest, null, 'the editor', redactor())).toThrow('struck out');
  });
});
